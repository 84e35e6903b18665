import { z } from 'zod'
import { formula } from './formula.js'

const metricName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and underscores, beginning with a letter')
const line = z.string().trim().min(1)
const hours = z
  .string()
  .regex(/^\d{1,4}[hd]$/, 'must be hours or days: 26h, 2d')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('d') ? 24 : 1))

/**
 * Who may read it. Without it, everybody in the company. With it, people who match any part; executives are among them unless
 * `roles` says otherwise. `revops` stands among the departments for the people of that role. `min_group`: it is
 * told of so many rows together or not at all, and only for quarters that are over; by itself that restricts nobody.
 */
const visibility = z.strictObject({
  departments: z.array(z.string()).default([]),
  roles: z.array(z.enum(['leader', 'executive', 'revops'])).optional(),
  people: z.array(z.email()).default([]),
  min_group: z.int().min(2).max(1000).optional(),
})
export type Visibility = z.infer<typeof visibility>

/** Whether it restricts anybody at all. */
export function isRestriction({ departments, roles, people, min_group }: Visibility): boolean {
  return min_group === undefined || roles !== undefined || departments.length > 0 || people.length > 0
}

const target = z.strictObject({
  value: z.number(),
  per: z.enum(['day', 'week', 'month', 'quarter', 'year']),
  warn_at: z.number().optional(),
  at_risk_at: z.number().optional(),
  /** Whether a running period may be judged: amounts then in proportion to the elapsed share. */
  linear: z.boolean().default(false),
})
export type Target = z.infer<typeof target>

/** A target of one part of the company, of one period, or of both. Without `for` and `in` it is one of the whole company, always. */
const narrowTarget = target.extend({
  /** The value of each dimension by which a question has to be filtered: `{ region: EMEA }`. */
  for: z.record(z.string(), line).default({}),
  /** The one day, month, quarter or fiscal year that it is for, as people ask for it: 2026-08-13, 2026-08, 2026-Q3, FY2026. */
  in: z.string().optional(),
})
export type NarrowTarget = z.infer<typeof narrowTarget>

/** A metric as data: METRICS.md section 3. */
export const definition = z.strictObject({
  name: metricName,
  label: line,
  aliases: z.array(line).default([]),
  /** The least version to give the formula; a changed formula gets a higher one by itself. */
  version: z.number().int().positive().default(1),
  owner: z.strictObject({ department: z.string(), person: z.email().optional() }),
  unit: z.enum(['percent', 'currency', 'ratio', 'count', 'hours', 'days', 'months', 'score']),
  /** For amounts over time: `currency` per `day`. */
  per: z.enum(['day', 'month']).optional(),
  direction: z.enum(['up', 'down', 'band', 'neutral']),
  band: z.strictObject({ from: z.number(), to: z.number() }).optional(),
  description: line,
  formula_text: line,
  /** Where the field disagrees: which side this definition takes. */
  stance: line.optional(),
  /** What the absence of its rows is called: "No deals closed". */
  nothing: line.optional(),
  formula,
  dimensions: z.array(z.string()).default([]),
  target: target.optional(),
  /** Targets beside that one; the most specific one that is about a question holds. */
  targets: z.array(narrowTarget).max(400).default([]),
  freshness: z
    .strictObject({
      warn_after: hours,
      fail_after: hours,
      when_stale: z.enum(['label', 'hold', 'skip']).default('label'),
    })
    .optional(),
  visibility: visibility.optional(),
  /** Counts the rows of this source alone, where others feed the same fact. */
  source: z.string().optional(),
  /**
   * Sources that state the same thing: `use` counts, in every metric of the same fact, those `beside` it are kept and compared. They
   * disagree when they differ by more than `tolerance` (a share of the larger one), until who `decides` has settled it.
   */
  sources: z
    .strictObject({
      use: z.string(),
      beside: z.array(z.string()).min(1),
      tolerance: z.number().min(0).max(1).default(0.005),
      decides: z.email(),
      settled: z.boolean().default(false),
    })
    .optional(),
  /** By which share of it a posted number may change later without a word; shares themselves by so many points. */
  tolerance: z.number().min(0).max(1).default(0.005),
  /** The departments on whose scorecard it stands, in the order of the catalogue; `company` is the executives' one. */
  scorecard: z.array(z.string()).default([]),
  /** Whether it stands in lists. Parts of other metrics need not. */
  listed: z.boolean().default(true),
  /** Another count of the same rows, split by a dimension, that explains this number: deals lost by reason, for a win rate. */
  aside: z.strictObject({ metric: z.string(), by: z.string(), label: line }).optional(),
})
export type Definition = z.infer<typeof definition>

/** All targets of a metric; the one that is stated by itself is one of the whole company, always. */
export function targetsOf({ target, targets }: Definition): readonly NarrowTarget[] {
  return [...(target ? [{ ...target, for: {} }] : []), ...targets]
}
