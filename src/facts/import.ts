import { join } from 'node:path'
import postgres, { type TransactionSql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import type { Company } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import { fittingProblems, type SourceTables } from './fitting.js'
import { type Aliases, type Lookup, loadLookup } from './lookups.js'
import type { Mapping, SqlSource } from './mapping-schema.js'
import { openTable } from './open.js'
import { FactsError } from './problems.js'
import { recorded } from './record-run.js'
import { RefusedFile } from './refused.js'
import type { ImportReport } from './report.js'
import { type Merged, NothingFits, type Progress, Run } from './run.js'
import { type Environment, pullRows } from './sources/sql.js'
import { closeImport, isNewSource, savedAliases, saveSource } from './store.js'

export interface ImportOptions {
  readonly database: Database
  readonly company: Pick<Company, 'zone' | 'currency'>
  readonly mapping: Mapping
  readonly now: Temporal.Instant
  /** The words of the file of refused rows. */
  readonly t: Texts
  /** The folder for the file of refused rows; null where nobody would look for it. */
  readonly reports: string | null
  readonly progress?: (progress: Progress) => void
  /** The record of a try that waits already; see `recorded`. */
  readonly run?: number
}

/**
 * Imports the files of a mapping into its fact. In one transaction: rows that do not fit are left out and reported; anything
 * worse leaves everything as it was. Rows are known by source and id, so the same file twice changes nothing.
 * @param options `from`: the folder in which the mapping's files stand; `environment` names the database of a mapping without one
 * @returns the report, also where every row was refused; then nothing was stored or recorded (`gotAnything`)
 * @throws FactsError when the mapping does not fit the files, a file cannot be read, or its ids are not unique
 */
export async function importFacts(
  options: ImportOptions & { readonly from: string; readonly environment?: Environment },
): Promise<ImportReport> {
  const { mapping, from, environment = () => undefined, database, now, run } = options
  const trying = { db: database.db, mapping, via: mapping.from === undefined ? 'file' : 'sql', now, run } as const
  return recorded(trying, async () => {
    const { from: source } = mapping
    return source === undefined
      ? importTables(await openFiles(mapping, from), options)
      : importPulled(source, environment, options)
  })
}

async function importPulled(
  source: SqlSource,
  environment: Environment,
  options: ImportOptions,
): Promise<ImportReport> {
  const pulled = await pullRows(source, environment)
  try {
    return await importTables({ main: pulled.table, lookups: new Map() }, options)
  } finally {
    await pulled.remove()
  }
}

async function openFiles(mapping: Mapping, from: string): Promise<SourceTables> {
  const main = await openTable(join(from, mapping.file ?? ''), mapping.format)
  const lookups = new Map<string, SourceTables['main']>()
  for (const [name, { file, format }] of Object.entries(mapping.lookups)) {
    lookups.set(name, await openTable(join(from, file), format))
  }
  return { main, lookups }
}

/** The same for tables that are open already, whatever they were read from. */
export async function importTables(tables: SourceTables, options: ImportOptions): Promise<ImportReport> {
  const { database, mapping, company, now, progress } = options
  const problems = fittingProblems(mapping, tables)
  if (problems.length > 0) throw new FactsError(problems)
  const began = performance.now()
  const aliases = await aliasesOf(options)
  const lookups = await loadLookups(mapping, tables, aliases)
  const files: RefusedFile[] = []
  const begin = (): Attempt => {
    const refused = new RefusedFile(options.reports, `${mapping.source}-${mapping.fact}`, now, tables.main, options.t)
    files.push(refused)
    return { refused, run: new Run({ mapping, tables, lookups, aliases, company, refused, progress }) }
  }
  try {
    return await database.sql.begin(async (sql) => {
      const { run, refused, merged } = await land(sql, mapping, begin, now)
      await refused.close()
      const milliseconds = Math.round(performance.now() - began)
      const report = run.report(merged, milliseconds / 1000)
      if (merged) await closeImport(sql, merged.run, now.add({ milliseconds }), report)
      return report
    })
  } catch (error) {
    for (const file of files) await file.discard()
    throw error
  }
}

/** One way through the files, from the first row on. */
interface Attempt {
  readonly run: Run
  readonly refused: RefusedFile
}

/** What an attempt came to; null: no row was good enough. */
type Landed = Attempt & { readonly merged: Merged | null }

/** The rows of a new source go straight into the fact; where the database will not have them so, by the stage, which says why. */
async function land(
  sql: TransactionSql,
  mapping: Mapping,
  begin: () => Attempt,
  now: Temporal.Instant,
): Promise<Landed> {
  const straight = (await isNewSource(sql, mapping)) ? begin() : null
  const staged = async (on: TransactionSql): Promise<Landed> => {
    const attempt = begin()
    return { ...attempt, merged: await attempt.run.stageAndMerge(on, now) }
  }
  if (straight === null) return staged(sql)
  try {
    return await sql.savepoint(async (outer): Promise<Landed> => {
      const source = await saveSource(outer, mapping)
      try {
        const merged = await outer.savepoint((inner) => straight.run.putStraight(inner, source, now))
        return { ...straight, merged }
      } catch (error) {
        if (!isRefusedByServer(error)) throw error
        await straight.refused.discard()
        return staged(outer)
      }
    })
  } catch (error) {
    if (error instanceof NothingFits) return { ...straight, merged: null }
    throw error
  }
}

/** An id that stands twice, or whatever else ended the transaction while rows were on their way: the driver does not say which. */
function isRefusedByServer(error: unknown): boolean {
  return error instanceof postgres.PostgresError && ['23505', '25P02'].includes(error.code)
}

async function aliasesOf({ database, mapping }: ImportOptions): Promise<ReadonlyMap<string, Aliases>> {
  const byField = new Map<string, Map<string, string>>()
  const add = (field: string, alias: string, name: string) => {
    const known = byField.get(field) ?? new Map<string, string>()
    byField.set(field, known.set(alias, name))
  }
  for (const { field, alias, name } of await savedAliases(database.db)) add(field, alias, name)
  for (const [field, own] of Object.entries(mapping.aliases)) {
    for (const [alias, name] of Object.entries(own)) add(field, alias, name)
  }
  return byField
}

async function loadLookups(
  mapping: Mapping,
  tables: SourceTables,
  aliases: ReadonlyMap<string, Aliases>,
): Promise<ReadonlyMap<string, Lookup>> {
  const lookups = new Map<string, Lookup>()
  for (const [name, spec] of Object.entries(mapping.lookups)) {
    const table = tables.lookups.get(name)
    if (table) lookups.set(name, await loadLookup(name, spec, table, aliases.get(spec.by) ?? new Map()))
  }
  return lookups
}
