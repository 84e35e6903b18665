import type { Temporal } from 'temporal-polyfill'
import { assertNever } from '../chat/assert-never.js'
import type { Sent } from '../chat/platform.js'
import * as store from './claim-store.js'
import { actOf, type Desk, ending, outgoing, type Work } from './desk.js'
import { askFor, backoff, mostAttempts } from './model.js'

/** Whether the lane's next message may follow a request that came to this. */
export const goesOn = ({ kind }: Sent): boolean => kind === 'sent' || kind === 'refused'

/** Writes down what a request came to. */
export async function record(work: Work, sent: Sent, desk: Desk): Promise<void> {
  const { held } = work
  switch (sent.kind) {
    case 'sent':
      return desk.end([ending(work, 'sent', sent.ref, null)])
    case 'refused':
      return desk.end([ending(work, 'refused', null, `${sent.cause}: ${sent.code}`)])
    case 'retry':
      desk.pacer.rest(actOf(held), held.to.channel, sent.at)
      return retryLater(work, held.attempts + 1, sent.at, sent.code, desk)
    case 'unknown':
      // An edit may be made twice. A post stays in `sending`: asked after once it would show, never made again on a guess.
      return held.edits === null
        ? store.noteUncertain(desk.db, held.id, sent.code)
        : retryLater(work, held.attempts + 1, desk.machine(), sent.code, desk)
    default:
      return assertNever(sent)
  }
}

/** @param attempts how often the row was requested */
async function retryLater(work: Work, attempts: number, at: Temporal.Instant, code: string, desk: Desk): Promise<void> {
  if (attempts >= mostAttempts) return desk.end([ending(work, 'failed', null, code)])
  const own = desk.machine().add({ milliseconds: Math.round(1000 * backoff(attempts, desk.random())) })
  await store.postpone(desk.db, work.held.id, own.epochMilliseconds > at.epochMilliseconds ? own : at, code)
}

/** Rows asked after by one visit. */
const batch = 200

/**
 * Asks the platform after every row whose request may or may not have been carried out. Each is taken into this sender's hands
 * first: a sender that was stopped between marking a row and requesting it must not request it after it was found absent.
 * @returns whether there were any
 */
export async function reconcile(route: store.Route, desk: Desk): Promise<boolean> {
  const now = desk.machine()
  const before = now.subtract({ seconds: desk.lease })
  const uncertain = await store.uncertain(desk.db, route, before, now, batch)
  for (const held of uncertain) {
    if (desk.stopping()) break
    const work = { held, message: held.message }
    if (!(await store.takeUncertain(desk.db, held))) continue
    if (held.edits !== null) await retryLater(work, held.attempts, desk.machine(), 'edit unconfirmed', desk)
    else await askAfter(work, held.sendingAt ?? before, desk)
  }
  return uncertain.length > 0
}

async function askAfter(work: Work, attempt: Temporal.Instant, desk: Desk): Promise<void> {
  const { held } = work
  const found = await desk.platform.find(outgoing(work, attempt))
  const now = desk.machine()
  if (found === 'absent') return retryLater(work, held.attempts, now, 'not found after sending', desk)
  // What a live card showed when it was posted is not known any more, so it counts as older than every change.
  if (typeof found === 'object') return desk.end([{ ...ending(work, 'sent', found, null), revision: 0 }])
  const giveUp = found === 'cannot ask' || now.since(attempt).total('seconds') > askFor
  if (!giveUp) return store.askLater(desk.db, held.id, now.add({ seconds: desk.lease }))
  if (held.guarantee === 'at least once') return retryLater(work, held.attempts, now, 'unconfirmed', desk)
  await desk.end([ending(work, 'unknown', null, 'cannot ask')])
}
