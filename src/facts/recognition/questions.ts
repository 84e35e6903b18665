import { type FactName, factFields } from '../catalogue.js'
import { type MappingDraft, saysItself } from './draft.js'
import { fitOf } from './matching.js'
import { choicesOf, restOf } from './meanings.js'
import type { ColumnProfile, FileProfile } from './profile.js'

/** A system that has given rows of the same fact before. */
export interface KnownSource {
  readonly name: string
  readonly label: string
}

/** What is known besides the file. `currency` is the company's, which is offered where the file names none. */
export interface Surroundings {
  readonly currency: string
  readonly sources: readonly KnownSource[]
}

/** Something that only a person knows. `name` is unique within a draft. */
export type Question = { readonly name: string } & (
  | {
      /** Which column holds a field, or which one value all rows have. */
      readonly kind: 'column'
      readonly field: string
      readonly columns: readonly string[]
      readonly constants: readonly string[]
      readonly chosen: string | null
    }
  | {
      /** Which words of a column mean one value of a field. */
      readonly kind: 'values'
      readonly field: string
      readonly meaning: string
      readonly column: string
      readonly words: readonly string[]
      readonly chosen: readonly string[]
      /** What words mean that are placed nowhere; null where each must be placed. */
      readonly rest: string | null
    }
  | { readonly kind: 'dates'; readonly column: string; readonly formats: readonly string[]; readonly sample: string }
  | { readonly kind: 'decimal'; readonly column: string; readonly sample: string }
  | { readonly kind: 'currency'; readonly chosen: string }
  | { readonly kind: 'id'; readonly columns: readonly string[] }
  /** Whether the rows are newer ones of a system that is known, or those of another one, and then counted beside it. */
  | { readonly kind: 'source'; readonly sources: readonly KnownSource[]; readonly chosen: string | null }
)

/**
 * What is still to be asked, each only once, and only what the file does not say by itself. Those that decide about others come
 * first: which words mean won is asked when it is known where they stand.
 */
export function questionsOf(
  draft: MappingDraft,
  profile: FileProfile,
  { currency, sources }: Surroundings,
): readonly Question[] {
  const all = [
    ...sourceQuestions(draft, sources),
    ...columnQuestions(draft, profile),
    ...valueQuestions(draft, profile),
    ...dateQuestions(draft, profile),
    ...decimalQuestions(draft, profile),
    ...currencyQuestions(draft, currency),
  ]
  return all.filter((one) => !draft.settled.includes(one.name))
}

/** Rows of one system under two names would be counted twice. */
function sourceQuestions(draft: MappingDraft, sources: readonly KnownSource[]): readonly Question[] {
  if (sources.length === 0) return []
  const chosen = sources.find((one) => one.name === draft.source)?.name ?? null
  return [{ name: 'source', kind: 'source', sources, chosen }]
}

const named = (profile: FileProfile): readonly ColumnProfile[] => profile.columns.filter((one) => one.name !== '')

function columnQuestions(draft: MappingDraft, profile: FileProfile): readonly Question[] {
  return factFields(draft.fact).flatMap((field): readonly Question[] => {
    const name = `column:${field.name}`
    const known = draft.columns[field.name]
    if (field.name === 'id') {
      return known ? [] : [{ name, kind: 'id', columns: named(profile).map((one) => one.name) }]
    }
    const fitting = candidates(draft.fact, field.name, profile)
    const missing = field.needed && field.assumed === undefined && known === undefined
    if (!missing && !isDoubtful(draft, field.name, fitting)) return []
    const constants = choicesOf(field)
    return [{ name, kind: 'column', field: field.name, columns: fitting, constants, chosen: known?.column ?? null }]
  })
}

/** The columns that could hold a field by what stands in them. */
export function candidates(fact: FactName, name: string, profile: FileProfile): readonly string[] {
  const field = factFields(fact).find((one) => one.name === name)
  return named(profile)
    .filter(({ shape, values }) => {
      switch (field?.type) {
        case 'day':
          return shape.kind === 'days'
        case 'money':
        case 'number':
          return shape.kind === 'amounts'
        case 'choice':
        case 'flag':
          return values.length > 0
        default:
          return shape.kind !== 'empty'
      }
    })
    .map((one) => one.name)
}

