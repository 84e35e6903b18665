import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { assertNever } from '../../assert-never.js'
import type {
  Channel,
  CommandHint,
  Dialog,
  Exchange,
  Happening,
  PageState,
  Person,
  PlatformName,
  Post,
  SearchHint,
  ShortcutHint,
} from '../../model.js'
import { type Board, boardOf, emptyBoard, takesPart, unreadAfter, withPost } from './posts.js'
import type { Reads } from './reads.js'

const EXCHANGES_KEPT = 500

/** One channel on the page: its posts, and how many of them are new to the reader. */
export interface ChannelData {
  readonly posts: Signal<readonly Post[]>
  readonly board: ReadonlySignal<Board>
  readonly unread: ReadonlySignal<number>
}

export const channelKey = (platform: PlatformName, id: string) => `${platform}/${id}`
export const threadKey = (channel: string, thread: string) => `${channel}/${thread}`

/** Everything that the server told, as signals. Nothing in here knows what is shown where. */
export function createData(reads: Reads) {
  const me = signal('')
  const people = signal<readonly Person[]>([])
  const channels = signal<readonly Channel[]>([])
  const commands = signal<readonly CommandHint[]>([])
  const shortcuts = signal<readonly ShortcutHint[]>([])
  const searches = signal<readonly SearchHint[]>([])
  const dialogs = signal<readonly Dialog[]>([])
  const homes = signal<PageState['homes']>({})
  const exchanges = signal<readonly Exchange[]>([])
  const company = signal('')
  const botName = signal('')
  const botIds = signal<readonly string[]>([])
  const botThere = signal(true)
  /** Business time as the server last said it, and when that was by this machine's clock. */
  const clock = signal({ now: new Date(0).toISOString(), readAt: 0 })
  const latest = signal<Post | null>(null)
  const byChannel = new Map<string, ChannelData>()

  const channelData = (platform: PlatformName, id: string): ChannelData => {
    const key = channelKey(platform, id)
    const known = byChannel.get(key)
    if (known !== undefined) return known
    const made = newChannelData(key, reads, me)
    byChannel.set(key, made)
    return made
  }

  const putPost = (post: Post) => {
    const { posts } = channelData(post.platform, post.channel)
    posts.value = withPost(posts.peek(), post)
  }

  const putDialog = (dialog: Dialog) => {
    const index = dialogs.peek().findIndex((one) => sameDialog(one, dialog))
    dialogs.value = index < 0 ? [...dialogs.peek(), dialog] : dialogs.peek().with(index, dialog)
  }

  const putChannel = (channel: Channel) => {
    const others = channels.peek()
    const index = others.findIndex((one) => one.platform === channel.platform && one.id === channel.id)
    if (!channel.members.includes(me.peek())) channels.value = others.filter((_, at) => at !== index)
    else channels.value = index < 0 ? [...others, channel] : others.with(index, channel)
  }

  const load = (state: PageState) =>
    batch(() => {
      me.value = state.person
      people.value = state.people
      channels.value = state.channels
      commands.value = state.commands
      shortcuts.value = state.shortcuts
      searches.value = state.searches
      dialogs.value = state.dialogs
      homes.value = state.homes
      company.value = state.company
      botName.value = state.botName
      botIds.value = state.botIds
      botThere.value = state.botThere
      clock.value = { now: state.now, readAt: Date.now() }
      latest.value = null
      const grouped = new Map<ChannelData, Post[]>()
      for (const data of byChannel.values()) grouped.set(data, [])
      for (const post of state.posts) {
        const data = channelData(post.platform, post.channel)
        const known = grouped.get(data)
        if (known === undefined) grouped.set(data, [post])
        else known.push(post)
      }
      for (const [data, posts] of grouped) data.posts.value = posts
    })

  const apply = (happening: Exclude<Happening, { kind: 'toast' }>) => {
    switch (happening.kind) {
      case 'post':
        putPost(happening.post)
        latest.value = happening.post
        return
      case 'edit':
        return putPost(happening.post)
      case 'delete': {
        const { posts } = channelData(happening.platform, happening.channel)
        posts.value = posts.peek().filter((post) => post.id !== happening.id)
        return
      }
      case 'dialog':
        return putDialog(happening.dialog)
      case 'dialog closed':
        dialogs.value = dialogs.peek().filter((one) => !sameDialog(one, happening))
        return
      case 'home':
        homes.value = { ...homes.peek(), [happening.platform]: happening.view }
        return
      case 'channel':
        return putChannel(happening.channel)
      case 'exchange':
        exchanges.value = [...exchanges.peek(), happening.exchange].slice(-EXCHANGES_KEPT)
        return
      case 'clock':
        clock.value = { now: happening.now, readAt: Date.now() }
        return
      case 'bot':
        botThere.value = happening.there
        return
      default:
        return assertNever(happening)
    }
  }

  return {
    me,
    people,
    channels,
    commands,
    shortcuts,
    searches,
    dialogs,
    homes,
    exchanges,
    company,
    botName,
    botThere,
    nameOfBot: (id: string) => (botIds.value.includes(id) ? botName.value : id),
    clock,
    latest,
    channelData,
    putPost,
    putDialog,
    load,
    apply,
  }
}
export type Data = ReturnType<typeof createData>

function newChannelData(key: string, reads: Reads, me: ReadonlySignal<string>): ChannelData {
  const posts = signal<readonly Post[]>([])
  const board = computed(() => (posts.value.length === 0 ? emptyBoard : boardOf(posts.value)))
  const unread = computed(() => {
    const marks = reads.marks.value
    const inChannel = unreadAfter(board.value.roots, marks[key], me.value)
    const inThreads = [...board.value.replies]
      .filter(([thread]) => takesPart(board.value, thread, me.value))
      .map(([thread, replies]) => unreadAfter(replies, marks[threadKey(key, thread)], me.value))
    return inThreads.reduce((sum, count) => sum + count, inChannel)
  })
  return { posts, board, unread }
}

function sameDialog(one: Pick<Dialog, 'platform' | 'id'>, other: Pick<Dialog, 'platform' | 'id'>): boolean {
  return one.platform === other.platform && one.id === other.id
}
