import { Temporal } from 'temporal-polyfill'
import { civilOf, dayAt, numberOf } from './civil.js'

/** The day that was asked for last in each zone, with its first millisecond and the one after its last. */
const latest = new Map<string, { readonly day: string; readonly from: number; readonly to: number }>()

/**
 * The business day on which an instant falls, in a zone. It is nearly always the same one as before, so that is looked at first.
 * @param zone IANA name; an unknown one throws a RangeError
 * @returns `YYYY-MM-DD`
 */
export function dayOf(instant: Temporal.Instant, zone: string): string {
  const at = instant.epochMilliseconds
  const known = latest.get(zone)
  if (known && at >= known.from && at < known.to) return known.day
  const day = instant.toZonedDateTimeISO(zone).toPlainDate().toString()
  const from = startOfDay(day, zone).epochMilliseconds
  const to = startOfDay(addDays(day, 1), zone).epochMilliseconds
  // Where clocks are put back over midnight, the day before comes once more after a day has begun; such a day is not 24 hours long.
  if (to - from === 86_400_000) latest.set(zone, { day, from, to })
  return day
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

/** Dates never change, and the same few hundred days are read again and again: reading one takes longer than anything else here. */
const dates = new Map<string, Temporal.PlainDate>()
const mostDates = 4000

/** A day of the calendar. Throws a RangeError for `2026-02-30`. */
export function plainDay(day: string): Temporal.PlainDate {
  const known = dates.get(day)
  if (known) return known
  const date = Temporal.PlainDate.from(day, { overflow: 'reject' })
  if (dates.size >= mostDates) dates.clear()
  dates.set(day, date)
  return date
}

/** Whether a text is a day of the calendar, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (civilOf(text)) return true
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    plainDay(text)
    return true
  } catch {
    return false
  }
}

export function addDays(day: string, days: number): string {
  const number = numberOf(day)
  const moved = number !== null && Number.isInteger(days) ? dayAt(number + days) : null
  return moved ?? plainDay(day).add({ days }).toString()
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
  const first = numberOf(from)
  const last = numberOf(to)
  if (first !== null && last !== null) return last - first
  return plainDay(from).until(plainDay(to), { largestUnit: 'day' }).days
}
