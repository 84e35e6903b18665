import { deciderOf } from '../company/deciding.js'
import { refresh } from '../deliveries/live.js'
import { addWorkingMinutes } from '../time/worktime.js'
import { stepButton, wordCard } from './card.js'
import type { Handoff } from './model.js'
import { sideOf } from './sides.js'
import * as store from './store.js'
import { nameOf, type Speaking, subjectOf, tellPerson, tellThreads } from './tell.js'

/** After so many minutes of work overdue the leader hears of it: half a working day is time to answer the thread first. */
const escalatedAfter = 240

/**
 * Says once in the threads that a handoff is nearly due, once that it is overdue, and then tells who decides for the
 * department that has it, once. A clock that was stopped and started again may speak again. Call it inside a transaction: of two at once the
 * second waits, and says nothing between what the first one says.
 * @returns how many messages were put into the outbox
 */
export async function alarm(context: Speaking): Promise<number> {
  const { db, now } = context
  let said = 0
  // The overdue ones first: what is overdue already is not also said to be nearly due.
  for (const handoff of await store.take(db, 'overdue', now)) {
    said += await tellThreads(context, handoff, 'overdue', (t) =>
      t.text('handoffs.overdue', { id: handoff.id, title: handoff.title }),
    )
    await refresh(context, subjectOf(handoff.id))
  }
  for (const handoff of await store.take(db, 'warned', now)) {
    const { due } = handoff
    if (!due) continue
    said += await tellThreads(context, handoff, 'warned', (t) =>
      t.text('handoffs.due_soon', { id: handoff.id, title: handoff.title, when: due }),
    )
  }
  return said + (await tellLeaders(context))
}

async function tellLeaders(context: Speaking): Promise<number> {
  const { db, now } = context
  let told = 0
  for (const handoff of await store.overdueUntold(db)) {
    const side = await sideOf(context, handoff.to)
    if (
      !handoff.due ||
      addWorkingMinutes(handoff.due, escalatedAfter, side.hours).epochMilliseconds > now.epochMilliseconds
    )
      continue
    if (!(await store.escalate(db, handoff.id, now))) continue
    told += await tellLeader(context, handoff)
  }
  return told
}

async function tellLeader(context: Speaking, handoff: Handoff): Promise<number> {
  const decider = await deciderOf(context, handoff.to)
  const named = await nameOf(context, handoff)
  return tellPerson(context, handoff, decider, 'escalated', (t) =>
    wordCard(
      t.text('handoffs.escalated', {
        id: handoff.id,
        title: handoff.title,
        sender: named.sender,
        from: named.from,
        owner: named.owner ?? '',
        accepted: named.owner === null ? 'no' : 'yes',
      }),
      [stepButton('show', handoff.id, t)],
    ),
  )
}
