import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { assertNever } from '../chat/assert-never.js'
import { type Conjunction, implies, widest } from './conditions.js'
import type { Aggregate, Condition, Scan } from './plan.js'
import type { Filter } from './question.js'

/** The columns of a fact, as its store knows them. */
export interface Table {
  readonly table: PgTable
  /** What the amounts are in, or null where the fact has none. */
  readonly currency: PgColumn | null
  /** @throws for a field that the allow-list does not have */
  column(field: string): PgColumn
  /** The newest run of each source that has filled the fact, as JSON. */
  readonly sources: SQL
}

const allOf = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `)

const today = sql`(${sql.placeholder('today')}::text)::date`

function conditionSql(table: Table, condition: Condition): SQL {
  switch (condition.kind) {
    case 'in':
      return sql`${table.column(condition.field)} in (${sql.join(
        condition.values.map((value) => sql`${value}`),
        sql`, `,
      )})`
    case 'present':
      return sql`${table.column(condition.field)} is not null`
    case 'known':
      return sql`(${table.column(condition.since)} is null or ${table.column(condition.since)} <= ${today})`
    default:
      return assertNever(condition)
  }
}

/** Rows that the window selects. Days are compared as they stand: they are business days already. */
function timingSql(table: Table, { timing }: Scan): SQL {
  if (timing.kind === 'flow') {
    const date = table.column(timing.date)
    return sql`${date} >= w.from_day and ${date} < w.to_day`
  }
  const until = table.column(timing.until)
  const ongoing = timing.ongoing
    ? allOf(timing.ongoing.map((condition) => conditionSql(table, condition)))
    : sql`${until} is null`
  return sql`${table.column(timing.from)} <= w.at_day and (${until} > w.at_day or ${ongoing})`
}

/** What is taken of each row, null in rows without it. */
function operandSql(table: Table, aggregate: Aggregate): SQL {
  switch (aggregate.kind) {
    case 'count':
      return sql`1`
    case 'sum':
    case 'percentile': {
      const { field, otherwise } = aggregate
      return otherwise === null
        ? sql`${table.column(field)}`
        : sql`coalesce(${table.column(field)}, ${table.column(otherwise)})`
    }
    case 'sum span':
    case 'percentile span':
      return sql`(${table.column(aggregate.until)} - ${table.column(aggregate.from)})`
    default:
      return assertNever(aggregate)
  }
}

/** An aggregate over the rows that satisfy a filter; null is no filter. */
function filtered(aggregate: SQL, filter: SQL | null): SQL {
  return filter === null ? aggregate : sql`${aggregate} filter (where ${filter})`
}

function aggregateSql(table: Table, aggregate: Aggregate, filter: SQL | null): SQL {
  const operand = operandSql(table, aggregate)
  switch (aggregate.kind) {
    case 'count':
      return filtered(sql`count(*)`, filter)
    case 'sum':
    case 'sum span':
      return sql`coalesce(${filtered(sql`sum(${operand})`, filter)}, 0)`
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
function someOf(table: Table, alternatives: readonly Conjunction[], selected: readonly Conjunction[]): SQL | null {
  if (selected.every((given) => alternatives.some((wanted) => implies(given, wanted)))) return null
  const each = alternatives.map((one) => sql`(${allOf(one.map((condition) => conditionSql(table, condition)))})`)
  return sql`(${sql.join(each, sql` or `)})`
}

/**
 * The columns of the measures by name: `m` the value, `a` and `z` the first and last currency of its rows.
 * @param selected what every row that is read satisfies already, and need not be asked again for each
 */
function measureColumns(
  table: Table,
  { measures }: Scan,
  selected: readonly Conjunction[],
): readonly (readonly [string, SQL])[] {
  return measures.flatMap(({ aggregate, where, money }, index): readonly (readonly [string, SQL])[] => {
    const filter = someOf(table, [where], selected)
    const value: readonly [string, SQL] = [`m${index}`, aggregateSql(table, aggregate, filter)]
    if (!money) return [value]
    const currency = sql`coalesce(${table.currency}, ${sql.placeholder('currency')}::text)`
    const given = sql`${operandSql(table, aggregate)} is not null`
    const amounts = filter === null ? given : sql`${given} and ${filter}`
    return [
      value,
      [`a${index}`, filtered(sql`min(${currency})`, amounts)],
      [`z${index}`, filtered(sql`max(${currency})`, amounts)],
    ]
  })
}

/** Which rows of a fact stand behind a number: those that the window `w` selects and of which some counted measure takes account. */
export function behindSql(table: Table, scan: Scan): SQL {
  const counted = scan.measures.filter((measure) => measure.counted).map(({ where }) => where)
  return allOf([timingSql(table, scan), someOf(table, widest(counted), [[]]) ?? sql`true`])
}

export interface Shape {
  readonly scan: Scan
  /** How many windows are written out, or null for any number of them. */
  readonly windows: number | null
  readonly by: string | null
  /** Whether only the first window is wanted by its groups: an aside explains the number, not what it is compared with. */
  readonly firstOnly: boolean
  readonly where: readonly Filter[]
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
function passSql(table: Table, { scan, by, where }: Shape, columns: readonly (readonly [string, SQL])[]): SQL {
  const selected = widest(scan.measures.map((measure) => measure.where))
  const behind = widest(scan.measures.filter(({ counted }) => counted).map((measure) => measure.where))
  const key = by === null ? null : table.column(by)
  const filters = where.map(({ dimension, values }, index) => {
    const each = values.map((_, at) => sql`${sql.placeholder(`f${index}_${at}`)}`)
    return sql`${table.column(dimension)} in (${sql.join(each, sql`, `)})`
  })
  const any = someOf(table, selected, [[]])
  const conditions = [timingSql(table, scan), ...(any ? [any] : []), ...filters]
  const named = columns.map(([name, column]) => sql`${column} as ${sql.identifier(name)}`)
  return sql`select ${key ? sql`grouping(${key}) = 1` : sql`true`} as whole, ${key ?? sql`null::text`} as key,
    ${filtered(sql`count(*)`, someOf(table, behind, selected))} as rows, ${sql.join(named, sql`, `)}
    from ${table.table} where ${allOf(conditions)}
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
export function scanStatement(table: Table, shape: Shape): Statement {
  const columns = measureColumns(table, shape.scan, widest(shape.scan.measures.map((measure) => measure.where)))
  return {
    fields: {
      window: sql`w.n`,
      whole: sql`m.whole`,
      key: sql`m.key`,
      rows: sql`m.rows`,
      sources: sql`case when w.n = 1 and m.whole then ${table.sources} end`,
      ...Object.fromEntries(columns.map(([name]) => [name, sql`m.${sql.identifier(name)}`])),
    },
    from: sql`${windowsSql(shape.windows)} as w(from_day, to_day, at_day, n)
      cross join lateral (${passSql(table, shape, columns)}) as m`,
    where: shape.firstOnly ? sql`m.whole or w.n = 1` : undefined,
  }
}
