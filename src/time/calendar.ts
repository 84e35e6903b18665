import { Temporal } from 'temporal-polyfill'
import { assertNever } from '../chat/assert-never.js'
import { type CivilDay, civilOf, monthsLater, numberOf, weekdayOf } from './civil.js'
import { addDays, plainDay } from './zone.js'

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
  switch (unit) {
    case 'day':
      return day
    case 'week':
      return addDays(day, -((weekday(day) - calendar.weekStart + 7) % 7))
    case 'month':
      return monthsBack(day, 0)
    case 'quarter':
      return monthsBack(day, monthsIntoYear(day, calendar) % 3)
    case 'year':
      return monthsBack(day, monthsIntoYear(day, calendar))
    default:
      return assertNever(unit)
  }
}

/**
 * Moves the first day of a unit by so many units. Only first days may be moved: every one of them is the first day of a month
 * or of a week, so nothing has to be rounded.
 */
export function addUnits(start: string, unit: Unit, count: number): string {
  switch (unit) {
    case 'day':
      return addDays(start, count)
    case 'week':
      return addDays(start, 7 * count)
    case 'month':
      return addMonths(start, count)
    case 'quarter':
      return addMonths(start, 3 * count)
    case 'year':
      return addMonths(start, 12 * count)
    default:
      return assertNever(unit)
  }
}

/** A fiscal year is named after the calendar year in which it ends: FY2026 from February 2025 to January 2026. */
export function fiscalYearOf(day: string, calendar: Calendar): number {
  const { year, month } = partsOf(day)
  return calendar.fiscalMonth > 1 && month >= calendar.fiscalMonth ? year + 1 : year
}

/** The number of the fiscal quarter, 1 to 4. */
export function quarterOf(day: string, calendar: Calendar): number {
  return Math.floor(monthsIntoYear(day, calendar) / 3) + 1
}

/** The first day of a fiscal year by its name. */
export function startOfFiscalYear(year: number, calendar: Calendar): string {
  const first = calendar.fiscalMonth > 1 ? year - 1 : year
  return Temporal.PlainDate.from({ year: first, month: calendar.fiscalMonth, day: 1 }).toString()
}

const partsOf = (day: string): CivilDay => civilOf(day) ?? plainDay(day)

function weekday(day: string): number {
  const number = numberOf(day)
  return number === null ? plainDay(day).dayOfWeek : weekdayOf(number)
}

function monthsIntoYear(day: string, calendar: Calendar): number {
  return (partsOf(day).month - calendar.fiscalMonth + 12) % 12
}

function addMonths(day: string, months: number): string {
  const civil = civilOf(day)
  return (civil && monthsLater(civil, months)) ?? plainDay(day).add({ months }).toString()
}

function monthsBack(day: string, months: number): string {
  const civil = civilOf(day)
  const first = civil && monthsLater({ ...civil, day: 1 }, -months)
  return first ?? plainDay(day).with({ day: 1 }).subtract({ months }).toString()
}
