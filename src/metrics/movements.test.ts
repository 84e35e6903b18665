import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { rates } from '../../db/schema/facts-plans.js'
import { testDatabase } from '../../test/database.js'
import { rangeOf } from '../time/period.js'
import { addDays } from '../time/zone.js'
import { ask } from './ask.js'
import { acme, asking, catalogueWith } from './testing/acme.js'
import { addSource, addSubscriptions } from './testing/rows.js'

const catalogue = catalogueWith()
const now = Temporal.Instant.from('2026-12-31T10:00:00Z')
let database: Database
let billing: { source: number; import: number }
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  await database.sql`truncate subscriptions, rates, imports, sources`
  billing = await addSource(database.db, 'subscriptions', { name: 'billing', label: 'Billing' })
})
afterAll(() => database.close())

type Subscription = Parameters<typeof addSubscriptions>[2][number]
const pays = (
  account: string,
  mrr: number,
  validFrom: string,
  validTo: string | null = null,
  more: Subscription = {},
) => {
  return { account, mrr, validFrom, validTo, ...more }
}
const given = (...list: readonly Subscription[]) => addSubscriptions(database.db, billing, list)

const answer = (metric: string, period: string, more = {}) =>
  asking(database.db, catalogue, metric, period, more, { now })
const value = async (metric: string, period: string) => (await answer(metric, period)).result.value
const movements = ['new', 'expansion', 'contraction', 'churn', 'reactivation']
const moved = async (period: string) =>
  Object.fromEntries(
    (await Promise.all(movements.map(async (one) => [one, await value(`mrr_${one}`, period)] as const))).filter(
      ([, amount]) => amount !== 0,
    ),
  )

describe('the movements of an account', () => {
  it('are new, expansion by a second subscription, contraction by the end of one of two, churn, and reactivation', async () => {
    await given(
      pays('Acme', 166_67, '2026-01-10', '2026-04-01', { reason: 'Price' }),
      pays('Acme', 60_00, '2026-02-05', '2026-03-20', { reason: 'Not used' }),
      pays('Acme', 80_00, '2026-06-15'),
      pays('Trial', 500_00, '2026-01-01', null, { trial: true }),
    )
    expect(await moved('January')).toEqual({ new: 166_67 })
    expect(await moved('February')).toEqual({ expansion: 60_00 })
    expect(await moved('March')).toEqual({ contraction: 60_00 })
    expect(await moved('April')).toEqual({ churn: 166_67 })
    expect(await moved('May')).toEqual({})
    expect(await moved('June')).toEqual({ reactivation: 80_00 })
    expect(await value('customers_new', '2026')).toBe(1)
    expect(await value('customers_lost', '2026')).toBe(1)
    expect(await value('customers_reactivated', '2026')).toBe(1)
    expect(await value('upsells', '2026')).toBe(1)
    expect((await answer('mrr_churn', '2026', { by: 'reason' })).breakdown.map(({ key }) => key)).toEqual(['Price'])
    expect((await answer('mrr_contraction', '2026', { by: 'reason' })).breakdown.map(({ key }) => key)).toEqual([
      'Not used',
    ])
  })

  it('are none where a plan follows another on the same day at the same price, and one where the price differs', async () => {
    await given(
      pays('A', 100, '2026-01-01', '2026-03-01'),
      pays('A', 100, '2026-03-01', '2026-05-01'),
      pays('A', 130, '2026-05-01'),
    )
    expect(await moved('March')).toEqual({})
    expect(await moved('May')).toEqual({ expansion: 30 })
  })

  it('show a round trip inside a month that two ends of months do not', async () => {
    await given(pays('A', 100, '2026-01-01'), pays('A', 40, '2026-03-05', '2026-03-20'))
    expect(await moved('March')).toEqual({ expansion: 40, contraction: 40 })
    expect(await value('mrr_net_new', 'March')).toBe(0)
  })
})

