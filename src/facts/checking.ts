import { type FactName, type FactRow, type FactValue, factFields } from './catalogue.js'
import type { Field } from './field.js'
import type { Draft } from './reading.js'
import type { Fault, RefusalCode } from './refusal.js'
import { rowRules } from './row-rules.js'

/** A row that may be stored, or why not. */
export type Checked = { readonly row: FactRow } | { readonly faults: readonly Fault[] }

/**
 * What the converters of single cells cannot know: whether a field may be empty, how long it may be, and what must hold between fields.
 * @param columns the source's name for each field, for the words of a refusal
 */
export function checker(fact: FactName, columns: ReadonlyMap<string, string>): (draft: Draft) => Checked {
  const fields = factFields(fact)
  const rules = rowRules(fact)
  const faultsOf = (values: Draft['values']): readonly Fault[] => {
    const found: Fault[] = []
    const add = (name: string, code: RefusalCode) => found.push(faultOf(name, code, values, fact, columns))
    for (const field of fields) {
      const code = codeOf(field, values[field.name] ?? null)
      if (code !== null) add(field.name, code)
    }
    if (found.length > 0) return found
    for (const { path, code, holds } of rules) if (!holds(values)) add(path, code)
    return found
  }
  return ({ values, faults }) => {
    if (faults.some((fault) => fault.field === '')) return { faults }
    const found = faultsOf(values)
    if (found.length === 0 && faults.length === 0) return { row: values }
    const known = new Set(faults.map((fault) => fault.field))
    return { faults: [...faults, ...found.filter((fault) => !known.has(fault.field))] }
  }
}

/** What is wrong with a field's value, or null. */
function codeOf(field: Field, value: FactValue): RefusalCode | null {
  if (value === null) return field.needed ? 'missing' : null
  if (field.type === 'choice') return field.choices.some((one) => one === value) ? null : 'not_a_choice'
  if (field.type !== 'text') return null
  // Words of which nothing is left once control characters are gone.
  if (value === '') return 'missing'
  return String(value).length > field.max ? 'too_long' : null
}

function faultOf(
  field: string,
  code: RefusalCode,
  values: Draft['values'],
  fact: FactName,
  columns: ReadonlyMap<string, string>,
): Fault {
  const described = factFields(fact).find((one) => one.name === field)
  return {
    field,
    column: columns.get(field) ?? field,
    value: String(values[field] ?? ''),
    code,
    args: {
      ...(described?.type === 'text' ? { max: described.max } : {}),
      ...(described?.type === 'choice' ? { choices: described.choices.join(', ') } : {}),
    },
  }
}
