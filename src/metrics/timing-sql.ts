import { type SQL, sql } from 'drizzle-orm'
import { assertNever } from '../chat/assert-never.js'
import { derivedSql } from './derived-sql.js'
import type { Scan, Timing } from './plan.js'
import { rateJoin, rateOf } from './rates-sql.js'
import { baseOf, type DerivedName, isDerived } from './relation.js'
import { allOf, type ColumnOf, conditionsSql, currencySql, type Table, type Tables, today } from './table-sql.js'

type TimingOf<K extends Timing['kind']> = Extract<Timing, { readonly kind: K }>

/** The rows that a scan reads in a window `w`. */
export interface Rows {
  readonly from: SQL
  readonly where: SQL
  readonly column: ColumnOf
  /** The first and last currency of the amounts of a row, by name; null where there are no amounts. */
  readonly currencies: { readonly low: SQL; readonly high: SQL } | null
  /** What an amount is multiplied with, or null where it counts as it stands. */
  readonly rate: SQL | null
  /** Where a rate was wanting: the day and the currency, null in other rows. */
  readonly gap: { readonly day: SQL; readonly currency: SQL } | null
}

/** How rows are wanted: `dimensions` are those by which they are split or chosen. */
export interface Wanted {
  readonly dimensions: readonly string[]
  /** Whether amounts are put into the company's currency. */
  readonly converting: boolean
}

const w = (column: 'from_day' | 'to_day' | 'at_day'): SQL => sql`w.${sql.raw(column)}`
const named = (alias: string, name: string): SQL => sql`${sql.identifier(alias)}.${sql.identifier(name)}`

export function rowsSql(scan: Scan, tables: Tables, wanted: Wanted): Rows {
  const { relation, timing } = scan
  if (isDerived(relation)) return derivedRows(scan, relation, tables, wanted)
  const table = tables.of(relation)
  switch (timing.kind) {
    case 'cohort':
      return cohortRows(timing, table, tables, wanted)
    case 'forecast':
      return forecastRows(timing, table, tables, wanted)
    case 'latest':
      return priced({ ...table, from: latestSql(timing, table) }, scan, tables, wanted)
    case 'flow':
    case 'stock':
    case 'spread':
    case 'now':
      return priced({ ...table, from: sql`${table.table}` }, scan, tables, wanted)
    default:
      return assertNever(timing)
  }
}

interface Selectable {
  readonly from: SQL
  readonly column: ColumnOf
  readonly currency: SQL | null
}

/** Rows whose amounts are converted one by one where that is wanted. */
function priced({ from, column, currency }: Selectable, scan: Scan, tables: Tables, { converting }: Wanted): Rows {
  const where = timingSql(scan.timing, column)
  if (currency === null) return { from, where, column, currencies: null, rate: null, gap: null }
  const of = currencySql(currency)
  const common = { where, column, currencies: { low: of, high: of } }
  if (!converting) return { ...common, from, rate: null, gap: null }
  const day = scan.rate === null ? w('at_day') : sql`coalesce(${column(scan.rate)}, ${w('at_day')})`
  const rate = rateOf('fx')
  const lacks = (value: SQL): SQL => sql`case when ${rate} is null then ${value} end`
  return {
    ...common,
    from: sql`${from} ${rateJoin(tables.of('rates'), of, day, 'fx')}`,
    rate,
    gap: { day: lacks(day), currency: lacks(of) },
  }
}

/** Rows that the window selects. Days are compared as they stand: they are business days already. */
function timingSql(timing: Timing, column: ColumnOf): SQL {
  switch (timing.kind) {
    case 'flow': {
      const date = column(timing.date)
      return sql`${date} >= ${w('from_day')} and ${date} < ${w('to_day')}`
    }
    case 'stock': {
      const until = column(timing.until)
      const ongoing = timing.ongoing ? conditionsSql(column, timing.ongoing) : sql`${until} is null`
      return sql`${column(timing.from)} <= ${w('at_day')} and (${until} > ${w('at_day')} or ${ongoing})`
    }
    case 'latest':
      return sql`${column(timing.date)} <= ${w('at_day')} and ${conditionsSql(column, timing.where)}`
    case 'spread': {
      const until = column(timing.until)
      return sql`${column(timing.from)} < ${w('to_day')} and (${until} is null or ${until} > ${w('from_day')})`
    }
    case 'now':
      return sql`true`
    case 'cohort':
      return allOf([conditionsSql(column, timing.where), liveSql(timing, column, 'from_day')])
    case 'forecast':
      return dueSql(timing, column)
    default:
      return assertNever(timing)
  }
}

