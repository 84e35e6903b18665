import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { importFacts } from '../facts/import.js'
import { loadMapping } from '../facts/mapping.js'
import { textsFor } from '../locales/texts.js'
import { type AnswerDocument, answerDocument } from './json.js'
import { askInWords } from './terminal.js'
import { acme, catalogueWith } from './testing/acme.js'

/** A public data set whose licence is not known: it stands beside the repository, where there is one, and not in it. */
const folder = '../shared/data/maven-crm'
const present = existsSync(folder)

const share = z.object({ num: z.number(), den: z.number(), value: z.number() })
const figures = z.object({
  won: z.number(),
  lost: z.number(),
  win_rate_count: share,
  win_rate_list_value: share,
  won_revenue: z.number(),
  avg_deal_size: share,
  median_deal_size: z.number(),
  cycle_days_won_mean: z.number(),
  cycle_days_won_median: z.number(),
  cycle_days_closed_mean: z.number(),
  cycle_days_closed_median: z.number(),
})
type Figures = z.infer<typeof figures>
const expectedFile = z.object({
  overall: figures,
  by_quarter: z.record(z.string(), figures),
  by_region: z.record(z.string(), figures),
})

const work = mkdtempSync(join(tmpdir(), 'drumbeat-figures-'))
const catalogue = catalogueWith()
// The data set says dollars; a plain date has no zone, so any will do.
const company = { ...acme, currency: 'USD', zone: 'America/New_York' }
let database: Database

beforeAll(async () => {
  database = await testDatabase()
  if (!present) return
  await importFacts({
    database,
    company,
    mapping: loadMapping('samples/mappings/maven-crm.yaml'),
    from: folder,
    now: Temporal.Instant.from('2018-01-02T08:00:00Z'),
    t: textsFor('en', 'UTC'),
    reports: work,
  })
})
afterAll(async () => {
  await database.close()
  rmSync(work, { recursive: true })
})

async function answer(words: string): Promise<AnswerDocument> {
  const asked = { catalogue, person: null, words, asOf: '2017-12-31', t: textsFor('en', 'UTC') }
  const { json } = await askInWords(asked, { db: database.db, company, now: Temporal.Now.instant() })
  return answerDocument.parse(json)
}

/** What is asked for, and what the reference says. Money of the reference is in dollars, ours in cents. */
const metrics: readonly (readonly [
  string,
  (of: Figures) => Partial<z.infer<typeof share>>,
  'count' | 'money' | 'share' | 'mean money',
])[] = [
  ['deals won', ({ won }) => ({ value: won }), 'count'],
  ['deals lost', ({ lost }) => ({ value: lost }), 'count'],
  ['win_rate_count', (of) => of.win_rate_count, 'share'],
  [
    'win_rate_list_value',
    (of) => ({
      ...of.win_rate_list_value,
      num: of.win_rate_list_value.num * 100,
      den: of.win_rate_list_value.den * 100,
    }),
    'share',
  ],
  ['won_revenue', (of) => ({ value: of.won_revenue * 100 }), 'money'],
  [
    'avg_deal_size',
    (of) => ({ num: of.avg_deal_size.num * 100, den: of.avg_deal_size.den, value: of.avg_deal_size.value * 100 }),
    'mean money',
  ],
  ['median_deal_size', (of) => ({ value: of.median_deal_size * 100 }), 'money'],
  ['cycle_days_won_mean', (of) => ({ value: of.cycle_days_won_mean }), 'share'],
  ['cycle_days_won_median', (of) => ({ value: of.cycle_days_won_median }), 'share'],
  ['cycle_days_closed_mean', (of) => ({ value: of.cycle_days_closed_mean }), 'share'],
  ['cycle_days_closed_median', (of) => ({ value: of.cycle_days_closed_median }), 'share'],
]

type Got = Pick<AnswerDocument, 'value' | 'numerator' | 'denominator' | 'missing'>

function compare(
  got: Got | undefined,
  wanted: Partial<z.infer<typeof share>>,
  kind: (typeof metrics)[number][2],
): void {
  expect(got?.missing).toBeNull()
  if (kind === 'count' || kind === 'money') expect(got?.value).toBe(wanted.value)
  else expect(Math.abs((got?.value ?? Number.NaN) - (wanted.value ?? 0))).toBeLessThan(kind === 'share' ? 1e-9 : 1e-7)
  if (wanted.num !== undefined) expect([got?.numerator, got?.denominator]).toEqual([wanted.num, wanted.den])
}

describe.each(metrics)('%s of the public data set', (words, of, kind) => {
  const expected = () => expectedFile.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))

  it('is exact over everything', async (ctx) => {
    if (!present) return ctx.skip(`${folder} is absent: nothing was compared`)
    compare(await answer(`${words} all time`), of(expected().overall), kind)
  })

  it('is exact by quarter', async (ctx) => {
    if (!present) return ctx.skip(`${folder} is absent: nothing was compared`)
    for (const [quarter, wanted] of Object.entries(expected().by_quarter)) {
      const got = await answer(`${words} ${quarter}`)
      expect(got.period.from).toBe(
        { 1: '2017-01-01', 2: '2017-04-01', 3: '2017-07-01', 4: '2017-10-01' }[quarter.slice(-1)],
      )
      expect(got.running).toBe(false)
      compare(got, of(wanted), kind)
    }
  })

  it('is exact by region, asked at once and one by one', async (ctx) => {
    if (!present) return ctx.skip(`${folder} is absent: nothing was compared`)
    const { breakdown } = await answer(`${words} all time by region`)
    const regions = Object.entries(expected().by_region)
    expect(breakdown).toHaveLength(regions.length)
    for (const [region, wanted] of regions) {
      compare(
        breakdown.find(({ key }) => key === region),
        of(wanted),
        kind,
      )
      compare(await answer(`${words} all time for region=${region}`), of(wanted), kind)
    }
  })
})

it('the open pipeline of the public data set brings what others computed per day', async (ctx) => {
  if (!present) return ctx.skip(`${folder} is absent: nothing was compared`)
  expect((await answer('open deals')).value).toBe(1589)
  const velocity = await answer('pipeline velocity all time')
  expect(velocity).toMatchObject({ unit: 'currency', per: 'day', currency: 'USD' })
  expect(Math.round(velocity.value ?? 0)).toBe(45_750_76)
})

it('what the data set does not have is missing, and not zero', async (ctx) => {
  if (!present) return ctx.skip(`${folder} is absent: nothing was compared`)
  expect(await answer('arr')).toMatchObject({ value: null, missing: 'not connected', rows: 0 })
  expect(await answer('win rate 2016')).toMatchObject({ value: null, missing: 'before the data' })
  expect(await answer('win rate next month')).toMatchObject({ value: null, missing: 'not begun' })
})
