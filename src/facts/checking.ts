import { z } from 'zod'
import { assertNever } from '../chat/assert-never.js'
import { type FactName, type FactRow, factFields } from './catalogue.js'
import type { Field } from './field.js'
import type { Draft } from './reading.js'
import { type Fault, refusalCode } from './refusal.js'
import { rowRules } from './row-rules.js'

/** A row that may be stored, or why not. */
export type Checked = { readonly row: FactRow } | { readonly faults: readonly Fault[] }

/** @param columns the source's name for each field, for the words of a refusal */
export function checker(fact: FactName, columns: ReadonlyMap<string, string>): (draft: Draft) => Checked {
  const schema = factSchema(fact)
  return ({ values, faults }) => {
    if (faults.some((fault) => fault.field === '')) return { faults }
    const checked = schema.safeParse(values)
    if (checked.success && faults.length === 0) return { row: checked.data }
    const known = new Set(faults.map((fault) => fault.field))
    const issues = checked.success ? [] : checked.error.issues
    const more = issues.map((issue) => faultOf(issue, values, fact, columns)).filter((fault) => !known.has(fault.field))
    return { faults: [...faults, ...more] }
  }
}

function faultOf(
  issue: z.core.$ZodIssue,
  values: Draft['values'],
  fact: FactName,
  columns: ReadonlyMap<string, string>,
): Fault {
  const field = String(issue.path[0] ?? '')
  const described = factFields(fact).find((one) => one.name === field)
  return {
    field,
    column: columns.get(field) ?? field,
    value: String(values[field] ?? ''),
    code: refusalCode.parse(issue.message),
    args: {
      ...(described?.type === 'text' ? { max: described.max } : {}),
      ...(described?.type === 'choice' ? { choices: described.choices.join(', ') } : {}),
    },
  }
}

/** What a row of a fact must be. The message of each rule is the code of its refusal. */
function factSchema(fact: FactName): z.ZodType<FactRow> {
  const shape = Object.fromEntries(factFields(fact).map((field) => [field.name, fieldSchema(field)]))
  return rowRules(fact).reduce<z.ZodType<FactRow>>(
    (row, { path, code, holds }) => row.refine(holds, { path: [path], error: code }),
    z.object(shape),
  )
}

function fieldSchema(field: Field): z.ZodType<FactRow[string]> {
  const schema = valueSchema(field)
  return field.needed ? schema : schema.nullable()
}

function valueSchema(field: Field): z.ZodType<FactRow[string]> {
  switch (field.type) {
    case 'text':
      return z.string({ error: 'missing' }).min(1, { error: 'missing' }).max(field.max, { error: 'too_long' })
    case 'choice':
      return z.string({ error: 'missing' }).refine((value) => field.choices.includes(value), { error: 'not_a_choice' })
    case 'currency':
      return z.string({ error: 'missing' }).length(3, { error: 'not_a_currency' })
    case 'day':
      return z.string({ error: 'missing' }).length(10, { error: 'not_a_day' })
    case 'number':
      return z.string({ error: 'missing' }).regex(/^-?\d+(\.\d+)?$/, { error: 'not_a_number' })
    case 'money':
      return z.number({ error: 'missing' }).refine(Number.isSafeInteger, { error: 'too_large' })
    case 'flag':
      return z.boolean({ error: 'missing' })
    default:
      return assertNever(field)
  }
}
