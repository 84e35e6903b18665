import { assertNever } from '../chat/assert-never.js'
import { currencyDigits } from '../locales/formats.js'
import { readAmount, readNumber } from './amounts.js'
import { type FactValue, factFields } from './catalogue.js'
import { isCurrency } from './currency.js'
import { type DayReader, dayReader } from './days.js'
import type { Field } from './field.js'
import { type Aliases, canonical, type Lookup } from './lookups.js'
import { type ColumnSpec, columnsOf, columnTitle, type FormatSpec, type Mapping } from './mapping-schema.js'
import { tidy } from './names.js'
import type { Fault } from './refusal.js'
import type { Row } from './table.js'
import type { Watch } from './watch.js'

/** All that is needed to turn a row of a source into a row of a fact. */
export interface ReadingPlan {
  readonly mapping: Mapping
  readonly columns: readonly string[]
  readonly lookups: ReadonlyMap<string, Lookup>
  /** By field. */
  readonly aliases: ReadonlyMap<string, Aliases>
  readonly company: { readonly zone: string; readonly currency: string }
  /** Told of names that a lookup does not have. */
  readonly watch: Pick<Watch, 'miss'>
}

/** A row as read, by field, not yet checked as a whole; a field with a fault stands as null. */
export interface Draft {
  readonly values: Record<string, FactValue>
  readonly faults: readonly Fault[]
}

type Cells = readonly string[]
/** The words of one field in one row: '' where it is empty. */
type Words = (cells: Cells) => string
type Convert = (words: string, values: Readonly<Record<string, FactValue>>) => FactValue | Reason
type Reason = Pick<Fault, 'code' | 'args'>

interface FieldReader {
  readonly field: Field
  readonly column: string
  readonly words: Words
  readonly meaning: (words: string) => string | Reason
  readonly convert: Convert
}

const noAliases: Aliases = new Map()
/** Between the cells of an id that is made of several. */
const separator = ' / '

/** Prepares a mapping once, so that a row costs no look at the mapping any more. */
export function rowReader(plan: ReadingPlan): (row: Row) => Draft {
  const finders = new Map<string, (cells: Cells) => Cells | null>()
  // The currency comes first: an amount's minor units depend on it.
  const fields = [...factFields(plan.mapping.fact)].sort((a, b) => order(a) - order(b))
  const readers = fields.map((field) => fieldReader(field, plan, finders))
  const width = plan.columns.length
  return ({ cells }) => {
    if (cells.length !== width && !isPadded(cells, width)) return { values: {}, faults: [wrongCells(cells, width)] }
    return readRow(cells, readers)
  }
}

const order = (field: Field) => (field.type === 'currency' ? 0 : 1)

/** Spreadsheets write separators behind the last column when a cell there was ever touched. */
function isPadded(cells: Cells, width: number): boolean {
  return cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')
}

function wrongCells(cells: Cells, width: number): Fault {
  return { field: '', column: '', value: String(cells.length), code: 'wrong_cells', args: { expected: width } }
}

function readRow(cells: Cells, readers: readonly FieldReader[]): Draft {
  const values: Record<string, FactValue> = {}
  let faults: Fault[] | null = null
  for (const { field, column, words, meaning, convert } of readers) {
    const written = words(cells)
    const meant = meaning(written)
    let value: FactValue | Reason = null
    if (typeof meant !== 'string') value = meant
    else if (meant !== '') value = convert(meant, values)
    if (typeof value === 'object' && value !== null) {
      faults ??= []
      faults.push({ field: field.name, column, value: written, ...value })
      value = null
    }
    values[field.name] = value
  }
  return { values, faults: faults ?? [] }
}

function fieldReader(
  field: Field,
  plan: ReadingPlan,
  finders: Map<string, (cells: Cells) => Cells | null>,
): FieldReader {
  const spec = plan.mapping.columns[field.name]
  const format =
    spec?.lookup === undefined
      ? plan.mapping.format
      : (plan.mapping.lookups[spec.lookup]?.format ?? plan.mapping.format)
  return {
    field,
    column: spec ? columnTitle(spec) : '',
    words: spec ? wordsOf(spec, format, plan, finders) : () => '',
    meaning: meaningOf(field, spec, plan),
    convert: converter(field, spec, format, plan.company),
  }
}

function wordsOf(
  spec: ColumnSpec,
  format: FormatSpec,
  plan: ReadingPlan,
  finders: Map<string, (cells: Cells) => Cells | null>,
): Words {
  const { constant, lookup: name } = spec
  if (constant !== undefined) return () => constant
  const blanks = new Set(format.blanks)
  const cell = (cells: Cells, at: number) => {
    const text = (cells[at] ?? '').trim()
    return blanks.size > 0 && blanks.has(text) ? '' : text
  }
  if (name === undefined) return cellsOf(spec, plan.columns, cell)
  const find = finder(name, plan, finders)
  const words = cellsOf(spec, plan.lookups.get(name)?.columns ?? [], cell)
  return (cells) => {
    const found = find(cells)
    return found === null ? '' : words(found)
  }
}

