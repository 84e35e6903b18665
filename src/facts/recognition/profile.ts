import { z } from 'zod'
import { readAmount } from '../amounts.js'
import { dayReader } from '../days.js'
import { tidy } from '../names.js'
import type { Table } from '../table.js'

/**
 * `days`: in which formats they are written; several where the values fit more than one reading (1/2/2026). `amounts`: with which
 * sign before the decimals; both where every value reads either way (1,234).
 */
const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('days'), formats: z.array(z.string()).readonly(), ambiguous: z.boolean() }),
  z.object({
    kind: z.literal('amounts'),
    decimals: z.array(z.enum(['.', ','])).readonly(),
    /** That of the signs before or after the amounts; null without any that says it. */
    currency: z.string().nullable(),
  }),
  z.object({ kind: z.literal('names') }),
  z.object({ kind: z.literal('empty') }),
])
type Shape = z.infer<typeof shape>

/** How a column is filled, and what its values look like. */
const columnProfile = z
  .object({
    name: z.string(),
    filled: z.number(),
    blanks: z.number(),
    /** How many different values there are; null where they are too many to be counted. */
    distinct: z.number().nullable(),
    /** Whether every row has a value, and each another one. */
    unique: z.boolean(),
    /** The most frequent values with their rows, where they are few enough to be shown. */
    values: z.array(z.object({ value: z.string(), rows: z.number() }).readonly()).readonly(),
    samples: z.array(z.string()).readonly(),
    shape,
  })
  .readonly()
export type ColumnProfile = z.infer<typeof columnProfile>

/** What stands in a file. `together`: columns that tell its rows apart together, where none does alone; else empty. */
export const fileProfile = z
  .object({ rows: z.number(), columns: z.array(columnProfile).readonly(), together: z.array(z.string()).readonly() })
  .readonly()
export type FileProfile = z.infer<typeof fileProfile>

/** Different values of one column are counted up to here; beyond, it is no column of names. */
const mostDistinct = 50_000
/** So many different values say what a column holds. */
const mostLooked = 5_000
/** Values that stand on a card or in a form. */
const mostShown = 60
const samples = 3
/** A column is of a kind when all but this share of its values are: exports carry a few typing errors. */
const mostStrays = 0.05
/** Of so many values one may be a stray, however large a share that is. */
const fewValues = 4

/** How many of a column's different values have to be of a kind. */
const enoughOf = ({ length }: readonly string[]): number =>
  length - Math.max(length * mostStrays, length >= fewValues ? 1 : 0)

/** Reads a table once to its end, a batch at a time, and says of each column what stands in it. */
export async function profileTable(table: Table): Promise<FileProfile> {
  const seen = table.columns.map(() => new Seen())
  const head: (readonly string[])[] = []
  let rows = 0
  for await (const batch of table.batches()) {
    rows += batch.length
    head.push(...batch.slice(0, Math.max(0, mostTried - head.length)).map(({ cells }) => cells))
    for (const { cells } of batch) for (const [at, column] of seen.entries()) column.add(cells[at] ?? '')
  }
  const columns = settleDayOrder(seen.map((column, at) => profileColumn(table.columns[at] ?? '', rows, column)))
  return { rows, columns, together: columns.some((one) => one.unique) ? [] : togetherUnique(columns, head) }
}

/** What went by in one column. */
class Seen {
  readonly counts = new Map<string, number>()
  filled = 0
  full = false

  add(cell: string): void {
    const value = tidy(cell)
    if (value === '') return
    this.filled += 1
    const before = this.counts.get(value)
    if (before !== undefined || this.counts.size < mostDistinct) this.counts.set(value, (before ?? 0) + 1)
    else this.full = true
  }
}

/** Rows in which columns are tried together. */
const mostTried = 5_000
/** Columns that are tried, the first ones: an id stands at the front. */
const mostTriedColumns = 8

/** Two or three columns of which no combination stands twice, the fewest and the first; amounts tell nothing apart. */
function togetherUnique(columns: readonly ColumnProfile[], head: readonly (readonly string[])[]): readonly string[] {
  const places = columns
    .map(({ shape, blanks, name }, at) => ({
      at,
      name,
      fits: shape.kind !== 'amounts' && shape.kind !== 'empty' && blanks === 0,
    }))
    .filter(({ fits }) => fits)
    .slice(0, mostTriedColumns)
  const isUnique = (ats: readonly number[]): boolean => {
    const seen = new Set(head.map((cells) => ats.map((at) => tidy(cells[at] ?? '')).join('\u0000')))
    return seen.size >= head.length * 0.97
  }
  const pairs = places.flatMap((one, first) => places.slice(first + 1).map((two) => [one, two]))
  const threes = pairs.flatMap((pair) =>
    places.filter((one) => one.at > (pair[1]?.at ?? 0)).map((one) => [...pair, one]),
  )
  const found = [...pairs, ...threes].find((some) => isUnique(some.map((one) => one.at)))
  return found?.map((one) => one.name) ?? []
}

