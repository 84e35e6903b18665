import { assertNever } from '../chat/assert-never.js'
import { type FactName, factField, factFields } from '../facts/catalogue.js'
import { csvLine } from '../facts/cells.js'
import type { Field } from '../facts/field.js'
import { linkOf } from '../facts/links.js'
import { currencyDigits } from '../locales/formats.js'
import { Refusal } from '../locales/refusal.js'
import { checkDimensions } from './ask.js'
import type { Asks } from './asks.js'
import type { Metric } from './catalogue.js'
import { through } from './lens.js'
import type { Aggregate, Scan } from './plan.js'
import type { Question } from './question.js'
import { type RowSource, type RowsRequest, readRows, rowSources, type StoredRow } from './rows-store.js'
import { spansOf } from './windows.js'

/** How many records stand on one page in a chat. */
export const pageSize = 10
/** More rows than this do not belong into a file that somebody opens by hand: about 10 MB. */
const mostInFile = 50_000
/** As many columns as a phone can show. */
const mostColumns = 6

/**
 * Fields that nobody is shown a row by: who answered a survey among employees was promised not to be named, whoever may read the
 * score.
 */
const unnamed: ReadonlySet<string> = new Set(['employee'])

/** A record behind a number. Days are `YYYY-MM-DD`, money is in minor units. */
export interface FactRecord {
  readonly id: string
  readonly source: RowSource | null
  /** Where it stands in its own system, or null. */
  readonly link: string | null
  readonly fields: Readonly<Record<string, string | null>>
}

/** Some of the records behind a number. */
export interface RowPage {
  readonly metric: Metric
  readonly question: Question
  readonly fact: FactName
  /** The fields that say most about the number, in the order in which they are read. */
  readonly fields: readonly Field[]
  readonly records: readonly FactRecord[]
  readonly offset: number
  readonly total: number
}

/** The facts from whose rows a number is counted. */
export function factsBehind({ plan }: Metric): readonly FactName[] {
  const counted = plan.scans.filter(({ measures }) => measures.some((one) => one.counted))
  return [...new Set(counted.flatMap(({ fact }) => fact ?? []))]
}

/**
 * One page of the rows behind a number. Rights are the caller's to check before: see `requireRows`.
 * @param fact of which of the metric's facts, the first where it is none of them
 * @param offset how many records come before; beyond the last one the last page is given
 */
export async function rowsBehind(
  metric: Metric,
  question: Question,
  page: { readonly fact: FactName | null; readonly offset: number },
  asks: Asks,
): Promise<RowPage> {
  const wanted = wantedOf(metric, question, page.fact, asks)
  const { fact } = wanted
  const fields = shownFields(wanted, question)
  const sources = await rowSources(asks.db, fact)
  const read = (offset: number) => readRows(asks.db, { ...wanted, offset, limit: pageSize })
  const first = await read(page.offset)
  const last = Math.max(0, Math.floor((first.total - 1) / pageSize) * pageSize)
  const offset = Math.min(page.offset, last)
  const { rows, total } = offset === page.offset ? first : await read(offset)
  return { metric, question, fact, fields, offset, total, records: rows.map((row) => recordOf(row, fact, sources)) }
}

type Wanted = Omit<RowsRequest, 'offset' | 'limit'>

/** @throws Refusal where the metric is counted from no rows, or the question names a dimension that it has not */
function wantedOf(metric: Metric, question: Question, asked: FactName | null, asks: Asks): Wanted {
  checkDimensions(question, metric)
  const facts = factsBehind(metric)
  const fact = facts.find((one) => one === asked) ?? facts[0]
  if (fact === undefined) throw new Refusal('answers.rows_none', { metric: metric.definition.label })
  const { main, today } = spansOf(question, metric.stock, asks.now, asks.company)
  const frame = { window: main, period: question.period }
  const scans = metric.plan.scans
    .filter((scan) => scan.fact === fact && scan.measures.some((measure) => measure.counted))
    .map((scan) => ({ scan, window: through(scan.lenses, frame, asks.company).window }))
  const fields = factFields(fact).flatMap(({ name }) => (unnamed.has(name) ? [] : [name]))
  const [field = 'id'] = daysOf(fact, scans)
  return { fact, scans, where: question.where, rules: metric.rules, today, fields, order: { field } }
}

