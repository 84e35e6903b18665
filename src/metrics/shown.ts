import { assertNever } from '../chat/assert-never.js'
import { currencyDigits } from '../locales/formats.js'
import type { Texts } from '../locales/texts.js'
import type { Answer, Result } from './answer.js'
import type { Definition } from './definition.js'

/** What decides how a number is written. */
type Shown = Pick<Definition, 'unit' | 'per'>

/** From this many units on, money is written short: €6.42M. */
const shortFrom = 10_000
/** Shares below this need a decimal to say anything. */
const smallShare = 0.1

/**
 * A number as its unit is read. Rounded for the eye only: what is stored and compared stays exact.
 * @param value minor units for money, a fraction for percent, days
 * @param currency ISO 4217 for money
 * @param beside a number that will be read beside it: where rounding would make the two look the same, a decimal is added
 */
export function shownValue(
  value: number,
  shown: Shown,
  currency: string | null,
  t: Texts,
  beside: number | null = null,
): string {
  switch (shown.unit) {
    case 'percent':
      return t.percent(value, shareDigits(value, beside))
    case 'currency': {
      const amount = money(value, currency, t)
      return shown.per === undefined ? amount : t.plain('metrics.unit_per', { amount, unit: shown.per })
    }
    case 'count':
      return t.number(value)
    case 'ratio':
      return t.number(value, 2)
    case 'hours':
      return t.plain('metrics.unit_hours', { count: value, shown: t.number(value, 1) })
    case 'days':
      return t.plain('metrics.unit_days', { count: value, shown: t.number(value, 1) })
    case 'months':
      return t.plain('metrics.unit_months', { count: value, shown: t.number(value, 1) })
    case 'score':
      return t.number(value, 1)
    default:
      return assertNever(shown.unit)
  }
}

function shareDigits(value: number, beside: number | null): number {
  const small = value !== 0 && Math.abs(value) < smallShare
  const alike = beside !== null && beside !== value && Math.round(beside * 100) === Math.round(value * 100)
  return small || alike ? 1 : 0
}

function money(minor: number, currency: string | null, t: Texts): string {
  const code = currency ?? 'XXX'
  const short = Math.abs(minor) >= shortFrom * 10 ** currencyDigits(code)
  return t.money(minor, code, short ? 'short' : 'exact')
}

/** What stands on a chart's axis: 24.3 with %, 1200.5 with EUR; null where there is no number. */
export function chartValue(result: Result, { unit }: Shown): number | null {
  if (result.value === null) return null
  if (unit === 'percent') return rounded(result.value * 100, 1)
  if (unit === 'currency') return rounded(result.value / 10 ** currencyDigits(result.currency ?? 'XXX'), 2)
  return rounded(result.value, 2)
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

/** The unit of a chart's axis, as short as it can be. */
export function chartUnit({ unit }: Shown, currency: string | null, t: Texts): string {
  switch (unit) {
    case 'percent':
      return '%'
    case 'currency':
      return currency ?? ''
    case 'hours':
      return t.plain('metrics.axis_hours')
    case 'days':
      return t.plain('metrics.axis_days')
    case 'months':
      return t.plain('metrics.axis_months')
    case 'count':
    case 'ratio':
    case 'score':
      return ''
    default:
      return assertNever(unit)
  }
}

/** What stands behind a share or mean: "18 of 75", "€10M of €16M", "75 deals"; null where the number speaks for itself. */
export function shownCounts(answer: Answer, result: Result, t: Texts): string | null {
  const { numerator, denominator } = result
  if (numerator === null || denominator === null) return null
  const { unit } = answer.definition
  if (unit !== 'percent' && unit !== 'ratio') return shownRows(answer, denominator, t)
  const { currency } = result
  const part = (value: number) => (currency === null ? t.number(value) : money(value, currency, t))
  return t.plain('answers.counts', { part: part(numerator), whole: part(denominator) })
}

/** So many deals, subscriptions, or rows where a number is made of several facts. */
export function shownRows({ relations }: Answer, count: number, t: Texts): string {
  const [relation, ...more] = relations
  const mixed = relation === undefined || more.length > 0
  return t.plain(mixed ? 'metrics.rows_mixed' : `metrics.rows_${relation}`, { count })
}

/** The change from another number: in points for shares, in days for durations, in percent for the rest; null where there is none. */
export function shownChange(now: number, before: number, { unit }: Shown, t: Texts): string | null {
  if (unit === 'percent') {
    const points = rounded((now - before) * 100, Math.abs(now - before) < 0.01 ? 1 : 0)
    if (points === 0) return null
    const amount = Math.abs(points)
    return t.plain('answers.change_points', { sign: signOf(points), amount, shown: t.number(amount, 1) })
  }
  if (now === before) return null
  if (unit === 'hours' || unit === 'days' || unit === 'months') {
    const amount = shownValue(Math.abs(now - before), { unit }, null, t)
    return t.plain('answers.change_amount', { sign: signOf(now - before), amount })
  }
  if (before <= 0) return null
  const share = (now - before) / before
  return t.plain('answers.change_amount', {
    sign: signOf(share),
    amount: t.percent(Math.abs(share), Math.abs(share) < 0.01 ? 1 : 0),
  })
}

const signOf = (value: number): 'up' | 'down' => (value > 0 ? 'up' : 'down')
