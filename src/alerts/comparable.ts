import type { Temporal } from 'temporal-polyfill'
import type { Calendar } from '../time/calendar.js'
import { elapsedShare, type Period, previousPeriod, progress, rangeOf, sameShare, unitPeriod } from '../time/period.js'
import { addDays } from '../time/zone.js'

/**
 * The periods before a period that can be compared with it, the latest first: of a running one the same share of each, of a day the
 * same weekday. A weekly rhythm would else make every Monday unusual.
 * @param count how many at most; fewer where the calendar has none before
 */
export function comparablePeriods(
  period: Period,
  now: Temporal.Instant,
  calendar: Calendar,
  count: number,
): readonly Period[] {
  const share = elapsedShare(period, progress(period, now, calendar), calendar)
  const found: Period[] = []
  let before = earlier(period, calendar)
  while (before !== null && found.length < count) {
    found.push(share === null ? before : rangeOf(before.from, addDays(sameShare(before, share), -1)))
    before = earlier(before, calendar)
  }
  return found
}

function earlier(period: Period, calendar: Calendar): Period | null {
  const { shape } = period
  return shape.kind === 'unit' && shape.unit === 'day'
    ? unitPeriod('day', addDays(period.from, -7), calendar, 0, false)
    : previousPeriod(period, calendar)
}
