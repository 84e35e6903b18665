import { type SQL, sql } from 'drizzle-orm'
import { assertNever } from '../chat/assert-never.js'
import { type Conjunction, implies, widest } from './conditions.js'
import type { Aggregate, Measure, Scan } from './plan.js'
import type { Filter } from './question.js'
import { isDerived } from './relation.js'
import { allOf, type ColumnOf, conditionsSql, type Table, type Tables } from './table-sql.js'
import { factRowsSql, type Rows, rowsSql } from './timing-sql.js'

/** The days of a stretch from one day until before another that lie in the window; a stretch without an end goes on. */
function overlapSql(from: SQL, until: SQL): SQL {
  return sql`(least(coalesce(${until}, w.to_day), w.to_day) - greatest(${from}, w.from_day))`
}

/** What is taken of each row, null in rows without it. */
function operandSql({ column, rate }: Rows, scan: Scan, { aggregate, money }: Measure): SQL {
  const times = rate !== null && money ? sql` * ${rate}` : sql``
  switch (aggregate.kind) {
    case 'count':
      return sql`1`
    case 'distinct':
    case 'age':
      return column(aggregate.field)
    case 'stated':
    case 'net':
      return sql`(${column(aggregate.field)}${times})`
    case 'sum':
    case 'percentile': {
      const { field, otherwise } = aggregate
      const given = otherwise === null ? column(field) : sql`coalesce(${column(field)}, ${column(otherwise)})`
      const most = aggregate.kind === 'sum' ? aggregate.atMost : undefined
      return sql`(${most === undefined ? given : sql`least(${given}, ${column(most)})`}${times})`
    }
    case 'spread': {
      const { timing } = scan
      if (timing.kind !== 'spread') throw new Error('An amount can only be spread over the days of its row')
      const [from, until] = [column(timing.from), column(timing.until)]
      const share = aggregate.monthly ? sql`12 / 365` : sql`1 / nullif(${until} - ${from}, 0)`
      return sql`(${column(aggregate.field)}::numeric * ${overlapSql(from, until)} * ${share}${times})`
    }
    case 'sum span':
    case 'percentile span':
      return sql`(${column(aggregate.until)} - ${column(aggregate.from)})`
    default:
      return assertNever(aggregate)
  }
}

/** An aggregate over the rows that satisfy a filter; null is no filter. */
function filtered(aggregate: SQL, filter: SQL | null): SQL {
  return filter === null ? aggregate : sql`${aggregate} filter (where ${filter})`
}

function aggregateSql(aggregate: Aggregate, operand: SQL, filter: SQL | null): SQL {
  switch (aggregate.kind) {
    case 'count':
      return filtered(sql`count(*)`, filter)
    case 'distinct':
      return filtered(sql`count(distinct ${operand})`, filter)
    case 'sum':
    case 'sum span':
      return sql`coalesce(${filtered(sql`sum(${operand})`, filter)}, 0)`
    case 'net':
      return sql`coalesce(abs(${filtered(sql`sum(${operand})`, filter)}), 0)`
    case 'stated':
    case 'spread':
      return filtered(sql`sum(${operand})`, filter)
    case 'age':
      return filtered(sql`max(w.at_day - ${operand})`, filter)
    case 'percentile':
    case 'percentile span': {
      const share = sql.raw(String(aggregate.at))
      return filtered(sql`percentile_cont(${share}) within group (order by ${operand})`, filter)
    }
    default:
      return assertNever(aggregate)
  }
}

/** Some of the alternatives hold, or null when all rows that were selected satisfy that anyway. */
function someOf(column: ColumnOf, alternatives: readonly Conjunction[], selected: readonly Conjunction[]): SQL | null {
  if (selected.every((given) => alternatives.some((wanted) => implies(given, wanted)))) return null
  const each = alternatives.map((one) => sql`(${conditionsSql(column, one)})`)
  return sql`(${sql.join(each, sql` or `)})`
}

type Columns = readonly (readonly [string, SQL])[]

/**
 * The columns of the measures by name: `m` the value, `a` and `z` the first and last currency of its rows, or when amounts are
 * converted `d` and `k` the first day and a currency without a rate.
 * @param selected what every row that is read satisfies already, and need not be asked again for each
 */
function measureColumns(rows: Rows, scan: Scan, selected: readonly Conjunction[]): Columns {
  return scan.measures.flatMap((measure, index): Columns => {
    const filter = someOf(rows.column, [measure.where], selected)
    const operand = operandSql(rows, scan, measure)
    const value: readonly [string, SQL] = [`m${index}`, aggregateSql(measure.aggregate, operand, filter)]
    if (!measure.money) return [value]
    return [value, ...currencyColumns(rows, operand, filter, index)]
  })
}

