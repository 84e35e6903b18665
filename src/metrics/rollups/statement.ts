import { type SQL, sql } from 'drizzle-orm'
import type { Rollup } from '../../facts/rollup-sql.js'
import type { Rollable } from './rollable.js'

/** A measure as a kept roll-up has it. */
export interface Kept extends Pick<Rollable, 'money' | 'counted'> {
  /** The bits of a cell's mask that its rows need. */
  readonly bits: bigint
  /** The place of its sum in a cell, from 1; null for a count of rows. */
  readonly place: number | null
  /** Whether its conditions ask about something that is known only from some day on. */
  readonly dated: boolean
}

/** What is asked of a roll-up. */
export interface Asked {
  readonly rollup: Rollup
  readonly measures: readonly Kept[]
  /** Whether the groups are wanted too: the roll-up is then that of their dimension. */
  readonly grouped: boolean
  readonly firstOnly: boolean
  /** The numbers of the values of the filters, all of which are on the roll-up's dimension. */
  readonly filters: readonly number[]
}

const today = sql`(${sql.placeholder('today')}::text)::date`

function satisfies({ bits }: Kept): SQL {
  const needed = sql.raw(`${bits}::bigint`)
  return bits === 0n ? sql`true` : sql`c.mask & ${needed} = ${needed}`
}

function some(measures: readonly Kept[]): SQL {
  if (measures.length === 0 || measures.some(({ bits }) => bits === 0n)) return sql`true`
  return sql`(${sql.join(measures.map(satisfies), sql` or `)})`
}

const element = (column: 'given' | 'totals', place: number): SQL => sql.raw(`c.${column}[${place}]`)

/**
 * The columns by name, as scan-sql.ts has them: `m` the value of a measure, `a` and `z` the first and last currency of its rows, which
 * is the company's, or none.
 */
function columnsOf(measures: readonly Kept[]): readonly (readonly [string, SQL])[] {
  return measures.flatMap((measure, index): readonly (readonly [string, SQL])[] => {
    const { place, money } = measure
    const sum = (what: SQL) => sql`coalesce(sum(${what}) filter (where ${satisfies(measure)}), 0)`
    const value = [`m${index}`, sum(place === null ? sql`c.rows` : element('totals', place))] as const
    if (!money || place === null) return [value]
    const currency = sql`case when ${sum(element('given', place))} > 0 then ${sql.placeholder('currency')}::text end`
    return [value, [`a${index}`, currency], [`z${index}`, currency]]
  })
}

/**
 * Whether a cell among those that are read holds something that only its rows can tell apart: what is not known yet on the day of
 * asking, or amounts in another currency than the company's, which have to be exchanged row by row.
 */
function unsure(measures: readonly Kept[]): SQL {
  const late = measures.some(({ dated }) => dated) ? [sql`c.latest > ${today}`] : []
  const foreign = measures.flatMap((measure) =>
    measure.money && measure.place !== null
      ? [
          sql`(c.currency <> ${sql.placeholder('currency')}::text and ${satisfies(measure)} and ${element('given', measure.place)} <> 0)`,
        ]
      : [],
  )
  const all = [...late, ...foreign]
  return all.length === 0 ? sql`false` : sql`coalesce(bool_or(${sql.join(all, sql` or `)}), false)`
}

/** The cells of the window `w`. Those of a stock are changes: what it is at a day is the sum of all until then. */
function cellsOf({ rollup, measures, filters }: Asked): SQL {
  const values = filters.map((count, filter) => {
    const each = Array.from({ length: count }, (_, at) => sql`${sql.placeholder(`f${filter}_${at}`)}`)
    return sql` and value in (${sql.join(each, sql`, `)})`
  })
  const from = sql`from rollup_cells c where rollup = ${sql.raw(String(rollup.id))}${sql.join(values)} and ${some(measures)}`
  const { timing, operands } = rollup.spec
  if (timing.kind === 'flow') return sql`select * ${from} and day >= w.from_day and day < w.to_day`
  const sums = (column: 'given' | 'totals', type: string) =>
    sql`array[${sql.join(
      operands.map((_, index) => sql`sum(${element(column, index + 1)})`),
      sql`, `,
    )}]${sql.raw(`::${type}[]`)} as ${sql.raw(column)}`
  return sql`select value, currency, mask, sum(rows) as rows, ${sums('given', 'bigint')}, ${sums('totals', 'numeric')},
    max(latest) as latest ${from} and day <= w.at_day group by value, currency, mask having sum(rows) <> 0`
}

/**
 * One statement for all windows, as scan-sql.ts makes one for the rows, with the same placeholders. It gives no row at all when the
 * roll-up is not in step any more: that is seen in the same moment as its cells, whatever was known before.
 * @param windows the windows as a set of rows; `sources` the sources of the fact as JSON
 */
export function rollupStatement(asked: Asked, windows: SQL, sources: SQL) {
  const { rollup, measures, grouped, firstOnly } = asked
  const columns = columnsOf(measures)
  const named = columns.map(([name, column]) => sql`, ${column} as ${sql.identifier(name)}`)
  const counted = some(measures.filter((one) => one.counted))
  const pass = sql`select ${grouped ? sql`grouping(c.value) = 1` : sql`true`} as whole,
    ${grouped ? sql`c.value` : sql`null::text`} as key, ${unsure(measures)} as unsure,
    coalesce(sum(c.rows) filter (where ${counted}), 0) as rows${sql.join(named)}
    from (${cellsOf(asked)}) as c ${grouped ? sql`group by grouping sets ((), (c.value))` : sql``}`
  const kept = sql`exists (select from rollups where id = ${sql.raw(String(rollup.id))} and kept)`
  return {
    fields: {
      window: sql`w.n`,
      whole: sql`m.whole`,
      key: sql`m.key`,
      rows: sql`m.rows`,
      unsure: sql`m.unsure`,
      sources: sql`case when w.n = 1 and m.whole then ${sources} end`,
      ...Object.fromEntries(columns.map(([name]) => [name, sql`m.${sql.identifier(name)}`])),
    },
    from: sql`${windows} as w(from_day, to_day, at_day, n) cross join lateral (${pass}) as m`,
    where: firstOnly ? sql`${kept} and (m.whole or w.n = 1)` : kept,
  }
}
