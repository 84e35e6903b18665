import type { Temporal } from 'temporal-polyfill'
import type { Sent } from '../chat/platform.js'
import * as store from './claim-store.js'
import { actOf, type Desk, ending, outgoing, unchanged, type Work } from './desk.js'
import { isAway } from './insist.js'
import { type Act, type Held, markFor } from './model.js'
import { Slots } from './parallel.js'
import { goesOn, reconcile, record } from './record.js'
import { withheld } from './withhold.js'

/** Requests under way at once for one workspace: enough to hide the platform's latency, few enough to stop quickly. */
const atOnce = 100
/**
 * Rows claimed by the first statement, and the most that are held at once: each claim reads through all that is open, so where no
 * pace says less the next ones take four times as many.
 */
const batch = { first: 200, most: 2000 }
/** With so many rows still to be requested, or after so many milliseconds, more are claimed: a slow request must hold up nobody. */
const low = 200
const patience = 250

/**
 * Sends everything of one workspace that may go now.
 * @returns when there is next something to do (machine clock), or null if nothing is open
 */
export async function drain(route: store.Route, desk: Desk): Promise<Temporal.Instant | null> {
  await send(route, desk)
  // Afterwards, because what is new does not have to wait for it: the claim leaves out what stands behind an uncertain message.
  if (await reconcile(route, desk)) await send(route, desk)
  return nextMoment(route, desk)
}

async function send(route: store.Route, desk: Desk): Promise<void> {
  const requests = new Slots(atOnce)
  try {
    for (let most = batch.first; !desk.stopping(); most = Math.min(batch.most, 4 * most)) {
      const room = most - requests.left
      const started = room > 0 ? await sendBatch(route, desk, requests, room) : 0
      if (started === 0 && requests.left === 0) break
      if (started === 0) await requests.change(patience)
      else await requests.below(low, patience)
    }
  } finally {
    await requests.idle()
  }
  requests.check()
}

/** @returns how many rows were claimed */
async function sendBatch(route: store.Route, desk: Desk, requests: Slots, room: number): Promise<number> {
  const now = desk.machine()
  const until = now.add({ seconds: desk.lease })
  const wish = { post: wishOf('post', room, desk), edit: wishOf('edit', room, desk) }
  if (wish.post.limit === 0 && wish.edit.limit === 0) return 0
  const claimed = await store.claim(desk.db, route, now, until, wish)
  if (claimed.length === 0) return 0
  for (const queue of lanes(await ready(claimed, now, until, desk))) {
    requests.run(queue.length, (over) => sendInOrder(queue, now, desk, over))
  }
  return claimed.length
}

/** What of the claimed rows is to be requested, drawn as things stand and within everybody's rights, each marked as `sending`. */
async function ready(
  claimed: readonly store.Claimed[],
  now: Temporal.Instant,
  until: Temporal.Instant,
  desk: Desk,
): Promise<readonly Work[]> {
  const marked = new Set(claimed.flatMap((one) => (one.marked ? [one.held.id] : [])))
  if (marked.size === claimed.length) return claimed.map(({ held }) => ({ held, message: held.message }))
  const all = claimed.map(({ held }) => held)
  const works = await withinRights(await drawn(all, desk), desk)
  const left = works.flatMap(({ held }) => (marked.has(held.id) ? [] : [held.id]))
  const mine = await store.markSending(desk.db, left, until, now)
  return works.filter(({ held }) => marked.has(held.id) || mine.has(held.id))
}

function wishOf(act: Act, room: number, desk: Desk): store.Wish {
  const now = desk.machine().epochMilliseconds
  return {
    limit: Math.min(room, desk.pacer.workspace(act, now).free),
    perLane: Math.min(desk.pacer.burst(act), batch.most),
    resting: [...desk.pacer.resting(act, now).keys()],
  }
}

/**
 * Live cards are drawn at the latest moment, so that nothing that was committed after they were composed is missing, and one request
 * shows many changes. An edit that would change nothing is not made.
 */
async function drawn(held: readonly Held[], desk: Desk): Promise<readonly Work[]> {
  const works = await Promise.all(held.map((one) => draw(one, desk)))
  const needless = works.filter(({ held: one, message }) => one.edits !== null && one.view !== null && message === null)
  if (needless.length > 0) {
    await desk.end(
      needless.map(({ held: one }) => ending({ held: one, message: one.message }, 'sent', one.edits, unchanged)),
    )
  }
  return works.flatMap((one) =>
    needless.includes(one) ? [] : [{ held: one.held, message: one.message ?? one.held.message }],
  )
}

