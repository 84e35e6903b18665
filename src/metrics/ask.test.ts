import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import type { Answer } from './answer.js'
import { acme, asking, catalogueWith } from './testing/acme.js'
import { addDeals, addSource, decided } from './testing/rows.js'

const catalogue = catalogueWith(`
- name: win_rate
  target: { value: 0.3, per: quarter, warn_at: 0.27, at_risk_at: 0.24 }
  freshness: { warn_after: 26h, fail_after: 50h }
- name: deals_won
  target: { value: 40, per: quarter, warn_at: 30, at_risk_at: 20, linear: true }
- name: won_revenue
  target: { value: 300000, per: quarter }
- name: open_share
  label: Open share
  owner: { department: sales }
  unit: ratio
  direction: neutral
  description: Open deals per deal won in the period.
  formula_text: open deals / deals won
  formula: { kind: ratio, num: open_pipeline_count, den: deals_won }
  dimensions: [region]
`)

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  const crm = await addSource(database.db, 'opportunities')
  await addDeals(database.db, crm, [
    ...decided('won', '2026-07-20', 4, { region: 'EMEA', owner: 'Maya', amount: 12_000_00, createdOn: '2026-06-20' }),
    ...decided('lost', '2026-07-21', 11, { region: 'EMEA', reason: 'price', amount: 0 }),
    ...decided('lost', '2026-07-21', 7, { region: 'EMEA', reason: 'no decision' }),
    ...decided('lost', '2026-07-21', 4, { region: 'EMEA', reason: null }),
    ...decided('won', '2026-08-02', 14, { region: 'APAC', amount: 6_400_00, createdOn: '2026-05-04' }),
    ...decided('lost', '2026-08-02', 35, { region: 'APAC', reason: 'timing' }),
    // The second quarter: 20 of 50 by its 44th day (14 May), 25 of 100 in all.
    ...decided('won', '2026-04-20', 20, { region: 'EMEA', amount: 5_000_00, createdOn: '2026-02-01' }),
    ...decided('lost', '2026-05-14', 30, { region: 'EMEA' }),
    ...decided('won', '2026-05-15', 5, { region: null, amount: 5_000_01, createdOn: '2026-02-01' }),
    ...decided('lost', '2026-06-30', 45, { region: 'EMEA' }),
    // Open ones: two without a creation date, one that is expected to close.
    ...Array.from({ length: 9 }, () => ({
      createdOn: '2026-06-30',
      listAmount: 500_00,
      region: 'EMEA',
      stage: 'Demo',
    })),
    { createdOn: null },
    { createdOn: null },
    { createdOn: '2026-07-01', closedOn: '2026-12-01', amount: 700_00, listAmount: 900_00, region: 'APAC' },
    // An expected close that has not come must not count as one.
    ...decided('won', '2026-09-15', 3, { amount: 1_00 }),
  ])
})
afterAll(() => database.close())

const about = (metric: string, period: string, more: Parameters<typeof asking>[4] = {}, at = {}): Promise<Answer> =>
  asking(database.db, catalogue, metric, period, more, at)
const numberOf = async (metric: string, period: string, more: Parameters<typeof asking>[4] = {}) =>
  (await about(metric, period, more)).result.value