describe('opening MRR and the movements of a period together', () => {
  const day = fc.integer({ min: 0, max: 300 }).map((offset) => addDays('2026-01-01', offset))
  const subscription = fc.record({
    account: fc.constantFrom('A', 'B', 'C', 'D'),
    mrr: fc.integer({ min: 0, max: 5 }).map((one) => one * 10_00),
    validFrom: day,
    length: fc.option(fc.integer({ min: 0, max: 120 }), { nil: null }),
    trial: fc.boolean(),
  })

  it('are the closing MRR, whatever the subscriptions and the period; and movement by movement as counted by hand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(subscription, { minLength: 1, maxLength: 12 }), day, day, async (list, first, last) => {
        await database.sql`truncate subscriptions`
        const rows = list.map(({ length, ...one }) => ({
          ...one,
          validTo: length === null ? null : addDays(one.validFrom, length),
        }))
        await given(...rows)
        const period = rangeOf(first, last)
        const of = async (metric: string) => {
          const question = { metric, period, by: null, where: [], against: { kind: 'none' }, trend: null } as const
          return (
            (await ask(catalogue, { ...question, where: [] }, { db: database.db, now, company: acme })).result.value ??
            0
          )
        }
        const [opening, closing, drift] = [await of('mrr_opening'), await of('mrr'), await of('mrr_exchange')]
        const amounts = Object.fromEntries(
          await Promise.all(movements.map(async (one) => [one, await of(`mrr_${one}`)] as const)),
        )
        const { new: fresh = 0, expansion = 0, contraction = 0, churn = 0, reactivation = 0 } = amounts
        expect(opening + fresh + expansion + reactivation - contraction - churn).toBe(closing)
        expect(drift).toBe(0)
        expect(amounts).toEqual(byHand(rows, period))
      }),
      { numRuns: 40 },
    )
  }, 120_000)
})

type Paid = { account: string; mrr: number; validFrom: string; validTo: string | null; trial: boolean }

function kindOf(before: number, after: number, everPaid: boolean): string {
  if (before === 0) return everPaid ? 'reactivation' : 'new'
  if (after === 0) return 'churn'
  return after > before ? 'expansion' : 'contraction'
}

/** The movements of a period, by walking through its days account by account. */
function byHand(rows: readonly Paid[], period: { from: string; to: string }): Record<string, number> {
  const sums: Record<string, number> = Object.fromEntries(movements.map((one) => [one, 0]))
  const paid = rows.filter(({ trial }) => !trial)
  for (const account of new Set(paid.map((one) => one.account))) {
    const own = paid.filter((one) => one.account === account)
    const on = (day: string) =>
      own
        .filter((one) => one.validFrom <= day && (one.validTo === null || one.validTo > day))
        .reduce((sum, { mrr }) => sum + mrr, 0)
    let everPaid = false
    for (let day = '2026-01-01'; day < period.to; day = addDays(day, 1)) {
      const [before, after] = [on(addDays(day, -1)), on(day)]
      const kind = kindOf(before, after, everPaid)
      if (before !== after && day >= period.from) sums[kind] = (sums[kind] ?? 0) + Math.abs(after - before)
      everPaid ||= after > 0
    }
  }
  return sums
}

