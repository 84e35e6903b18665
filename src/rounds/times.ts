import { Temporal } from 'temporal-polyfill'
import type { Person } from '../company/model.js'
import type { WorkCalendar } from '../time/workdays.js'
import { isWorkingDay } from '../time/workdays.js'
import { dayOf, plainDay } from '../time/zone.js'

/** The instant of a time of day (`HH:MM`) on a day, in a zone. In the hour that clocks skip it is the moment after the jump. */
export function instantOf(day: string, time: string, zone: string): Temporal.Instant {
  return plainDay(day)
    .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) })
    .toInstant()
}

/** When a person is asked in a round, or why not. */
export interface Asking {
  readonly person: number
  readonly askAt: Temporal.Instant
  readonly away: 'day off' | 'away status' | null
}

/**
 * When each person is asked on a day: at a time of day of their own, or of one zone for all. Nobody is asked outside their
 * hours: an earlier time waits for the beginning of their working day, a later one is for the next day that they work and
 * counts as away. On a day off they are away.
 */
export function askingOf(
  person: Person,
  calendar: WorkCalendar,
  { day, at, zone }: { readonly day: string; readonly at: string; readonly zone: string | 'own' },
): Asking {
  return askingAt(person, calendar, instantOf(day, at, zone === 'own' ? person.zone : zone))
}

/** The same for an instant: at once within their hours, as soon as their day begins before it, and not at all after it. */
export function askingAt(person: Person, calendar: WorkCalendar, wished: Temporal.Instant): Asking {
  // With one instant for all it may be another day where the person is.
  const theirs = dayOf(wished, person.zone)
  const begins = instantOf(theirs, person.workFrom, person.zone)
  const ends = instantOf(theirs, person.workTo, person.zone)
  const askAt = Temporal.Instant.compare(wished, begins) < 0 ? begins : wished
  const works = isWorkingDay(theirs, calendar) && Temporal.Instant.compare(askAt, ends) < 0
  return { person: person.id, askAt, away: works ? null : 'day off' }
}

/** Whether a status of somebody's own says that they are away at an instant. */
export const isAway = ({ away }: Person, now: Temporal.Instant): boolean =>
  away === 'open' || (away !== undefined && Temporal.Instant.compare(now, away) < 0)

/** Whether somebody is at work at an instant: on a working day of theirs, within their hours, and not away by their status. */
export function isAtWork(person: Person, calendar: WorkCalendar, now: Temporal.Instant): boolean {
  if (isAway(person, now)) return false
  const here = now.toZonedDateTimeISO(person.zone)
  const time = here.toPlainTime().toString({ smallestUnit: 'minute' })
  return time >= person.workFrom && time < person.workTo && isWorkingDay(here.toPlainDate().toString(), calendar)
}
