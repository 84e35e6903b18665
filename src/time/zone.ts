import { Temporal } from 'temporal-polyfill'

/**
 * The business day on which an instant falls, in a zone.
 * @param zone IANA name; an unknown one throws a RangeError
 * @returns `YYYY-MM-DD`
 */
export function dayOf(instant: Temporal.Instant, zone: string): string {
  return instant.toZonedDateTimeISO(zone).toPlainDate().toString()
}

/**
 * The first instant of a day in a zone: midnight, or where the clocks jump over midnight the moment right after the jump.
 * @param day `YYYY-MM-DD`; one that is not in the calendar throws a RangeError
 */
export function startOfDay(day: string, zone: string): Temporal.Instant {
  return plainDay(day).toZonedDateTime({ timeZone: zone }).toInstant()
}

/** The last instant of a day in a zone (a nanosecond before the next day). "As of 31 December" means this one. */
export function endOfDay(day: string, zone: string): Temporal.Instant {
  return startOfDay(addDays(day, 1), zone).subtract({ nanoseconds: 1 })
}

/** A day of the calendar. Throws a RangeError for `2026-02-30`. */
export function plainDay(day: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(day, { overflow: 'reject' })
}

/** Whether a text is a day of the calendar, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    plainDay(text)
    return true
  } catch {
    return false
  }
}

export function addDays(day: string, days: number): string {
  return plainDay(day).add({ days }).toString()
}

/** The earlier of two days. */
export function earlierDay(a: string, b: string): string {
  if (a < b) return a
  return b
}

/** The later of two days. */
export function laterDay(a: string, b: string): string {
  if (a > b) return a
  return b
}

/** Days from one day to another: 1 from a day to the next, negative backwards. */
export function daysBetween(from: string, to: string): number {
  return plainDay(from).until(plainDay(to), { largestUnit: 'day' }).days
}