/** Of each the last row on or before the day; of several on one day the one that was imported last. */
function latestSql(timing: TimingOf<'latest'>, { table, column }: Table): SQL {
  const each = column(timing.each)
  return sql`(select distinct on (${each}) * from ${table} where ${timingSql(timing, column)}
    order by ${each}, ${column(timing.date)} desc, "import" desc) as ${table}`
}

function derivedRows(scan: Scan, name: DerivedName, tables: Tables, wanted: Wanted): Rows {
  const rows = derivedSql(name, tables, wanted.converting)
  const column = (field: string): SQL => named(name, field)
  const { timing } = scan
  const chosen =
    timing.kind === 'latest'
      ? sql`(select distinct on (${column(timing.each)}) * from ${rows} as ${sql.identifier(name)}
          where ${timingSql(timing, column)} order by ${column(timing.each)}, ${column(timing.date)} desc)`
      : rows
  const from = sql`${chosen} as ${sql.identifier(name)}`
  if (name !== 'mrr_days') {
    return priced(
      { from, column, currency: name === 'mrr_movements' ? column('currency') : null },
      scan,
      tables,
      wanted,
    )
  }
  const currencies = { low: column('currency_low'), high: column('currency_high') }
  const gap = wanted.converting ? { day: column('gap_day'), currency: column('gap_currency') } : null
  return { from, where: timingSql(timing, column), column, currencies, rate: null, gap }
}

function liveSql({ from, until }: TimingOf<'cohort'>, column: ColumnOf, day: 'from_day' | 'at_day'): SQL {
  return sql`(${column(from)} <= ${w(day)} and (${column(until)} is null or ${column(until)} > ${w(day)}))`
}

/** The currencies and missing rates of rows that are added up before they are counted. */
function summed(rates: Table, currency: SQL | null, day: SQL, converting: boolean) {
  const of = currency === null ? null : currencySql(currency)
  const rate = rateOf('fx')
  const isConverted = of !== null && converting
  const columns = sql`${of === null ? sql`null::text` : sql`min(${of})`} as currency_low,
    ${of === null ? sql`null::text` : sql`max(${of})`} as currency_high,
    ${isConverted ? sql`min(${day}) filter (where ${rate} is null)` : sql`null::date`} as gap_day,
    ${isConverted ? sql`min(${of}) filter (where ${rate} is null)` : sql`null::text`} as gap_currency`
  const join = isConverted ? rateJoin(rates, of, day, 'fx') : sql``
  return { columns, join, times: isConverted ? sql` * ${rate}` : sql`` }
}

const dimensionColumns = (table: Table, dimensions: readonly string[]): SQL =>
  sql.join(
    dimensions.map((name) => sql`min(${table.column(name)}) as ${sql.identifier(name)}, `),
    sql``,
  )

/**
 * A row per entity that paid on the window's first day: what it paid then (`base`), what it pays on the last (`held`), and of that at
 * most what it paid (`kept`). Both count at the rate of the first day, so that exchange makes nobody stay or leave.
 */
function cohortRows(timing: TimingOf<'cohort'>, table: Table, tables: Tables, wanted: Wanted): Rows {
  const { column } = table
  const day = w('from_day')
  const { columns, join, times } = summed(tables.of('rates'), table.currency, day, wanted.converting)
  const amount = sql`${column(timing.field)}${times}`
  const [then, now] = [liveSql(timing, column, 'from_day'), liveSql(timing, column, 'at_day')]
  const inner = sql`select ${dimensionColumns(table, wanted.dimensions)} ${columns},
    coalesce(sum(${amount}) filter (where ${then}), 0) as base,
    coalesce(sum(${amount}) filter (where ${now}), 0) as held,
    coalesce(sum(${column(timing.field)}) filter (where ${now}), 0) as still
    from ${table.table} ${join} where ${conditionsSql(column, timing.where)} and (${then} or ${now})
    group by ${column(timing.entity)} having sum(${column(timing.field)}) filter (where ${then}) > 0`
  const from = sql`(select *, least(base, held) as kept, (still > 0)::int as stayed from (${inner}) as paid) as cohort`
  return groupedRows(from, 'cohort', wanted)
}

