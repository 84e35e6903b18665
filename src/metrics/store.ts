import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { aliases, imports, sources } from '../../db/schema/facts.js'
import { rates } from '../../db/schema/facts-plans.js'
import { definitions } from '../../db/schema/metrics.js'
import { assertNever } from '../chat/assert-never.js'
import { type FactName, factNames } from '../facts/catalogue.js'
import type { Rollup } from '../facts/rollup-sql.js'
import { executing } from '../facts/rollup-store.js'
import { valuesInCells } from '../facts/values-store.js'
import type { Source } from './answer.js'
import type { Scan } from './plan.js'
import type { Filter } from './question.js'
import { type DerivedName, isDerived } from './relation.js'
import { chooseRollup } from './rollups/choose.js'
import { type Asked, rollupStatement } from './rollups/statement.js'
import { type ScanRow, scanRow, sourcesFrom } from './scan-rows.js'
import { scanStatement, windowsSql } from './scan-sql.js'
import type { SourceRule } from './source-rules.js'
import { allTables, columnOf, factsSources, onlyCounted, tables } from './tables-store.js'
import type { Window } from './window.js'

export interface ScanRequest {
  readonly scan: Scan
  readonly windows: readonly Window[]
  readonly by: string | null
  /** Whether only the first window is wanted by its groups. */
  readonly firstOnly: boolean
  readonly where: readonly Filter[]
  /** The day of asking: what is known only later does not count. */
  readonly today: string
  /** The currency of rows that state none, and the one into which amounts are converted. */
  readonly currency: string
  /** Whether amounts are put into that currency. */
  readonly converting?: boolean
  /** Of which sources the rows count; left out: of all. */
  readonly rules?: readonly SourceRule[]
}

export interface ScanResult {
  readonly rows: readonly ScanRow[]
  readonly sources: readonly Source[]
  /** The facts of the scan into which nothing has ever been read. */
  readonly unconnected: readonly FactName[]
}

/** The facts that a request reads: those of its rows, others that these are compared with, and rates where amounts are converted. */
function factsOf({ scan, converting }: ScanRequest): readonly FactName[] {
  const own = scan.fact === null ? factNames : [scan.fact]
  return [...own, ...scan.also, ...(converting ? (['rates'] as const) : [])]
}

function prepare(db: Db, request: ScanRequest, asked: Asked | null) {
  const windows = writtenOut(request)
  const known = factsSources(factsOf(request))
  const { fields, from, where } = asked
    ? rollupStatement(asked, windowsSql(windows), known)
    : scanStatement(allTables, { ...request, windows, converting: request.converting === true }, known)
  const select = onlyCounted(db, request.rules ?? [])
  return select(fields).from(from).where(where).prepare('metrics_scan')
}

type Prepared = ReturnType<typeof prepare>

/** More windows than this (a trend) share one statement for any number. */
const fewWindows = 4

function writtenOut({ windows }: ScanRequest): number | null {
  return windows.length <= fewWindows ? windows.length : null
}

function windowValues(request: ScanRequest): Record<string, string> {
  const { windows } = request
  if (writtenOut(request) === null) {
    const days = (day: keyof Window) => `{${windows.map((window) => window[day]).join(',')}}`
    return { from: days('from'), to: days('to'), at: days('at') }
  }
  const values: Record<string, string> = {}
  for (const [n, { from, to, at }] of windows.entries())
    Object.assign(values, { [`from${n}`]: from, [`to${n}`]: to, [`at${n}`]: at })
  return values
}

function filterValues({ where }: ScanRequest): Record<string, string> {
  return Object.fromEntries(
    where.flatMap((filter, index) => filter.values.map((value, at) => [`f${index}_${at}`, value] as const)),
  )
}

/**
 * Statements by their shape, per handle: building one costs more than running it on a few hundred rows, and the driver keeps
 * what it has prepared with the server. Handles of transactions are forgotten with them.
 */
const prepared = new WeakMap<Db, Map<string, Prepared>>()
const mostShapes = 1000

function preparedFor(db: Db, request: ScanRequest, asked: Asked | null): Prepared {
  const shape = JSON.stringify([
    asked?.rollup.id,
    request.converting,
    request.rules,
    request.scan.key,
    writtenOut(request),
    request.scan.measures.map(({ key, counted }) => [key, counted]),
    request.by,
    request.firstOnly,
    request.where.map(({ dimension, values }) => [dimension, values.length]),
  ])
  const shapes = prepared.get(db) ?? new Map<string, Prepared>()
  prepared.set(db, shapes)
  const known = shapes.get(shape)
  if (known) return known
  const made = prepare(db, request, asked)
  if (shapes.size >= mostShapes) shapes.clear()
  shapes.set(shape, made)
  return made
}

/**
 * Reads one scan: a single statement, whatever the number of windows and groups. From sums by day where some are kept that can answer;
 * where they turn out not to be in step, or not to tell enough, from the rows.
 * @returns a row per window for the whole, and one per window and value when asked `by` a dimension
 */
export async function readScan(db: Db, request: ScanRequest): Promise<ScanResult> {
  const { today, currency, scan } = request
  const values = { ...windowValues(request), ...filterValues(request), today, currency }
  const read = (asked: Asked | null) => preparedFor(db, request, asked).execute(values)
  // Sums by day do not know from which source they come.
  const sums = !request.converting && (request.rules ?? []).length === 0
  const asked = sums ? await chooseRollup(db, request) : null
  const summed = asked ? await read(asked) : []
  const rows = summed.length > 0 && summed.every((row) => row.unsure !== true) ? summed : await read(null)
  const filled = sourcesFrom(rows.find((row) => row.sources !== null)?.sources ?? [])
  const needed = scan.fact === null ? [] : [scan.fact, ...scan.also]
  return {
    rows: rows.map((row) => scanRow(row, scan)),
    sources: scan.fact === null ? [] : filled.map(({ source }) => source),
    unconnected: needed.filter((fact) => !filled.some((one) => one.fact === fact)),
  }
}

