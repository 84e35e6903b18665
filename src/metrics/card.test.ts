import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { type Block, type Chart, message, type Table } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { flatten } from '../chat/text.js'
import { textsFor } from '../locales/texts.js'
import type { Answer } from './answer.js'
import { answerCard, sharedCard } from './card.js'
import { acme, asking, catalogueWith } from './testing/acme.js'
import { addDeals, addSource, decided } from './testing/rows.js'

const catalogue = catalogueWith(`
- name: win_rate
  target: { value: 0.3, per: quarter, warn_at: 0.27, at_risk_at: 0.24 }
  freshness: { warn_after: 26h, fail_after: 50h }
- name: won_revenue
  target: { value: 150000, per: quarter }
`)
const t = textsFor('en', acme.zone)
let database: Database
beforeAll(async () => {
  database = await testDatabase()
  const crm = await addSource(database.db, 'opportunities')
  await addDeals(database.db, crm, [
    ...decided('won', '2026-07-20', 4, { region: 'EMEA', amount: 12_000_00, createdOn: '2026-06-20' }),
    ...decided('lost', '2026-07-21', 11, { region: 'EMEA', reason: 'price' }),
    ...decided('lost', '2026-07-21', 7, { region: 'EMEA', reason: 'no decision' }),
    ...decided('lost', '2026-07-21', 4, { region: 'EMEA', reason: null }),
    ...decided('won', '2026-08-02', 14, { region: 'APAC', amount: 6_400_00, createdOn: '2026-05-04' }),
    ...decided('lost', '2026-08-02', 35, { region: 'APAC', reason: 'timing' }),
    ...decided('won', '2026-04-20', 29, { region: 'EMEA', amount: 5_000_00, createdOn: '2026-02-01' }),
    ...decided('lost', '2026-05-14', 71, { region: 'EMEA' }),
    { createdOn: '2026-08-01', amount: 1_234_56, region: '<!channel> *EMEA*' },
  ])
})
afterAll(() => database.close())

const about = (metric: string, period: string, more: Parameters<typeof asking>[4] = {}, at = {}): Promise<Answer> =>
  asking(database.db, catalogue, metric, period, more, at)
const emea = { where: [{ dimension: 'region', values: ['EMEA'] }] }
const view = { t, calendar: acme, shareable: false, rows: false, corrections: [] }
const lines = async (answer: Promise<Answer>) => plainLines(answerCard(await answer, view))
const sentence = async (answer: Promise<Answer>) => (await lines(answer))[0]

