/**
 * Arithmetic with plain days on the engine's own calendar, in UTC, where every day has 24 hours. An answer needs it dozens of
 * times, and each step of Temporal costs as much as fifty of these. Everything here is for days as they are written throughout
 * (`YYYY-MM-DD`) and between these years, and gives null for anything else: that is left to Temporal, to read or to refuse.
 */
const years = { first: 1000, last: 9999 } as const

const millisecondsPerDay = 86_400_000
const written = /^\d{4}-\d\d-\d\d$/

export interface CivilDay {
  readonly year: number
  /** 1 to 12 */
  readonly month: number
  readonly day: number
}

/** The parts of a day, or null for what is not one: `2026-02-30`. */
export function civilOf(text: string): CivilDay | null {
  if (!written.test(text)) return null
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8))
  if (year < years.first || month < 1 || month > 12 || day < 1) return null
  return day <= 28 || new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day ? { year, month, day } : null
}

/** How many days after 1 January 1970. */
export function numberOf(text: string): number | null {
  const civil = civilOf(text)
  return civil && Date.UTC(civil.year, civil.month - 1, civil.day) / millisecondsPerDay
}

/** The day that is so many days after 1 January 1970. */
export function dayAt(number: number): string | null {
  const date = new Date(number * millisecondsPerDay)
  const year = date.getUTCFullYear()
  return year >= years.first && year <= years.last ? date.toISOString().slice(0, 10) : null
}

/** 1 (Monday) to 7 (Sunday), of a day by its number. */
export function weekdayOf(number: number): number {
  // 1 January 1970 was a Thursday.
  return ((((number + 3) % 7) + 7) % 7) + 1
}

/** The same day of the month so many months later; null where that month may be too short for it. */
export function monthsLater({ year, month, day }: CivilDay, count: number): string | null {
  const months = year * 12 + (month - 1) + count
  const then = Math.floor(months / 12)
  if (day > 28 || then < years.first || then > years.last) return null
  return `${then}-${two((months % 12) + 1)}-${two(day)}`
}

const two = (number: number): string => String(number).padStart(2, '0')
