import { Temporal } from 'temporal-polyfill'
import type { Database } from '../db/connect.js'
import { builtInDepartments } from '../src/company/departments.js'
import {
  analyzeRollups,
  buildRollup,
  executing,
  missingRollups,
  usualWorth,
  wantRollups,
} from '../src/facts/rollup-store.js'
import type { Answer } from '../src/metrics/answer.js'
import { ask } from '../src/metrics/ask.js'
import { catalogueOf, loadCatalogue } from '../src/metrics/catalogue.js'
import type { Question } from '../src/metrics/question.js'
import { rollupsFor } from '../src/metrics/rollups/wanted.js'
import { type Desk, quarters } from './deals.js'
import { promise, quantile, say } from './figures.js'

/** One metric: a company keeps sums for all of them, which takes longer to build and no longer to read. */
const catalogue = catalogueOf(
  loadCatalogue(builtInDepartments, null).metrics.filter(({ definition }) => definition.name === 'win_rate'),
)
const company = {
  name: 'Acme',
  zone: 'Europe/Berlin',
  currency: 'EUR',
  fiscalMonth: 1,
  weekStart: 1,
  locale: 'en',
  country: null,
}
const now = Temporal.Instant.from('2026-01-15T10:00:00Z')

/** Asks the win rate over eight quarters by segment. */
export type Eight = () => Promise<Answer>

/**
 * Questions about imported deals: the win rate over eight quarters by segment against the same SQL on the rows, and a slice by two
 * filters against SQL written by hand.
 */
export async function asking(
  { database }: Desk,
  rows: number,
): Promise<{ readonly holds: boolean; readonly eight: Eight }> {
  await wantRollups(executing(database.db), rollupsFor(catalogue))
  await building(database)
  const eight = () => ask(catalogue, winRate, { db: database.db, now, company })
  const overEight = await overEightQuarters(database, eight, rows)
  return { holds: (await byTwoFilters(database, rows)) && overEight, eight }
}

/** Asked in turn, because a machine whose speed drifts would otherwise make one of them slower. */
export async function growth(first: Eight, last: Eight): Promise<boolean> {
  const [large, small] = await inTurn(last, first, 15)
  const ratio = quantile(large, 0.5) / quantile(small, 0.5)
  return promise('eight quarters at the largest size, by their cost at the smallest', ratio, 'at most', 3)
}

/** What the clock does after a large import. */
async function building({ db }: Database): Promise<void> {
  const began = performance.now()
  let built = 0
  for (const rollup of await missingRollups(executing(db))) {
    if (await db.transaction((tx) => buildRollup(executing(tx), rollup, usualWorth))) built += 1
  }
  await analyzeRollups(executing(db))
  say(`  building ${built} roll-ups: ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

const period: Question['period'] = { ...quarters, shape: { kind: 'range' }, relative: false }
const winRate: Question = {
  ...{ metric: 'win_rate', period, by: 'segment', where: [], against: { kind: 'none' }, trend: 'quarter' },
}

async function overEightQuarters({ sql }: Database, ours: Eight, rows: number): Promise<boolean> {
  await sql`create index bench_best on opportunities (closed_on) include (segment, outcome)`
  await sql`vacuum analyze opportunities`
  const byHand = () => sql`select extract(year from closed_on), extract(quarter from closed_on), segment,
      count(*) filter (where outcome = 'won')::float8 / count(*) as rate
    from opportunities where closed_on >= ${quarters.from} and closed_on < ${quarters.to} and outcome in ('won', 'lost')
    group by 1, 2, 3`
  const answer = await ours()
  const parts = answer.trend.reduce((sum, point) => sum + point.breakdown.length, 0)
  const expected = (await byHand()).length
  if (parts !== expected) throw new Error(`Drumbeat gave ${parts} win rates, SQL ${expected}`)
  const [asked, written] = await inTurn(ours, byHand, rows > 1e6 ? 7 : 15)
  await sql`drop index bench_best`
  report('win rate over eight quarters by segment, Drumbeat', asked)
  report('the same by SQL on the rows, with an index that covers it', written)
  const ratio = quantile(written, 0.5) / quantile(asked, 0.5)
  return promise('times faster', ratio, 'at least', rows >= 1e7 ? 50 : null)
}

async function byTwoFilters({ db, sql }: Database, rows: number): Promise<boolean> {
  const quarter = { from: '2025-07-01', to: '2025-10-01' }
  const question: Question = {
    ...{ metric: 'win_rate', period: { ...period, ...quarter }, by: null, against: { kind: 'none' }, trend: null },
    where: [
      { dimension: 'region', values: ['EMEA'] },
      { dimension: 'segment', values: ['Enterprise'] },
    ],
  }
  const byHand = () => sql`select count(*) filter (where outcome = 'won')::float8 / count(*) as rate
    from opportunities where closed_on >= ${quarter.from} and closed_on < ${quarter.to} and outcome in ('won', 'lost')
    and region = 'EMEA' and segment = 'Enterprise'`
  const ours = () => ask(catalogue, question, { db, now, company })
  const [rate, [expected]] = [(await ours()).result.value, await byHand()]
  if (rate !== expected?.rate) throw new Error(`Drumbeat says ${rate}, SQL ${expected?.rate}`)
  const [asked, written] = await inTurn(ours, byHand, rows > 1e6 ? 15 : 41)
  report('win rate of a quarter by two filters, Drumbeat with what deals were lost to', asked)
  report('the win rate alone by SQL written by hand, with the same indexes', written)
  const ratio = quantile(asked, 0.5) / quantile(written, 0.5)
  return promise('times its cost', ratio, 'at most', rows === 1e6 ? 1.5 : null)
}

/** Does two things in turn, so many times, after both have been done often enough for their statements to be planned for good. */
async function inTurn(ours: () => PromiseLike<unknown>, theirs: () => PromiseLike<unknown>, times: number) {
  const took: readonly [number[], number[]] = [[], []]
  const timed = async (work: () => PromiseLike<unknown>): Promise<number> => {
    const began = performance.now()
    await work()
    return performance.now() - began
  }
  for (let time = -6; time < times; time++) {
    const [a, b] = [await timed(ours), await timed(theirs)]
    if (time >= 0) {
      took[0].push(a)
      took[1].push(b)
    }
  }
  return took
}

function report(what: string, milliseconds: readonly number[]): void {
  const show = (share: number) => quantile(milliseconds, share).toFixed(1)
  say(`  ${what}: ${show(0.5)} ms (${show(0)} to ${show(1)})`)
}