function profileColumn(name: string, rows: number, { counts, filled, full }: Seen): ColumnProfile {
  const values = [...counts.keys()].slice(0, mostLooked)
  const few = !full && counts.size <= mostShown
  // Beyond what was counted, ids are told by never having come twice so far.
  const different = full ? [...counts.values()].every((one) => one === 1) : counts.size === rows
  const shape = shapeOf(values)
  const shown = shape.kind === 'days' && shape.ambiguous ? tellingSamples(values, shape.formats) : values
  return {
    name,
    filled,
    blanks: rows - filled,
    distinct: full ? null : counts.size,
    unique: filled === rows && rows > 0 && different,
    values: few ? [...counts].map(([value, count]) => ({ value, rows: count })).sort((a, b) => b.rows - a.rows) : [],
    samples: shown.slice(0, samples),
    shape,
  }
}

/** Formats that exports write days in; each also fits its parts without leading noughts. */
const dayFormats = [
  ...['ISO', 'D.M.YYYY', 'D/M/YYYY', 'M/D/YYYY', 'D-M-YYYY', 'M-D-YYYY', 'YYYY/M/D', 'YYYY.M.D'],
  ...['D.M.YYYY H:mm', 'D.M.YYYY H:mm:ss', 'D/M/YYYY H:mm', 'M/D/YYYY H:mm', 'D/M/YYYY H:mm:ss', 'M/D/YYYY H:mm:ss'],
  ...['M/D/YYYY h:mm A', 'M/D/YYYY h:mm:ss A', 'D/M/YYYY h:mm A', 'YYYY/M/D H:mm', 'YYYY/M/D H:mm:ss'],
]
const likeADay = /^\d{1,4}[-./]\d{1,2}[-./]\d{2,4}/

function shapeOf(values: readonly string[]): Shape {
  if (values.length === 0) return { kind: 'empty' }
  return daysOf(values) ?? amountsOf(values) ?? { kind: 'names' }
}

function daysOf(values: readonly string[]): Shape | null {
  const enough = enoughOf(values)
  if (values.filter((value) => likeADay.test(value)).length < enough) return null
  const fits = dayFormats.map((format) => {
    const read = dayReader([format], 'UTC', 'UTC')
    return { format, values: new Set(values.filter((value) => 'day' in read(value))) }
  })
  const best = Math.max(...fits.map((one) => one.values.size))
  const [first, ...equal] = fits.filter((one) => one.values.size === best)
  if (!first || best === 0) return null
  // The second format adds what the first cannot read: a sheet in which some days were typed as text.
  const rest = values.filter((value) => !first.values.has(value))
  const more = fits
    .map((one) => ({ format: one.format, count: rest.filter((value) => one.values.has(value)).length }))
    .filter((one) => one.count > 0)
    .sort((a, b) => b.count - a.count)[0]
  const covered = best + (more?.count ?? 0)
  if (covered < enough) return null
  if (equal.length > 0)
    return { kind: 'days', formats: [first.format, ...equal.map((one) => one.format)], ambiguous: true }
  return { kind: 'days', formats: [first.format, ...(more ? [more.format] : [])], ambiguous: false }
}

/** How a day reads by each format: a sample that reads alike by all of them asks nobody anything. */
function readsApart(value: string, formats: readonly string[]): boolean {
  const readings = formats.map((format) => dayReader([format], 'UTC', 'UTC')(value))
  return new Set(readings.map((one) => ('day' in one ? one.day : ''))).size > 1
}

/** The samples of a column whose days read in several ways, one first that tells them apart if there is one. */
function tellingSamples(values: readonly string[], formats: readonly string[]): readonly string[] {
  const telling = values.find((value) => readsApart(value, formats))
  return telling === undefined ? values : [telling, ...values.filter((value) => value !== telling)]
}

/** A file writes its days in one way: where some of its columns say by which order, the others are read by that as well. */
function settleDayOrder(columns: readonly ColumnProfile[]): readonly ColumnProfile[] {
  const clear = new Set(
    columns.flatMap(({ shape }) => (shape.kind === 'days' && !shape.ambiguous ? shape.formats.slice(0, 1) : [])),
  )
  return columns.map((column) => {
    const { shape } = column
    if (shape.kind !== 'days' || !shape.ambiguous) return column
    const [only, ...more] = shape.formats.filter((format) => clear.has(format))
    if (only === undefined || more.length > 0) return column
    return { ...column, shape: { kind: 'days', formats: [only], ambiguous: false } }
  })
}

/** Amounts in minor units of a currency that does not matter here: four decimals are more than any has. */
function amountsOf(values: readonly string[]): Shape | null {
  const counts = (['.', ','] as const).map((sign) => ({
    sign,
    count: values.filter((value) => 'minor' in readAmount(value, sign, 4, true)).length,
  }))
  const best = Math.max(...counts.map((one) => one.count))
  const signs = best < enoughOf(values) ? [] : counts.filter((one) => one.count === best).map((one) => one.sign)
  if (signs.length === 0) return null
  const plain = values.every((value) => !/[.,]/.test(value))
  const [first = '.'] = signs
  return { kind: 'amounts', decimals: plain ? [first] : signs, currency: signOf(values) }
}

/** Signs that stand for one currency alone; `$` is that of twenty, and so says nothing. */
const signs: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₽': 'RUB',
  '₹': 'INR',
  '₺': 'TRY',
  '₩': 'KRW',
}

function signOf(values: readonly string[]): string | null {
  const found = new Set(values.slice(0, 200).map((value) => signs[/\p{Sc}/u.exec(value)?.[0] ?? ''] ?? null))
  const [only = null] = found
  return found.size === 1 ? only : null
}
