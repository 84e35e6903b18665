import { z } from 'zod'
import { assertNever } from '../../chat/assert-never.js'
import { type FactName, factFields, factNames } from '../catalogue.js'
import type { Field } from '../field.js'

/** What other systems send and get back: the shapes by which requests are checked, and of which their documentation is made. */

/** Rows of one batch. */
export const mostRows = 5000
/** Of a whole request, in bytes. */
export const mostBytes = 5 * 1024 * 1024
const longestKey = 200

/** The key of a batch, in the header `Idempotency-Key`: visible ASCII. */
export const idempotencyKey = z.string().regex(new RegExp(`^[!-~]{1,${longestKey}}$`))

/** A number exactly as it is meant: written out, or as JSON has it. */
const exact = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)])

function valueSchema(field: Field): z.ZodType<string | number | boolean> {
  switch (field.type) {
    case 'text':
      return z.string().max(field.max)
    case 'choice':
      return z.enum(field.choices)
    case 'money':
      return exact.describe('In major units of the row’s currency: 1234.50')
    case 'number':
      return exact.describe(`With at most ${field.decimals} decimals`)
    case 'currency':
      return z
        .string()
        .regex(/^[A-Za-z]{3}$/)
        .describe('ISO 4217')
    case 'day':
      return z
        .string()
        .describe('YYYY-MM-DD, or a timestamp of ISO 8601, which counts on its day in the company’s zone')
    case 'flag':
      return z.boolean()
    default:
      return assertNever(field)
  }
}

function fieldSchema(field: Field): z.ZodType<string | number | boolean | null | undefined> {
  const schema = valueSchema(field)
  return field.needed && field.assumed === undefined ? schema : schema.nullish()
}

/** A row of a fact, by the names of its fields. */
export function pushedRow(
  fact: FactName,
): z.ZodType<Readonly<Record<string, string | number | boolean | null | undefined>>> {
  return z.strictObject(Object.fromEntries(factFields(fact).map((field) => [field.name, fieldSchema(field)])))
}

/** A batch, its rows not looked at yet: one that does not fit must not keep the others out. */
export const pushedBatch = z.strictObject({ rows: z.array(z.unknown()).min(1).max(mostRows) })

/** Why a row, or one of its fields, was left out. `row` counts from 0. */
const rowError = z.strictObject({
  row: z.number().int(),
  field: z.string().nullable(),
  code: z.string(),
  message: z.string(),
})
export type RowError = z.infer<typeof rowError>

export const pushAnswer = z.strictObject({
  source: z.string(),
  fact: z.enum(factNames),
  read: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
  errors: z.array(rowError),
})
export type PushAnswer = z.infer<typeof pushAnswer>

export const pushError = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) })
export type PushError = z.infer<typeof pushError>
