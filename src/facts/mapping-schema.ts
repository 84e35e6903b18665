import { z } from 'zod'
import { factNames } from './catalogue.js'

/** YAML reads `Y: true` and `1: Web` as what they look like; in a mapping they are words. */
const word = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const shortName = z.string().regex(/^[a-z][a-z0-9_-]*$/, { error: 'short_name' })

const format = z.strictObject({
  /** Of an Excel workbook with several sheets the one that is read; the first with rows where none is named. */
  sheet: z.string().optional(),
  separator: z.enum([',', ';', '\t', '|']).optional(),
  encoding: z.string().optional(),
  /** How days are written: one format or several; see `dayPattern`. */
  dates: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]).default(['ISO']),
  decimal: z.enum(['.', ',']).default('.'),
  /** IANA zone of timestamps without an offset; the company's where none is stated. */
  zone: z.string().optional(),
  /** Words that stand for an empty cell. */
  blanks: z.array(word).default([]),
})

/** Where a field's value comes from, and what is done to it on the way. A bare word is a column's name. */
const columnSpec = z.strictObject({
  column: z.string().optional(),
  /** Several columns that only together tell rows apart: an id for files without one. */
  columns: z.array(z.string()).min(2).optional(),
  /** The column stands in this lookup file instead of the main one. */
  lookup: z.string().optional(),
  constant: word.optional(),
  /** What the source's words mean; a word that is not listed refuses its row, unless `otherwise` says what it means. */
  values: z.record(z.string(), word).optional(),
  otherwise: word.optional(),
  /** Instead of an empty cell. */
  default: word.optional(),
  required: z.boolean().default(false),
  /** Of this column alone, instead of the file's. */
  dates: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]).optional(),
  zone: z.string().optional(),
  decimal: z.enum(['.', ',']).optional(),
  /** Whether amounts are written in euros (`major`) or cents (`minor`). */
  unit: z.enum(['major', 'minor']).optional(),
  /** Amounts with more decimals than their currency has are rounded instead of refused. */
  round: z.boolean().optional(),
})
const column = z.preprocess((given) => (typeof given === 'string' ? { column: given } : given), columnSpec)

/** A second file that knows more about a name: `by` is the field whose value stands in its column `key`. */
const lookup = z.strictObject({
  file: z.string().min(1),
  key: z.string().min(1),
  by: z.string().min(1),
  format: format.prefault({}),
})

/** Of a query: how long it may take, in seconds, and how many rows it may give. */
export const mostSeconds = 600
export const mostRows = 20_000_000

/**
 * A query of another database instead of a file. Its address stands in the environment under the name `url_from`, and nowhere else:
 * it holds a password.
 */
const from = z.strictObject({
  sql: z.string().min(1),
  url_from: z.string().regex(/^[A-Z][A-Z0-9_]*$/, { error: 'variable' }),
  /** How long the query may take, in seconds. */
  timeout: z.number().int().min(1).max(mostSeconds).default(60),
  /** More rows than these are a mistake in the query: nothing is imported then. */
  rows: z.number().int().min(1).max(mostRows).default(1_000_000),
  /** When it is asked again: cron in the company's zone. */
  every: z.string().optional(),
})

export const mappingSchema = z.strictObject({
  source: shortName,
  label: z.string().min(1),
  owner: z.email({ error: 'email' }).optional(),
  /** Where a record is found in its own system: an address with fields in braces, `https://crm.example/deals/{id}`. */
  link: z.string().max(500).optional(),
  fact: z.enum(factNames),
  /** One of the two; see `originProblems`. */
  file: z.string().min(1).optional(),
  from: from.optional(),
  format: format.prefault({}),
  /** Of amounts, where no column says it; the company's where none is stated. */
  currency: z.string().optional(),
  lookups: z.record(z.string(), lookup).default({}),
  /** By field: other spellings and the name that is meant. They are put right before lookups are searched. */
  aliases: z.record(z.string(), z.record(z.string(), word)).default({}),
  /** By field: names that look alike and are not the same, so that nobody is asked again. */
  different: z.record(z.string(), z.record(z.string(), z.array(word))).default({}),
  columns: z.record(z.string(), column),
})

export type SqlSource = z.output<typeof from>
export type FormatSpec = z.output<typeof format>
export type ColumnSpec = z.output<typeof columnSpec>
export type LookupSpec = z.output<typeof lookup>
/** The columns that a field is made of; none for a constant. */
export function columnsOf({ column, columns }: Pick<ColumnSpec, 'column' | 'columns'>): readonly string[] {
  return columns ?? (column === undefined ? [] : [column])
}

/** How people know a field's origin: `Day + Account`, or '' for a constant. */
export function columnTitle(spec: Pick<ColumnSpec, 'column' | 'columns'>): string {
  return columnsOf(spec).join(' + ')
}

/** How one file becomes one fact: what `drumbeat import` reads. */
export type Mapping = z.output<typeof mappingSchema>
