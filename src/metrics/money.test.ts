import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import type { Answer } from './answer.js'
import { asking, catalogueWith, now } from './testing/acme.js'
import { addDeals, addSource, addSubscriptions, decided } from './testing/rows.js'

const catalogue = catalogueWith()
let database: Database
beforeAll(async () => {
  database = await testDatabase()
  const crm = await addSource(database.db, 'opportunities')
  await addDeals(database.db, crm, decided('won', '2026-02-02', 1, { amount: 5_00 }))
})
afterAll(() => database.close())

const about = (metric: string, period: string, more: Parameters<typeof asking>[4] = {}): Promise<Answer> =>
  asking(database.db, catalogue, metric, period, more)
const numberOf = async (metric: string, period: string) => (await about(metric, period)).result.value

describe('several currencies', () => {
  it('are not added up: the number is missing, and says which they are', async () => {
    const crm = await addSource(database.db, 'opportunities', {
      name: 'crm2',
      label: 'Second CRM',
      readAt: now.toString(),
    })
    await addDeals(database.db, crm, decided('won', '2026-03-03', 2, { amount: 10_00, region: 'LATAM' }))
    await addDeals(
      database.db,
      crm,
      decided('won', '2026-03-04', 1, { amount: 10_00, currency: 'USD', region: 'LATAM' }),
    )
    const mixed = await about('won_revenue', 'March')
    expect(mixed.result.missing).toEqual({
      reason: 'mixed currencies',
      metric: 'won_revenue',
      currencies: ['EUR', 'USD'],
    })
    expect((await about('deals_won', 'March')).result.value).toBe(3)
    expect((await about('average_deal', 'March')).result.missing?.reason).toBe('mixed currencies')
    expect((await about('won_revenue', '2026-03-04')).result).toMatchObject({ value: 10_00, currency: 'USD' })
    expect(mixed.sources.map(({ name }) => name)).toEqual(['crm', 'crm2'])
  })
})

describe('recurring revenue', () => {
  it('is what is live and paid at the end of the day, and a year is twelve months of it', async () => {
    const billing = await addSource(database.db, 'subscriptions', {
      name: 'billing',
      label: 'Billing',
      readAt: now.toString(),
    })
    await addSubscriptions(database.db, billing, [
      { mrr: 1_000_01, validFrom: '2026-01-01', plan: 'Team' },
      { mrr: 500_00, validFrom: '2026-08-13', plan: 'Solo' },
      { mrr: 900_00, validFrom: '2026-08-14', plan: 'Solo' },
      { mrr: 700_00, validFrom: '2026-01-01', validTo: '2026-08-13', plan: 'Solo' },
      { mrr: 300_00, validFrom: '2026-01-01', trial: true },
    ])
    const mrr = await about('mrr', 'today', { by: 'plan' })
    expect(mrr.result).toMatchObject({ value: 1_500_01, rows: 2, currency: 'EUR' })
    expect(mrr.breakdown.map(({ key, result }) => [key, result.value])).toEqual([
      ['Team', 1_000_01],
      ['Solo', 500_00],
    ])
    expect(mrr.against?.result.value).toBe(1_700_01)
    expect((await about('arr', 'today')).result).toMatchObject({ value: 12 * 1_500_01, currency: 'EUR' })
    expect(await numberOf('mrr', 'yesterday')).toBe(1_700_01)
  })
})
