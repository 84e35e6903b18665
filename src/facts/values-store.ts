import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { rollupCells, rollups } from '../../db/schema/rollups.js'
import { type FactName, factField } from './catalogue.js'
import type { Rollup } from './rollup-sql.js'
import type { Execute } from './rollup-store.js'

const given = z.object({ trusted: z.boolean(), values: z.array(z.string()) })

/**
 * The values of a dimension as the sums by day know them, and the rows that have no day: of ten million rows these are some thousand
 * cells, where `select distinct` reads every row. A value of which nothing is left stays until the clock puts its day together.
 * @param kept the roll-ups that are in step
 * @returns null where none of them tells: then the rows have to
 */
export async function valuesInCells(
  execute: Execute,
  fact: FactName,
  dimension: string,
  kept: readonly Rollup[],
): Promise<readonly string[] | null> {
  const flows = kept.flatMap(({ id, dimension: by, spec }) =>
    by === dimension && spec.fact === fact && spec.timing.kind === 'flow' ? [{ id, date: spec.timing.date }] : [],
  )
  if (flows.length === 0 || !factField(fact, dimension) || !flows.every(({ date }) => factField(fact, date)))
    return null
  const ids = sql`(${`{${flows.map(({ id }) => id).join(',')}}`}::text)::integer[]`
  const undated = flows.map(({ date }) => sql`${sql.identifier(date)} is null`)
  // In one statement, because a roll-up may fall out of step at any moment.
  const [row] = await execute(sql`select
    (select count(*) = ${flows.length} from ${rollups} where ${rollups.id} = any(${ids}) and ${rollups.kept}) as trusted,
    array(select value from ${rollupCells} where rollup = any(${ids}) and rows > 0 and value is not null
      union select ${sql.identifier(dimension)} from ${sql.identifier(fact)}
        where ${sql.join(undated, sql` and `)} and ${sql.identifier(dimension)} is not null) as values`)
  const { trusted, values } = given.parse(row)
  return trusted ? values : null
}
