import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Temporal } from 'temporal-polyfill'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Database } from '../db/connect.js'
import { textsFor } from '../src/locales/texts.js'
import { type AnswerDocument, answerDocument } from '../src/metrics/json.js'
import { askInWords } from '../src/metrics/terminal.js'
import { acme, catalogueWith } from '../src/metrics/testing/acme.js'

/** A public data set whose licence is not known: it stands beside the repository, where there is one, and not in it. */
export const folder = fileURLToPath(new URL('../../shared/data/maven-crm/', import.meta.url))
export const present = existsSync(folder)
export const absent = `${folder} is absent: nothing was compared`

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
  rows: z.number(),
  stage_counts: z.record(z.string(), z.number()),
  overall: figures,
  by_quarter: z.record(z.string(), figures),
  by_region: z.record(z.string(), figures),
})

/** What others computed from the same files. */
function expected(): z.infer<typeof expectedFile> {
  return expectedFile.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))
}

const catalogue = catalogueWith()
// The data set says dollars; a plain date has no zone, so any will do.
export const company = { ...acme, currency: 'USD', zone: 'America/New_York' }

/** What a question brings on the last day of the data set. */
export async function answerAtItsEnd({ db }: Database, words: string): Promise<AnswerDocument> {
  const asked = { catalogue, person: null, words, asOf: '2017-12-31', t: textsFor('en', 'UTC') }
  const { json } = await askInWords(asked, { db, company, now: Temporal.Now.instant() })
  return answerDocument.parse(json)
}

type Kind = 'count' | 'money' | 'share' | 'mean money'
type Metric = readonly [words: string, of: (figures: Figures) => Partial<z.infer<typeof share>>, kind: Kind]

/** What is asked for, and what the reference says. Money of the reference is in dollars, ours in cents. */
export const metrics: readonly Metric[] = [
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

function compare(got: Got | undefined, wanted: Partial<z.infer<typeof share>>, kind: Kind): void {
  expect(got?.missing).toBeNull()
  if (kind === 'count' || kind === 'money') expect(got?.value).toBe(wanted.value)
  else expect(Math.abs((got?.value ?? Number.NaN) - (wanted.value ?? 0))).toBeLessThan(kind === 'share' ? 1e-9 : 1e-7)
  if (wanted.num !== undefined) expect([got?.numerator, got?.denominator]).toEqual([wanted.num, wanted.den])
}

/** Holds one metric of a database against the reference over everything. */
export async function compareOverall(database: Database, [words, of, kind]: Metric): Promise<void> {
  compare(await answerAtItsEnd(database, `${words} all time`), of(expected().overall), kind)
}

/** Every quarter by itself, which is over. */
export async function compareByQuarter(database: Database, [words, of, kind]: Metric): Promise<void> {
  for (const [quarter, wanted] of Object.entries(expected().by_quarter)) {
    const got = await answerAtItsEnd(database, `${words} ${quarter}`)
    expect(got.period.from).toBe(
      { 1: '2017-01-01', 2: '2017-04-01', 3: '2017-07-01', 4: '2017-10-01' }[quarter.slice(-1)],
    )
    expect(got.running).toBe(false)
    compare(got, of(wanted), kind)
  }
}

/** All regions in one answer, and every region asked for by itself. */
export async function compareByRegion(database: Database, [words, of, kind]: Metric): Promise<void> {
  const { breakdown } = await answerAtItsEnd(database, `${words} all time by region`)
  const regions = Object.entries(expected().by_region)
  expect(breakdown).toHaveLength(regions.length)
  for (const [region, wanted] of regions) {
    compare(
      breakdown.find(({ key }) => key === region),
      of(wanted),
      kind,
    )
    compare(await answerAtItsEnd(database, `${words} all time for region=${region}`), of(wanted), kind)
  }
}

/** The open pipeline, and how fast it brings money. */
export async function comparePipeline(database: Database): Promise<void> {
  expect((await answerAtItsEnd(database, 'open deals')).value).toBe(expected().stage_counts.Engaging)
  const velocity = await answerAtItsEnd(database, 'pipeline velocity all time')
  expect(velocity).toMatchObject({ unit: 'currency', per: 'day', currency: 'USD' })
  expect(Math.round(velocity.value ?? 0)).toBe(45_750_76)
}

/** Every row of the data set, by its stage. */
export async function compareStages({ sql }: Database): Promise<void> {
  const stages = await sql`select stage, count(*)::int as rows from opportunities group by stage`
  const counts = Object.fromEntries(stages.map(({ stage, rows }) => [String(stage), Number(rows)]))
  expect(counts).toEqual(expected().stage_counts)
  expect(Object.values(counts).reduce((sum, rows) => sum + rows, 0)).toBe(expected().rows)
}
