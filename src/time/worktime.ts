import { Temporal } from 'temporal-polyfill'
import { isWorkingDay, type WorkCalendar } from './workdays.js'
import { addDays, dayOf, plainDay } from './zone.js'

/** When somebody works, to the minute: the working days of a calendar, from one time of day to another, in a zone. */
export interface WorkHours extends WorkCalendar {
  /** IANA zone of the days and of the hours. */
  readonly zone: string
  /** `HH:MM` */
  readonly from: string
  readonly to: string
}

interface Stretch {
  /** Milliseconds since 1970. */
  readonly begins: number
  readonly ends: number
}

/** Ten years of rest in a row are a mistake in the calendar, not a calendar. */
const longestRest = 3660
const minute = 60_000

/** The hours worked on a day, or null on a day of rest. Where clocks jump, the stretch is as long as it really lasts. */
function stretchOf(day: string, hours: WorkHours): Stretch | null {
  if (!isWorkingDay(day, hours)) return null
  const at = (time: string): number =>
    plainDay(day).toZonedDateTime({ timeZone: hours.zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds
  const [begins, ends] = [at(hours.from), at(hours.to)]
  return ends > begins ? { begins, ends } : null
}

/** The stretches of work that end after an instant, the earliest first. @throws RangeError for a calendar without work */
function* stretchesAfter(instant: Temporal.Instant, hours: WorkHours): Generator<Stretch, never> {
  // Hours past midnight of another zone may still belong to the day before.
  let day = addDays(dayOf(instant, hours.zone), -1)
  let rest = 0
  for (;;) {
    const stretch = stretchOf(day, hours)
    if (stretch && stretch.ends > instant.epochMilliseconds) {
      rest = 0
      yield stretch
    } else if (rest++ > longestRest) {
      throw new RangeError(`No working time within ${longestRest} days of ${day}: check the working days and holidays`)
    }
    day = addDays(day, 1)
  }
}

/**
 * The minutes of work between two instants, whole ones; 0 if the second is not later.
 * @throws RangeError for a calendar without working time
 */
export function workingMinutesBetween(from: Temporal.Instant, to: Temporal.Instant, hours: WorkHours): number {
  const [start, end] = [from.epochMilliseconds, to.epochMilliseconds]
  let worked = 0
  for (const stretch of stretchesAfter(from, hours)) {
    if (stretch.begins >= end) break
    worked += Math.max(0, Math.min(end, stretch.ends) - Math.max(start, stretch.begins))
  }
  return Math.floor(worked / minute)
}

/**
 * The instant at which so many minutes of work have passed. With 0, that instant itself.
 * @throws RangeError for a calendar without working time
 */
export function addWorkingMinutes(from: Temporal.Instant, minutes: number, hours: WorkHours): Temporal.Instant {
  let left = minutes * minute
  if (left <= 0) return from
  for (const { begins, ends } of stretchesAfter(from, hours)) {
    const start = Math.max(from.epochMilliseconds, begins)
    if (ends - start >= left) return Temporal.Instant.fromEpochMilliseconds(start + left)
    left -= ends - start
  }
  return from
}

/** How many minutes a working day has, by its hours. */
export function minutesOfDay(hours: Pick<WorkHours, 'from' | 'to'>): number {
  const time = (text: string): Temporal.PlainTime => Temporal.PlainTime.from(text)
  return time(hours.from).until(time(hours.to)).total('minutes')
}