/** One cell, or several as one text: empty where all are, because a row without any of its parts has no name. */
function cellsOf(spec: ColumnSpec, columns: readonly string[], cell: (cells: Cells, at: number) => string): Words {
  const places = columnsOf(spec).map((column) => columns.indexOf(column))
  const [first = -1, ...more] = places
  if (more.length === 0) return (cells) => cell(cells, first)
  return (cells) => {
    const parts = places.map((at) => cell(cells, at))
    return parts.every((part) => part === '') ? '' : parts.join(separator)
  }
}

/** Finds a row's partner in a lookup once, however many fields come from it. */
function finder(
  name: string,
  plan: ReadingPlan,
  finders: Map<string, (cells: Cells) => Cells | null>,
): (cells: Cells) => Cells | null {
  const known = finders.get(name)
  if (known) return known
  const by = plan.mapping.lookups[name]?.by ?? ''
  const spec = plan.mapping.columns[by]
  const words = spec ? wordsOf(spec, plan.mapping.format, plan, finders) : () => ''
  const aliases = plan.aliases.get(by) ?? noAliases
  const rows = plan.lookups.get(name)?.rows ?? new Map<string, Cells>()
  let last: Cells | null = null
  let found: Cells | null = null
  const find = (cells: Cells): Cells | null => {
    if (cells === last) return found
    const key = canonical(words(cells), aliases)
    last = cells
    found = rows.get(key) ?? null
    if (found === null && key !== '') plan.watch.miss(name, key)
    return found
  }
  finders.set(name, find)
  return find
}

/** What the source's words mean: other spellings put right, listed values translated, empty cells filled by their default. */
function meaningOf(field: Field, spec: ColumnSpec | undefined, plan: ReadingPlan): FieldReader['meaning'] {
  const assumed = field.assumed === 'company' ? (plan.mapping.currency ?? plan.company.currency) : (field.assumed ?? '')
  const empty = spec?.default ?? assumed
  const missing: Reason | null = spec?.required && empty === '' ? { code: 'missing', args: {} } : null
  const aliases = plan.aliases.get(field.name) ?? noAliases
  const values = spec?.values === undefined ? null : new Map(Object.entries(spec.values))
  const named = field.type === 'text' && field.dimension
  return (words) => {
    if (words === '') return missing ?? empty
    const name = named || values ? canonical(words, aliases) : words
    if (values === null) return name
    return (
      values.get(name) ?? spec?.otherwise ?? { code: 'not_listed', args: { listed: [...values.keys()].join(', ') } }
    )
  }
}

function converter(
  field: Field,
  spec: ColumnSpec | undefined,
  format: FormatSpec,
  company: ReadingPlan['company'],
): Convert {
  switch (field.type) {
    case 'text':
      return field.dimension ? (words) => words : tidy
    case 'choice':
      return (words) => words
    case 'currency':
      return (words) => (isCurrency(words.toUpperCase()) ? words.toUpperCase() : { code: 'not_a_currency', args: {} })
    case 'flag':
      return readFlag
    case 'day': {
      const formats = spec?.dates ?? format.dates
      return dayConverter(dayReader(formats, spec?.zone ?? format.zone ?? company.zone, company.zone), formats)
    }
    case 'money':
      return moneyConverter(spec, format)
    case 'number':
      return numberConverter(field.decimals, spec?.decimal ?? format.decimal)
    default:
      return assertNever(field)
  }
}

function numberConverter(decimals: number, decimal: FormatSpec['decimal']): Convert {
  return (words) => {
    const result = readNumber(words, decimal, decimals)
    return 'number' in result ? result.number : { code: result.fault, args: { decimal, decimals } }
  }
}

function readFlag(words: string): FactValue | Reason {
  if (/^(true|yes|y|1)$/i.test(words)) return true
  return /^(false|no|n|0)$/i.test(words) ? false : { code: 'not_a_flag', args: {} }
}

function dayConverter(read: DayReader, formats: readonly string[]): Convert {
  const args = { formats: formats.map((one) => (one === 'ISO' ? 'YYYY-MM-DD' : one)).join(', ') }
  return (words) => {
    const result = read(words)
    return 'day' in result ? result.day : { code: result.fault, args }
  }
}

function moneyConverter(spec: ColumnSpec | undefined, format: FormatSpec): Convert {
  const decimal = spec?.decimal ?? format.decimal
  const round = spec?.round ?? false
  return (words, { currency }) => {
    // A row whose currency is at fault is refused anyway; two decimals let the other cells be checked.
    const digits = spec?.unit === 'minor' ? 0 : typeof currency === 'string' ? currencyDigits(currency) : 2
    const result = readAmount(words, decimal, digits, round)
    return 'minor' in result
      ? result.minor
      : { code: result.fault, args: { decimal, currency: String(currency ?? '') } }
  }
}