/**
 * Whether another column could as well be the day on which a deal was closed: a file of which nothing but the words above its days
 * tells them apart, and these are not clear.
 */
function isDoubtful(draft: MappingDraft, field: string, fitting: readonly string[]): boolean {
  if (draft.fact !== 'opportunities' || field !== 'closed_on' || fitting.length < 2) return false
  const chosen = draft.columns.closed_on?.column
  if (chosen === undefined) return true
  const words = (column: string) => wordsFit(draft.fact, field, column)
  return words(chosen) < clear || fitting.some((one) => one !== chosen && !isTaken(draft, one) && words(one) > 0)
}

const clear = 0.85
const isTaken = (draft: MappingDraft, column: string): boolean =>
  Object.entries(draft.columns).some(
    ([field, one]) => field !== 'closed_on' && one.column === column && wordsFit(draft.fact, field, column) >= clear,
  )

/** How well the words above a column name a field, whatever stands in it. */
function wordsFit(fact: FactName, name: string, column: string): number {
  const field = factFields(fact).find((one) => one.name === name)
  const shape = { kind: 'days', formats: ['ISO'], ambiguous: false } as const
  const blank = { name: column, filled: 1, blanks: 0, distinct: 1, unique: false, values: [], samples: [], shape }
  return field ? fitOf(fact, field, blank) : 0
}

function valueQuestions(draft: MappingDraft, profile: FileProfile): readonly Question[] {
  return factFields(draft.fact).flatMap((field): readonly Question[] => {
    const spec = draft.columns[field.name]
    const choices = choicesOf(field)
    const column = profile.columns.find((one) => one.name === spec?.column)
    if (!spec || !column || spec.lookup !== undefined || 'otherwise' in spec || choices.length === 0) return []
    if (saysItself(draft.fact, field.name, column)) return []
    const rest = restOf(draft.fact, field.name)
    return choices
      .filter((choice) => choice !== rest)
      .map((meaning) => ({
        name: `values:${field.name}:${meaning}`,
        kind: 'values',
        field: field.name,
        meaning,
        column: column.name,
        words: column.values.map(({ value }) => value),
        chosen: column.values.map(({ value }) => value).filter((value) => spec.values?.[value] === meaning),
        rest,
      }))
  })
}

function dateQuestions(draft: MappingDraft, profile: FileProfile): readonly Question[] {
  const used = new Set(Object.values(draft.columns).flatMap((one) => (one.column === undefined ? [] : [one.column])))
  const unclear = profile.columns.flatMap(({ name, shape, samples }): readonly Question[] =>
    used.has(name) && shape.kind === 'days' && shape.ambiguous
      ? [{ name: 'dates', kind: 'dates', column: name, formats: shape.formats, sample: samples[0] ?? '' }]
      : [],
  )
  // A file writes its days in one way: what one column says clearly holds for the others.
  return unclear.slice(0, 1)
}

function decimalQuestions(draft: MappingDraft, profile: FileProfile): readonly Question[] {
  if (draft.format.decimal !== undefined) return []
  const amounts = profile.columns.filter(({ shape }) => shape.kind === 'amounts' && shape.decimals.length > 1)
  return amounts.slice(0, 1).map(({ name, samples }) => ({
    name: 'decimal',
    kind: 'decimal',
    column: name,
    sample: samples.find((one) => /[.,]/.test(one)) ?? '',
  }))
}

function currencyQuestions(draft: MappingDraft, currency: string): readonly Question[] {
  const hasMoney = factFields(draft.fact).some(
    ({ type, name }) => type === 'money' && draft.columns[name] !== undefined,
  )
  const isKnown = draft.currency !== undefined || draft.columns.currency !== undefined
  return hasMoney && !isKnown ? [{ name: 'currency', kind: 'currency', chosen: currency }] : []
}