function currencyColumns({ currencies, gap }: Rows, operand: SQL, filter: SQL | null, index: number): Columns {
  if (gap) {
    return [
      [`d${index}`, sql`(${filtered(sql`min(${gap.day})`, filter)})::text`],
      [`k${index}`, filtered(sql`min(${gap.currency})`, filter)],
    ]
  }
  if (!currencies) return []
  const given = sql`${operand} is not null`
  const amounts = filter === null ? given : sql`${given} and ${filter}`
  return [
    [`a${index}`, filtered(sql`min(${currencies.low})`, amounts)],
    [`z${index}`, filtered(sql`max(${currencies.high})`, amounts)],
  ]
}

/**
 * Which rows of a fact stand behind a number: those that the window `w` selects and of which some counted measure takes account. The
 * window is the one seen through the scan's lenses (lens.ts).
 */
export function behindSql(table: Table, scan: Scan): SQL {
  const own = !isDerived(scan.relation) && scan.timing.kind !== 'cohort' && scan.timing.kind !== 'forecast'
  const counted = own ? scan.measures.filter((measure) => measure.counted).map(({ where }) => where) : [[]]
  return allOf([factRowsSql(scan, table), someOf(table.column, widest(counted), [[]]) ?? sql`true`])
}

export interface Shape {
  readonly scan: Scan
  /** How many windows are written out, or null for any number of them. */
  readonly windows: number | null
  readonly by: string | null
  /** Whether only the first window is wanted by its groups: an aside explains the number, not what it is compared with. */
  readonly firstOnly: boolean
  readonly where: readonly Filter[]
  /** Whether amounts are put into the company's currency. */
  readonly converting: boolean
}

/**
 * The windows as rows. A few are written out: PostgreSQL then plans the statement once for all days; how many elements an array
 * has it only knows when it plans anew each time, which takes longer than reading some hundred rows.
 */
export function windowsSql(count: number | null): SQL {
  const day = (name: string) => sql`(${sql.placeholder(name)}::text)::date`
  if (count === null) {
    const days = (name: string) => sql`(${sql.placeholder(name)}::text)::date[]`
    return sql`unnest(${days('from')}, ${days('to')}, ${days('at')}) with ordinality`
  }
  const rows = Array.from({ length: count }, (_, n) => {
    return sql`(${day(`from${n}`)}, ${day(`to${n}`)}, ${day(`at${n}`)}, ${sql.raw(String(n + 1))})`
  })
  return sql`(values ${sql.join(rows, sql`, `)})`
}

/** The pass over the rows of one window, as a whole and by the values of a dimension. */
function passSql(rows: Rows, { scan, by, where }: Shape, selected: readonly Conjunction[], columns: Columns): SQL {
  const behind = widest(scan.measures.filter(({ counted }) => counted).map((measure) => measure.where))
  const key = by === null ? null : rows.column(by)
  const filters = where.map(({ dimension, values }, index) => {
    const each = values.map((_, at) => sql`${sql.placeholder(`f${index}_${at}`)}`)
    return sql`${rows.column(dimension)} in (${sql.join(each, sql`, `)})`
  })
  const any = someOf(rows.column, selected, [[]])
  const conditions = [rows.where, ...(any ? [any] : []), ...filters]
  const named = columns.map(([name, column]) => sql`${column} as ${sql.identifier(name)}`)
  return sql`select ${key ? sql`grouping(${key}) = 1` : sql`true`} as whole, ${key ?? sql`null::text`} as key,
    ${filtered(sql`count(*)`, someOf(rows.column, behind, selected))} as rows, ${sql.join(named, sql`, `)}
    from ${rows.from} where ${allOf(conditions)}
    ${key ? sql`group by grouping sets ((), (${key}))` : sql``}`
}

interface Statement {
  readonly fields: Record<string, SQL>
  readonly from: SQL
  readonly where: SQL | undefined
}

/**
 * One statement for all windows: each is one pass over its own rows by index, so a window without rows is still there, and a
 * breakdown comes with its whole. Placeholders: `from<n>`, `to<n>` and `at<n>` for each window that is written out, else `from`,
 * `to` and `at` (PostgreSQL arrays of days as text); `today`, `currency`, and `f<filter>_<value>`.
 */
export function scanStatement(tables: Tables, shape: Shape, sources: SQL): Statement {
  const { scan, by, where, converting } = shape
  const dimensions = [...new Set([...(by === null ? [] : [by]), ...where.map(({ dimension }) => dimension)])]
  const rows = rowsSql(scan, tables, { dimensions, converting })
  const selected = widest(scan.measures.map((measure) => measure.where))
  const columns = measureColumns(rows, scan, selected)
  return {
    fields: {
      window: sql`w.n`,
      whole: sql`m.whole`,
      key: sql`m.key`,
      rows: sql`m.rows`,
      sources: sql`case when w.n = 1 and m.whole then ${sources} end`,
      ...Object.fromEntries(columns.map(([name]) => [name, sql`m.${sql.identifier(name)}`])),
    },
    from: sql`${windowsSql(shape.windows)} as w(from_day, to_day, at_day, n)
      cross join lateral (${passSql(rows, shape, selected, columns)}) as m`,
    where: shape.firstOnly ? sql`m.whole or w.n = 1` : undefined,
  }
}
