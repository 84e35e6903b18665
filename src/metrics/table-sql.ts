import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { assertNever } from '../chat/assert-never.js'
import type { FactName } from '../facts/catalogue.js'
import type { Condition } from './plan.js'

/** Finds the column of a field. @throws for a field that the allow-list does not have */
export type ColumnOf = (field: string) => SQL

/** The columns of a fact, as its store knows them. */
export interface Table {
  readonly table: PgTable
  /** What the amounts are in, or null where the fact has none. */
  readonly currency: SQL | null
  readonly column: ColumnOf
  /** The column of any field, also of those that formulas cannot use. */
  readonly stored: ColumnOf
  /** The newest run of each source that has filled the fact, as JSON. */
  readonly sources: SQL
}

/** Where the statements of a scan find rows. */
export interface Tables {
  of(fact: FactName): Table
  /** Every source with its fact and when it was read: `id`, `fact`, `source` (its label), `read_on`. */
  readonly runs: SQL
  /** What departments handed to each other: the fields of the relation of that name. */
  readonly handoffs: SQL
  /** The rounds of prompts that have closed: the fields of the relation of that name. */
  readonly prompts: SQL
}

/** The first day after a stretch that a row states by its first day and its length. */
export function endsOnSql(starts: SQLWrapper, per: SQLWrapper): SQL {
  return sql`(${starts} + case ${per} when 'day' then interval '1 day' when 'week' then interval '7 days'
    when 'month' then interval '1 month' when 'quarter' then interval '3 months' else interval '1 year' end)::date`
}

export const allOf = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `)

/** The day of asking. */
export const today = sql`(${sql.placeholder('today')}::text)::date`

/** The company's currency: that of rows which state none, and the one into which amounts are converted. */
export const companyCurrency = sql`${sql.placeholder('currency')}::text`

/** What the amounts of a row are in. */
export const currencySql = (currency: SQL): SQL => sql`coalesce(${currency}, ${companyCurrency})`

function conditionSql(column: ColumnOf, condition: Condition): SQL {
  switch (condition.kind) {
    case 'in':
      return sql`${column(condition.field)} in (${sql.join(
        condition.values.map((value) => sql`${value}`),
        sql`, `,
      )})`
    case 'present':
      return sql`${column(condition.field)} is not null`
    case 'known':
      return sql`(${column(condition.since)} is null or ${column(condition.since)} <= ${today})`
    case 'reached': {
      const [from, to] = [column(condition.from), column(condition.to)]
      const reached = sql`${to} >= ${from} and ${to} <= ${today}`
      return condition.within === null ? reached : sql`${reached} and ${to} - ${from} <= ${condition.within}::int`
    }
    case 'aged':
      return sql`${column(condition.field)} <= ${today} - ${condition.days}::int`
    case 'between':
      return sql`${column(condition.field)} between ${condition.least}::numeric and ${condition.most}::numeric`
    case 'above zero':
      return sql`${column(condition.field)} > 0`
    default:
      return assertNever(condition)
  }
}

export const conditionsSql = (column: ColumnOf, conditions: readonly Condition[]): SQL =>
  allOf(conditions.map((condition) => conditionSql(column, condition)))
