import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { addUnits, type Calendar, startOfUnit, type Unit, units } from './calendar.js'
import { addDays, dayOf, daysBetween, earlierDay, endOfDay, isDay, laterDay, plainDay } from './zone.js'

/** Buttons come back from outside: a day at the end of the calendar would be counted with until it is past that end. */
const day = z
  .string()
  .refine(
    (text) => isDay(text) && text >= '1800-01-01' && text < '2300-01-01',
    'not a day of the calendar, write YYYY-MM-DD',
  )
const unit = z.enum(units)

/**
 * What a period is. `unit`: one whole day, week, month, fiscal quarter or fiscal year. `last`: so many whole ones before the
 * running one. `to date`: from the unit's first day until today. `since` and `all` end today as well.
 */
const shape = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('unit'), unit }),
    z.object({ kind: z.literal('last'), unit, count: z.number().int().positive() }),
    z.object({ kind: z.literal('to date'), unit }),
    z.object({ kind: z.literal('range') }),
    z.object({ kind: z.literal('since') }),
    z.object({ kind: z.literal('all') }),
  ])
  .readonly()

/**
 * A stretch of business days, half-open: `from` belongs to it, `to` does not. `relative` says that it was named from today
 * ("this quarter"), so that an answer may name it the same way. As a zod schema, because buttons carry periods.
 */
export const period = z
  .object({ from: day, to: day, shape, relative: z.boolean() })
  .refine((one) => one.from < one.to, 'a period ends after it begins')
  .readonly()
export type Period = z.infer<typeof period>

/** Before anything that a company has numbers of: where "all time" begins. */
const beginning = '1900-01-01'

/** The unit that contains a day, moved by `offset` units: `unitPeriod('quarter', today, calendar, -1)` is the last quarter. */
export function unitPeriod(unit: Unit, day: string, calendar: Calendar, offset = 0, relative = true): Period {
  const from = addUnits(startOfUnit(unit, day, calendar), unit, offset)
  return { from, to: addUnits(from, unit, 1), shape: { kind: 'unit', unit }, relative }
}

/** The last so many whole units before the running one: "last 6 weeks". */
export function lastUnits(count: number, unit: Unit, today: string, calendar: Calendar): Period {
  const to = startOfUnit(unit, today, calendar)
  return { from: addUnits(to, unit, -count), to, shape: { kind: 'last', unit, count }, relative: true }
}

/** From the unit's first day until today, today included. */
export function toDate(unit: Unit, today: string, calendar: Calendar): Period {
  return {
    from: startOfUnit(unit, today, calendar),
    to: addDays(today, 1),
    shape: { kind: 'to date', unit },
    relative: true,
  }
}

/** From a day until today, today included; a day in the future gives that day alone. */
export function sinceDay(from: string, today: string): Period {
  const to = addDays(laterDay(today, from), 1)
  return { from, to, shape: { kind: 'since' }, relative: false }
}

export function allTime(today: string): Period {
  return { from: beginning, to: addDays(today, 1), shape: { kind: 'all' }, relative: false }
}

/** Days as people mean them: the last one belongs to the period. Given backwards, they are turned around. */
export function rangeOf(first: string, last: string): Period {
  const [from, end] = first <= last ? [first, last] : [last, first]
  return { from, to: addDays(end, 1), shape: { kind: 'range' }, relative: false }
}

/**
 * How far a period has come. `elapsed` counts whole days, today included, of the `days` that it has; `share` is their ratio.
 * Periods that end today by their nature (`to date`, `since`, `all`) are never running: nothing of them is still to come.
 */
export interface Progress {
  readonly state: 'future' | 'running' | 'over'
  readonly days: number
  readonly elapsed: number
  readonly share: number
}

/**
 * @param now the business clock's time. A period is over with its last instant, so that "as of the end of 31 December" sees a
 *   whole fourth quarter.
 */
export function progress(period: Period, now: Temporal.Instant, calendar: Calendar): Progress {
  const days = daysBetween(period.from, period.to)
  const today = dayOf(now, calendar.zone)
  if (today < period.from) return { state: 'future', days, elapsed: 0, share: 0 }
  if (!mayRun(period) || today >= period.to || reachedEnd(period, today, now, calendar)) {
    return { state: 'over', days, elapsed: days, share: 1 }
  }
  const elapsed = daysBetween(period.from, today) + 1
  return { state: 'running', days, elapsed, share: elapsed / days }
}

function mayRun({ shape }: Period): boolean {
  return shape.kind === 'unit' || shape.kind === 'range'
}

