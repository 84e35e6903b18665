import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { lockSlot } from '../schedules/store.js'
import type { Again } from './actions.js'
import { copyFailed, postersOf } from './again-store.js'
import { wake } from './store.js'
import { letFollow } from './under-store.js'

type Pressing = Context & { readonly by: Person }

/**
 * Posts again what of a slot, or of what somebody had posted outside any, did not arrive, or not for certain: the same messages to the
 * same places, under the rights of the moment in which they are sent. What is on its way again is not doubled by a second press.
 * @returns how many messages were added
 * @throws Refusal for somebody who neither owns what it is of, nor had it posted, nor belongs to RevOps
 */
export async function postFailedAgain(context: Pressing, of: Again): Promise<number> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    if (!(await isTheirs(inside, of)) && context.by.role !== 'revops') throw new Refusal('deliveries.not_yours_again')
    const copies = await copyFailed(tx, of, context.by.id, context.now)
    const added = copies.length
    if (added === 0) return 0
    await letFollow(
      tx,
      copies.flatMap((under) => under ?? []),
      context.now,
    )
    await wake(tx)
    const subject = 'slot' in of ? (`slot:${of.slot}` as const) : of.about
    await recordChange(inside, { subject, verb: 'post again', before: null, after: { messages: added } })
    return added
  })
}

/** Locks what is posted again, so that two presses copy it once. */
async function isTheirs({ db, by }: Pressing, of: Again): Promise<boolean> {
  if ('about' in of) return (await postersOf(db, of.about)).includes(by.id)
  return (await lockSlot(db, of.slot))?.schedule.owner === by.id
}