describe('the sentence of an answer', () => {
  it.each([
    [
      'win_rate',
      'this quarter',
      emea,
      'Win rate, EMEA, this quarter: 15% so far (4 of 26), was 29% at this point last quarter (−14 points).',
    ],
    [
      'win_rate',
      'this quarter',
      {},
      'Win rate, this quarter: 24% so far (18 of 75), was 29% at this point last quarter (−5 points).',
    ],
    ['win_rate', 'Q3', {}, 'Win rate, Q3 2026: 24% so far (18 of 75), was 29% at this point in Q2 2026 (−5 points).'],
    ['win_rate', 'last quarter', {}, 'Win rate, last quarter: 29% (29 of 100).'],
    [
      'win_rate',
      'last quarter',
      { against: { kind: 'year before' } },
      'Win rate, last quarter: 29% (29 of 100). There is no number to compare it with in Q2 2025.',
    ],
    [
      'won_revenue',
      'this quarter',
      {},
      'Won revenue, this quarter: €138K so far, was €145K at this point last quarter (−5%).',
    ],
    ['average_deal', 'July', {}, 'Average deal, July 2026: €12K (4 deals).'],
    [
      'median_deal',
      'this quarter',
      {},
      'Median deal, this quarter: €6,400.00 so far, was €5,000.00 at this point last quarter (+28%).',
    ],
    [
      'sales_cycle_median',
      'this quarter',
      {},
      'Sales cycle, this quarter: 90 days so far, was 78 days at this point last quarter (+12 days).',
    ],
    ['deals_won', 'yesterday', {}, 'Deals won, yesterday: 0, was 0 on Aug 11, 2026.'],
    [
      'deals_won',
      'since 2026-08-01',
      {},
      'Deals won, since Aug 1, 2026: 14, was 4 from Jul 19, 2026 to Jul 31, 2026 (+250%).',
    ],
    ['deals_won', 'ytd', {}, 'Deals won, year to date: 47.'],
    ['open_pipeline_value', 'today', {}, 'Open pipeline, today: €1,234.56, was €138K on Jul 13, 2026 (−99%).'],
    ['pipeline_velocity', 'this quarter', {}, 'Pipeline velocity, this quarter: €23.93 per day so far'],
  ] as const)('%s %s %j', async (metric, period, more, expected) => {
    const asked = 'where' in more ? { where: more.where.map((one) => ({ ...one, values: [...one.values] })) } : more
    expect(await sentence(about(metric, period, asked))).toContain(expected)
  })

  it('says why there is no number, and never 0 in its place', async () => {
    expect(await sentence(about('win_rate', '2026-08-10..2026-08-12'))).toBe(
      'No deals closed from Aug 10, 2026 to Aug 12, 2026, so there is no win rate.',
    )
    expect(await sentence(about('win_rate', 'this week', emea))).toBe(
      'No deals closed this week for EMEA so far, so there is no win rate.',
    )
    expect(await sentence(about('arr', 'today'))).toBe('There is no ARR yet: subscription data is not connected.')
    expect(await sentence(about('deals_won', '2024'))).toBe(
      'Nothing is known of 2024: the data begins on Apr 20, 2026.',
    )
    expect(await sentence(about('deals_won', 'next quarter'))).toBe('Q4 2026 has not begun.')
  })
})

describe('the card of an answer', () => {
  it('explains the number, and ends with where it comes from', async () => {
    expect(await lines(about('win_rate', 'this quarter', emea))).toEqual([
      'Win rate, EMEA, this quarter: 15% so far (4 of 26), was 29% at this point last quarter (−14 points).',
      'Lost to: price 11, no decision 7, other 4.',
      'CRM export, read Aug 13, 2026, 8:00 AM · version 1 · 26 deals',
    ])
  })

  it('sets the value in strong', async () => {
    const [first] = answerCard(await about('win_rate', 'this quarter'), view).blocks
    expect(first?.kind === 'text' && first.text).toContainEqual({ kind: 'strong', text: '24%' })
  })

  it('judges a target once the period is over, and says that there is none to somebody who asked', async () => {
    expect(await lines(about('win_rate', 'last quarter'))).toContain('Target 30%: just missed.')
    expect(await lines(about('win_rate', 'this quarter'))).toContain('Target 30%.')
    expect(await lines(about('won_revenue', 'last quarter'))).toContain('Target €150K: just missed.')
    const none = await lines(about('deals_won', 'last quarter', { against: { kind: 'target' } }))
    expect(none).toContain('There is no target for deals won last quarter.')
  })

  it('warns when a source was not read for too long', async () => {
    const old = { now: Temporal.Instant.from('2026-08-20T10:00:00Z') }
    expect(await lines(about('win_rate', 'this quarter', {}, old))).toContain(
      'Stale: read Aug 13, 2026, 8:00 AM, and should not be older than 50 hours.',
    )
  })

  it('says what was read otherwise than it was typed', async () => {
    const corrected = { ...view, corrections: [{ typed: 'wni', read: 'win' }] }
    expect(plainLines(answerCard(await about('win_rate', 'this quarter'), corrected))).toContain('Read “wni” as “win”.')
  })

  it('discloses its metric', async () => {
    expect(answerCard(await about('win_rate', 'this quarter'), view).discloses).toEqual(['metric:win_rate'])
  })

  it('has a button to share only where it can be shared', async () => {
    const answer = await about('win_rate', 'this quarter')
    const labels = (blocks: readonly Block[]) =>
      blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons.map(({ label }) => label) : []))
    expect(labels(answerCard(answer, view).blocks)).toEqual(['About this number', 'Follow'])
    expect(labels(answerCard(answer, { ...view, shareable: true }).blocks)).toEqual([
      'Share here',
      'About this number',
      'Follow',
    ])
    expect(labels(sharedCard(answer, 'Maya', view).blocks)).toEqual(['About this number', 'Hand over'])
    expect(plainLines(sharedCard(answer, 'Maya', view))[0]).toBe('Maya shared:')
  })

  it('is a message that can be stored and read again', async () => {
    const card = answerCard(await about('win_rate', 'this quarter', { by: 'region', trend: 'month' }), {
      ...view,
      shareable: true,
    })
    expect(message.parse(JSON.parse(JSON.stringify(card)))).toEqual(card)
  })
})

