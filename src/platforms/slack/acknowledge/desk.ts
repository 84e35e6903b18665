import type { ModalView, PlainTextOption } from '@slack/types'
import type { Incoming, Reply } from '../../../chat/incoming.js'
import type { Door, Keeping, Sent } from '../../../chat/platform.js'
import { type Answering, answer } from '../answer.js'
import type { SlackBlock } from '../blocks/kit.js'
import type { Origin } from '../metadata.js'
import type { Deadlines } from '../options.js'
import { said } from '../views.js'

/** What may travel in an acknowledgement, by the kind of payload (docs.slack.dev, interactivity). */
export type AckBody =
  | { readonly to: 'command'; readonly text: string; readonly blocks: readonly SlackBlock[] }
  | { readonly to: 'view'; readonly errors: Readonly<Record<string, string>> }
  | { readonly to: 'view'; readonly view: ModalView }
  | { readonly to: 'options'; readonly options: readonly PlainTextOption[] }

/** Says "ok" to Slack, once. */
export type Ack = (body?: AckBody) => Promise<void>

/** Everything that acknowledging needs. */
export interface Desk extends Answering {
  readonly door: Door
  readonly deadlines: Deadlines
  readonly tasks: Tasks
  /** Takes the workspace's token out of the store and out of memory. */
  uninstall(workspace: string): Promise<void>
}

/** Work that goes on after its acknowledgement; the process must not end before it. */
export interface Tasks {
  run(work: Promise<unknown>): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function tasks(): Tasks {
  const running = new Set<Promise<unknown>>()
  return {
    run(work) {
      const ended: Promise<unknown> = work.catch(() => undefined).then(() => running.delete(ended))
      running.add(ended)
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

export const LATE = Symbol('late')

/** The result of the work, or `LATE` after so many milliseconds; the work goes on. */
export async function within<T>(work: Promise<T>, milliseconds: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, milliseconds), LATE)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The bot's reply, or null where the bot itself could not work, which is in the log then. Never rejects. */
export async function handle(desk: Desk, incoming: Incoming): Promise<Reply | null> {
  try {
    return await desk.door.handle(incoming)
  } catch (error) {
    desk.options.log.error(
      { err: error, key: incoming.key, kind: incoming.kind },
      'something a person did could not be handled',
    )
    return null
  }
}

/** `failed`: the row could not be written now; an event that Slack sends again may be kept then. */
export type Kept = Keeping | 'failed'

/** Writes the incoming down with the way back. Never rejects. */
export async function keep(desk: Desk, incoming: Incoming, from: Origin): Promise<Kept> {
  try {
    return await desk.door.keep(incoming, { platform: 'slack', data: from })
  } catch (error) {
    desk.options.log.error({ err: error, key: incoming.key }, 'something a person did could not be kept')
    return 'failed'
  }
}

/** How often, and how long at most in milliseconds, an answer is held back because Slack limits. */
const RETRY = { attempts: 3, longest: 60_000 } as const

/**
 * Answers what was acknowledged before, and settles it when the answer is there or can never be. After an unclear outcome it
 * stays kept: whoever looks after kept things may answer again. Never rejects.
 */
export async function finish(
  desk: Desk,
  incoming: Incoming,
  from: Origin,
  work: Promise<Reply | null>,
  keeping: Promise<Kept> | null,
): Promise<void> {
  const reply = (await work) ?? failed(desk, from)
  const sent = await answerPatiently(desk, from, reply)
  if (sent.kind !== 'sent')
    desk.options.log.warn(
      { key: incoming.key, outcome: sent.kind, code: sent.code },
      'an answer did not reach its person',
    )
  if ((await keeping) !== 'kept' || sent.kind === 'unknown' || sent.kind === 'retry') return
  try {
    await desk.door.settle(incoming.key)
  } catch (error) {
    desk.options.log.error({ err: error, key: incoming.key }, 'an answered thing could not be settled')
  }
}

async function answerPatiently(desk: Desk, from: Origin, reply: Reply): Promise<Sent> {
  for (let attempt = 1; ; attempt += 1) {
    const sent = await answer(desk, from, reply)
    if (sent.kind !== 'retry' || attempt === RETRY.attempts) return sent
    const wait = sent.at.epochMilliseconds - desk.options.now().epochMilliseconds
    if (wait > RETRY.longest) return sent
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)))
  }
}

/** What the person hears when the bot itself cannot work. */
export function failed(desk: Desk, from: Origin): Reply {
  return { kind: 'tell', message: said(desk.options.words(from.locale).failed) }
}
