import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { TransactionSql } from 'postgres'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { rollupCells, rollups } from '../../db/schema/rollups.js'
import type { FactName } from './catalogue.js'
import { dayFields, rollupSpec } from './rollup-spec.js'
import { cellsSql, type Days, type Rollup } from './rollup-sql.js'

/** Runs a statement, in whichever of the two ways the caller's transaction was begun. */
export type Execute = (query: SQL) => PromiseLike<readonly Readonly<Record<string, unknown>>[]>

const dialect = new PgDialect()

export const executing =
  (db: Db): Execute =>
  (query) =>
    db.execute(query)

export const executingIn =
  (transaction: TransactionSql): Execute =>
  (query) => {
    const { sql: text, params } = dialect.sqlToQuery(query)
    return transaction.unsafe(text, z.array(z.union([z.string(), z.number(), z.boolean()])).parse(params))
  }

const stored = z.object({ id: z.number(), dimension: z.string(), spec: rollupSpec })

async function select(execute: Execute, where: SQL): Promise<readonly Rollup[]> {
  const rows = await execute(
    sql`select ${rollups.id}, ${rollups.dimension}, ${rollups.spec} from ${rollups} where ${where} order by ${rollups.id}`,
  )
  return rows.map((row) => stored.parse(row))
}

/** The roll-ups that are in step with their rows. */
export const keptRollups = (execute: Execute): Promise<readonly Rollup[]> => select(execute, sql`${rollups.kept}`)

/** Those that definitions ask for and that cannot be read yet. */
export const missingRollups = (execute: Execute): Promise<readonly Rollup[]> =>
  select(execute, sql`${rollups.wanted} and not ${rollups.kept}`)

/**
 * States which roll-ups the definitions ask for. New ones are not kept before they are built; those that nobody asks for any more
 * stay in step until `dropUnwanted`, so that answers stay fast while their successors are built.
 */
export async function wantRollups(execute: Execute, wanted: readonly Omit<Rollup, 'id'>[]): Promise<void> {
  const list = wanted.map(({ dimension, spec }) => ({
    fact: spec.fact,
    dimension,
    spec,
    meaning: JSON.stringify(spec),
  }))
  // Processes that start at once would otherwise lock the same rows in their own order.
  await execute(sql`select pg_advisory_xact_lock(hashtext('drumbeat.rollups'))`)
  await execute(sql`
    with given as (select * from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
      as g(fact text, dimension text, spec jsonb, meaning text)),
    added as (insert into ${rollups} (fact, dimension, spec, meaning, wanted, kept)
      select fact, dimension, spec, meaning, true, false from given
      on conflict (fact, dimension, meaning) do update set wanted = true where not rollups.wanted)
    update ${rollups} r set wanted = false where r.wanted and not exists (
      select from given g where g.fact = r.fact and g.dimension = r.dimension and g.meaning = r.meaning)`)
}

/** Removes what no definition asks for. */
export async function dropUnwanted(execute: Execute): Promise<void> {
  await execute(sql`with gone as (delete from ${rollups} where not ${rollups.wanted} returning id)
    delete from ${rollupCells} where ${rollupCells.rollup} in (select id from gone)`)
}

/** Whoever changes a fact's rows or its roll-ups goes alone: of two, neither would see what the other has not committed. */
export async function lockFact(execute: Execute, fact: FactName): Promise<void> {
  await execute(sql`select pg_advisory_xact_lock(hashtext(${`drumbeat.rollups ${fact}`}))`)
}

/** Says that the caller keeps the roll-ups of a fact in step (or, by null, no longer does), so that the guard lets them be. */
export async function follow(execute: Execute, fact: FactName | null): Promise<void> {
  await execute(sql`select set_config('drumbeat.followed', ${fact ?? ''}, true)`)
}

async function replaceCells(execute: Execute, rollup: Rollup, days: Days): Promise<void> {
  const among = days === null ? sql`true` : sql`${rollupCells.day} = any((${`{${days.join(',')}}`}::text)::date[])`
  await execute(sql`delete from ${rollupCells} where ${rollupCells.rollup} = ${rollup.id} and ${among}`)
  // A day's cells are read together: they should lie together.
  await execute(sql`insert into ${rollupCells} (rollup, day, value, currency, mask, rows, given, totals, latest)
    ${cellsSql(rollup, days)} order by day`)
}

/**
 * Brings the roll-ups of a fact in step with rows that were just changed, in the same transaction, under `lockFact`.
 * @param touched the days on which rows came, went or changed, by day field
 */
export async function followRows(
  execute: Execute,
  fact: FactName,
  touched: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const rollup of await select(execute, sql`${rollups.fact} = ${fact} and ${rollups.kept}`)) {
    const days = [...new Set(dayFields(rollup.spec).flatMap((field) => touched.get(field) ?? []))]
    if (days.length > 0) await replaceCells(execute, rollup, days)
  }
}

/** The day fields by which the kept roll-ups of a fact find their cells. */
export async function followedDays(execute: Execute, fact: FactName): Promise<readonly string[]> {
  const kept = await select(execute, sql`${rollups.fact} = ${fact} and ${rollups.kept}`)
  return [...new Set(kept.flatMap(({ spec }) => dayFields(spec)))]
}

