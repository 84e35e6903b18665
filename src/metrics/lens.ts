import { assertNever } from '../chat/assert-never.js'
import { type Calendar, startOfUnit } from '../time/calendar.js'
import { type Period, previousPeriod, sameShare } from '../time/period.js'
import { addDays, daysBetween, earlierDay, plainDay } from '../time/zone.js'
import type { Window } from './window.js'

/**
 * Another stretch of time than the one that is asked for. `whole`: up to its end, days to come included. `opening`: a stock on the
 * day before it begins. `base`: `from` becomes the day so many months before its end (or the day before it begins), with which the
 * end is compared. `trailing`: the so many months that end with it. `since`: from the beginning of the unit in which it ends.
 * `before`: the period before, of which only the same share counts.
 */
export type Lens =
  | { readonly kind: 'whole' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'base'; readonly months: number | null }
  | { readonly kind: 'trailing'; readonly months: number }
  | { readonly kind: 'since'; readonly unit: 'quarter' | 'year' | 'all' }
  | { readonly kind: 'before' }

/** A window with the period that it is, or is the part of that has come. */
export interface Frame {
  readonly window: Window
  readonly period: Period
}

/** Looks at a stretch of time through lenses, the outermost first. */
export function through(lenses: readonly Lens[], frame: Frame, calendar: Calendar): Frame {
  return lenses.reduce((seen, lens) => seenThrough(lens, seen, calendar), frame)
}

function seenThrough(lens: Lens, frame: Frame, calendar: Calendar): Frame {
  const { window, period } = frame
  switch (lens.kind) {
    case 'whole':
      return { ...frame, window: { ...window, to: period.to } }
    case 'opening':
      return { ...frame, window: { ...window, at: addDays(window.from, -1) } }
    case 'base': {
      const from = lens.months === null ? window.from : monthsBefore(window.to, lens.months)
      return { ...frame, window: { ...window, from: addDays(from, -1) } }
    }
    case 'trailing':
      return stretch(monthsBefore(window.to, lens.months), window)
    case 'since':
      return stretch(lens.unit === 'all' ? beginning : startOfUnit(lens.unit, window.at, calendar), window)
    case 'before':
      return before(frame, calendar)
    default:
      return assertNever(lens)
  }
}

/** Before anything that a company has numbers of. */
const beginning = '1900-01-01'

/** A day earlier in the calendar, counted from the first day that does not belong to a stretch, so that months end with months. */
const monthsBefore = (to: string, months: number): string => plainDay(to).subtract({ months }).toString()

function stretch(from: string, { to, at }: Window): Frame {
  return { window: { from, to, at }, period: { from, to, shape: { kind: 'range' }, relative: false } }
}

/** Before all time there is nothing: a window without a day in it. */
function before({ window, period }: Frame, calendar: Calendar): Frame {
  const earlier = previousPeriod(period, calendar)
  if (!earlier) return { window: { from: window.from, to: window.from, at: addDays(window.from, -1) }, period }
  const share = daysBetween(window.from, window.to) / lengthOf(period, earlier)
  const to = share < 1 ? earlierDay(earlier.to, sameShare(earlier, share)) : earlier.to
  return { window: { from: earlier.from, to, at: addDays(to, -1) }, period: earlier }
}

/** A period to date is a part of its unit, of which the one before is a whole. */
function lengthOf({ shape, from, to }: Period, earlier: Period): number {
  return shape.kind === 'to date' ? daysBetween(earlier.from, earlier.to) : daysBetween(from, to)
}
