import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { assertNever } from '../chat/assert-never.js'
import type { Message } from '../chat/message.js'
import type { Place, PostRef } from '../chat/place.js'
import type { Outgoing, PaceWindow, Platform, Sent } from '../chat/platform.js'
import { backoff, claimLease, type Held, mostAttempts, reconcileAfter } from './model.js'
import type { Pacer } from './pacer.js'
import * as store from './store.js'

/** What a sender works with. `db` must be the connection that holds the route's lock. */
export interface Desk {
  readonly db: Db
  readonly platform: Platform
  readonly pacer: Pacer
  /** The machine clock: leases, pace, timeouts. */
  readonly machine: () => Temporal.Instant
  readonly random: () => number
  /** Whether the readers of a place may still see what a message discloses. */
  readonly permits: (message: Message, to: Place) => Promise<boolean>
  /** Records endings and what follows from them. */
  readonly end: (endings: readonly (store.Ending & { readonly held: Held })[]) => Promise<void>
  readonly stopping: () => boolean
}

type Ended = store.Ending & { readonly held: Held }

/** Requests under way at once for one workspace: enough to hide the platform's latency, few enough to stop quickly. */
const atOnce = 50
/** Rows claimed by one statement. */
const batch = 200

/**
 * Sends everything of one workspace that may go now.
 * @returns when there is next something to do (machine clock), or null if nothing is open
 */
export async function drain(route: store.Route, desk: Desk): Promise<Temporal.Instant | null> {
  await reconcile(route, desk)
  while (!desk.stopping()) {
    const sent = await sendBatch(route, desk)
    if (sent === 0) break
  }
  return nextMoment(route, desk)
}

const windowsOf =
  (route: store.Route, desk: Desk) =>
  (channel: string): readonly PaceWindow[] =>
    desk.platform.pace({ platform: route.platform, workspace: route.workspace, kind: 'channel', channel, thread: null })

async function sendBatch(route: store.Route, desk: Desk): Promise<number> {
  const now = desk.machine()
  const windows = windowsOf(route, desk)
  const workspace = desk.pacer.allowance(
    '',
    windows('').filter((window) => window.scope === 'workspace'),
    now.epochMilliseconds,
  )
  if (workspace.free === 0) return 0
  const perChannel = Math.min(
    ...windows('')
      .filter((window) => window.scope === 'place')
      .map((window) => window.max),
    batch,
  )
  const until = now.add({ seconds: claimLease })
  const resting = [...desk.pacer.resting(windows, now.epochMilliseconds).keys()]
  const held = await store.claim(desk.db, route, now, until, {
    limit: Math.min(batch, workspace.free),
    perChannel,
    resting,
  })
  if (held.length === 0) return 0
  const allowed = await withinRights(held, desk)
  const mine = await store.markSending(
    desk.db,
    allowed.map((one) => one.id),
    until,
    desk.machine(),
  )
  const queues = byChannel(allowed.filter((one) => mine.has(one.id)))
  await inParallel([...queues.values()], atOnce, (queue) => sendInOrder(queue, windows, desk))
  return held.length
}

/** Rights may have changed since a message was composed: what its readers may no longer see is not sent. */
async function withinRights(held: readonly Held[], desk: Desk): Promise<readonly Held[]> {
  const verdicts = await Promise.all(
    held.map((one) => one.message.discloses.length === 0 || desk.permits(one.message, one.to)),
  )
  const withheld = held.filter((_, index) => !verdicts[index])
  if (withheld.length > 0) {
    await desk.end(
      withheld.map((one) => ({ id: one.id, state: 'refused', sent: null, code: 'readers may not see it', held: one })),
    )
  }
  return held.filter((_, index) => verdicts[index])
}

/** One channel's messages one after the other, so that they stand in the order in which they were made. */
async function sendInOrder(
  queue: readonly Held[],
  windows: (channel: string) => readonly PaceWindow[],
  desk: Desk,
): Promise<void> {
  for (const [index, one] of queue.entries()) {
    const channel = one.to.channel
    const { free, from } = desk.pacer.allowance(channel, windows(channel), desk.machine().epochMilliseconds)
    if (free === 0)
      return putBack(queue.slice(index), desk.machine().add({ milliseconds: waitFrom(from, desk) }), 'pace', desk)
    desk.pacer.note(channel, desk.machine().epochMilliseconds)
    const sent = await desk.platform.send(outgoing(one, desk.machine()))
    const goOn = await record(one, sent, desk)
    if (!goOn) return putBack(queue.slice(index + 1), desk.machine(), 'after another', desk)
  }
}

