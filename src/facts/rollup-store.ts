import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { TransactionSql } from 'postgres'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { rollupCells, rollups } from '../../db/schema/rollups.js'
import type { FactName } from './catalogue.js'
import { dayFields, rollupSpec } from './rollup-spec.js'
import { cellsSql, type Days, dayList, type Rollup, type RowSource } from './rollup-sql.js'

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

const columns = sql`rollup, day, value, currency, mask, rows, given, totals, latest`

/** The rows of the fact as they stand. */
const allRows = ({ spec }: Rollup): readonly RowSource[] => [{ rows: sql`${sql.identifier(spec.fact)}`, sign: 1 }]

async function replaceCells(execute: Execute, rollup: Rollup, days: Days): Promise<void> {
  const among = days === null ? sql`true` : sql`${rollupCells.day} = any(${dayList(days)})`
  await execute(sql`delete from ${rollupCells} where ${rollupCells.rollup} = ${rollup.id} and ${among}`)
  // A day's cells are read together: they should lie together.
  await execute(sql`insert into ${rollupCells} (${columns}) ${cellsSql(rollup, allRows(rollup), days)} order by day`)
}

/** Whether a fact has roll-ups that have to follow what happens to its rows. */
export async function hasKeptRollups(execute: Execute, fact: FactName): Promise<boolean> {
  const rows = await execute(sql`select from ${rollups} where ${rollups.fact} = ${fact} and ${rollups.kept} limit 1`)
  return rows.length > 0
}

/**
 * Brings the roll-ups of a fact in step with rows that were just changed, in the same transaction, under `lockFact`. What came and what
 * went is added as cells of its own: that costs as much as there was to import, however many rows the touched days have. The clock
 * puts the cells of a day together again.
 * @param sources the rows as they are now, and as they were before
 */
export async function followRows(execute: Execute, fact: FactName, sources: readonly RowSource[]): Promise<void> {
  for (const rollup of await select(execute, sql`${rollups.fact} = ${fact} and ${rollups.kept}`)) {
    await execute(sql`insert into ${rollupCells} (${columns})
      select ${columns} from (${cellsSql(rollup, sources, null)}) as c
      where rows <> 0 or given <> array_fill(0::bigint, array[cardinality(given)])
        or totals <> array_fill(0::numeric, array[cardinality(totals)])`)
  }
}

/** Leaves the roll-ups of a fact to the clock, which builds them anew; until then the rows answer. */
export async function forgetRollups(execute: Execute, fact: FactName): Promise<void> {
  await execute(sql`update ${rollups} set kept = false where ${rollups.fact} = ${fact} and ${rollups.kept}`)
}

/** From which size on a roll-up is worth its upkeep. */
export interface Worth {
  /** Rows of the fact; fewer are read as fast as cells. */
  readonly rows: number
  /** Rows for each cell; a dimension with nearly as many values as rows sums nothing up. */
  readonly rowsPerCell: number
}
export const usualWorth: Worth = { rows: 50_000, rowsPerCell: 10 }

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
  await execute(sql`update ${rollups} set kept = true where ${rollups.id} = ${rollup.id}`)
  return true
}

/** Tells the planner what the cells look like now, after many were built. */
export async function analyzeRollups(execute: Execute): Promise<void> {
  await execute(sql`analyze ${rollupCells}`)
}

/**
 * Compares some days of a roll-up with the rows, puts those that differ right, and the cells of the others together.
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
  const found = await execute(sql`
    with given as (select day, value, currency, mask, rows, t.place, t.given, t.total from ${rollupCells}
        left join lateral unnest(given, totals) with ordinality as t(given, total, place) on true
        where ${rollupCells.rollup} = ${rollup.id} and day = any(${dayList(days)})),
      counted as (select day, value, currency, mask, rows, t.place, t.given, t.total
        from (${cellsSql(rollup, allRows(rollup), days)}) as c
        left join lateral unnest(given, totals) with ordinality as t(given, total, place) on true),
      compared as (select day, value, currency, mask, place, sum(rows) as rows, sum(given) as given, sum(total) as total,
          count(*) filter (where sign > 0) as parts
        from (select *, 1 as sign from given union all
          select day, value, currency, mask, -rows, place, -given, -total, -1 from counted) as sides
        group by day, value, currency, mask, place)
    select day::text as day, coalesce(bool_or(rows <> 0 or given <> 0 or total <> 0), false) as differs from compared
    group by day having bool_or(rows <> 0 or given <> 0 or total <> 0 or parts > 1) order by day`)
  const uneven = found.map((row) => z.object({ day: z.string(), differs: z.boolean() }).parse(row))
  if (uneven.length > 0) {
    await replaceCells(
      execute,
      rollup,
      uneven.map(({ day }) => day),
    )
  }
  const differing = uneven.flatMap(({ day, differs }) => (differs ? [day] : []))
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