describe('an answer', () => {
  it('carries the counts behind a share, its version, its sources and its rows', async () => {
    const answer = await about('win_rate', 'this quarter')
    expect(answer.result).toEqual({
      value: 18 / 75,
      numerator: 18,
      denominator: 75,
      rows: 75,
      currency: null,
      missing: null,
    })
    expect(answer.version).toBe(1)
    expect(answer.sources).toEqual([
      { name: 'crm', label: 'CRM export', readAt: Temporal.Instant.from('2026-08-13T06:00:00Z') },
    ])
  })

  it('compares a running quarter with the same share of the one before, and a whole one with the whole', async () => {
    const running = await about('win_rate', 'this quarter')
    expect(running.progress).toMatchObject({ state: 'running', elapsed: 44, days: 92 })
    expect(running.against).toMatchObject({ to: '2026-05-15', result: { numerator: 20, denominator: 50 } })
    const before = await about('win_rate', 'last quarter')
    expect(before.result).toMatchObject({ numerator: 25, denominator: 100 })
    const asOf = await about(
      'win_rate',
      'this quarter',
      {},
      { now: Temporal.Instant.from('2026-06-30T21:59:59.999999999Z') },
    )
    expect(asOf.progress.state).toBe('over')
    expect(asOf.result).toMatchObject({ numerator: 25, denominator: 100 })
  })

  it('compares with any other period, or with the year before', async () => {
    const period = {
      from: '2026-04-01',
      to: '2026-05-01',
      shape: { kind: 'unit', unit: 'month' },
      relative: false,
    } as const
    const april = await about('deals_won', '2026-07', { against: { kind: 'period', period } })
    expect([april.result.value, april.against?.result.value]).toEqual([4, 20])
    const yearBefore = await about('deals_won', '2026-07', { against: { kind: 'year before' } })
    expect(yearBefore.against?.period.from).toBe('2025-07-01')
    expect(yearBefore.against?.result.missing?.reason).toBe('before the data')
  })

  it('is split by any dimension, the largest first, with what was before beside it', async () => {
    const { breakdown, against } = await about('win_rate', 'this quarter', { by: 'region' })
    expect(breakdown.map(({ key, result }) => [key, result.numerator, result.denominator])).toEqual([
      ['APAC', 14, 49],
      ['EMEA', 4, 26],
    ])
    expect(against?.breakdown.map(({ key, result }) => [key, result.numerator])).toEqual([['EMEA', 20]])
  })

  it('keeps rows that state no value as a group of their own', async () => {
    const { breakdown } = await about('deals_won', 'Q2 2026', { by: 'region' })
    expect(breakdown.map(({ key, result }) => [key, result.value])).toEqual([
      ['EMEA', 20],
      [null, 5],
    ])
  })

  it('is filtered by one value, by several, and by several dimensions', async () => {
    const where = (dimension: string, ...values: string[]) => ({ dimension, values })
    const count = (...filters: ReturnType<typeof where>[]) => numberOf('deals_won', 'this quarter', { where: filters })
    expect(await count(where('region', 'EMEA'))).toBe(4)
    expect(await count(where('region', 'EMEA', 'APAC'))).toBe(18)
    expect(await count(where('region', 'EMEA'), where('owner', 'Maya'))).toBe(4)
    expect(await count(where('region', 'APAC'), where('owner', 'Maya'))).toBe(0)
    expect(await count(where('region', "x'; drop table opportunities; --"))).toBe(0)
  })

  it('says by what its rows were lost', async () => {
    const { aside } = await about('win_rate', 'this quarter', { where: [{ dimension: 'region', values: ['EMEA'] }] })
    expect(aside?.label).toBe('Lost to')
    expect(aside?.breakdown.map(({ key, result }) => [key, result.value])).toEqual([
      ['price', 11],
      ['no decision', 7],
      [null, 4],
    ])
  })

  it('adds money up to the cent', async () => {
    expect(await numberOf('won_revenue', 'Q2 2026')).toBe(20 * 5_000_00 + 5 * 5_000_01)
    const average = await about('average_deal', 'Q2 2026')
    expect(average.result).toMatchObject({ numerator: 125_000_05, denominator: 25, currency: 'EUR' })
    expect(average.result.value).toBe(125_000_05 / 25)
  })

  it('takes the mean of the middle two for the median of an even number', async () => {
    expect(await numberOf('median_deal', 'this quarter')).toBe(6_400_00)
    const day = (metric: string) => numberOf(metric, '2026-04-20..2026-05-15')
    expect(await day('sales_cycle_median')).toBe(78)
    expect(await numberOf('median_deal', '2026-04-20..2026-05-15', { where: [] })).toBe(5_000_00)
    expect(await numberOf('sales_cycle_mean', 'this quarter')).toBeCloseTo((4 * 30 + 14 * 90) / 18, 12)
  })

  it('has a trend with a point for every piece, empty ones included, from where the data begins', async () => {
    const { trend } = await about('deals_won', 'this year', { trend: 'month' })
    expect(trend.map(({ period, result }) => [period.from, result.value])).toEqual([
      ['2026-04-01', 20],
      ['2026-05-01', 5],
      ['2026-06-01', 0],
      ['2026-07-01', 4],
      ['2026-08-01', 14],
    ])
  })

  it('has a trend per group when it is split as well', async () => {
    const { trend } = await about('deals_won', 'this quarter', { trend: 'month', by: 'region' })
    expect(trend.map(({ breakdown }) => breakdown.map(({ key, result }) => [key, result.value]))).toEqual([
      [['EMEA', 4]],
      [['APAC', 14]],
    ])
  })

  it('counts nothing that lies after the moment of asking', async () => {
    expect(await numberOf('deals_won', 'this quarter')).toBe(18)
    expect(await numberOf('deals_won', 'all time')).toBe(43)
    const early = await about('deals_won', 'this quarter', {}, { now: Temporal.Instant.from('2026-07-31T10:00:00Z') })
    expect(early.result.value).toBe(4)
  })

  it('knows of a cohort only what was known by then', async () => {
    // Of the deals created in the second quarter, four were won on 20 July and fourteen on 2 August.
    const at = (moment: string) => about('sql_to_closed_won', 'Q2 2026', {}, { now: Temporal.Instant.from(moment) })
    expect((await at('2026-08-13T10:00:00Z')).result).toMatchObject({ numerator: 18, denominator: 18 })
    expect((await at('2026-07-25T10:00:00Z')).result).toMatchObject({ numerator: 4, denominator: 4 })
    expect((await at('2026-07-01T10:00:00Z')).result.missing?.reason).toBe('no base')
  })

  it('begins and ends days where the company says', async () => {
    const won = (zone: string, moment: string) =>
      asking(
        database.db,
        catalogue,
        'deals_won',
        'today',
        {},
        { now: Temporal.Instant.from(moment), company: { ...acme, zone } },
      )
    expect((await won('America/New_York', '2026-08-03T03:30:00Z')).result.value).toBe(14)
    expect((await won('UTC', '2026-08-03T03:30:00Z')).result.value).toBe(0)
  })
})

