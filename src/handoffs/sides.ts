import type { Place } from '../chat/place.js'
import { weekOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import { directPlace } from '../company/direct.js'
import type { Department, KnownPlace, Person } from '../company/model.js'
import { departmentsOf, personById, placesOf } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { Refusal } from '../locales/refusal.js'
import { type Texts, textsFor } from '../locales/texts.js'
import type { WorkHours } from '../time/worktime.js'

/** A department as a handoff meets it: who leads it, where it is met, and when it works. */
export interface Side {
  readonly department: Department
  readonly leader: Person | null
  readonly hours: WorkHours
  readonly home: KnownPlace | null
}

/** Departments without a leader work as most offices do, in the company's zone. */
const officeHours = { from: '09:00', to: '17:00' }
const officeDays = [1, 2, 3, 4, 5]

/** A department by its key. @throws Refusal for one that is not known any more */
export async function sideOf(context: Context, key: string): Promise<Side> {
  const department = (await departmentsOf(context.db)).find((one) => one.key === key)
  if (!department) throw new Refusal('handoffs.no_department', { typed: key })
  const leader = department.leader === null ? null : await personById(context.db, department.leader)
  const home = (await placesOf(context.db)).find((one) => one.name === department.home) ?? null
  return { department, leader, hours: await hoursOf(context, leader), home }
}

/**
 * A department's working time: the week, hours and public holidays of its leader. Their own days off are not the
 * department's: others do the work meanwhile.
 */
async function hoursOf(context: Context, leader: Person | null): Promise<WorkHours> {
  const { company, db } = context
  const week = await weekOf(db, company, leader?.workDays ?? officeDays, leader?.country ?? null)
  return leader
    ? { ...week, zone: leader.zone, from: leader.workFrom, to: leader.workTo }
    : { ...week, zone: company.zone, ...officeHours }
}

/** Where a department is written to, in which words: its channel, else the conversation with its leader; null if it has neither. */
export function reached(side: Side, context: Context): { readonly to: Place; readonly t: Texts } | null {
  if (side.home) return { to: side.home.place, t: textsOf(side.home, context.company) }
  const to = side.leader ? directPlace(side.leader) : null
  return side.leader && to ? { to, t: textsFor(side.leader.locale, side.leader.zone) } : null
}
