import { z } from 'zod'
import { factNames } from './catalogue.js'

const field = z.string()

/** A condition that a row satisfies or not, whatever the day of asking. */
export const rollupCondition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('in'), field, values: z.array(z.union([z.string(), z.boolean()])).min(1) }),
  z.strictObject({ kind: z.literal('present'), field }),
])
export type RollupCondition = z.infer<typeof rollupCondition>

/** What is added up: a field (or what stands in for it), or the days between two. */
const operand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('field'), field, otherwise: field.nullable() }),
  z.strictObject({ kind: z.literal('span'), from: field, until: field }),
])
export type RollupOperand = z.infer<typeof operand>

/** On which day a row counts: the one it is dated on; or it comes on one, and goes on another unless it is `ongoing`. */
export const rollupTiming = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('flow'), date: field }),
  z.strictObject({ kind: z.literal('stock'), from: field, until: field, ongoing: z.array(rollupCondition).nullable() }),
])
export type RollupTiming = z.infer<typeof rollupTiming>

/** A mask is a bigint, whose sign is left alone. */
export const mostConditions = 62

/** What a roll-up keeps of a fact. Stored as JSON, so it is checked whenever it is read. */
export const rollupSpec = z.strictObject({
  fact: z.enum(factNames),
  timing: rollupTiming,
  /** Each is a bit of a cell's mask, in this order. */
  conditions: z.array(rollupCondition).max(mostConditions),
  operands: z.array(operand),
  /** Days from which on what the conditions ask about is known. */
  known: z.array(field),
})
export type RollupSpec = z.infer<typeof rollupSpec>

/** The day fields by which a row finds its cells. */
export function dayFields({ timing: on }: RollupSpec): readonly string[] {
  return on.kind === 'flow' ? [on.date] : [on.from, on.until]
}