describe('a stock', () => {
  it('is measured at the end of the period, or today while it runs', async () => {
    const today = await about('open_pipeline_count', 'today')
    expect(today.measuredOn).toBe('2026-08-13')
    // The nine, the one that is expected to close, and the three that close only in September.
    expect(today.result.value).toBe(13)
    expect(await numberOf('open_pipeline_count', 'this quarter')).toBe(13)
    const june = await about('open_pipeline_count', 'Q2 2026')
    expect(june.measuredOn).toBe('2026-06-30')
    // The nine, and those of July and August that had been created by then.
    expect(june.result.value).toBe(9 + 4 + 22 + 14 + 35 + 3)
  })

  it('leaves out deals that cannot be placed in time, and takes the list price where no amount is stated', async () => {
    const { result } = await about('open_pipeline_value', 'today')
    expect(result.value).toBe(9 * 500_00 + 700_00 + 3 * 1_00)
  })

  it('is compared with a month earlier when it is asked for a day', async () => {
    expect((await about('open_pipeline_count', 'today')).against?.period.from).toBe('2026-07-13')
  })

  it('is put together with a flow over two passes', async () => {
    const answer = await about('open_share', 'this quarter', { by: 'region' })
    expect(answer.result).toMatchObject({ numerator: 13, denominator: 18, rows: 31 })
    expect(answer.breakdown.map(({ key, result }) => [key, result.numerator, result.denominator])).toEqual([
      ['EMEA', 9, 4],
      ['APAC', 1, 14],
      [null, 3, 0],
    ])
    expect(answer.breakdown[2]?.result.missing?.reason).toBe('no base')
  })
})

describe('a missing number', () => {
  it('is no zero where the denominator is: it says whose absence it is', async () => {
    const { result, blame } = await about('win_rate', '2026-08-10..2026-08-12')
    expect(result).toMatchObject({ value: null, numerator: 0, denominator: 0, rows: 0 })
    expect(result.missing).toEqual({ reason: 'no base', metric: 'deals_closed' })
    expect(blame).toEqual({ label: 'Deals closed', nothing: 'No deals closed' })
  })

  it('of a count is no absence where the data reaches: nothing won is 0', async () => {
    expect((await about('deals_won', '2026-08-10..2026-08-12')).result).toMatchObject({
      value: 0,
      missing: null,
      rows: 0,
    })
  })

  it('is said where nothing is known: before the data, and before the period', async () => {
    expect((await about('deals_won', '2025')).result.missing).toEqual({
      reason: 'before the data',
      metric: 'deals_won',
      firstDay: '2026-04-20',
    })
    expect((await about('deals_won', 'next quarter')).result.missing?.reason).toBe('not begun')
    expect((await about('median_deal', '2026-08-10..2026-08-12')).result.missing?.reason).toBe('no rows')
  })

  it('is said where nothing has been connected, and where a formula needs it', async () => {
    for (const metric of ['mrr', 'arr']) {
      const { result, sources } = await about(metric, 'today')
      expect(result).toMatchObject({
        value: null,
        rows: 0,
        missing: { reason: 'not connected', fact: 'subscriptions' },
      })
      expect(sources).toEqual([])
    }
  })

  it('goes through a formula: no velocity without a cycle', async () => {
    expect((await about('pipeline_velocity', '2026-08-10..2026-08-12')).result.missing?.reason).toBe('no base')
  })

  it('is refused in words for a metric or dimension that does not exist', async () => {
    await expect(about('no_such_metric', 'today')).rejects.toMatchObject({ key: 'answers.unknown_metric' })
    await expect(about('deals_won', 'today', { by: 'planet' })).rejects.toMatchObject({
      key: 'answers.unknown_dimension',
    })
    await expect(
      about('deals_won', 'today', { where: [{ dimension: 'amount', values: ['1'] }] }),
    ).rejects.toMatchObject({ key: 'answers.unknown_dimension' })
  })
})