const waitFrom = (from: number, desk: Desk): number => Math.max(1, from - desk.machine().epochMilliseconds)

async function putBack(rest: readonly Held[], at: Temporal.Instant, code: string, desk: Desk): Promise<void> {
  for (const one of rest) await store.giveBack(desk.db, one.id, at, code)
}

const outgoing = (one: Held, attempt: Temporal.Instant): Outgoing => ({
  key: one.key,
  to: one.to,
  message: one.message,
  edits: one.edits,
  attempt,
})

/** Writes down what a request came to. @returns whether the channel's next message may follow now */
async function record(one: Held, sent: Sent, desk: Desk): Promise<boolean> {
  switch (sent.kind) {
    case 'sent':
      await desk.end([ending(one, 'sent', sent.ref, null)])
      return true
    case 'refused':
      await desk.end([ending(one, 'refused', null, `${sent.cause}: ${sent.code}`)])
      return true
    case 'retry':
      desk.pacer.rest(one.to.channel, sent.at)
      await retryLater(one, sent.at, sent.code, desk)
      return false
    case 'unknown':
      // It stays in `sending`: asked after once a post would show, never sent again on a guess.
      await store.noteUncertain(desk.db, one.id, sent.code)
      return false
    default:
      return assertNever(sent)
  }
}

const ending = (held: Held, state: store.Ending['state'], sent: PostRef | null, code: string | null): Ended => ({
  id: held.id,
  state,
  sent,
  code,
  held,
})

async function retryLater(one: Held, at: Temporal.Instant, code: string, desk: Desk): Promise<void> {
  const attempts = one.attempts + 1
  if (attempts >= mostAttempts) return desk.end([ending(one, 'failed', null, code)])
  const own = desk.machine().add({ milliseconds: Math.round(1000 * backoff(attempts, desk.random())) })
  await store.postpone(desk.db, one.id, own.epochMilliseconds > at.epochMilliseconds ? own : at, code)
}

/** Asks the platform after every row whose request may or may not have been carried out. */
async function reconcile(route: store.Route, desk: Desk): Promise<void> {
  const before = desk.machine().subtract({ seconds: reconcileAfter })
  for (const one of await store.uncertain(desk.db, route, before, batch)) {
    const found = await desk.platform.find(outgoing(one, one.sendingAt ?? before))
    if (found === 'cannot ask') await desk.end([ending(one, 'unknown', null, 'cannot ask')])
    else if (found === 'absent')
      await retryLater({ ...one, attempts: one.attempts - 1 }, desk.machine(), 'not found after sending', desk)
    else await desk.end([ending(one, 'sent', found, null)])
  }
}

async function nextMoment(route: store.Route, desk: Desk): Promise<Temporal.Instant | null> {
  const moment = await store.nextMoment(desk.db, route, reconcileAfter)
  if (moment === null) return null
  const now = desk.machine()
  if (moment.epochMilliseconds > now.epochMilliseconds) return moment
  // Something is due and yet was not sent: the workspace rests, or its channels do. The end of that rest is the next moment.
  const windows = windowsOf(route, desk)
  const workspace = desk.pacer.allowance(
    '',
    windows('').filter((window) => window.scope === 'workspace'),
    now.epochMilliseconds,
  )
  const channels = [...desk.pacer.resting(windows, now.epochMilliseconds).values()]
  const from = workspace.free === 0 ? workspace.from : Math.min(...channels, now.epochMilliseconds + lookAgain)
  return now.add({ milliseconds: Math.max(1, from - now.epochMilliseconds) })
}

/** When nothing says why a due row could not be claimed (another process holds its lease), it is looked at again after this. */
const lookAgain = 1000

function byChannel(held: readonly Held[]): ReadonlyMap<string, readonly Held[]> {
  const queues = new Map<string, Held[]>()
  for (const one of held) queues.set(one.to.channel, [...(queues.get(one.to.channel) ?? []), one])
  return queues
}

async function inParallel<T>(items: readonly T[], most: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
}
