import { addDays, plainDay } from './zone.js'

/** When somebody works: weekdays 1 (Monday) to 7 (Sunday), and the days (`YYYY-MM-DD`) on which they do not all the same. */
export interface WorkCalendar {
  readonly workDays: readonly number[]
  readonly holidays: ReadonlySet<string>
}

/** Ten years of holidays in a row are a mistake in the calendar, not a calendar. */
const longestRest = 3660

export function isWorkingDay(day: string, calendar: WorkCalendar): boolean {
  return calendar.workDays.includes(plainDay(day).dayOfWeek) && !calendar.holidays.has(day)
}

/**
 * The day that is so many working days after (or, for a negative count, before) another. With 0, that day itself if it is a
 * working day, else the next one.
 * @throws RangeError for a calendar without working days
 */
export function addWorkingDays(day: string, count: number, calendar: WorkCalendar): string {
  if (count === 0 && isWorkingDay(day, calendar)) return day
  const step = count < 0 ? -1 : 1
  let left = Math.max(1, Math.abs(count))
  let current = day
  let rest = 0
  while (left > 0) {
    current = addDays(current, step)
    const works = isWorkingDay(current, calendar)
    rest = works ? 0 : rest + 1
    if (rest > longestRest)
      throw new RangeError(`No working day within ${longestRest} days of ${day}: check the working days and holidays`)
    if (works) left -= 1
  }
  return current
}
