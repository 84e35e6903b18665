import { sql as build, getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { PendingQuery, Row, TransactionSql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { aliases, leads, opportunities, renewals, spend, stageChanges, subscriptions } from '../../db/schema/facts.js'
import { cash, entered, forecasts, quotas, rates, receivables, surveyScores } from '../../db/schema/facts-plans.js'
import { type FactName, type FactRow, factFields, frozenBy } from './catalogue.js'
import { Copy } from './copy.js'
import type { Mapping } from './mapping-schema.js'
import type { ImportReport } from './report.js'
import type { RowSource } from './rollup-sql.js'
import { executingIn, follow, followRows, forgetRollups, hasKeptRollups, lockFact } from './rollup-store.js'

const tables: Readonly<Record<FactName, PgTable>> = {
  ...{ opportunities, subscriptions, renewals, spend, leads, quotas, forecasts, receivables, cash, entered, rates },
  stage_changes: stageChanges,
  survey_scores: surveyScores,
}
const stage = 'facts_stage'
const changedRows = 'facts_changed'
const cameRows = 'facts_came'
/** Beyond so many rows with an id that stood before, the mapping is wrong, not the rows. */
const mostRepeated = 100_000

const columnsOf = (fact: FactName) => factFields(fact).map((field) => field.name)

/** Where accepted rows go, one after the other. */
export interface Landing {
  /** What it returns is to be awaited before the next row: the server is busy, or null. */
  add(line: number, row: FactRow): Promise<void> | null
  close(): Promise<void>
  abandon(): void
}

/** Where accepted rows wait, out of everybody's sight, until all are known: a table that ends with the transaction. */
export async function openStage(sql: TransactionSql, fact: FactName): Promise<Landing> {
  const columns = columnsOf(fact)
  await sql`create temp table ${sql(stage)} on commit drop as
    select ${sql(columns)}, 0 as line from ${sql(getTableName(tables[fact]))} with no data`
  const copy = await Copy.open(sql, stage, columns, ['line'])
  return {
    add: (line, row) => copy.row(row, String(line)),
    close: () => copy.close(),
    abandon: () => copy.abandon(),
  }
}

/** Whether nothing of a source is there that its rows could change, repeat or contradict. */
export async function isNewSource(
  sql: TransactionSql,
  { source, fact }: Pick<Mapping, 'source' | 'fact'>,
): Promise<boolean> {
  if (frozenBy(fact) !== null) return false
  const rows = await sql`select from sources o where o.name = ${source} and o.fact = ${fact}
    and exists (select from ${sql(getTableName(tables[fact]))} t where t.source = o.id)`
  return rows.length === 0
}

/** The fact itself, for the rows of a new source, which need not wait anywhere; `settle` is to be called when it is closed. */
export async function openFact(sql: TransactionSql, fact: FactName, source: number, run: number): Promise<Landing> {
  await follow(executingIn(sql), fact)
  const copy = await Copy.open(sql, getTableName(tables[fact]), columnsOf(fact), ['source', 'import'])
  const origin = `${source}\t${run}`
  return {
    add: (_, row) => copy.row(row, origin),
    close: () => copy.close(),
    abandon: () => copy.abandon(),
  }
}

/** Brings the statistics and the roll-ups of a fact in step with the rows that went straight into it. */
export async function settle(
  sql: TransactionSql,
  fact: FactName,
  source: number,
  run: number,
  added: number,
): Promise<void> {
  const execute = executingIn(sql)
  await lockFact(execute, fact)
  await analyze(sql, fact)
  if (await hasKeptRollups(execute, fact)) {
    const table = sql(getTableName(tables[fact]))
    const came = sql`${table} t where t.source = ${source} and t.import = ${run}`
    await followMerge(sql, fact, { rows: added, came, went: [] })
  }
  await follow(execute, null)
}

/** A row whose id stood in an earlier line already. */
export interface Repeated {
  readonly line: number
  readonly id: string
  readonly first: number
}

/**
 * Takes the rows out of the stage whose id stood before. Which of two different rows is right nobody but the source can say;
 * the first stays, the others are refused.
 * @returns them in the order of their lines, or their number where there are more than a wrong row here and there
 */
export async function takeRepeated(sql: TransactionSql): Promise<readonly Repeated[] | number> {
  await sql`analyze ${sql(stage)} (id)`
  const repeated = await sql<Repeated[]>`
    select s.line, s.id, twice.first
    from ${sql(stage)} s
    join (select id, min(line) as first from ${sql(stage)} group by id having count(*) > 1) twice on twice.id = s.id
    where s.line > twice.first order by s.line limit ${mostRepeated + 1}`
  if (repeated.length > mostRepeated) {
    const [all] = await sql<{ rows: number }[]>`
      select (count(*) - count(distinct id))::int as rows from ${sql(stage)}`
    return all?.rows ?? repeated.length
  }
  if (repeated.length > 0) {
    await sql`delete from ${sql(stage)} where line = any(${repeated.map((one) => one.line)}::int[])`
  }
  return repeated.map(({ line, id, first }) => ({ line, id, first }))
}

/** A row that would change what was stated once for all, or add to it. `since`: the day (UTC) of the import that stated it. */
export interface Frozen {
  readonly line: number
  readonly frozenOn: string
  readonly since: string
}

/**
 * Takes the rows out of the stage that a source may not state any more, because an earlier import stated that stretch. Rows
 * that say what was said then stay: they change nothing. Two imports of one source wait for each other here, so that
 * neither sees half of the other.
 * @returns them in the order of their lines; none for a fact that is not frozen
 */
export async function takeFrozen(
  sql: TransactionSql,
  { source, fact }: Pick<Mapping, 'source' | 'fact'>,
): Promise<readonly Frozen[]> {
  const frozen = frozenBy(fact)
  if (frozen === null) return []
  await sql`select pg_advisory_xact_lock(hashtext(${`drumbeat.frozen ${fact} ${source}`}))`
  const table = sql(getTableName(tables[fact]))
  const [stated, given] = [sql(frozen.map((column) => `t.${column}`)), sql(frozen.map((column) => `s.${column}`))]
  const columns = columnsOf(fact)
  const [ours, theirs] = [sql(columns.map((one) => `t.${one}`)), sql(columns.map((one) => `s.${one}`))]
  const taken = await sql<Frozen[]>`
    with stated as (
      select t.*, i.finished_at from ${table} t join sources o on o.id = t.source join imports i on i.id = t.import
      where o.name = ${source} and o.fact = ${fact})
    delete from ${sql(stage)} s using (
      select distinct on (s.line) s.line, t.frozen_on, t.finished_at from ${sql(stage)} s
      join stated t on t.id = s.id or (${stated}) = (${given})
      where not exists (select from stated t where t.id = s.id and (${ours}) is not distinct from (${theirs}))
      order by s.line, t.id = s.id desc) known
    where s.line = known.line
    returning s.line, known.frozen_on::text as "frozenOn", (known.finished_at at time zone 'UTC')::date::text as since`
  return taken.map(({ line, frozenOn, since }) => ({ line, frozenOn, since })).sort((a, b) => a.line - b.line)
}

/** Writes down where the rows come from; two imports of one source wait for each other here until the first has ended. */
export async function saveSource(sql: TransactionSql, mapping: Mapping): Promise<number> {
  const { source, fact, label, owner = null } = mapping
  const [row] = await sql<{ id: number }[]>`
    insert into sources (name, fact, label, owner, mapping)
    values (${source}, ${fact}, ${label}, ${owner}, ${JSON.stringify(mapping)}::jsonb)
    on conflict (name, fact) do update
      set label = excluded.label, owner = excluded.owner, mapping = excluded.mapping
    returning id`
  if (!row) throw new Error(`The source ${source} was not saved`)
  return row.id
}

/** Opens the record of a run, whose number its rows carry; `closeImport` fills in the report. */
export async function openImport(sql: TransactionSql, source: number, now: Temporal.Instant): Promise<number> {
  const at = now.toString()
  const [row] = await sql<{ id: number }[]>`
    insert into imports (source, started_at, finished_at, report)
    values (${source}, ${at}::timestamptz, ${at}::timestamptz, '{}') returning id`
  if (!row) throw new Error(`The import into source ${source} was not recorded`)
  return row.id
}

export async function closeImport(
  sql: TransactionSql,
  id: number,
  finished: Temporal.Instant,
  report: ImportReport,
): Promise<void> {
  await sql`update imports set finished_at = ${finished.toString()}::timestamptz,
    report = ${JSON.stringify(report)}::jsonb where id = ${id}`
}

/**
 * Merges the stage into the fact: rows that differ are updated, rows that are new inserted, rows that are the same left alone. The
 * roll-ups of the fact follow before it returns.
 * @returns how many of each of the first two
 */
export async function mergeStage(
  sql: TransactionSql,
  fact: FactName,
  source: number,
  run: number,
): Promise<{ readonly added: number; readonly changed: number }> {
  const execute = executingIn(sql)
  await lockFact(execute, fact)
  await follow(execute, fact)
  const table = sql(getTableName(tables[fact]))
  const columns = columnsOf(fact)
  const theirs = sql(columns.map((column) => `s.${column}`))
  const from = sql(stage)
  const changed = await updateChanged(sql, fact, source, run)
  // Not by a join with the table that is being filled: planned while it was empty, it would read the table anew for each row.
  const { count: added } = await sql`
    insert into ${table} (${sql(columns)}, source, import)
    select ${theirs}, ${source}::int, ${run}::int from ${from} s on conflict (source, id) do nothing`
  if (added + changed > 0) {
    await analyze(sql, fact)
    if (await hasKeptRollups(execute, fact)) {
      const came = sql`${from} s join ${table} t on t.source = ${source} and t.id = s.id and t.import = ${run}`
      const went = [{ rows: build`${build.identifier(changedRows)}`, sign: -1 }] as const
      await followMerge(sql, fact, { rows: added + changed, came, went })
    }
  }
  await follow(execute, null)
  return { added, changed }
}

/**
 * Without fresh statistics the first questions after a large import are planned for an empty table. From a sample of 9,000 rows: the
 * usual one of 30,000 takes a sixth of a small import, and the server's own upkeep takes it soon afterwards.
 */
async function analyze(sql: TransactionSql, fact: FactName): Promise<void> {
  await sql`select set_config('default_statistics_target', '30', true)`
  await sql`analyze ${sql(getTableName(tables[fact]))}`
}

/** Updates the rows that differ; as they were before they stay in a table of their own. @returns their number */
async function updateChanged(sql: TransactionSql, fact: FactName, source: number, run: number): Promise<number> {
  const table = sql(getTableName(tables[fact]))
  const columns = columnsOf(fact)
  const ours = sql(columns.map((column) => `t.${column}`))
  const theirs = sql(columns.map((column) => `s.${column}`))
  const [from, before] = [sql(stage), sql(changedRows)]
  // A trigger keeps frozen rows as they are; what differs from them was taken out before.
  const { count } = await sql`
    create temp table ${before} on commit drop as select t.* from ${table} t join ${from} s on t.id = s.id
    where ${frozenBy(fact) === null} and t.source = ${source} and (${ours}) is distinct from (${theirs})`
  if (count === 0) return 0
  await sql`analyze ${before}`
  await sql`
    update ${table} t set (${sql(columns)}, import) = (${theirs}, ${run}::int) from ${from} s, ${before} c
    where t.source = ${source} and t.id = s.id and c.id = s.id`
  return count
}

/** So many rows, and beyond that a share of all, are followed one by one; more are summed up anew as fast, and not in the import. */
const mostFollowed = 10_000

/** What an import did to a fact: how many rows came, where they stand (as `t`), and which went. */
interface Done {
  readonly rows: number
  readonly came: PendingQuery<Row[]>
  readonly went: readonly RowSource[]
}

/** Tells the roll-ups which rows came, and which went. */
async function followMerge(sql: TransactionSql, fact: FactName, { rows, came, went }: Done): Promise<void> {
  const execute = executingIn(sql)
  const [all] = await sql<
    { rows: number }[]
  >`select reltuples::float8 as rows from pg_class where oid = ${fact}::regclass`
  if (rows > Math.max(mostFollowed, (all?.rows ?? 0) / 4)) return forgetRollups(execute, fact)
  await sql`create temp table ${sql(cameRows)} on commit drop as select t.* from ${came}`
  await followRows(execute, fact, [{ rows: build`${build.identifier(cameRows)}`, sign: 1 }, ...went])
}

/** Other spellings that people have settled, by field; a mapping's own come on top. */
export async function savedAliases(db: Db): Promise<readonly { field: string; alias: string; name: string }[]> {
  return db.select().from(aliases)
}
