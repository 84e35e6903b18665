import { type SQL, sql } from 'drizzle-orm'
import { currencyDigits, kept } from '../locales/formats.js'
import { companyCurrency, type Table } from './table-sql.js'

/**
 * Rates are dated on working days: over a weekend and the holidays around it the last one holds. What is older than this many days is
 * no rate of that day.
 */
const longestGap = 7

/**
 * How many minor units one of a currency has: a hundred, but 1 yen is one minor unit and a dinar has a thousand. Made once: asking
 * the platform's tables for each of 300 currencies takes longer than a statement.
 */
const unusual = kept((_: 'all'): readonly (readonly [units: number, codes: string])[] => {
  const codes = new Map<number, string[]>()
  for (const code of Intl.supportedValuesOf('currency')) {
    const units = 10 ** currencyDigits(code)
    codes.set(units, [...(codes.get(units) ?? []), `'${code}'`])
  }
  return [...codes].filter(([units]) => units !== 100).map(([units, list]) => [units, list.join(', ')])
})

function unitsSql(currency: SQL): SQL {
  const cases = unusual('all').map(
    ([units, codes]) => sql`when ${currency} in (${sql.raw(codes)}) then ${sql.raw(String(units))}`,
  )
  return sql`(case ${sql.join(cases, sql` `)} else 100 end)`
}

/**
 * Joins what an amount in a currency is to be multiplied with on a day, both in minor units: 1 for the company's own currency, and
 * null where no rate is known. A guess would be a wrong number.
 * @param alias under which the join gives `rate`
 */
export function rateJoin(rates: Table, currency: SQL, day: SQL, alias: string): SQL {
  const dated = rates.stored('dated_on')
  const rate = sql`select ${rates.stored('rate')} * ${unitsSql(companyCurrency)} / ${unitsSql(currency)}
    from ${rates.table} where ${rates.stored('currency')} = ${currency}
    and ${rates.stored('into_currency')} = ${companyCurrency}
    and ${dated} <= ${day} and ${dated} > ${day} - ${sql.raw(String(longestGap))} order by ${dated} desc limit 1`
  return sql`left join lateral (select case when ${currency} = ${companyCurrency} then 1::numeric else (${rate}) end as rate)
    as ${sql.identifier(alias)} on true`
}

/** The column that `rateJoin` gives. */
export const rateOf = (alias: string): SQL => sql`${sql.identifier(alias)}.rate`
