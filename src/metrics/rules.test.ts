import type { PgTable } from 'drizzle-orm/pg-core'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { leads, opportunities, spend, subscriptions } from '../../db/schema/facts.js'
import { cash, entered, forecasts, quotas, receivables, surveyScores } from '../../db/schema/facts-plans.js'
import { testDatabase } from '../../test/database.js'
import type { Person } from '../company/model.js'
import type { FactName } from '../facts/catalogue.js'
import { acme, asking, catalogueWith, person } from './testing/acme.js'
import { addSource } from './testing/rows.js'
import { mayRead } from './visibility.js'

const catalogue = catalogueWith()
/** 15 November: 46 of the quarter's 92 days have begun. */
const now = Temporal.Instant.from('2026-11-15T10:00:00Z')
let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  const all = [opportunities, subscriptions, spend, leads, quotas, forecasts, surveyScores, receivables, cash, entered]
  for (const table of all) await database.db.delete(table)
  await database.sql`truncate imports, sources`
})
afterAll(() => database.close())

let next = 0
async function given<T extends PgTable>(
  fact: FactName,
  table: T,
  rows: readonly Partial<T['$inferInsert']>[],
): Promise<void> {
  const from = await addSource(database.db, fact, { name: `${fact}-${++next}`, label: fact })
  const money = 'currency' in table && fact !== 'entered' ? { currency: 'EUR' } : {}
  const values = rows.map((row, at) => ({ ...from, id: `${fact}-${next}-${at}`, ...money, ...row }))
  for (const row of values) await database.sql`insert into ${database.sql(fact)} ${database.sql(named(row))}`
}