function groupedRows(from: SQL, alias: string, { converting }: Wanted): Rows {
  const column = (field: string): SQL => named(alias, field)
  const currencies = { low: column('currency_low'), high: column('currency_high') }
  const gap = converting ? { day: column('gap_day'), currency: column('gap_currency') } : null
  return { from, where: sql`true`, column, currencies, rate: null, gap }
}

/** Stretches within the window, as they were forecast last by the day up to which a forecast counts. */
function dueSql(timing: TimingOf<'forecast'>, column: ColumnOf): SQL {
  return sql`${conditionsSql(column, timing.where)}
    and ${column('starts_on')} >= ${w('from_day')} and ${column('ends_on')} <= ${w('to_day')}`
}

/** The forecast that counts is the last one frozen by then; who corrects it later forecasts what has happened. */
function frozenSql(timing: TimingOf<'forecast'>, { table, column }: Table): SQL {
  const other = (field: string): SQL => named('others', field)
  return sql`${column(timing.frozenOn)} = (select max(${other(timing.frozenOn)}) from ${table} as others
    where ${other('starts_on')} = ${column('starts_on')} and ${other('per')} = ${column('per')}
    and ${conditionsSql(other, timing.where)}
    and ${other(timing.frozenOn)} <= ${column('starts_on')} + ${sql.raw(String(timing.within))})`
}

/**
 * A row per item and stretch: what was forecast, and what came. Both count at the rate of the stretch's first day, so that exchange
 * is nobody's mistake.
 */
function forecastRows(timing: TimingOf<'forecast'>, table: Table, tables: Tables, wanted: Wanted): Rows {
  const { column } = table
  const rates = tables.of('rates')
  const first = summed(rates, table.currency, column('starts_on'), wanted.converting)
  const inner = sql`select ${dimensionColumns(table, wanted.dimensions)} ${first.columns},
    ${column('starts_on')} as starts_on, min(${column('ends_on')}) as ends_on, ${column(timing.item)} as item,
    sum(${column(timing.field)}${first.times}) as forecast
    from ${table.table} ${first.join} where ${dueSql(timing, column)} and ${frozenSql(timing, table)}
    group by ${column('starts_on')}, ${column('per')}, ${column(timing.item)}`
  const { actual } = timing
  const came = tables.of(actual.fact)
  const then = summed(rates, came.currency, sql`expected.starts_on`, wanted.converting)
  const date = came.column(actual.date)
  const outcome = sql`select coalesce(sum(${came.column(actual.field)}${then.times}), 0) as actual, ${then.columns}
    from ${came.table} ${then.join} where ${conditionsSql(came.column, actual.where)} and ${date} >= expected.starts_on
    and ${date} < expected.ends_on and ${date} <= ${today} and ${came.column(timing.item)} is not distinct from expected.item`
  const dimensions = wanted.dimensions.map((name) => sql`${named('expected', name)}, `)
  const either = (name: string, pick: 'least' | 'greatest'): SQL =>
    sql`${sql.raw(pick)}(${named('expected', name)}, ${named('came', name)}) as ${sql.identifier(name)}`
  const from = sql`(select ${sql.join(dimensions, sql``)} forecast, actual, abs(actual - forecast) as gap,
    forecast - actual as excess, coalesce(abs(actual - forecast) / nullif(actual, 0), 0) as relative_gap,
    (actual <> 0)::int as judged, ${either('currency_low', 'least')}, ${either('currency_high', 'greatest')},
    ${either('gap_day', 'least')}, coalesce(expected.gap_currency, came.gap_currency) as gap_currency
    from (${inner}) as expected cross join lateral (${outcome}) as came) as judged`
  return groupedRows(from, 'judged', wanted)
}

/**
 * The rows of the fact that stand behind a scan in a window `w`, for showing them: of a derived number those that it was derived
 * from.
 */
export function factRowsSql({ relation, timing }: Scan, { column }: Pick<Table, 'column'>): SQL {
  if (!isDerived(relation)) return timingSql(timing, column)
  if (baseOf(relation) !== 'subscriptions') return sql`false`
  const moved = (day: string) => sql`(${column(day)} >= ${w('from_day')} and ${column(day)} < ${w('to_day')})`
  return sql`(not ${column('trial')} and (${moved('valid_from')} or ${moved('valid_to')}))`
}