async function draw(held: Held, desk: Desk): Promise<{ held: Held; message: Work['message'] | null }> {
  const { view, about, to } = held
  if (view === null) return { held, message: held.message }
  try {
    const message = await desk.draw(desk.db, { about, view, to })
    const same = held.edits !== null && held.attempts === 0 && JSON.stringify(message) === JSON.stringify(held.message)
    return { held, message: same ? null : message }
  } catch (error) {
    // Else a change would be recorded as shown that nobody could read. The row is claimed again when its lease is over.
    if (isAway(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    desk.warn({ about, view, reason }, 'A live card could not be drawn; it stays as it is')
    return { held, message: null }
  }
}

/** Rights may have changed since a message was composed: what its readers may no longer see is not sent. */
async function withinRights(works: readonly Work[], desk: Desk): Promise<readonly Work[]> {
  const allowed = await Promise.all(works.map((one) => allowedOf(one, desk)))
  const refused = works.filter((_, index) => allowed[index] === null)
  if (refused.length > 0) await desk.end(refused.map((one) => ending(one, 'refused', null, 'readers may not see it')))
  return allowed.filter((one) => one !== null)
}

async function allowedOf(work: Work, desk: Desk): Promise<Work | null> {
  const { held, message } = work
  if (message.discloses.length === 0 || (await desk.permits(message, held.to))) return work
  const left = await withheld(message, held.to, desk.permits)
  return left === null ? null : { held, message: left }
}

/**
 * One lane's messages one after the other, so that they stand in the order in which they were made.
 * @param marked when the rows were marked as being sent, at the earliest
 * @param over called after each request, with what is still being written about it: the next one does not wait for that
 */
async function sendInOrder(
  queue: readonly Work[],
  marked: Temporal.Instant,
  desk: Desk,
  over: (written: Promise<void>) => void,
): Promise<void> {
  for (const [index, work] of queue.entries()) {
    const { held } = work
    const now = desk.machine().epochMilliseconds
    const { free, from } = desk.pacer.channel(actOf(held), held.to.channel, now)
    if (free === 0) return putBack(queue.slice(index), Math.max(1, from - now), 'pace', desk)
    if (desk.stopping()) return putBack(queue.slice(index), 0, 'stopping', desk)
    const sent = await request(work, marked, desk)
    if (sent === null) continue
    const written = record(work, sent, desk)
    over(written)
    if (goesOn(sent)) continue
    await written
    return putBack(queue.slice(index + 1), 0, 'after another', desk)
  }
}

/**
 * Makes the request, unless it comes so long after the mark (the ones before it were slow, or this process was stopped) that
 * another sender may have asked about the row meanwhile; then only if it is still ours.
 */
async function request(work: Work, marked: Temporal.Instant, desk: Desk): Promise<Sent | null> {
  const { held } = work
  const now = desk.machine()
  let at = marked
  if (now.since(marked).total('seconds') > desk.lease * markFor) {
    if (!(await store.markAgain(desk.db, held.id, marked, now))) return null
    at = now
  }
  desk.pacer.note(actOf(held), held.to.channel, desk.machine().epochMilliseconds)
  return desk.platform.send(outgoing(work, at))
}

async function putBack(rest: readonly Work[], milliseconds: number, code: string, desk: Desk): Promise<void> {
  const at = desk.machine().add({ milliseconds })
  await store.giveBack(
    desk.db,
    rest.map((one) => one.held.id),
    at,
    code,
  )
}

async function nextMoment(route: store.Route, desk: Desk): Promise<Temporal.Instant | null> {
  const moment = await store.nextMoment(desk.db, route, desk.lease)
  if (moment === null) return null
  const now = desk.machine()
  if (moment.epochMilliseconds > now.epochMilliseconds) return moment
  // Something is due and yet was not sent: the workspace rests, or its channels do. The end of that rest is the next moment.
  return now.add({ milliseconds: Math.max(1, pauseEnd(desk, now.epochMilliseconds) - now.epochMilliseconds) })
}

/** When nothing says why a due row could not be claimed (another process holds its lease), it is looked at again after this. */
const lookAgain = 1000

function pauseEnd(desk: Desk, now: number): number {
  const acts = ['post', 'edit'] as const
  const exhausted = acts.map((act) => desk.pacer.workspace(act, now)).filter(({ free }) => free === 0)
  if (exhausted.length > 0) return Math.min(...exhausted.map(({ from }) => from))
  return Math.min(...acts.flatMap((act) => [...desk.pacer.resting(act, now).values()]), now + lookAgain)
}

/** A channel's posts are one lane, and so are the edits of one message. */
function lanes(works: readonly Work[]): readonly (readonly Work[])[] {
  const queues = new Map<string, Work[]>()
  for (const work of works) {
    const { edits, to } = work.held
    const lane = edits === null ? to.channel : `${to.channel} ${edits.id}`
    const queue = queues.get(lane)
    if (queue) queue.push(work)
    else queues.set(lane, [work])
  }
  return [...queues.values()]
}
