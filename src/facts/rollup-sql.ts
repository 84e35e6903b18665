import { type SQL, sql } from 'drizzle-orm'
import { assertNever } from '../chat/assert-never.js'
import { factField } from './catalogue.js'
import type { RollupCondition, RollupOperand, RollupSpec } from './rollup-spec.js'

/** A roll-up as it is stored. */
export interface Rollup {
  readonly id: number
  /** '' for the whole. */
  readonly dimension: string
  readonly spec: RollupSpec
}

/** A field's name becomes a column only if the fact has that field: a spec is read from the database. */
function columnOf({ fact }: RollupSpec, field: string): SQL {
  if (!factField(fact, field)) throw new Error(`A roll-up of ${fact} asks for "${field}", which is no field of it`)
  return sql`${sql.identifier(field)}`
}

function conditionSql(spec: RollupSpec, condition: RollupCondition): SQL {
  const column = columnOf(spec, condition.field)
  switch (condition.kind) {
    case 'in':
      return sql`${column} in (${sql.join(
        condition.values.map((value) => sql`${value}`),
        sql`, `,
      )})`
    case 'present':
      return sql`${column} is not null`
    default:
      return assertNever(condition)
  }
}

function operandSql(spec: RollupSpec, operand: RollupOperand): SQL {
  switch (operand.kind) {
    case 'field': {
      const column = columnOf(spec, operand.field)
      return operand.otherwise === null ? column : sql`coalesce(${column}, ${columnOf(spec, operand.otherwise)})`
    }
    case 'span':
      return sql`(${columnOf(spec, operand.until)} - ${columnOf(spec, operand.from)})`
    default:
      return assertNever(operand)
  }
}

/** A bit for each condition that the row satisfies. */
function maskSql(spec: RollupSpec): SQL {
  const bits = spec.conditions.map(
    (condition, index) =>
      sql`case when ${conditionSql(spec, condition)} then ${sql.raw(String(2n ** BigInt(index)))}::bigint else 0 end`,
  )
  return bits.length === 0 ? sql`0::bigint` : sql.join(bits, sql` | `)
}

/** Rows of the fact's columns, from the fact itself or from a table like it; `sign` is -1 where they are taken away. */
export interface RowSource {
  readonly rows: SQL
  readonly sign: 1 | -1
}

/** Some days, or null for every day. */
export type Days = readonly string[] | null

/** A date parameter per day would be one statement per number of them. */
export const dayList = (days: readonly string[]): SQL => sql`(${`{${days.join(',')}}`}::text)::date[]`

function among(day: SQL, days: Days): SQL {
  return days === null ? sql`${day} is not null` : sql`${day} = any(${dayList(days)})`
}

/** The columns of a row that go into its cell; `day` is the day that it counts on. */
function rowSql({ dimension, spec }: Rollup, day: SQL, sign: number, rows: SQL): SQL {
  const operands = spec.operands.map((one, index) => sql`, ${operandSql(spec, one)} as ${operandName(index)}`)
  const currency = factField(spec.fact, 'currency') ? columnOf(spec, 'currency') : sql`null::char(3)`
  const known = spec.known.map((field) => columnOf(spec, field))
  const latest = known.length === 0 ? sql`null::date` : sql`greatest(${sql.join(known, sql`, `)})`
  return sql`select ${day} as day, ${sql.raw(String(sign))} as sign,
    ${dimension === '' ? sql`null::text` : columnOf(spec, dimension)} as value, ${currency} as currency,
    ${maskSql(spec)} as mask, ${latest} as latest${sql.join(operands)} from ${rows} as r`
}

const operandName = (index: number): SQL => sql.raw(`o${index}`)

/** The rows with the day on which they change a cell, and the sign by which they do. */
function signedRows(rollup: Rollup, { rows, sign }: RowSource, days: Days): SQL {
  const { spec } = rollup
  const { timing } = spec
  if (timing.kind === 'flow') {
    const day = columnOf(spec, timing.date)
    return sql`${rowSql(rollup, day, sign, rows)} where ${among(day, days)}`
  }
  const [from, until] = [columnOf(spec, timing.from), columnOf(spec, timing.until)]
  const conditions = timing.ongoing?.map((condition) => conditionSql(spec, condition))
  const ongoing = conditions
    ? sql`coalesce(${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)}, false)`
    : sql`${until} is null`
  return sql`${rowSql(rollup, from, sign, rows)} where ${among(from, days)} and (${ongoing} or ${until} > ${from})
    union all ${rowSql(rollup, until, -sign, rows)} where ${among(until, days)} and not ${ongoing} and ${until} > ${from}`
}

/**
 * The cells of a roll-up as the rows give them, in the order of the columns of `rollup_cells`. It needs memory for the cells, which
 * are few, and not for the rows.
 */
export function cellsSql(rollup: Rollup, sources: readonly RowSource[], days: Days): SQL {
  const each = rollup.spec.operands.map((_, index) => operandName(index))
  const signed = rollup.spec.timing.kind === 'stock' || sources.some(({ sign }) => sign < 0)
  const rows = signed ? sql`sum(sign)` : sql`count(*)`
  const given = each.map((one) => (signed ? sql`sum(sign) filter (where ${one} is not null)` : sql`count(${one})`))
  const totals = each.map((one) => (signed ? sql`sum(sign * ${one})` : sql`sum(${one})`))
  const list = (values: readonly SQL[]) =>
    sql.join(
      values.map((value) => sql`coalesce(${value}, 0)`),
      sql`, `,
    )
  const all = sources.map((source) => signedRows(rollup, source, days))
  return sql`select ${sql.raw(String(rollup.id))} as rollup, day, value, currency, mask, ${rows} as rows,
    array[${list(given)}]::bigint[] as given, array[${list(totals)}]::numeric[] as totals, max(latest) as latest
    from (${sql.join(all, sql` union all `)}) as r group by day, value, currency, mask`
}
