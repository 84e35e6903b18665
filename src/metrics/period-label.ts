import { assertNever } from '../chat/assert-never.js'
import type { Texts } from '../locales/texts.js'
import { addUnits, type Calendar, fiscalYearOf, quarterOf, startOfUnit, type Unit } from '../time/calendar.js'
import type { Period } from '../time/period.js'
import { addDays } from '../time/zone.js'

/** From where a period is looked at. */
export interface Standpoint {
  readonly t: Texts
  /** `YYYY-MM-DD` */
  readonly today: string
  readonly calendar: Calendar
}

/** What a period is called: "this quarter", "Q3 2026", "last 6 weeks", "1 Jan 2026 to 31 Mar 2026". */
export function periodName(period: Period, at: Standpoint): string {
  const { t, today, calendar } = at
  const { shape, from } = period
  switch (shape.kind) {
    case 'unit':
      return relativeName(period, shape.unit, at) ?? unitName(from, shape.unit, at)
    case 'last':
      if (period.to !== startOfUnit(shape.unit, today, calendar)) return rangeOf('metrics.period_range', period, t)
      return t.plain('metrics.period_last', { count: shape.count, unit: shape.unit })
    case 'to date':
      if (period.to !== addDays(today, 1)) return rangeOf('metrics.period_range', period, t)
      return t.plain('metrics.period_to_date', { unit: shape.unit })
    case 'range':
      return rangeOf('metrics.period_range', period, t)
    case 'since':
      return t.plain('metrics.period_since', { day: t.day(from) })
    case 'all':
      return t.plain('metrics.period_all')
    default:
      return assertNever(shape)
  }
}

/** The same as an adverb, for the middle of a sentence: "last quarter", "in Q3 2026", "on 13 Aug 2026". */
export function periodWhen(period: Period, at: Standpoint): string {
  const { t, today, calendar } = at
  const { shape } = period
  switch (shape.kind) {
    case 'unit':
      return relativeName(period, shape.unit, at) ?? unitWhen(period, shape.unit, at)
    case 'last':
      if (period.to !== startOfUnit(shape.unit, today, calendar)) return rangeOf('metrics.when_range', period, t)
      return t.plain('metrics.when_within', { period: periodName(period, at) })
    case 'to date':
      if (period.to !== addDays(today, 1)) return rangeOf('metrics.when_range', period, t)
      return t.plain('metrics.when_within', { period: periodName(period, at) })
    case 'range':
      return rangeOf('metrics.when_range', period, t)
    case 'since':
      return periodName(period, at)
    case 'all':
      return t.plain('metrics.when_all')
    default:
      return assertNever(shape)
  }
}

/** A day as an adverb: for stocks, which are measured on one. */
export function dayWhen(day: string, { t, today }: Standpoint): string {
  return day === today
    ? t.plain('metrics.period_this', { unit: 'day' })
    : t.plain('metrics.when_day', { day: t.day(day) })
}

/** A point of a trend, as short as its axis needs it. */
export function pointName({ shape, from }: Period, at: Standpoint): string {
  if (shape.kind !== 'unit') return at.t.day(from)
  switch (shape.unit) {
    case 'day':
    case 'week':
      return at.t.day(from)
    case 'month':
      return at.t.month(from, 'short')
    case 'quarter':
    case 'year':
      return unitName(from, shape.unit, at)
    default:
      return assertNever(shape.unit)
  }
}

function rangeOf(key: 'metrics.period_range' | 'metrics.when_range', { from, to }: Period, t: Texts): string {
  return t.plain(key, { from: t.day(from), to: t.day(addDays(to, -1)) })
}

/** Only where the period was named from today: who types "Q3" reads "Q3". */
function relativeName({ from, to, relative }: Period, unit: Unit, { t, today, calendar }: Standpoint): string | null {
  if (!relative) return null
  if (from <= today && today < to) return t.plain('metrics.period_this', { unit })
  const running = startOfUnit(unit, today, calendar)
  return from === addUnits(running, unit, -1) ? t.plain('metrics.period_previous', { unit }) : null
}

function unitName(from: string, unit: Unit, { t, calendar }: Standpoint): string {
  const fiscal = calendar.fiscalMonth > 1
  const year = String(fiscalYearOf(from, calendar))
  switch (unit) {
    case 'day':
      return t.day(from)
    case 'week':
      return t.plain('metrics.period_week', { day: t.day(from) })
    case 'month':
      return t.month(from)
    case 'quarter': {
      const key = fiscal ? 'metrics.period_quarter_fiscal' : 'metrics.period_quarter'
      return t.plain(key, { quarter: quarterOf(from, calendar), year })
    }
    case 'year':
      return fiscal ? t.plain('metrics.period_year_fiscal', { year }) : year
    default:
      return assertNever(unit)
  }
}

function unitWhen(period: Period, unit: Unit, at: Standpoint): string {
  const name = unitName(period.from, unit, at)
  if (unit === 'day') return at.t.plain('metrics.when_day', { day: name })
  return at.t.plain(unit === 'week' ? 'metrics.when_within' : 'metrics.when_in', { period: name })
}
