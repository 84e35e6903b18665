import { fold } from '../facts/names.js'
import { currencyDigits } from '../locales/formats.js'
import { wordsFor } from '../locales/words.js'
import type { Calendar } from '../time/calendar.js'
import type { Progress } from '../time/period.js'
import { periodOf } from '../time/read-period.js'
import type { Result, TargetState, TargetStatus } from './answer.js'
import type { Metric } from './catalogue.js'
import { type NarrowTarget, type Target, targetsOf } from './definition.js'
import type { Filter, Question } from './question.js'

/** Amounts grow over a period, so that half of it should have brought half of them. */
const additive = (metric: Metric): boolean => {
  const { kind } = metric.definition.formula
  return kind === 'simple' && metric.definition.unit !== 'percent'
}

/**
 * The one target that is about a question, or null: that of its period before the one of every such period. A target of the whole
 * company is never one of a part, and one of a part is that of exactly the parts asked for.
 * @param calendar says when the fiscal quarters and years begin
 */
export function targetFor({ definition, stock }: Metric, question: Question, calendar: Calendar): NarrowTarget | null {
  const { period, where } = question
  const about = targetsOf(definition).filter((one) => {
    const kind = period.shape.kind === 'unit' && period.shape.unit === one.per
    return (stock && one.in === undefined ? true : kind) && isOfParts(one, where)
  })
  const dated = about.find((one) => one.in !== undefined && beginningOf(one.in, calendar) === period.from)
  return dated ?? about.find((one) => one.in === undefined) ?? null
}

/** Whether a question asks for exactly the parts that a target is for, whatever their order and case. */
function isOfParts({ for: parts }: NarrowTarget, where: readonly Filter[]): boolean {
  const wanted = Object.entries(parts)
  return (
    wanted.length === where.length &&
    wanted.every(([dimension, value]) => {
      const asked = where.filter((one) => one.dimension === dimension).flatMap(({ values }) => values)
      return asked.length === 1 && asked.every((one) => fold(one) === fold(value))
    })
  )
}

/** The first day of a period as a target names it; it names its year, so that no day of today is needed to read it. */
function beginningOf(named: string, calendar: Calendar): string | null {
  return periodOf(named, { words: wordsFor('en').periods, calendar, today: '2000-01-01' })?.from ?? null
}

/**
 * Where a number stands against its target, or null when no target is about this question. A running period gets a verdict
 * only where the target is called linear.
 */
export function targetOf(
  metric: Metric,
  question: Question,
  result: Result,
  { progress: come, calendar }: { readonly progress: Progress; readonly calendar: Calendar },
): TargetState | null {
  const target = targetFor(metric, question, calendar)
  if (!target) return null
  const open = come.state === 'running' && !metric.stock
  if (result.value === null || (open && !target.linear)) return { value: target.value, status: null }
  const share = open && additive(metric) ? come.share : 1
  return { value: target.value, status: statusOf(metric, target, inTargetUnit(result.value, result.currency), share) }
}

/**
 * The figure that a target comes to at this moment, in the unit in which targets are written: of a running period in which amounts
 * add up, the share of it that should be there by now. Null where nothing is judged: no target, no verdict yet, no better side.
 */
export function targetLevel(
  metric: Metric,
  question: Question,
  { progress: come, calendar }: { readonly progress: Progress; readonly calendar: Calendar },
): { readonly better: 'up' | 'down'; readonly at: number } | null {
  const target = targetFor(metric, question, calendar)
  const { direction } = metric.definition
  if (!target || (direction !== 'up' && direction !== 'down')) return null
  const open = come.state === 'running' && !metric.stock
  if (open && !target.linear) return null
  return { better: direction, at: target.value * (open && additive(metric) ? come.share : 1) }
}

/** A number in the unit in which targets are written: money in major units, as people write it. */
export function inTargetUnit(value: number, currency: string | null): number {
  return currency === null ? value : value / 10 ** currencyDigits(currency)
}

function statusOf(metric: Metric, target: Target, value: number, share: number): TargetStatus | null {
  const { direction } = metric.definition
  if (direction !== 'up' && direction !== 'down') return null
  const reaches = (step: number) => (direction === 'up' ? value >= step * share : value <= step * share)
  if (reaches(target.value)) return 'met'
  if (target.warn_at === undefined || reaches(target.warn_at)) return 'near'
  return target.at_risk_at === undefined || reaches(target.at_risk_at) ? 'warn' : 'at risk'
}
