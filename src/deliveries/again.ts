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

/** Whether somebody may post something again because of what it is: whose digest it is, say. The room that made it knows. */
export type MayToo = (context: Pressing, of: string) => Promise<boolean>

/**
 * Posts again what of a slot, or of what somebody had posted outside any, did not arrive, or not for certain: the same messages to the
 * same places, under the rights of the moment in which they are sent. What is on its way again is not doubled by a second press.
 * @param mayToo who may beside whoever owns the slot, whoever had it posted, and RevOps
 * @returns how many messages were added
 * @throws Refusal for somebody who is none of them
 */
export async function postFailedAgain(context: Pressing, of: Again, mayToo: MayToo): Promise<number> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const { subject: what, theirs } = await lock(inside, of)
    if (!theirs && context.by.role !== 'revops' && !(await mayToo(inside, what)))
      throw new Refusal('deliveries.not_yours_again')
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

/** Locks what is posted again, so that two presses copy it once. @returns what it is, and whether it is theirs */
async function lock({ db, by }: Pressing, of: Again): Promise<{ subject: string; theirs: boolean }> {
  if ('about' in of) return { subject: of.about, theirs: (await postersOf(db, of.about)).includes(by.id) }
  const schedule = (await lockSlot(db, of.slot))?.schedule
  return { subject: schedule?.subject ?? `slot:${of.slot}`, theirs: schedule?.owner === by.id }
}
