import { z } from 'zod'
import type { Answer, Part, Result, TargetState } from './answer.js'

const resultShape = {
  value: z.number().nullable(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  rows: z.number(),
  missing: z
    .enum([
      'no rows',
      'no base',
      'not connected',
      'before the data',
      'not begun',
      'no rate',
      'too few',
      'withheld',
      'mixed currencies',
    ])
    .nullable(),
}
const part = z.object({ key: z.string().nullable(), ...resultShape })
const target = z.object({ value: z.number(), status: z.string().nullable() }).nullable()
const span = z.object({ from: z.string(), to: z.string() })

/** An answer as JSON, as docs/answers.md describes it. */
export const answerDocument = z.object({
  metric: z.string(),
  label: z.string(),
  version: z.number(),
  unit: z.string(),
  per: z.string().nullable(),
  currency: z.string().nullable(),
  period: span,
  running: z.boolean(),
  elapsed: z.number(),
  measured_on: z.string().nullable(),
  as_of: z.string(),
  by: z.string().nullable(),
  where: z.array(z.object({ dimension: z.string(), values: z.array(z.string()) })),
  ...resultShape,
  against: z.object({ period: span, breakdown: z.array(part), ...resultShape }).nullable(),
  target,
  breakdown: z.array(part.extend({ target })),
  trend: z.array(z.object({ period: span, breakdown: z.array(part), ...resultShape })),
  sources: z.array(z.object({ name: z.string(), label: z.string(), read_at: z.string() })),
  freshness: z.enum(['fresh', 'warn', 'stale']).nullable(),
})
export type AnswerDocument = z.infer<typeof answerDocument>

/** An answer for programs. Money in minor units, shares as fractions, durations in days; nothing is rounded. */
export function answerJson(answer: Answer): AnswerDocument {
  const { question, definition, result, against, progress } = answer
  return {
    metric: definition.name,
    label: definition.label,
    version: answer.version,
    unit: definition.unit,
    per: definition.per ?? null,
    currency: result.currency,
    period: { from: question.period.from, to: question.period.to },
    running: progress.state === 'running',
    elapsed: progress.share,
    measured_on: answer.measuredOn,
    as_of: answer.asOf.toString(),
    by: question.by,
    where: question.where.map(({ dimension, values }) => ({ dimension, values: [...values] })),
    ...resultJson(result),
    against: against && {
      period: { from: against.period.from, to: against.to },
      breakdown: against.breakdown.map(partJson),
      ...resultJson(against.result),
    },
    target: targetJson(answer.target),
    breakdown: answer.breakdown.map((one) => ({ ...partJson(one), target: targetJson(one.target) })),
    trend: answer.trend.map((point) => ({
      period: { from: point.period.from, to: point.period.to },
      breakdown: point.breakdown.map(partJson),
      ...resultJson(point.result),
    })),
    sources: answer.sources.map(({ name, label, readAt }) => ({ name, label, read_at: readAt.toString() })),
    freshness: answer.freshness,
  }
}

function resultJson({ value, numerator, denominator, rows, missing }: Result) {
  return { value, numerator, denominator, rows, missing: missing?.reason ?? null }
}

function partJson({ key, result }: Part) {
  return { key, ...resultJson(result) }
}

const targetJson = (target: TargetState | null) => target && { value: target.value, status: target.status }
