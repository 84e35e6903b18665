import { z } from 'zod'
import { type FactName, factField, factNames } from '../catalogue.js'
import { headerTokens, type Match } from './matching.js'
import { choicesOf, isVeryName, meaningOf, restOf } from './meanings.js'
import type { ColumnProfile, FileProfile } from './profile.js'

/** What a mapping that was written by hand says besides is kept as it is. */
const columnDraft = z
  .looseObject({
    column: z.string().optional(),
    columns: z.array(z.string()).min(2).optional(),
    lookup: z.string().optional(),
    constant: z.string().optional(),
    values: z.record(z.string(), z.string()).optional(),
    dates: z.array(z.string()).optional(),
  })
  .readonly()
export type ColumnDraft = z.infer<typeof columnDraft>

const format = z.looseObject({ sheet: z.string().optional(), decimal: z.enum(['.', ',']).optional() }).readonly()

/**
 * A mapping in the making: what is known so far, in the form in which a mapping is written. `settled` are the questions that
 * have been answered, by their names; each is asked once.
 */
export const mappingDraft = z
  .looseObject({
    source: z.string(),
    label: z.string(),
    owner: z.string().optional(),
    fact: z.enum(factNames),
    file: z.string(),
    format,
    currency: z.string().optional(),
    lookups: z.record(z.string(), z.object({ file: z.string(), key: z.string(), by: z.string(), format }).readonly()),
    aliases: z.record(z.string(), z.record(z.string(), z.string())),
    different: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
    columns: z.record(z.string(), columnDraft),
    settled: z.array(z.string()).readonly(),
  })
  .readonly()
export type MappingDraft = z.infer<typeof mappingDraft>

/** What a draft begins from. */
export interface Beginning {
  readonly profile: FileProfile
  readonly file: string
  readonly sheet: string | null
  readonly fact: FactName
  readonly matches: readonly Match[]
  /** The e-mail of whoever brings the file, and so answers for it. */
  readonly owner: string
}

/** A mapping as far as the file says it by itself. */
export function beginDraft({ profile, file, sheet, fact, matches, owner }: Beginning): MappingDraft {
  const columns: Record<string, ColumnDraft> = {}
  for (const { field, column } of matches) {
    const known = profile.columns.find((one) => one.name === column)
    if (known) columns[field] = columnFor(fact, field, known)
  }
  if (columns.id === undefined && profile.together.length > 1) columns.id = { columns: [...profile.together] }
  const name = nameOf(file)
  const decimal = decimalOf(profile)
  const currency = currencyOf(profile, columns)
  return {
    source: slugOf(name),
    label: name,
    owner,
    fact,
    file,
    format: { ...(sheet === null ? {} : { sheet }), ...(decimal === null ? {} : { decimal }) },
    ...(currency === null ? {} : { currency }),
    lookups: {},
    aliases: {},
    different: {},
    columns,
    settled: [],
  }
}

/** How a column becomes a field, as far as its values say it. */
export function columnFor(fact: FactName, name: string, column: ColumnProfile): ColumnDraft {
  const field = factField(fact, name)
  const { shape } = column
  if (field?.type === 'day' && shape.kind === 'days') {
    const plain = shape.formats.length === 1 && shape.formats[0] === 'ISO'
    const dates = shape.ambiguous ? shape.formats.slice(0, 1) : [...shape.formats]
    return plain ? { column: column.name } : { column: column.name, dates }
  }
  const choices = field ? choicesOf(field) : []
  if (choices.length === 0) return { column: column.name }
  const values = column.values.flatMap(({ value }): readonly (readonly [string, string])[] => {
    const meaning = meaningOf(value, choices) ?? restOf(fact, name)
    return meaning === null ? [] : [[value, meaning]]
  })
  return { column: column.name, values: Object.fromEntries(values) }
}

/** Whether the words of a column are the very names of what they mean, so that nothing is to be asked. */
export function saysItself(fact: FactName, name: string, column: ColumnProfile): boolean {
  const field = factField(fact, name)
  const choices = field ? choicesOf(field) : []
  return column.values.every(({ value }) => isVeryName(value, choices))
}

/** The sign before the decimals where the amounts of a file agree on one; null where they leave doubt or it is the point. */
function decimalOf(profile: FileProfile): ',' | null {
  const signs = profile.columns.flatMap(({ shape }) => (shape.kind === 'amounts' ? [shape.decimals] : []))
  return signs.some((one) => one.length === 1 && one[0] === ',') ? ',' : null
}

/** The currency that a header or the amounts themselves name: `Amount (EUR)`, `€ 5`. */
function currencyOf(profile: FileProfile, columns: Readonly<Record<string, ColumnDraft>>): string | null {
  const used = new Set(Object.values(columns).flatMap((one) => (one.column === undefined ? [] : [one.column])))
  for (const { name, shape } of profile.columns) {
    if (shape.kind !== 'amounts' || !used.has(name)) continue
    const code = name.split(/[^\p{L}]+/u).find((word) => /^[A-Z]{3}$/.test(word) && currencies.has(word))
    const found = code ?? shape.currency ?? (name.includes('€') ? 'EUR' : null)
    if (found) return found
  }
  return null
}

/** Those that stand in headers; a word of three letters is not one by itself (`ARR`, `ALL`). */
const currencies = new Set([
  'EUR',
  'USD',
  'GBP',
  'CHF',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'RON',
  'HUF',
  'JPY',
  'CAD',
  'AUD',
  'INR',
  'BRL',
  'SGD',
  'TRY',
  'ZAR',
])

/** `sales_pipeline_2026-11.xlsx` is "Sales pipeline": what people call it, without the day of the export. */
export function nameOf(file: string): string {
  const words = headerTokens(file.replace(/\.[A-Za-z]{2,5}$/, '')).filter((word) => !/^\d+$/.test(word))
  const name = words.join(' ')
  return name === '' ? file : name.charAt(0).toUpperCase() + name.slice(1)
}

/** The short name of a source: small letters, digits and hyphens, beginning with a letter. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 60)
  return slug === '' ? 'source' : slug
}