describe('a split number', () => {
  const chartOf = (blocks: readonly Block[]) => blocks.find((block): block is Chart => block.kind === 'chart')
  const tableOf = (blocks: readonly Block[]) => blocks.find((block): block is Table => block.kind === 'table')

  it('is a bar chart, and a table with what stands behind each bar', async () => {
    const { blocks } = answerCard(await about('win_rate', 'this quarter', { by: 'region' }), view)
    expect(chartOf(blocks)).toMatchObject({
      shape: 'bar',
      unit: '%',
      title: 'Win rate by region, this quarter',
      categories: ['APAC', 'EMEA'],
      series: [{ name: 'Win rate', values: [28.6, 15.4] }],
    })
    expect(tableOf(blocks)?.columns.map(({ label }) => label)).toEqual(['region', 'Win rate', 'From', 'Before'])
    expect(tableOf(blocks)?.rows.map((row) => row.map(flatten))).toEqual([
      ['APAC', '29%', '14 of 49', '–'],
      ['EMEA', '15%', '4 of 26', '29%'],
    ])
  })

  it('shows twenty groups and says how many more there are', async () => {
    const many = await addSource(database.db, 'opportunities', { name: 'many', label: 'Many' })
    const deals = Array.from({ length: 25 }, (_, index) => decided('won', '2026-03-03', 1, { owner: `Owner ${index}` }))
    await addDeals(database.db, many, deals.flat())
    const { blocks } = answerCard(await about('deals_won', 'March', { by: 'owner' }), view)
    expect(tableOf(blocks)?.rows).toHaveLength(20)
    expect(chartOf(blocks)?.categories).toHaveLength(12)
    expect(plainLines({ blocks, discloses: [] })).toContain('5 more are not shown.')
  })

  it('keeps what stands in the data as data', async () => {
    const { blocks } = answerCard(await about('open_pipeline_count', 'today', { by: 'region' }), view)
    expect(tableOf(blocks)?.rows[0]?.[0]).toEqual([{ kind: 'plain', text: '<!channel> *EMEA*' }])
  })

  it('over time is a line per group, with a gap where there is no number', async () => {
    const { blocks } = answerCard(await about('win_rate', 'this quarter', { by: 'region', trend: 'month' }), view)
    expect(chartOf(blocks)).toMatchObject({
      shape: 'line',
      categories: ['Jul 2026', 'Aug 2026'],
      series: [
        { name: 'APAC', values: [null, 28.6] },
        { name: 'EMEA', values: [15.4, null] },
      ],
    })
  })

  it('over time alone is one line', async () => {
    const { blocks } = answerCard(await about('won_revenue', 'this quarter', { trend: 'month' }), view)
    expect(chartOf(blocks)).toMatchObject({ unit: 'EUR', series: [{ name: 'Won revenue', values: [48_000, 89_600] }] })
  })
})
