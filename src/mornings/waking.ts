import { Temporal } from 'temporal-polyfill'
import { calendarsOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { allPeople } from '../company/store.js'
import { isWorkingDay } from '../time/workdays.js'
import type { Waking } from './due.js'
import * as store from './store.js'

/** So many hours after its time a note is no morning note any more: after an outage that long the day stays quiet. */
const latest = 4

/** The day on which a person's note is due now, or null outside their morning. */
function dayNow(person: Person, now: Temporal.Instant): string | null {
  const here = now.toZonedDateTimeISO(person.zone)
  const begins = here.withPlainTime(Temporal.PlainTime.from(person.workFrom))
  const late = here.epochMilliseconds - begins.epochMilliseconds
  return late >= 0 && late < latest * 3_600_000 ? here.toPlainDate().toString() : null
}

/**
 * The people whose working day has begun and whose note of the day is not decided yet. Guests and people without an account
 * on a platform get none; neither does anybody on a weekend of theirs, a holiday or a day off.
 */
export async function wakingNow(context: Context): Promise<readonly Waking[]> {
  const [decided, everybody] = await Promise.all([store.lastDays(context.db), allPeople(context.db)])
  const days = new Map<string, string | null>()
  const people = everybody.flatMap((person) => {
    // Most people live by the same hours: what day it is there is found out once for all who do.
    const hours = `${person.zone} ${person.workFrom}`
    const known = days.get(hours)
    const day = known === undefined ? dayNow(person, context.now) : known
    days.set(hours, day)
    const last = decided.get(person.id)
    const reachable = person.active && !person.outsider && person.accounts.length > 0
    return reachable && day !== null && (last === undefined || last < day) ? [{ person, day }] : []
  })
  if (people.length === 0) return []
  const calendars = await calendarsOf(
    context.db,
    context.company,
    people.map(({ person }) => person),
  )
  return people.flatMap(({ person, day }) => {
    const calendar = calendars.get(person.id)
    return calendar && isWorkingDay(day, calendar) ? [{ person, day, calendar, again: false }] : []
  })
}