describe('a target', () => {
  it('has no verdict on a running period unless it is linear, and then by the elapsed share', async () => {
    expect((await about('win_rate', 'this quarter')).target).toEqual({ value: 0.3, status: null })
    // 18 of 40, after 44 of 92 days: 40 * 44 / 92 = 19.1 were due, 14.3 before the warning.
    expect((await about('deals_won', 'this quarter')).target).toEqual({ value: 40, status: 'near' })
  })

  it('is judged by its thresholds once the period is over, in the unit in which people wrote it', async () => {
    expect((await about('win_rate', 'last quarter')).target?.status).toBe('warn')
    expect((await about('deals_won', 'last quarter')).target?.status).toBe('warn')
    expect((await about('won_revenue', 'last quarter')).target?.status).toBe('near')
  })

  it('says nothing about another kind of period, or about a part of the company', async () => {
    expect((await about('win_rate', 'July')).target).toBeNull()
    const emea = await about('win_rate', 'this quarter', { where: [{ dimension: 'region', values: ['EMEA'] }] })
    expect(emea.target).toBeNull()
  })
})

describe('targets of parts and periods', () => {
  const narrow = catalogueWith(`
- name: win_rate
  target: { value: 0.3, per: quarter }
  targets:
    - { value: 0.2, per: quarter, in: 2026-Q2 }
    - { value: 0.22, per: quarter, warn_at: 0.21, for: { region: EMEA } }
    - { value: 0.25, per: quarter, warn_at: 0.2, at_risk_at: 0.1, for: { region: EMEA }, in: 2026-Q2 }
    - { value: 0.5, per: month, linear: true, for: { region: EMEA } }
    - { value: 0.1, per: quarter, for: { region: EMEA, segment: Enterprise } }
`)
  const targetOf = async (period: string, filters: Readonly<Record<string, string>> = {}) => {
    const where = Object.entries(filters).map(([dimension, value]) => ({ dimension, values: [value] }))
    return (await asking(database.db, narrow, 'win_rate', period, { where })).target
  }

  it('hold for what they name: the one of a period before the one of every period', async () => {
    expect(await targetOf('last quarter')).toEqual({ value: 0.2, status: 'met' })
    expect(await targetOf('this quarter')).toEqual({ value: 0.3, status: null })
    expect(await targetOf('2026-Q1')).toEqual({ value: 0.3, status: null })
  })

  it('are those of a region where it is asked for, and of no other', async () => {
    // 20 of 95 in the second quarter.
    expect(await targetOf('last quarter', { region: 'EMEA' })).toEqual({ value: 0.25, status: 'near' })
    expect(await targetOf('this quarter', { region: 'EMEA' })).toEqual({ value: 0.22, status: null })
    expect(await targetOf('last quarter', { region: 'APAC' })).toBeNull()
    expect(await targetOf('2026-Q1', { segment: 'Enterprise', region: 'emea' })).toEqual({ value: 0.1, status: null })
    expect(await targetOf('2026-Q1', { segment: 'Enterprise' })).toBeNull()
  })

  it('judge a running period only where they are linear', async () => {
    expect(await targetOf('July', { region: 'EMEA' })).toEqual({ value: 0.5, status: 'near' })
    expect(await targetOf('this quarter', { region: 'EMEA' })).toEqual({ value: 0.22, status: null })
    expect(await targetOf('July')).toBeNull()
  })
})

describe('freshness', () => {
  it('is judged by the source that was read longest ago', async () => {
    const at = async (moment: string) =>
      (await about('win_rate', 'this quarter', {}, { now: Temporal.Instant.from(moment) })).freshness
    expect(await at('2026-08-14T07:00:00Z')).toBe('fresh')
    expect(await at('2026-08-14T09:00:00Z')).toBe('warn')
    expect(await at('2026-08-15T09:00:00Z')).toBe('stale')
  })
})
