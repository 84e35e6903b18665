import { z } from 'zod'
import { relationNames } from './relation.js'

const fact = z.enum(relationNames)

/** Conditions on fields, all of which hold: a value or a list of them. */
const conditions = z.record(
  z.string(),
  z.union([z.string(), z.boolean(), z.array(z.string()).min(1)]).transform((one) => (Array.isArray(one) ? one : [one])),
)

/** A stretch of days or months: `90 days`, `12 months`. */
const days = z
  .string()
  .regex(/^\d{1,4} days?$/, 'must be days: 90 days')
  .transform((text) => Number.parseInt(text, 10))
const months = z
  .string()
  .regex(/^[1-9]\d{0,2} months?$/, 'must be months: 12 months')
  .transform((text) => Number.parseInt(text, 10))

const counted = { fact, where: conditions.default({}) }

/**
 * What is added up: `else` stands in for a field that is not stated, `at_most` caps it row by row. `rate`: the day field at whose
 * exchange rate amounts in other currencies count; by default the day that dates the row, for a stock the day of measuring.
 */
const amount = {
  field: z.string().optional(),
  else: z.string().optional(),
  at_most: z.string().optional(),
  rate: z.string().optional(),
}

/**
 * A flow: rows whose day falls in the period. `distinct` counts the values of a field. `spread` lays an amount evenly over the days
 * from `date` until `until` and takes those in the period; `monthly` says that the amount is that of a month.
 */
const simple = z.strictObject({
  kind: z.literal('simple'),
  ...counted,
  aggregate: z.enum(['count', 'sum', 'median', 'distinct', 'spread']),
  ...amount,
  date: z.string(),
  until: z.string().optional(),
  monthly: z.boolean().optional(),
  /** Days to come count as well: when open deals are expected to close, what is to be sold until the end of a quarter. */
  expected: z.boolean().optional(),
})

/**
 * A stock. Either rows that are under way at the end of the period (or now), `from` one day `until` before another; or of `each` the
 * last row `on` or before it. `age` is the days since then, of the oldest.
 */
const snapshot = z.strictObject({
  kind: z.literal('snapshot'),
  ...counted,
  aggregate: z.enum(['count', 'sum', 'distinct', 'age']),
  ...amount,
  from: z.string().optional(),
  until: z.string().optional(),
  /** Rows that are under way whatever `until` says; by default those without an `until`. */
  ongoing: conditions.optional(),
  on: z.string().optional(),
  each: z.string().optional(),
  /** Only rows in which this field is more than zero. */
  above_zero: z.string().optional(),
  /** `start`: on the day before the period begins. */
  at: z.literal('start').optional(),
})

/** `base: positive`: where the denominator is not above zero there is no number. */
const ratio = z.strictObject({
  kind: z.literal('ratio'),
  num: z.string(),
  den: z.string(),
  base: z.literal('positive').optional(),
})

/** Names of metrics, numbers and + - * / ( ) only; `period_days` is the length of the period. */
const derived = z.strictObject({ kind: z.literal('derived'), expression: z.string().max(500) })

/** A metric over another stretch than the one that is asked for: so many months that end with it, or all since a unit began. `period before`: the one before. */
const cumulative = z.strictObject({
  kind: z.literal('cumulative'),
  metric: z.string(),
  over: z.union([months, z.enum(['quarter to date', 'year to date', 'all time', 'period before'])]),
})

/** Of those who paid `lookback` ago: what they pay now (`capped`: each at most what it paid then), or how many of them still pay. */
const retention = z.strictObject({
  kind: z.literal('retention'),
  ...counted,
  entity: z.string(),
  field: z.string(),
  of: z.enum(['amount', 'entities']),
  capped: z.boolean().optional(),
  from: z.string(),
  until: z.string(),
  lookback: z.union([months, z.literal('period')]),
})

/** Of those who reached `from` in the period (`cohort`), or as many as did (`snapshot`): how many reached `to`. */
const conversion = z.strictObject({
  kind: z.literal('conversion'),
  ...counted,
  from: z.string(),
  to: z.string(),
  attribution: z.enum(['cohort', 'snapshot']),
  /** Only what was reached within so many days counts. */
  window: days.optional(),
  /** Only those count who have had so many days. */
  min_age: days.optional(),
})

/** Days between two dates, of the rows whose `date` (by default the later one) falls in the period. */
const duration = z.strictObject({
  kind: z.literal('duration'),
  ...counted,
  aggregate: z.enum(['median', 'mean', 'p90']),
  from: z.string(),
  until: z.string(),
  date: z.string().optional(),
})

const range = z.tuple([z.number(), z.number()])

/** The share of the valid answers that are `positive`; with `negative`, 100 x (positive - negative) / valid. */
const score = z.strictObject({
  kind: z.literal('score'),
  ...counted,
  field: z.string(),
  date: z.string(),
  valid: range,
  positive: range,
  negative: range.optional(),
  /** Fewer answers than this give no number. */
  least: z.number().int().positive().optional(),
})

/** What was expected of the periods that are over against what came, item by item. `frozen`: on which day after their start, at most. */
const error = z.strictObject({
  kind: z.literal('error'),
  ...counted,
  field: z.string(),
  frozen_on: z.string(),
  frozen_within: days,
  item: z.string(),
  actual: z.string(),
  measure: z.enum(['accuracy', 'wape', 'mape', 'bias', 'forecast', 'actual']),
})

/** What a person or an import states of a metric: the newest value (`last`), or those of the period together (`sum`). */
const entered = z.strictObject({
  kind: z.literal('entered'),
  metric: z.string(),
  combine: z.enum(['last', 'sum']),
})

/** What a number is made of, and how: METRICS.md section 3. */
export const formula = z.discriminatedUnion('kind', [
  simple,
  snapshot,
  ratio,
  derived,
  cumulative,
  retention,
  conversion,
  duration,
  score,
  error,
  entered,
])
export type Formula = z.infer<typeof formula>
export type FormulaOf<K extends Formula['kind']> = Extract<Formula, { readonly kind: K }>
