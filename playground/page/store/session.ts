import { batch, computed, signal } from '@preact/signals'
import type { ActResult } from '../../acts.js'
import type { Happening, PlatformName, Post } from '../../model.js'
import type { ActName, Api } from '../api.js'
import { words } from '../words.js'
import type { Data } from './data.js'
import { isBy } from './posts.js'
import type { Reads } from './reads.js'
import type { View } from './view.js'

const TOAST_MS = 6_000

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'info' | 'error'
}

export interface Question {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
  readonly danger: boolean
  answer(yes: boolean): void
}

/** What the person has just done, and it was taken. */
export interface Deed {
  readonly what: ActName | 'clock'
  readonly platform: PlatformName | null
  /** The words of a command or message, the name of a button; empty for others. */
  readonly text: string
  /** Whether the bot heard of it: plain words reach it in its own conversation only. */
  readonly heard: boolean
}

/** What goes to the bot, and cannot while it is not there. */
const FOR_THE_BOT: ReadonlySet<ActName> = new Set([
  'command',
  'mention',
  'press',
  'choose',
  'submit',
  'search',
  'home',
  'shortcut',
  'extension',
])

export type Status = { readonly kind: 'loading' | 'ready' } | { readonly kind: 'failed'; readonly why: string }

/** Connects the page with the server: loads, listens, and carries out what the person does. */
export function createSession(api: Api, data: Data, reads: Reads, view: View) {
  const status = signal<Status>({ kind: 'loading' })
  const connected = signal(true)
  const toasts = signal<readonly Toast[]>([])
  const question = signal<Question | null>(null)
  const deed = signal<Deed | null>(null)
  const viewer = computed(() => {
    const me = data.people.value.find((person) => person.key === data.me.value)
    return { zone: me?.zone ?? 'UTC', locale: me?.locale ?? 'en-GB' }
  })
  let close = () => {}
  let toastCount = 0

  const dismiss = (id: number) => {
    toasts.value = toasts.peek().filter((one) => one.id !== id)
  }

  const toast = (text: string, tone: Toast['tone']) => {
    if (toasts.peek().some((one) => one.text === text)) return
    toastCount += 1
    const id = toastCount
    toasts.value = [...toasts.peek(), { id, text, tone }]
    setTimeout(() => dismiss(id), TOAST_MS)
  }

  const hear = (happening: Happening) => {
    if (happening.kind === 'bot' && happening.there && !data.botThere.peek())
      toast(words.live.started(data.botName.peek()), 'info')
    if (happening.kind === 'toast') toast(happening.text, happening.tone)
    else data.apply(happening)
    if (happening.kind === 'post') showAnswer(happening.post)
  }

  /** Slack's answer to what one wrote stands in a thread: it is opened, because a newcomer would not look for it there. */
  const showAnswer = (post: Post) => {
    const { platform, channel, thread, author } = post
    if (platform !== 'slack' || author.kind !== 'bot' || thread === null || thread === post.id) return
    const root = data
      .channelData(platform, channel)
      .posts.peek()
      .find((one) => one.id === thread)
    const here = view.shown.peek().includes(platform) && view.current[platform].peek()?.id === channel
    const free = view.threads[platform].peek() === null
    if (root !== undefined && isBy(root, data.me.peek()) && here && free) view.threads[platform].value = thread
  }

  /**
   * Listens first and loads then, holding back what is heard meanwhile: a post made between the two is neither lost nor
   * overwritten by an older state.
   */
  const connect = async (person: string, keep: boolean) => {
    close()
    const held: Happening[] = []
    let loaded = false
    let dropped = false
    close = api.events(
      person,
      (happening) => (loaded ? hear(happening) : held.push(happening)),
      (up) => {
        connected.value = up
        if (!up) dropped = true
        else if (dropped && loaded) void open(person, true)
      },
    )
    const state = await api.state(person, keep)
    if (data.me.peek() !== state.person) reads.load(state.person)
    batch(() => {
      data.load(state)
      loaded = true
      for (const happening of held) hear(happening)
    })
  }

  const open = async (person: string, keep: boolean) => {
    try {
      await connect(person, keep)
      status.value = { kind: 'ready' }
    } catch (error) {
      status.value = { kind: 'failed', why: reason(error) }
    }
  }

  const ask = (text: Omit<Question, 'answer'>): Promise<boolean> =>
    new Promise((resolve) => {
      question.value = {
        ...text,
        answer(yes) {
          question.value = null
          resolve(yes)
        },
      }
    })

  /** The panel of the message extension says itself what came of a search: it asks with every few letters. */
  const take = (name: ActName, result: ActResult) =>
    batch(() => {
      for (const post of result.posts ?? []) data.putPost(post)
      if (result.dialog !== undefined) data.putDialog(result.dialog)
      if (result.toast !== undefined && name !== 'extension')
        toast(result.toast, result.status === 'ok' ? 'info' : 'error')
    })

  const isDirect = (id: unknown) => data.channels.peek().some((one) => one.id === id && one.kind === 'direct')

  /** Does what the person did, and shows what came of it. Null where it could not even be sent. */
  const act = async (
    name: ActName,
    platform: PlatformName,
    args: Readonly<Record<string, unknown>>,
  ): Promise<ActResult | null> => {
    if (!data.botThere.peek() && FOR_THE_BOT.has(name)) {
      toast(words.live.notYet(data.botName.peek()), 'info')
      return null
    }
    try {
      const result = await api.act(name, platform, { person: data.me.peek(), ...args })
      if (result.confirm !== undefined && args.confirm !== true)
        return (await ask({ ...result.confirm, danger: false }))
          ? act(name, platform, { ...args, confirm: true })
          : null
      take(name, result)
      if (result.status === 'ok') {
        const heard = name !== 'message' || isDirect(args.channel)
        deed.value = { what: name, platform, text: String(args.text ?? args.button ?? ''), heard }
      }
      return result
    } catch (error) {
      toast(words.live.actFailed(reason(error)), 'error')
      return null
    }
  }

  const moveClock = async (to: Parameters<Api['moveClock']>[0]): Promise<string | null> => {
    try {
      const now = await api.moveClock(to)
      data.apply({ kind: 'clock', now })
      deed.value = { what: 'clock', platform: null, text: '', heard: true }
      return now
    } catch (error) {
      toast(words.live.actFailed(reason(error)), 'error')
      return null
    }
  }

  const loadExchanges = async () => {
    try {
      const all = await api.exchanges()
      const known = new Set(all.map((one) => one.id))
      data.exchanges.value = [...all, ...data.exchanges.peek().filter((one) => !known.has(one.id))]
    } catch (error) {
      toast(words.live.actFailed(reason(error)), 'error')
    }
  }

  const become = (person: string) => {
    view.forgetPlaces()
    return open(person, true)
  }

  return {
    status,
    connected,
    toasts,
    question,
    deed,
    viewer,
    toast,
    dismiss,
    ask,
    act,
    moveClock,
    loadExchanges,
    open,
    become,
  }
}
export type Session = ReturnType<typeof createSession>

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