describe('subscriptions in several currencies', () => {
  const rate = async (dated: readonly (readonly [day: string, rate: string])[], currency = 'USD') => {
    const from = await addSource(database.db, 'rates', { name: `rates-${currency}`, label: 'Rates' })
    const rows = dated.map(([datedOn, one]) => {
      return { ...from, id: `${currency}-${datedOn}`, datedOn, currency, intoCurrency: 'EUR', rate: one }
    })
    await database.db.insert(rates).values(rows)
  }

  it('count at the rate of the day of measuring, movements at that of their day, and what the rate did is apart from expansion', async () => {
    await rate([
      ['2026-02-27', '0.90'],
      ['2026-03-16', '0.95'],
      ['2026-03-31', '0.80'],
    ])
    await given(
      pays('Euro', 100_00, '2026-01-01'),
      pays('Dollar', 1_000_00, '2026-01-01', null, { currency: 'USD' }),
      pays('Dollar', 200_00, '2026-03-17', null, { currency: 'USD' }),
    )
    expect((await answer('mrr_opening', 'March')).result).toMatchObject({ value: 100_00 + 900_00, currency: 'EUR' })
    expect(await value('mrr_expansion', 'March')).toBe(190_00)
    expect(await value('mrr', 'March')).toBe(100_00 + 960_00)
    // 1,000 dollars fell by 10 cents each, and 200 from 95 to 80 within the month.
    expect(await value('mrr_exchange', 'March')).toBe(-100_00 - 30_00)
    expect(await value('mrr_net_new', 'March')).toBe(190_00)
    expect((await answer('mrr', 'March')).sources.map(({ name }) => name).sort()).toEqual(['billing', 'rates-USD'])
  })

  it('keep a customer whatever the exchange does: retention is at the rate of the earlier moment', async () => {
    await rate([
      ['2025-12-30', '0.90'],
      ['2026-12-30', '0.45'],
    ])
    await given(
      pays('Euro', 100_00, '2025-01-01'),
      pays('Dollar', 100_00, '2025-01-01', '2026-06-01', { currency: 'USD' }),
      pays('Dollar', 120_00, '2026-06-01', null, { currency: 'USD' }),
    )
    const nrr = (await answer('nrr', 'today')).result
    expect(nrr).toMatchObject({ numerator: 100_00 + 108_00, denominator: 190_00, currency: 'EUR' })
    expect((await answer('grr', 'today')).result.value).toBe(1)
  })

  it('without a rate of the day or the week before it give no number, and name the day', async () => {
    await rate([['2026-02-20', '0.90']])
    await given(
      pays('Dollar', 1_000_00, '2026-01-01', null, { currency: 'USD' }),
      pays('Gone', 100_00, '2026-01-01', '2026-02-21', { currency: 'USD' }),
    )
    expect(await value('mrr', '2026-02-26')).toBe(900_00)
    expect((await answer('mrr', '2026-03-02')).result.missing).toEqual({
      reason: 'no rate',
      metric: 'mrr',
      currency: 'USD',
      day: '2026-03-02',
    })
    expect((await answer('mrr_new', 'January')).result.missing).toMatchObject({ reason: 'no rate', day: '2026-01-01' })
    const daily = (await answer('gross_mrr_churn_daily_sum', 'February')).result
    expect(daily.missing).toMatchObject({ reason: 'no rate', currency: 'USD', day: '2026-01-01' })
  })

  it('count minor units as what they are: a yen has no hundredths', async () => {
    await rate([['2026-03-31', '0.006']], 'JPY')
    await given(pays('Yen', 10_000, '2026-01-01', null, { currency: 'JPY' }))
    expect(await value('mrr', '2026-03-31')).toBe(60_00)
  })

  it('without any rates are told in their own currency where there is one, and not added up where there are two', async () => {
    await given(pays('Dollar', 1_000_00, '2026-01-01', null, { currency: 'USD' }))
    expect((await answer('mrr', 'March')).result).toMatchObject({ value: 1_000_00, currency: 'USD' })
    await given(pays('Euro', 1_00, '2026-01-01'))
    expect((await answer('mrr', 'March')).result.missing?.reason).toBe('mixed currencies')
    expect((await answer('nrr', 'today')).result.missing?.reason ?? null).not.toBe('no rate')
  })
})

describe('retention', () => {
  it('caps each account at its base where it is gross, and lets later growth heal only a loss of the same account', async () => {
    await given(
      pays('Grown', 100, '2025-06-01', '2026-03-01'),
      pays('Grown', 150, '2026-03-01'),
      pays('Healed', 100, '2025-06-01', '2026-02-01'),
      pays('Healed', 60, '2026-02-01', '2026-09-01'),
      pays('Healed', 120, '2026-09-01'),
      pays('Left', 100, '2025-06-01', '2026-04-01'),
      pays('Later', 900, '2026-05-01'),
    )
    expect((await answer('grr', 'today')).result).toMatchObject({ numerator: 200, denominator: 300 })
    expect((await answer('nrr', 'today')).result).toMatchObject({ numerator: 270, denominator: 300 })
    expect((await answer('logo_retention', 'today')).result).toMatchObject({ numerator: 2, denominator: 3 })
    // The flow form counts the loss that was healed as well.
    expect(await value('grr_flow', '2026')).toBeCloseTo((300 - 40 - 100) / 300, 12)
    expect(await value('nrr_flow', '2026')).toBeCloseTo((300 + 50 + 60 - 40 - 100) / 300, 12)
  })

  it('of customers leaves those won in the period out of both sides, and says where there were none', async () => {
    await given(
      pays('Stays', 100, '2026-01-01'),
      pays('Left', 100, '2026-01-01', '2026-03-10'),
      pays('Back', 100, '2026-01-01', '2026-03-05'),
      pays('Back', 100, '2026-03-25'),
      pays('Short', 100, '2026-03-02', '2026-03-28'),
    )
    expect(await value('logo_churn', 'March')).toBeCloseTo(1 / 3, 12)
    expect(await value('logo_churn_flow', 'March')).toBe(1)
    expect((await answer('logo_churn', 'January')).result).toMatchObject({
      value: null,
      missing: { reason: 'no base' },
    })
    expect(await value('net_mrr_churn', 'April')).toBe(0)
  })

  it('may be below zero where customers grow: nothing is cut off', async () => {
    await given(pays('A', 100, '2026-01-01'), pays('A', 50, '2026-03-10'))
    expect(await value('net_mrr_churn', 'March')).toBe(-0.5)
    expect(await value('expansion_rate', 'March')).toBe(0.5)
  })
})