/** Fields are called in the database as in a mapping: `closedOn` is `closed_on`. */
const named = (row: object): Record<string, string | number | boolean | null> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`), value]),
  )

const answer = (metric: string, period: string, more = {}, company = acme) =>
  asking(database.db, catalogue, metric, period, more, { now, company })
const result = async (metric: string, period: string) => (await answer(metric, period)).result
const value = async (metric: string, period: string) => (await result(metric, period)).value

const won = (closedOn: string, amount: number, more = {}) => {
  return { outcome: 'won', createdOn: '2025-11-01', closedOn, amount, ...more }
}
const quota = (startsOn: string, amount: number, more = {}) => {
  return { startsOn, per: 'quarter', level: 'owner', amount, ...more }
}

describe('a ratio over a wider period', () => {
  it('is recomputed from its parts, which with unequal quotas is not the mean of its quarters', async () => {
    await given('quotas', quotas, [quota('2026-01-01', 100_00), quota('2026-04-01', 300_00)])
    await given('opportunities', opportunities, [won('2026-02-02', 120_00), won('2026-05-05', 150_00)])
    expect(await value('quota_attainment', 'Q1')).toBe(1.2)
    expect(await value('quota_attainment', 'Q2')).toBe(0.5)
    expect(await result('quota_attainment', '2026-01-01..2026-06-30')).toMatchObject({
      value: 0.675,
      numerator: 270_00,
      denominator: 400_00,
      currency: 'EUR',
    })
  })
})

describe('a quota', () => {
  it('counts whole in its own period, by days in a part of it, and to its end while it runs', async () => {
    await given('quotas', quotas, [
      quota('2026-10-01', 920_00, { owner: 'Maya', region: 'EMEA' }),
      quota('2026-10-01', 920_00, { level: 'team', region: 'EMEA' }),
      quota('2026-10-01', 999_00, { level: 'company' }),
    ])
    expect(await value('quota', 'this quarter')).toBe(920_00)
    expect(await value('quota', 'October')).toBe(310_00)
    expect(await value('quota', 'qtd')).toBe(460_00)
    expect(await value('quota', '2026')).toBe(920_00)
    expect((await result('quota', 'Q3')).missing?.reason).toBe('before the data')
    expect((await answer('quota', 'this quarter', { by: 'owner' })).breakdown.map(({ key }) => key)).toEqual(['Maya'])
  })

  it('that is met leaves nothing to cover: no number, and not infinity or less than nothing', async () => {
    await given('quotas', quotas, [quota('2026-10-01', 100_00)])
    await given('opportunities', opportunities, [
      won('2026-10-20', 120_00),
      { outcome: 'open', createdOn: '2026-10-01', closedOn: '2026-12-20', amount: 50_00 },
    ])
    expect(await value('quota_remaining', 'this quarter')).toBe(-20_00)
    expect(await value('pipeline_coverage', 'this quarter')).toBe(0.5)
    expect((await result('pipeline_coverage_remaining', 'this quarter')).missing).toEqual({
      reason: 'no base',
      metric: 'quota_remaining',
    })
    expect((await answer('pipeline_coverage_remaining', 'this quarter')).blame?.nothing).toBe('The quota is met')
  })
})

describe('a fiscal year that begins in February', () => {
  it('has quarters of its own, for numbers and for the quotas that they are compared with', async () => {
    const company = { ...acme, fiscalMonth: 2 }
    await given('quotas', quotas, [quota('2026-08-01', 200_00)])
    await given('opportunities', opportunities, [
      won('2026-08-01', 50_00),
      won('2026-10-31', 50_00),
      won('2026-11-01', 9_00),
    ])
    const attained = await answer('quota_attainment', 'last quarter', {}, company)
    expect(attained.question.period).toMatchObject({ from: '2026-08-01', to: '2026-11-01' })
    expect(attained.result.value).toBe(0.5)
  })
})

describe('a running period', () => {
  it('is compared with the same share of the one before, also where it looks back at that one', async () => {
    await given('subscriptions', subscriptions, [
      { account: 'A', mrr: 365_00, trial: false, validFrom: '2026-01-01', validTo: null },
      { account: 'B', mrr: 365_00, trial: false, validFrom: '2026-10-01', validTo: null },
    ])
    await given('spend', spend, [
      { spentOn: '2026-07-10', department: 'sales', category: 'other', amount: 100_00 },
      { spentOn: '2026-09-20', department: 'sales', category: 'other', amount: 900_00 },
    ])
    // 365.00 a month are 12.00 a day: 46 days of two against 46 of one.
    expect(await value('earned_revenue', 'this quarter')).toBeCloseTo(2 * 46 * 12_00, 6)
    expect(await value('earned_revenue_before', 'this quarter')).toBeCloseTo(46 * 12_00, 6)
    expect(await value('magic_number', 'this quarter')).toBeCloseTo((4 * 46 * 12_00) / 100_00, 9)
    expect(await value('earned_revenue_before', 'Q3')).toBeCloseTo(91 * 12_00, 6)
    expect((await answer('earned_revenue', 'this quarter')).against?.result.value).toBeCloseTo(46 * 12_00, 6)
  })
})

describe('where there is no base there is no number, but a reason', () => {
  it('burned cash without growth, a lifetime without anybody who left, cash without a balance', async () => {
    await given('subscriptions', subscriptions, [
      { account: 'A', mrr: 100_00, trial: false, validFrom: '2025-01-01', validTo: null },
    ])
    await given('cash', cash, [{ bankAccount: 'Main', balanceOn: '2026-09-20', balance: 500_00 }])
    await given('cash', cash, [{ bankAccount: 'Main', balanceOn: '2026-10-20', balance: 400_00 }])
    expect(await value('net_burn', 'this quarter')).toBe(100_00)
    expect((await answer('burn_multiple', 'this quarter')).blame?.nothing).toBe('ARR did not grow')
    expect((await result('clv', 'today')).missing).toEqual({ reason: 'no base', metric: 'customer_churn_monthly' })
    expect((await result('net_burn', 'Q3')).missing).toMatchObject({ reason: 'no rows', metric: 'cash_opening' })
    expect((await result('cac', 'this quarter')).missing).toMatchObject({ reason: 'not connected', fact: 'spend' })
  })
})

describe('cash', () => {
  it('is the last balance of each account, however long ago it was stated', async () => {
    await given('cash', cash, [
      { bankAccount: 'Main', balanceOn: '2026-06-30', balance: 900_00 },
      { bankAccount: 'Main', balanceOn: '2026-09-30', balance: 700_00 },
      { bankAccount: 'Savings', balanceOn: '2026-02-01', balance: 50_00 },
      { bankAccount: 'Main', balanceOn: '2026-10-01', balance: 1_00 },
    ])
    expect(await value('cash_balance', 'Q3')).toBe(750_00)
    expect(await value('cash_balance', 'July')).toBe(950_00)
    expect(await value('net_burn', 'Q3')).toBe(200_00)
    const { breakdown } = await answer('cash_balance', 'Q3', { by: 'bank_account' })
    expect(breakdown.map(({ key, result: { value: held } }) => [key, held])).toEqual([
      ['Main', 700_00],
      ['Savings', 50_00],
    ])
  })
})

describe('a forecast', () => {
  const commit = (team: string, frozenOn: string, amount: number, more = {}) => {
    return { team, frozenOn, startsOn: '2026-07-01', per: 'quarter', category: 'commit', amount, ...more }
  }

  it('is judged as it was frozen at the beginning, team by team or in total, and only once its stretch is over', async () => {
    await given('forecasts', forecasts, [
      commit('North', '2026-07-02', 1_060_00),
      commit('South', '2026-07-02', 25_00),
      commit('North', '2026-09-01', 1_000_00),
      commit('North', '2026-07-02', 9_999_00, { category: 'best_case' }),
      commit('North', '2026-10-02', 5_00, { startsOn: '2026-10-01' }),
    ])
    await given('opportunities', opportunities, [
      won('2026-08-01', 1_000_00, { team: 'North' }),
      won('2026-08-01', 10_00, { team: 'South' }),
      won('2026-10-05', 77_00, { team: 'North' }),
    ])
    expect(await value('forecast_commit', 'Q3')).toBe(1_085_00)
    expect(await value('forecast_outcome', 'Q3')).toBe(1_010_00)
    expect(await value('forecast_wape', 'Q3')).toBeCloseTo(75 / 1010, 12)
    expect(await value('forecast_mape', 'Q3')).toBeCloseTo((0.06 + 1.5) / 2, 12)
    expect(await value('forecast_bias', 'Q3')).toBeCloseTo(75 / 1010, 12)
    expect(await value('forecast_accuracy', 'Q3')).toBeCloseTo(1 - 75 / 1010, 12)
    expect((await answer('forecast_accuracy', 'Q3', { by: 'team' })).breakdown.map(({ key }) => key)).toEqual([
      'North',
      'South',
    ])
    expect((await answer('forecast_accuracy', 'Q3', { by: 'team' })).breakdown[1]?.result.value).toBeCloseTo(-0.5, 12)
    expect((await result('forecast_accuracy', 'this quarter')).missing?.reason).toBe('no base')
  })
})

describe('a score', () => {
  const asked = (kind: string, score: number, count: number) =>
    Array.from({ length: count }, () => ({ kind, score, askedOn: '2026-08-01', answeredOn: '2026-08-02' }))
  const scores = (rows: readonly ReturnType<typeof asked>[]) => given('survey_scores', surveyScores, rows.flat())

  it('weighs who would recommend against who would not, employees apart from customers', async () => {
    await scores([
      asked('nps', 9, 100),
      asked('nps', 8, 90),
      asked('nps', 0, 20),
      asked('nps', 6, 40),
      asked('enps', 2, 6),
    ])
    expect(await value('nps', 'Q3')).toBe(16)
    expect(await value('enps', 'Q3')).toBe(-100)
  })

  it('of fewer than five answers is none', async () => {
    await scores([asked('nps', 10, 4), asked('csat', 5, 1)])
    expect((await result('nps', 'Q3')).missing).toEqual({ reason: 'too few', metric: 'nps', least: 5 })
    expect(await value('csat', 'Q3')).toBe(1)
  })
})

describe('a cohort', () => {
  it('leaves out who has not had their time, and counts only what was reached within it', async () => {
    await given('leads', leads, [
      { leadOn: '2026-08-01', mqlOn: '2026-08-10', sqlOn: '2026-09-01' },
      { leadOn: '2026-08-01', mqlOn: '2026-08-12', sqlOn: null },
      { leadOn: '2026-03-01', mqlOn: '2026-08-11', sqlOn: '2026-11-14' },
      { leadOn: '2026-08-01', mqlOn: '2026-08-20', sqlOn: '2026-08-21' },
      { leadOn: '2026-08-01', mqlOn: '2026-08-13', sqlOn: '2026-08-01' },
    ])
    // Handed over on 17 August or later: not 90 days ago. Sales was quicker than marketing once, which is a slip of a pen.
    expect(await result('mql_to_sql', 'August')).toMatchObject({ numerator: 1, denominator: 4 })
    expect(await result('mql_to_sql_events', 'August')).toMatchObject({ numerator: 2, denominator: 5 })
  })
})

describe('receivables', () => {
  it('are what is open at the end, and days of sales follow the length of the period', async () => {
    await given('receivables', receivables, [
      { account: 'A', invoicedOn: '2026-07-05', dueOn: '2026-08-05', paidOn: null, amount: 40_00 },
      { account: 'B', invoicedOn: '2026-07-06', dueOn: '2026-08-06', paidOn: '2026-08-01', amount: 160_00 },
    ])
    expect(await value('receivables_open', 'July')).toBe(200_00)
    expect(await value('receivables_open', 'Q3')).toBe(40_00)
    expect(await value('dso', 'Q3')).toBeCloseTo((40 / 200) * 92, 12)
  })
})

describe('a stated figure', () => {
  it('is the newest one that was stated by then', async () => {
    const margin = (startsOn: string, figure: string, enteredOn: string) => {
      return {
        metric: 'gross_margin',
        startsOn,
        per: 'month',
        value: figure,
        enteredBy: 'omar@acme.example',
        enteredOn,
      }
    }
    await given('entered', entered, [
      margin('2026-08-01', '0.71', '2026-09-05'),
      margin('2026-09-01', '0.74', '2026-10-05'),
    ])
    expect(await value('gross_margin', 'Q3')).toBe(0.74)
    expect(await value('gross_margin', 'August')).toBe(0.71)
    const then = Temporal.Instant.from('2026-10-01T10:00:00Z')
    expect((await asking(database.db, catalogue, 'gross_margin', 'last quarter', {}, { now: then })).result.value).toBe(
      0.71,
    )
  })
})

describe('data quality', () => {
  it('counts empty names, rows that repeat another, and the days since the oldest reading', async () => {
    await given('opportunities', opportunities, [
      won('2026-08-01', 10_00, { owner: 'Maya', region: 'EMEA' }),
      won('2026-08-01', 10_00, { owner: 'Maya', region: 'EMEA' }),
      won('2026-08-01', 10_00, { owner: 'Maya' }),
    ])
    await database.sql`update imports set finished_at = '2026-11-01T06:00:00Z'`
    const of = (metric: string) =>
      answer(metric, 'today', { where: [{ dimension: 'fact', values: ['opportunities'] }] })
    // Of nine names (account, owner, team, region, product, segment, lead source, route, stage) five are stated in three rows.
    expect((await of('data_completeness')).result).toMatchObject({ numerator: 5, denominator: 27 })
    expect((await of('data_duplicates')).result.value).toBe(1)
    expect((await of('data_age')).result.value).toBe(14)
  })
})

describe('what only finance may know', () => {
  it('is read by finance and executives alone, and so is everything that is built on it', () => {
    const own = catalogueWith(`
- name: burn_per_head
  label: Burn per head
  owner: { department: finance }
  unit: currency
  direction: down
  description: What was burned per person who works here.
  formula_text: net burn / head count
  formula: { kind: ratio, num: net_burn, den: head_count }`)
    const may = (name: string, more: Partial<Person>) => {
      const metric = own.get(name)
      return metric !== null && mayRead(metric, person(more))
    }
    for (const name of ['cash_balance', 'net_burn', 'burn_multiple', 'runway', 'burn_per_head']) {
      expect(may(name, { department: 'sales', role: 'leader' }), name).toBe(false)
      expect(may(name, { department: 'finance', role: 'member' }), name).toBe(true)
      expect(may(name, { department: null, role: 'executive' }), name).toBe(true)
    }
    expect(may('head_count', { department: 'sales', role: 'leader' })).toBe(true)
  })
})