/** From which size on a roll-up is worth its upkeep. */
export interface Worth {
  /** Rows of the fact; fewer are read as fast as cells. */
  readonly rows: number
  /** Rows for each cell; a dimension with nearly as many values as rows sums nothing up. */
  readonly rowsPerCell: number
}
export const usualWorth: Worth = { rows: 20_000, rowsPerCell: 4 }

const size = z.object({ rows: z.coerce.number(), days: z.coerce.number(), values: z.coerce.number() })

/** By the statistics of the table, which every import brings up to date. */
async function isWorthwhile(execute: Execute, { spec, dimension }: Rollup, worth: Worth): Promise<boolean> {
  const days = dayFields(spec).map((field) => sql.identifier(field))
  const [row] = await execute(sql`select greatest(c.reltuples, 0) as rows,
    coalesce((select ${sql.join(
      days.map((day) => sql`coalesce(max(${day}) - min(${day}) + 1, 0)`),
      sql` + `,
    )} from ${sql.identifier(spec.fact)}), 0) as days,
    coalesce((select case when s.n_distinct < 0 then -s.n_distinct * c.reltuples else s.n_distinct end
      from pg_stats s where s.schemaname = current_schema() and s.tablename = c.relname and s.attname = ${dimension}),
      ${dimension === '' ? 1 : 1e9}::float8) as values
    from pg_class c where c.oid = to_regclass(${spec.fact})`)
  const { rows, days: span, values } = size.parse(row)
  return rows >= worth.rows && span * values * worth.rowsPerCell <= rows
}

/**
 * Fills a roll-up from the rows and declares it kept, in the caller's transaction; where it is not worth its upkeep, does nothing.
 * @returns whether it is kept now
 */
export async function buildRollup(execute: Execute, rollup: Rollup, worth: Worth): Promise<boolean> {
  if (!(await isWorthwhile(execute, rollup, worth))) return false
  await lockFact(execute, rollup.spec.fact)
  // Whoever writes past us now waits at the guard for this row, and takes `kept` away again.
  await execute(sql`select from ${rollups} where ${rollups.id} = ${rollup.id} for update`)
  await replaceCells(execute, rollup, null)
  await execute(sql`analyze ${rollupCells}`)
  await execute(sql`update ${rollups} set kept = true where ${rollups.id} = ${rollup.id}`)
  return true
}

/**
 * Builds what is missing of a fact of which most rows have just come, so that the first question after a large import is as fast as
 * the next. After a small one it is left to the clock: an import merges briefly.
 * @param added how many rows have just come
 */
export async function buildAfterImport(execute: Execute, fact: FactName, added: number): Promise<void> {
  const [row] = await execute(sql`select reltuples as rows from pg_class where oid = to_regclass(${fact})`)
  const { rows } = z.object({ rows: z.coerce.number() }).parse(row)
  if (added < rows / 2) return
  const missing = await select(execute, sql`${rollups.fact} = ${fact} and ${rollups.wanted} and not ${rollups.kept}`)
  for (const rollup of missing) await buildRollup(execute, rollup, usualWorth)
}

/**
 * Compares some days of a roll-up with the rows, and puts those that differ right.
 * @param now the business clock
 * @returns the days that differed; none in a roll-up that works
 */
export async function compareRollup(
  execute: Execute,
  rollup: Rollup,
  days: readonly string[],
  now: string,
): Promise<readonly string[]> {
  await lockFact(execute, rollup.spec.fact)
  const columns = sql`rollup, day, value, currency, mask, rows, given, totals, latest`
  const cells = sql`select ${columns} from ${rollupCells} where ${rollupCells.rollup} = ${rollup.id}
    and ${rollupCells.day} = any((${`{${days.join(',')}}`}::text)::date[])`
  const rows = sql`select ${columns} from (${cellsSql(rollup, days)}) as c`
  const found = await execute(sql`with cells as (${cells}), counted as (${rows})
    select distinct day::text as day from ((table cells except all table counted) union all
      (table counted except all table cells)) as d order by 1`)
  const differing = found.map((row) => z.object({ day: z.string() }).parse(row).day)
  if (differing.length > 0) await replaceCells(execute, rollup, differing)
  await execute(sql`update ${rollups} set compared_at = ${now}::timestamptz, differed = differed + ${differing.length}
    where ${rollups.id} = ${rollup.id}`)
  return differing
}

const span = z.object({ first: z.string().nullable(), last: z.string().nullable() })

/** The first and last day that a roll-up or its rows know, or null without any. */
export async function daysOf(execute: Execute, { id, spec }: Rollup): Promise<{ first: string; last: string } | null> {
  const each = [
    sql`select min(day) as a, max(day) as z from ${rollupCells} where rollup = ${id}`,
    ...dayFields(spec).map((field) => {
      const day = sql.identifier(field)
      return sql`select min(${day}), max(${day}) from ${sql.identifier(spec.fact)}`
    }),
  ]
  const [row] = await execute(
    sql`select min(a)::text as first, max(z)::text as last from (${sql.join(each, sql` union all `)}) as s`,
  )
  const { first, last } = span.parse(row)
  return first === null || last === null ? null : { first, last }
}
