/** Days as numbers since 1970-01-01: enough for a generator, which knows neither zones nor times of day. */
export type Day = number

const length = 86_400_000

/** @throws RangeError for a text that is not a day of the calendar */
export function dayOf(text: string): Day {
  const time = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(time) || textOf(time / length) !== text) {
    throw new RangeError(`${text} is not a day; write it as 2026-11-30`)
  }
  return time / length
}

export function textOf(day: Day): string {
  return new Date(day * length).toISOString().slice(0, 10)
}

/** 31.12.2026 */
export function germanText(day: Day): string {
  return textOf(day).split('-').reverse().join('.')
}

export function isWorkday(day: Day): boolean {
  const weekday = new Date(day * length).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The day itself, or the Monday after it. */
export function workdayFrom(day: Day): Day {
  return isWorkday(day) ? day : workdayFrom(day + 1)
}

/** The first day of the month so many months later (0: of the day's own). */
export function monthStart(day: Day, later: number): Day {
  const date = new Date(day * length)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1) / length
}

/** The first day of the calendar quarter. */
export function quarterStart(day: Day): Day {
  return monthStart(day, -(new Date(day * length).getUTCMonth() % 3))
}

/** The same day so many months earlier, or the last one that the month has. */
export function monthsBefore(day: Day, months: number): Day {
  const first = monthStart(day, -months)
  const date = day - monthStart(day, 0)
  return Math.min(first + date, monthStart(first, 1) - 1)
}