/** The days by which scans select their rows, as far as they are the fact's own; the deciding one first. */
function daysOf(fact: FactName, scans: Wanted['scans']): readonly string[] {
  const days = [...scans.flatMap(({ scan }) => dayFields(scan)), 'valid_from']
  return [...new Set(days)].filter((day) => factField(fact, day) !== undefined)
}

function dayFields({ timing }: Scan): readonly string[] {
  switch (timing.kind) {
    case 'flow':
    case 'latest':
      return [timing.date]
    case 'stock':
    case 'spread':
    case 'cohort':
      return [timing.from, timing.until]
    case 'forecast':
      return ['starts_on']
    case 'now':
      return []
    default:
      return assertNever(timing)
  }
}

function operandsOf(aggregate: Aggregate): readonly string[] {
  return 'field' in aggregate ? [aggregate.field] : 'from' in aggregate ? [aggregate.from, aggregate.until] : []
}

/** What tells the records apart, what the question is about, and what was counted; then what else there is room for. */
function shownFields({ fact, scans }: Wanted, { by, where }: Question): readonly Field[] {
  const measures = scans.flatMap(({ scan }) => scan.measures)
  const asked = [...(by === null ? [] : [by]), ...where.map(({ dimension }) => dimension)]
  const counted = measures.flatMap(({ aggregate }) => operandsOf(aggregate))
  const compared = measures.flatMap((one) => one.where.flatMap((each) => (each.kind === 'in' ? [each.field] : [])))
  const amount = factFields(fact).flatMap(({ name, type }) => (type === 'money' ? [name] : []))
  const names = [
    'account',
    ...asked,
    ...daysOf(fact, scans).slice(0, 1),
    ...counted,
    ...amount.slice(0, 1),
    ...compared,
    'reason',
  ]
  const distinct = [...new Set(names)].filter((name) => name !== 'id' && !unnamed.has(name))
  return distinct.flatMap((name) => factField(fact, name) ?? []).slice(0, mostColumns - 1)
}

function recordOf({ id, source, fields }: StoredRow, fact: FactName, sources: readonly RowSource[]): FactRecord {
  const known = sources.find((one) => one.id === source) ?? null
  const stated = (field: string) => (factField(fact, field) ? (fields[field] ?? null) : null)
  return { id, fields, source: known, link: known?.link ? linkOf(known.link, stated) : null }
}

/** The rows behind a number as a file. */
export interface RowFile {
  readonly name: string
  readonly text: string
  readonly rows: number
  /** How many rows there are; more than `rows` where the file was cut. */
  readonly total: number
}

/**
 * All rows behind a number, with every field, as CSV (UTF-8 with a byte order mark, because spreadsheets take it for an old code
 * page otherwise). Money in major units beside its currency; cells are guarded against formulas.
 */
export async function rowsFile(
  metric: Metric,
  question: Question,
  fact: FactName | null,
  asks: Asks,
): Promise<RowFile> {
  const wanted = wantedOf(metric, question, fact, asks)
  const [sources, { rows, total }] = await Promise.all([
    rowSources(asks.db, wanted.fact),
    readRows(asks.db, { ...wanted, offset: 0, limit: mostInFile }),
  ])
  const records = rows.map((row) => recordOf(row, wanted.fact, sources))
  const linked = records.some(({ link }) => link !== null)
  const lines = records.map(({ fields, source, link }) =>
    csvLine([
      ...wanted.fields.map((name) => fileCell(factField(wanted.fact, name), fields, name)),
      source?.label ?? '',
      ...(linked ? [link ?? ''] : []),
    ]),
  )
  const header = csvLine([...wanted.fields, 'source', ...(linked ? ['link'] : [])])
  const name = `${metric.definition.name}-${question.period.from}-${wanted.fact}.csv`
  return { name, text: `\uFEFF${header}${lines.join('')}`, rows: rows.length, total }
}

/** An amount as people write it: 1234 cents are 12.34. */
function fileCell(field: Field | undefined, fields: FactRecord['fields'], name: string): string {
  const value = fields[name] ?? ''
  const { currency } = fields
  if (field?.type !== 'money' || value === '' || !currency) return value
  const digits = currencyDigits(currency)
  const padded = value.replace('-', '').padStart(digits + 1, '0')
  const whole = padded.slice(0, padded.length - digits)
  const sign = value.startsWith('-') ? '-' : ''
  return digits === 0 ? value : `${sign}${whole}.${padded.slice(padded.length - digits)}`
}
