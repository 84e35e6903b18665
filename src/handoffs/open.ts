import { Temporal } from 'temporal-polyfill'
import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { Refusal } from '../locales/refusal.js'
import { type WorkHours, workingMinutesBetween } from '../time/worktime.js'
import { plainDay } from '../time/zone.js'
import { defaultRule, type Handoff, minutesOf, started } from './model.js'
import { sideOf } from './sides.js'
import * as store from './store.js'
import { postCards } from './tell.js'

/** What somebody hands over. `due` is a day (`YYYY-MM-DD`, the receiver's), or null for what the departments agreed. */
export interface Wish {
  readonly to: string
  readonly title: string
  readonly why: string
  readonly evidence: string
  readonly due: string | null
  readonly record: string | null
}

/**
 * Hands something over to a department: its clock starts, and its card stands in the channels of both. The same press or the
 * same words twice open it once.
 * @returns the handoff, or null if the same cause opened it before
 * @throws Refusal for somebody without a department, for one's own department, and for a day without time left
 */
export async function openHandoff(context: Context & { readonly by: Person }, wish: Wish): Promise<Handoff | null> {
  return context.db.transaction(async (tx) => {
    const inside = { ...context, db: tx }
    const from = context.by.department
    if (from === null) throw new Refusal('handoffs.no_home')
    if (from === wish.to) throw new Refusal('handoffs.same_department')
    const { hours } = await sideOf(inside, wish.to)
    const allowed = await allowedFor(inside, from, wish, hours)
    const { to, title, why, evidence, record } = wish
    const handoff = await store.insert(tx, {
      ...started({ allowed, used: 0 }, context.now, hours),
      cause: context.cause,
      to,
      title,
      why,
      evidence,
      record,
      from,
      sender: context.by.id,
      openedAt: context.now,
    })
    if (!handoff) return null
    await recordChange(inside, {
      subject: `handoff:${handoff.id}`,
      verb: 'open',
      before: null,
      after: { from, to, title, due: handoff.due?.toString() ?? null },
    })
    await postCards(inside, handoff)
    return handoff
  })
}

/** The minutes of the receiver's work: until the end of the day that was asked for, or by the rule of the two departments. */
async function allowedFor(context: Context, from: string, wish: Wish, hours: WorkHours): Promise<number> {
  if (wish.due === null) return minutesOf((await store.ruleOf(context.db, from, wish.to)) ?? defaultRule, hours)
  const end = plainDay(wish.due)
    .toZonedDateTime({ timeZone: hours.zone, plainTime: Temporal.PlainTime.from(hours.to) })
    .toInstant()
  const minutes = workingMinutesBetween(context.now, end, hours)
  if (minutes <= 0) throw new Refusal('handoffs.no_time', { day: context.t.day(wish.due) })
  return minutes
}
