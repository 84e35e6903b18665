import { z } from 'zod'
import { type FactName, factField, factNames } from '../../facts/catalogue.js'
import {
  type RollupCondition,
  type RollupOperand,
  type RollupTiming,
  rollupCondition,
  rollupTiming,
} from '../../facts/rollup-spec.js'
import type { Measure, Scan } from '../plan.js'

/*
 * Which parts of a plan can be read from sums by day. Everything is named one by one, and whatever is not named here goes to the
 * rows: a kind of condition or aggregate that was added to plans, and that this file has not heard of, must cost time and never a
 * wrong number. A median is no sum: it always comes from the rows.
 */

const view = z
  .object({ fact: z.enum(factNames), relation: z.enum(factNames).optional(), timing: rollupTiming })
  .refine(({ fact, relation = fact }) => relation === fact)

const knownSince = z.strictObject({ kind: z.literal('known'), since: z.string() })
const where = z.array(z.union([rollupCondition, knownSince]))

const aggregate = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count') }),
  z.strictObject({ kind: z.literal('sum'), field: z.string(), otherwise: z.string().nullable() }),
  z.strictObject({ kind: z.literal('sum span'), from: z.string(), until: z.string() }),
])

const measure = z.strictObject({
  key: z.string(),
  aggregate,
  where,
  money: z.boolean(),
  counted: z.boolean(),
})

/** A measure in the terms of a roll-up. */
export interface Rollable {
  readonly conditions: readonly RollupCondition[]
  /** Null for a count of rows. */
  readonly operand: RollupOperand | null
  /** The days from which on what its conditions ask about is known. */
  readonly known: readonly string[]
  readonly money: boolean
  readonly counted: boolean
}

/** The fact and the timing of a scan that a roll-up could be kept for, or null. */
export function rollableView(scan: Scan): { fact: FactName; timing: RollupTiming } | null {
  const read = view.safeParse(scan)
  if (!read.success) return null
  const { fact, timing } = read.data
  return isStored(fact, timingFields(timing)) ? { fact, timing: settledTiming(timing) } : null
}

/** Whether the fact has all of them as columns: what follows from several (the end of a stretch) is known to the rows alone. */
const isStored = (fact: FactName, fields: readonly string[]): boolean =>
  fields.every((field) => factField(fact, field) !== undefined)

const conditionFields = (conditions: readonly RollupCondition[]): readonly string[] =>
  conditions.map(({ field }) => field)

function timingFields(timing: RollupTiming): readonly string[] {
  return timing.kind === 'flow' ? [timing.date] : [timing.from, timing.until, ...conditionFields(timing.ongoing ?? [])]
}

function operandFields(operand: RollupOperand): readonly string[] {
  if (operand.kind === 'span') return [operand.from, operand.until]
  return operand.otherwise === null ? [operand.field] : [operand.field, operand.otherwise]
}

/** The measure in the terms of a roll-up, or null where only the rows know it. */
export function rollable(fact: FactName, given: Measure): Rollable | null {
  const read = measure.safeParse(given)
  if (!read.success) return null
  const { aggregate: taken, where: all, money, counted } = read.data
  const operand = operandOf(taken)
  // An amount has to be an amount of something; and what is no amount has no currency.
  if (money && operand?.kind !== 'field') return null
  const conditions = all.flatMap((one) => (one.kind === 'known' ? [] : [settled(one)]))
  const known = all.flatMap((one) => (one.kind === 'known' ? [one.since] : []))
  const fields = [...conditionFields(conditions), ...known, ...(operand ? operandFields(operand) : [])]
  return isStored(fact, fields) ? { conditions, operand, known, money, counted } : null
}

function operandOf(taken: z.infer<typeof aggregate>): RollupOperand | null {
  switch (taken.kind) {
    case 'count':
      return null
    case 'sum':
      return { kind: 'field', field: taken.field, otherwise: taken.otherwise }
    case 'sum span':
      return { kind: 'span', from: taken.from, until: taken.until }
  }
}

/** The same condition is the same text, however its values were ordered. */
function settled(one: RollupCondition): RollupCondition {
  return one.kind === 'in' ? { ...one, values: [...one.values].sort() } : one
}

function settledTiming(timing: RollupTiming): RollupTiming {
  return timing.kind === 'stock' ? { ...timing, ongoing: timing.ongoing?.map(settled) ?? null } : timing
}
