import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { imports, opportunities, sources, subscriptions } from '../../db/schema/facts.js'
import type { FactName } from '../facts/catalogue.js'
import type { Source } from './answer.js'
import { fieldKind } from './fields.js'
import type { Scan } from './plan.js'
import type { Filter } from './question.js'
import { scanStatement } from './scan-sql.js'

/** A stretch of days, half-open, and the last day that counts in it: where a stock is measured. */
export interface Window {
  readonly from: string
  readonly to: string
  readonly at: string
}

export interface Cell {
  /** Null where there is nothing to take a percentile of. */
  readonly value: number | null
  /** The currencies of the rows, where they are money; of more than two, the first and the last by name. */
  readonly currencies: readonly string[]
}

/** What a scan gives for one window, as a whole or for one value of a dimension. */
export interface ScanRow {
  /** Index of the window. */
  readonly window: number
  readonly whole: boolean
  readonly key: string | null
  readonly rows: number
  /** By the measure's key. */
  readonly cells: ReadonlyMap<string, Cell>
}

export interface ScanRequest {
  readonly scan: Scan
  readonly windows: readonly Window[]
  readonly by: string | null
  readonly where: readonly Filter[]
  /** The currency of rows that state none. */
  readonly currency: string
}

export interface ScanResult {
  readonly rows: readonly ScanRow[]
  /** Empty when nothing has ever been read into the fact. */
  readonly sources: readonly Source[]
}

interface FactTable {
  readonly table: PgTable
  readonly currency: PgColumn
}

const tables: Readonly<Record<FactName, FactTable>> = {
  opportunities: { table: opportunities, currency: opportunities.currency },
  subscriptions: { table: subscriptions, currency: subscriptions.currency },
}

/** The only place where a field's name becomes a column, and only the fields of the fact do. */
function columnOf(fact: FactName, field: string): PgColumn {
  const column =
    fieldKind(fact, field) && Object.values(getTableColumns(tables[fact].table)).find(({ name }) => name === field)
  if (!column) throw new Error(`The table of ${fact} has no column for the field "${field}"`)
  return column
}

/** The newest run of each source that has filled the fact. */
const sourcesSql = (fact: FactName): SQL => sql`(select coalesce(json_agg(json_build_object('name', ${sources.name},
  'label', ${sources.label}, 'readAt', newest.finished_at) order by ${sources.name}), '[]')
  from ${sources} cross join lateral (select ${imports.finishedAt} from ${imports}
    where ${imports.source} = ${sources.id} order by ${imports.id} desc limit 1) newest
  where ${sources.fact} = ${fact})`

function prepare(db: Db, request: ScanRequest) {
  const { fact } = request.scan
  const { table, currency } = tables[fact]
  const column = (field: string) => columnOf(fact, field)
  const { fields, from } = scanStatement({ table, currency, column, sources: sourcesSql(fact) }, request)
  return db.select(fields).from(from).prepare('metrics_scan')
}

type Prepared = ReturnType<typeof prepare>

/**
 * Statements by their shape, per handle: building one costs more than running it on a few hundred rows, and the driver keeps
 * what it has prepared with the server. Handles of transactions are forgotten with them.
 */
const prepared = new WeakMap<Db, Map<string, Prepared>>()
const mostShapes = 1000

function preparedFor(db: Db, request: ScanRequest): Prepared {
  const shape = JSON.stringify([
    request.scan.key,
    request.scan.measures.map(({ key, counted }) => [key, counted]),
    request.by,
    request.where.map(({ dimension, values }) => [dimension, values.length]),
  ])
  const shapes = prepared.get(db) ?? new Map<string, Prepared>()
  prepared.set(db, shapes)
  const known = shapes.get(shape)
  if (known) return known
  const made = prepare(db, request)
  if (shapes.size >= mostShapes) shapes.clear()
  shapes.set(shape, made)
  return made
}

/**
 * Reads one scan: a single statement, whatever the number of windows and groups.
 * @returns a row per window for the whole, and one per window and value when asked `by` a dimension
 */
export async function readScan(db: Db, request: ScanRequest): Promise<ScanResult> {
  const days = (day: keyof Window) => `{${request.windows.map((window) => window[day]).join(',')}}`
  const values = request.where.flatMap((filter, index) => filter.values.map((value, at) => [`f${index}_${at}`, value]))
  const given = { from: days('from'), to: days('to'), at: days('at'), currency: request.currency }
  const rows = await preparedFor(db, request).execute({ ...given, ...Object.fromEntries(values) })
  return {
    rows: rows.map((row) => scanRow(row, request.scan)),
    sources: sourcesFrom(rows.find((row) => row.sources !== null)?.sources ?? []),
  }
}

function scanRow(row: Readonly<Record<string, unknown>>, scan: Scan): ScanRow {
  return {
    window: numberFrom(row.window, 'window') - 1,
    whole: row.whole === true,
    key: textFrom(row.key),
    rows: numberFrom(row.rows, 'rows'),
    cells: new Map(scan.measures.map((measure, index) => [measure.key, cellFrom(row, index)])),
  }
}

function cellFrom(row: Readonly<Record<string, unknown>>, index: number): Cell {
  const value = row[`m${index}`] ?? null
  const currencies = [textFrom(row[`a${index}`]), textFrom(row[`z${index}`])].filter((one) => one !== null)
  return { value: value === null ? null : numberFrom(value, `m${index}`), currencies: [...new Set(currencies)] }
}

/** PostgreSQL sends integers of any size as text; beyond 2^53 a JavaScript number would no longer be exact. */
function numberFrom(value: unknown, name: string): number {
  const number = Number(value)
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) {
    throw new RangeError(`The database gave ${String(value)} as ${name}, which is too large to be exact`)
  }
  return number
}

const textFrom = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const sourceList = z.array(z.object({ name: z.string(), label: z.string(), readAt: z.string() }))

function sourcesFrom(value: unknown): readonly Source[] {
  const list = sourceList.parse(typeof value === 'string' ? JSON.parse(value) : value)
  return list.map(({ name, label, readAt }) => ({ name, label, readAt: Temporal.Instant.from(readAt) }))
}

/** The first day of which a scan knows anything, or null without rows: what came before is unknown, and not zero. */
export async function firstDay(db: Db, { fact, timing }: Scan): Promise<string | null> {
  const date = columnOf(fact, timing.kind === 'flow' ? timing.date : timing.from)
  const [row] = await db.select({ day: sql<string | null>`min(${date})` }).from(tables[fact].table)
  return row?.day ?? null
}
