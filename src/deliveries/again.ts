import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { lockSlot } from '../schedules/store.js'
import { copyFailed } from './again-store.js'
import { wake } from './store.js'
import { letFollow } from './under-store.js'

/**
 * Posts again what of a slot did not arrive, or not for certain: the same messages to the same places, under the rights of
 * the moment in which they are sent. What is on its way again is not doubled by a second press.
 * @returns how many messages were added
 * @throws Refusal for somebody who neither owns what the slot is of nor belongs to RevOps
 */
export async function postFailedAgain(context: Context & { readonly by: Person }, slot: number): Promise<number> {
  return context.db.transaction(async (tx) => {
    const of = await lockSlot(tx, slot)
    if (!of || (of.schedule.owner !== context.by.id && context.by.role !== 'revops')) {
      throw new Refusal('deliveries.not_yours_again')
    }
    const copies = await copyFailed(tx, slot, context.now)
    const added = copies.length
    if (added === 0) return 0
    await letFollow(
      tx,
      copies.flatMap((under) => under ?? []),
      context.now,
    )
    await wake(tx)
    const change = { subject: `slot:${slot}`, verb: 'post again', before: null, after: { messages: added } } as const
    await recordChange({ ...context, db: tx }, change)
    return added
  })
}