/** The first day of which a scan knows anything, or null without rows: what came before is unknown, and not zero. */
export async function firstDay(db: Db, { fact, relation, timing }: Scan): Promise<string | null> {
  const field = isDerived(relation) ? firstOf[relation] : firstField(timing)
  if (fact === null || field === null) return null
  const [row] = await db.select({ day: sql<string | null>`min(${columnOf(fact, field)})` }).from(tables[fact])
  return row?.day ?? null
}

/** Where derived rows begin, in the fact of which they are made. */
const firstOf: Readonly<Record<DerivedName, string | null>> = {
  mrr_movements: 'valid_from',
  mrr_days: 'valid_from',
  reads: null,
  quality: null,
  handoffs: null,
  prompts: null,
}

function firstField(timing: Scan['timing']): string | null {
  switch (timing.kind) {
    case 'flow':
    case 'latest':
      return timing.date
    case 'stock':
    case 'spread':
    case 'cohort':
      return timing.from
    case 'forecast':
      return 'starts_on'
    case 'now':
      return null
    default:
      return assertNever(timing)
  }
}

/** Whether any exchange rate has been read: without one, amounts in several currencies cannot be added up. */
export async function hasRates(db: Db): Promise<boolean> {
  const [row] = await db.select({ one: sql`1` }).from(rates).limit(1)
  return row !== undefined
}

const newest = new WeakMap<Db, ReturnType<typeof prepareNewest>>()
const prepareNewest = (db: Db) =>
  db
    .select({ id: sql<number>`coalesce(max(${imports.id}), 0)` })
    .from(imports)
    .prepare('metrics_newest_import')

/** Grows with every import: as long as it stays, the values of the dimensions stay. */
export async function newestImport(db: Db): Promise<number> {
  const statement = newest.get(db) ?? prepareNewest(db)
  newest.set(db, statement)
  const [row] = await statement.execute()
  return Number(row?.id ?? 0)
}

/** Every value of a dimension that occurs in a fact. @param kept the roll-ups that are in step */
export async function dimensionValues(
  db: Db,
  fact: FactName,
  dimension: string,
  kept: readonly Rollup[],
): Promise<readonly string[]> {
  const known = await valuesInCells(executing(db), fact, dimension, kept)
  if (known !== null) return known
  const column = columnOf(fact, dimension)
  const rows = await db
    .selectDistinct({ value: sql<string>`${column}` })
    .from(tables[fact])
    .where(isNotNull(column))
  return rows.map(({ value }) => value)
}

/** Other spellings of a dimension's values. */
export async function otherSpellings(db: Db): Promise<readonly { dimension: string; alias: string; value: string }[]> {
  return db.select({ dimension: aliases.field, alias: aliases.alias, value: aliases.name }).from(aliases)
}

export interface StoredVersion {
  readonly version: number
  readonly definition: unknown
  /** The formula with all formulas below it, as one text: what makes a version. */
  readonly meaning: string
}

const storedDefinition = z.object({ definition: z.unknown(), meaning: z.string() })

/** Makes processes that start at once take turns; released with the transaction. */
export async function lockDefinitions(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('drumbeat.definitions'))`)
}

export async function latestVersions(db: Db): Promise<ReadonlyMap<string, StoredVersion>> {
  const rows = await db
    .selectDistinctOn([definitions.name])
    .from(definitions)
    .orderBy(definitions.name, desc(definitions.version))
  return new Map(
    rows.map(({ name, version, definition }) => [name, { version, ...storedDefinition.parse(definition) }] as const),
  )
}

/** Adds a version, or changes the words of one that exists; since when it holds stays as it was. */
export async function saveVersion(db: Db, name: string, stored: StoredVersion, now: Temporal.Instant): Promise<void> {
  const { version, definition, meaning } = stored
  await db
    .insert(definitions)
    .values({ name, version, definition: { definition, meaning }, since: now })
    .onConflictDoUpdate({
      target: [definitions.name, definitions.version],
      set: { definition: { definition, meaning } },
    })
}

/** Since when a version of a definition holds, or null if there is none. */
export async function versionSince(db: Db, name: string, version: number): Promise<Temporal.Instant | null> {
  const [row] = await db
    .select({ since: definitions.since })
    .from(definitions)
    .where(and(eq(definitions.name, name), eq(definitions.version, version)))
  return row?.since ?? null
}

/** The sources that have filled some facts, each with its newest run. */
export async function sourcesOf(db: Db, facts: readonly FactName[]): Promise<readonly Source[]> {
  const lists = await Promise.all(
    facts.map((fact) => db.select({ sources: sql<unknown>`${factsSources([fact])}` }).from(sql`(select 1) as one`)),
  )
  return lists.flatMap(([row]) => sourcesFrom(row?.sources ?? []).map(({ source }) => source))
}

/** The facts into which anything has ever been read. */
export async function connectedFacts(db: Db): Promise<ReadonlySet<FactName>> {
  const rows = await db
    .selectDistinct({ fact: sources.fact })
    .from(sources)
    .innerJoin(imports, eq(imports.source, sources.id))
  return new Set(factNames.filter((fact) => rows.some((row) => row.fact === fact)))
}
