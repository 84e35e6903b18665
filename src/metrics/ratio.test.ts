import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { addDays } from '../time/zone.js'
import { asking, catalogueWith } from './testing/acme.js'
import { addDeals, addSource } from './testing/rows.js'

const catalogue = catalogueWith()
let database: Database
let source: { source: number; import: number }
beforeAll(async () => {
  database = await testDatabase()
  source = await addSource(database.db, 'opportunities')
})
afterAll(() => database.close())

const deal = fc.record({
  region: fc.constantFrom('EMEA', 'APAC', null),
  outcome: fc.constantFrom('won', 'lost', 'open'),
  amount: fc.option(fc.integer({ min: 0, max: 1_000_000_00 })),
  created: fc.integer({ min: -200, max: 0 }),
  closed: fc.integer({ min: 0, max: 180 }),
})
type Deal = typeof deal extends fc.Arbitrary<infer D> ? D : never

const first = '2026-01-01'
const dayOf = (offset: number) => addDays(first, offset)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const middle = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = (sorted.length - 1) / 2
  const [low, high] = [sorted[Math.floor(half)], sorted[Math.ceil(half)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** What the metrics say, counted again in the plainest way. */
function counted(deals: readonly Deal[]) {
  const won = deals.filter(({ outcome }) => outcome === 'won')
  const closed = deals.filter(({ outcome }) => outcome !== 'open')
  const revenue = sum(won.map(({ amount }) => amount ?? 0))
  const days = won.map((one) => one.closed - one.created)
  const share = (a: number, b: number) => (b === 0 ? null : a / b)
  return {
    win_rate: share(won.length, closed.length),
    won_revenue: revenue,
    average_deal: share(revenue, won.length),
    median_deal: middle(won.flatMap(({ amount }) => (amount === null ? [] : [amount]))),
    sales_cycle_mean: share(sum(days), won.length),
    sales_cycle_median: middle(days),
  }
}

it('a number over any period and group is recomputed from its rows, never from other numbers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(deal, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 180 }),
      fc.integer({ min: 0, max: 180 }),
      async (deals, a, b) => {
        await database.sql`delete from opportunities`
        await addDeals(
          database.db,
          source,
          deals.map(({ region, outcome, amount, created, closed }) => ({
            region,
            outcome,
            amount,
            createdOn: dayOf(created),
            closedOn: outcome === 'open' ? null : dayOf(closed),
          })),
        )
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const within = deals.filter(({ closed }) => closed >= from && closed <= to)
        const wanted = counted(within)
        for (const [metric, value] of Object.entries(wanted)) {
          const answer = await asking(database.db, catalogue, metric, `${dayOf(from)}..${dayOf(to)}`, { by: 'region' })
          near(
            answer.result.value,
            within.every(({ outcome }) => outcome === 'open') ? null : value,
            answer.result.rows,
          )
          for (const { key, result } of answer.breakdown) {
            const part = counted(within.filter(({ region }) => region === key))
            near(result.value, part[metric as keyof typeof part], 1)
          }
        }
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)

/** Sums of no rows are zero or unknown, as the data reaches; everything else has one right answer. */
function near(got: number | null, wanted: number | null, rows: number): void {
  if (rows === 0) expect(got ?? 0).toBe(0)
  else if (wanted === null || got === null) expect(got).toBe(wanted)
  else expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)))
}
