import { type SQL, sql } from 'drizzle-orm'
import { assertNever } from '../chat/assert-never.js'
import { type FactName, factFields, factNames } from '../facts/catalogue.js'
import { rateJoin, rateOf } from './rates-sql.js'
import type { DerivedName } from './relation.js'
import { currencySql, type Tables } from './table-sql.js'

/** The rows of a derived relation, as something to select from. @param converting whether amounts are put into one currency */
export function derivedSql(name: DerivedName, tables: Tables, converting: boolean): SQL {
  switch (name) {
    case 'mrr_movements':
      return sql`(${movementsSql(tables)})`
    case 'mrr_days':
      return sql`(${daysSql(tables, converting)})`
    case 'reads':
      return sql`(select runs.fact, runs.source, runs.fact || ' ' || runs.source as feed, runs.read_on from ${tables.runs} as runs)`
    case 'quality':
      return sql`(${sql.join(
        factNames.map((fact) => qualitySql(fact, tables)),
        sql` union all `,
      )})`
    case 'handoffs':
      return tables.handoffs
    case 'prompts':
      return tables.prompts
    default:
      return assertNever(name)
  }
}

/** What begins and ends: a paid subscription adds to what its account pays from its first day on, and takes it away with its end. */
function eventsSql(tables: Tables): SQL {
  const { table, column, currency } = tables.of('subscriptions')
  const common = sql`${column('account')} as account, ${column('region')} as region, ${column('segment')} as segment,
    ${currency ? currencySql(currency) : sql`null::text`} as currency`
  const paid = sql`from ${table} where not ${column('trial')}`
  return sql`select ${common}, ${column('valid_from')} as day, ${column('mrr')} as delta, null::text as reason ${paid}
    union all select ${common}, ${column('valid_to')}, -${column('mrr')}, ${column('reason')} ${paid}
    and ${column('valid_to')} is not null`
}

/**
 * The movements of each account's monthly revenue, day by day. An account is one customer whatever number of subscriptions it has
 * (ChartMogul counts so): a second one is expansion, the end of one of two contraction. What happens on one day is one movement;
 * what happens on two days is two, also when the second undoes the first.
 */
function movementsSql(tables: Tables): SQL {
  const kind = sql`case when paid_before = 0 and day = first_day then 'new' when paid_before = 0 then 'reactivation'
    when paid_after = 0 then 'churn' when delta > 0 then 'expansion' else 'contraction' end`
  return sql`select account, region, segment, currency, reason, day as moved_on, ${kind} as movement, abs(delta) as amount, delta
    from (select *, paid_after - sum(delta) over (partition by account, day) as paid_before,
      min(day) over (partition by account) as first_day
    from (select *, sum(delta) over (partition by account order by day) as paid_after
    from (select account, day, currency, sum(delta) as delta, min(region) as region, min(segment) as segment, max(reason) as reason
    from (${eventsSql(tables)}) as events group by account, day, currency having sum(delta) <> 0) as changes) as sums) as moves`
}

/** For each day on which something moved: which share of what was paid the evening before was lost, gross and net. */
function daysSql(tables: Tables, converting: boolean): SQL {
  const rate = converting ? rateOf('day_rate') : sql`1`
  const join = converting ? rateJoin(tables.of('rates'), sql`moved.currency`, sql`moved.moved_on`, 'day_rate') : sql``
  const sum = (movements: string) =>
    sql`coalesce(sum(amount * ${rate}) filter (where movement in (${sql.raw(movements)})), 0)`
  // What could not be converted once is wanting in every evening after.
  const since = (value: SQL): SQL => sql`min(min(${value}) filter (where ${rate} is null)) over (order by moved_on)`
  return sql`select moved_on, lost / nullif(opening, 0) as gross_rate, (lost - regained) / nullif(opening, 0) as net_rate,
    currency_low, currency_high, gap_day, gap_currency
    from (select moved_on, ${sum(`'churn', 'contraction'`)} as lost, ${sum(`'expansion', 'reactivation'`)} as regained,
      sum(sum(delta * ${rate})) over (order by moved_on) - sum(delta * ${rate}) as opening,
      min(moved.currency) as currency_low, max(moved.currency) as currency_high,
      ${since(sql`moved_on`)} as gap_day, ${since(sql`moved.currency`)} as gap_currency
    from (${movementsSql(tables)}) as moved ${join} group by moved_on) as days where opening > 0 or gap_day is not null`
}

/** Fields in which a row says nothing of itself when they are empty: why something ended is only known where it did. */
const mayBeEmpty = ['reason', 'verdict']

/** How complete the rows of each source are: the names by which numbers are split, and rows that repeat another under another id. */
function qualitySql(fact: FactName, tables: Tables): SQL {
  const { table, stored } = tables.of(fact)
  const wanted = factFields(fact).filter(
    ({ name, needed, dimension }) => dimension && !needed && !mayBeEmpty.includes(name),
  )
  const filled = wanted.map(({ name }) => stored(name))
  const content = factFields(fact)
    .filter(({ name }) => name !== 'id')
    .map(({ name }) => stored(name))
  return sql`select runs.fact, runs.source, count(*) as rows, count(*) * ${sql.raw(String(wanted.length))} as cells,
    ${filled.length === 0 ? sql`0` : sql`sum(num_nonnulls(${sql.join(filled, sql`, `)}))`} as filled,
    count(*) - count(distinct (${sql.join(content, sql`, `)})) as repeated
    from ${table} join (select distinct id, fact, source from ${tables.runs} as each_run) as runs
    on runs.id = ${table}.source group by runs.fact, runs.source`
}
