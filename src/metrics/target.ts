import { currencyDigits } from '../locales/formats.js'
import type { Progress } from '../time/period.js'
import type { Result, TargetState, TargetStatus } from './answer.js'
import type { Metric } from './catalogue.js'
import type { Target } from './definition.js'
import type { Question } from './question.js'

/** Amounts grow over a period, so that half of it should have brought half of them. */
const additive = (metric: Metric): boolean => {
  const { kind } = metric.definition.formula
  return kind === 'simple' && metric.definition.unit !== 'percent'
}

/**
 * Where a number stands against its target, or null when the target is not about this question: another kind of period, or a
 * part of the company. A running period gets a verdict only where the definition calls the target linear.
 */
export function targetOf(metric: Metric, question: Question, result: Result, come: Progress): TargetState | null {
  const { target } = metric.definition
  const { shape } = question.period
  const fits = metric.stock || (shape.kind === 'unit' && shape.unit === target?.per)
  if (!target || !fits || question.where.length > 0) return null
  const open = come.state === 'running' && !metric.stock
  if (result.value === null || (open && !target.linear)) return { value: target.value, status: null }
  const share = open && additive(metric) ? come.share : 1
  return { value: target.value, status: statusOf(metric, target, inTargetUnit(result.value, result.currency), share) }
}

/** Targets of money are written in major units, as people write them. */
function inTargetUnit(value: number, currency: string | null): number {
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