/** Only on the last day does the time of day matter. */
function reachedEnd(period: Period, today: string, now: Temporal.Instant, calendar: Calendar): boolean {
  if (addDays(today, 1) !== period.to) return false
  return now.epochNanoseconds >= endOfDay(today, calendar.zone).epochNanoseconds
}

/**
 * The period of the same kind before this one, or null where there is none (all time). Before a year to date comes the whole
 * year before, of which only the same share counts (`elapsedShare`). A range of whole months is moved by
 * months, so that the first half-year is compared with the one before and not with 181 days; any other range by its days.
 */
export function previousPeriod(period: Period, calendar: Calendar): Period | null {
  const { shape, from, to, relative } = period
  if (shape.kind === 'all') return null
  if (shape.kind === 'unit') return unitPeriod(shape.unit, from, calendar, -1, relative)
  if (shape.kind === 'last') return { ...period, from: addUnits(from, shape.unit, -shape.count), to: from }
  if (shape.kind === 'to date') return unitPeriod(shape.unit, from, calendar, -1, relative)
  const months = wholeMonths(from, to)
  const before = months > 0 ? addUnits(from, 'month', -months) : addDays(from, -daysBetween(from, to))
  return { from: before, to: from, shape: { kind: 'range' }, relative: false }
}

/** The same period a year earlier. A day that the other year lacks (29 February) becomes the one before. */
export function yearBefore(period: Period): Period {
  const back = (day: string) => plainDay(day).subtract({ years: 1 }).toString()
  const { shape } = period
  if (shape.kind === 'unit' && shape.unit === 'week') {
    return { ...period, from: addDays(period.from, -364), to: addDays(period.to, -364), relative: false }
  }
  const to = shape.kind === 'unit' && shape.unit === 'day' ? addDays(back(period.from), 1) : back(period.to)
  return { ...period, from: back(period.from), to, relative: false }
}

/**
 * The day up to which (exclusive) another period has to be counted so that the same share of it has elapsed: after 46 of 92
 * days, 45 of 90. At least one day.
 */
export function sameShare(other: Period, share: number): string {
  const days = daysBetween(other.from, other.to)
  return addDays(other.from, Math.min(days, Math.max(1, Math.round(days * share))))
}

/** Which share of a period's unit has elapsed, if it is still running or ends today by its nature; null when it is whole. */
export function elapsedShare(period: Period, come: Progress, calendar: Calendar): number | null {
  if (period.shape.kind === 'to date') {
    const whole = unitPeriod(period.shape.unit, period.from, calendar)
    return daysBetween(period.from, period.to) / daysBetween(whole.from, whole.to)
  }
  return come.state === 'running' ? come.share : null
}

/** How many months a stretch covers when it begins and ends with the first of a month, else 0. */
function wholeMonths(from: string, to: string): number {
  if (!from.endsWith('-01') || !to.endsWith('-01')) return 0
  return plainDay(from).until(plainDay(to), { largestUnit: 'month' }).months
}

/** Days of the shortest unit of each kind. */
const shortest: Readonly<Record<Unit, number>> = { day: 1, week: 7, month: 28, quarter: 90, year: 365 }
/** No chart can show more. The thousands of years that somebody may type would otherwise be taken apart day by day. */
const mostPieces = 600

/**
 * The pieces of a period, one per unit, in order, without those that have not begun: the spine of a trend, on which a piece
 * without rows still exists. The first and last piece are cut to the period. Of more than 600 pieces only the latest are given.
 */
export function splitPeriod(period: Period, unit: Unit, today: string, calendar: Calendar): readonly Period[] {
  const pieces: Period[] = []
  let piece = firstPiece(period, unit, today, calendar)
  while (piece.from < period.to && piece.from <= today) {
    const from = laterDay(piece.from, period.from)
    const to = earlierDay(piece.to, period.to)
    pieces.push(
      from === piece.from && to === piece.to ? piece : { from, to, shape: { kind: 'range' }, relative: false },
    )
    piece = unitPeriod(unit, piece.to, calendar, 0, false)
  }
  return pieces
}

function firstPiece(period: Period, unit: Unit, today: string, calendar: Calendar): Period {
  const last = earlierDay(today, addDays(period.to, -1))
  const first = unitPeriod(unit, period.from, calendar, 0, false)
  if (daysBetween(period.from, last) < mostPieces * shortest[unit]) return first
  const latest = unitPeriod(unit, last, calendar, 1 - mostPieces, false)
  return latest.from > first.from ? latest : first
}
