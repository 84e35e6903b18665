import { and, eq, gte, inArray, lte, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { daysOff, delegations, departments, holidays } from '../../db/schema/company.js'
import type { WorkCalendar } from '../time/workdays.js'
import { addDays, daysBetween } from '../time/zone.js'
import type { Company, Person } from './model.js'

/** Days of absence, both ends included, as `YYYY-MM-DD`. */
export interface DaysOff {
  readonly person: number
  readonly from: string
  readonly to: string
}

/** Longer than this is no leave but a typing error in the year. */
export const longestLeave = 400

/** Notes down absences; the same one twice is one. */
export async function addDaysOff(db: Db, list: readonly DaysOff[]): Promise<void> {
  if (list.length === 0) return
  await db
    .insert(daysOff)
    .values(list.map(({ person, from, to }) => ({ person, fromDay: from, toDay: to })))
    .onConflictDoNothing()
}

/** Takes back every absence of a person that reaches into these days. */
export async function removeDaysOff(db: Db, { person, from, to }: DaysOff): Promise<void> {
  await db.delete(daysOff).where(and(eq(daysOff.person, person), lte(daysOff.fromDay, to), gte(daysOff.toDay, from)))
}

/** The absences of people that end on a day or later, the earliest first. */
export async function daysOffFrom(db: Db, people: readonly number[], day: string): Promise<readonly DaysOff[]> {
  if (people.length === 0) return []
  const rows = await db
    .select()
    .from(daysOff)
    .where(and(inArray(daysOff.person, [...people]), gte(daysOff.toDay, day)))
    .orderBy(daysOff.fromDay)
  return rows.map((row) => ({ person: row.person, from: row.fromDay, to: row.toDay }))
}

/**
 * When each of these people works: their weekdays, without the holidays of the company and of their country, and without
 * their days off. Two statements, whatever the number of people.
 * @returns a calendar for every person, by id
 */
export async function calendarsOf(
  db: Db,
  company: Company,
  people: readonly Person[],
): Promise<ReadonlyMap<number, WorkCalendar>> {
  const ids = people.map((one) => one.id)
  const [rests, away] = await Promise.all([
    db.select({ day: holidays.day, country: holidays.country }).from(holidays),
    db
      .select()
      .from(daysOff)
      .where(sql`${daysOff.person} = any(${sql.param(ids)}::int[])`),
  ])
  const byCountry = new Map<string, readonly string[]>()
  const restsOf = (country: string): readonly string[] => {
    const known = byCountry.get(country)
    if (known) return known
    const days = rests.filter((one) => one.country === '' || one.country === country).map((one) => one.day)
    byCountry.set(country, days)
    return days
  }
  const offOf = new Map<number, string[]>()
  for (const { person, fromDay, toDay } of away) {
    const days = offOf.get(person) ?? []
    const length = Math.min(daysBetween(fromDay, toDay), longestLeave)
    for (let ahead = 0; ahead <= length; ahead++) days.push(addDays(fromDay, ahead))
    offOf.set(person, days)
  }
  return new Map(
    people.map((one) => {
      const rest = restsOf(one.country ?? company.country ?? '')
      return [one.id, { workDays: one.workDays, holidays: new Set([...rest, ...(offOf.get(one.id) ?? [])]) }]
    }),
  )
}

/** When one person works. */
export async function calendarOf(db: Db, company: Company, person: Person): Promise<WorkCalendar> {
  const calendars = await calendarsOf(db, company, [person])
  return calendars.get(person.id) ?? { workDays: person.workDays, holidays: new Set() }
}

/**
 * The working week of many (a department, a channel): these weekdays without the public holidays of a country and of the
 * company. Nobody's days off are in it.
 */
export async function weekOf(
  db: Db,
  company: Company,
  workDays: readonly number[],
  country: string | null,
): Promise<WorkCalendar> {
  const kept = country ?? company.country ?? ''
  const rests = await db
    .select({ day: holidays.day })
    .from(holidays)
    .where(inArray(holidays.country, ['', kept]))
  return { workDays, holidays: new Set(rests.map((one) => one.day)) }
}

/** Lets somebody decide for a department on these days, both ends included; an earlier delegation of it ends. */
export async function delegate(db: Db, department: string, to: DaysOff): Promise<void> {
  const set = { person: to.person, fromDay: to.from, toDay: to.to }
  await db
    .insert(delegations)
    .values({ department, ...set })
    .onConflictDoUpdate({ target: delegations.department, set })
}

/** The delegation of a department that is not over on a day, or null. */
export async function delegationOf(db: Db, department: string, day: string): Promise<DaysOff | null> {
  const [row] = await db
    .select()
    .from(delegations)
    .where(and(eq(delegations.department, department), gte(delegations.toDay, day)))
  return row ? { person: row.person, from: row.fromDay, to: row.toDay } : null
}

/** Ends the delegation of a department, if there is one. */
export async function endDelegation(db: Db, department: string): Promise<void> {
  await db.delete(delegations).where(eq(delegations.department, department))
}

/** Who may decide for a department on a day: its leader, and a delegate while there is one. Ids of people. */
export interface Deciders {
  readonly leader: number | null
  readonly delegate: number | null
}

/** Who decides for each department on a day (`YYYY-MM-DD`, the company's). */
export async function decidersOn(db: Db, day: string): Promise<ReadonlyMap<string, Deciders>> {
  const rows = await db
    .select({ key: departments.key, leader: departments.leader, delegate: delegations.person })
    .from(departments)
    .leftJoin(
      delegations,
      and(eq(delegations.department, departments.key), lte(delegations.fromDay, day), gte(delegations.toDay, day)),
    )
  return new Map(rows.map((row) => [row.key, { leader: row.leader, delegate: row.delegate }]))
}
