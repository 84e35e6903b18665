import { Temporal } from 'temporal-polyfill'
import { assertNever } from '../chat/assert-never.js'
import { plainDay } from './zone.js'

/** What a company's periods depend on. A `Company` is one. */
export interface Calendar {
  /** IANA zone in which days begin and end. */
  readonly zone: string
  /** First month of the fiscal year, 1 to 12. */
  readonly fiscalMonth: number
  /** First day of the week, 1 (Monday) to 7 (Sunday). */
  readonly weekStart: number
}

/** Quarters and years are fiscal ones; with a fiscal year that begins in January they are the calendar's. */
export const units = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Unit = (typeof units)[number]

/** The first day of the unit that contains a day. */
export function startOfUnit(unit: Unit, day: string, calendar: Calendar): string {
  const date = plainDay(day)
  switch (unit) {
    case 'day':
      return day
    case 'week':
      return date.subtract({ days: (date.dayOfWeek - calendar.weekStart + 7) % 7 }).toString()
    case 'month':
      return date.with({ day: 1 }).toString()
    case 'quarter':
      return monthsBack(date, monthsIntoYear(date, calendar) % 3)
    case 'year':
      return monthsBack(date, monthsIntoYear(date, calendar))
    default:
      return assertNever(unit)
  }
}

/**
 * Moves the first day of a unit by so many units. Only first days may be moved: every one of them is the first day of a month
 * or of a week, so nothing has to be rounded.
 */
export function addUnits(start: string, unit: Unit, count: number): string {
  const date = plainDay(start)
  switch (unit) {
    case 'day':
      return date.add({ days: count }).toString()
    case 'week':
      return date.add({ weeks: count }).toString()
    case 'month':
      return date.add({ months: count }).toString()
    case 'quarter':
      return date.add({ months: 3 * count }).toString()
    case 'year':
      return date.add({ years: count }).toString()
    default:
      return assertNever(unit)
  }
}

/** A fiscal year is named after the calendar year in which it ends: FY2026 from February 2025 to January 2026. */
export function fiscalYearOf(day: string, calendar: Calendar): number {
  const date = plainDay(day)
  return calendar.fiscalMonth > 1 && date.month >= calendar.fiscalMonth ? date.year + 1 : date.year
}

/** The number of the fiscal quarter, 1 to 4. */
export function quarterOf(day: string, calendar: Calendar): number {
  return Math.floor(monthsIntoYear(plainDay(day), calendar) / 3) + 1
}

/** The first day of a fiscal year by its name. */
export function startOfFiscalYear(year: number, calendar: Calendar): string {
  const first = calendar.fiscalMonth > 1 ? year - 1 : year
  return Temporal.PlainDate.from({ year: first, month: calendar.fiscalMonth, day: 1 }).toString()
}

function monthsIntoYear(date: Temporal.PlainDate, calendar: Calendar): number {
  return (date.month - calendar.fiscalMonth + 12) % 12
}

function monthsBack(date: Temporal.PlainDate, months: number): string {
  return date.with({ day: 1 }).subtract({ months }).toString()
}
