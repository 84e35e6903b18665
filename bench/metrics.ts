import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { connect, type Database } from '../db/connect.js'
import { startEmbedded } from '../db/embedded.js'
import { migrate } from '../db/migrate.js'
import { builtInDepartments } from '../src/company/departments.js'
import {
  analyzeRollups,
  buildRollup,
  executing,
  missingRollups,
  usualWorth,
  wantRollups,
} from '../src/facts/rollup-store.js'
import { ask } from '../src/metrics/ask.js'
import { loadCatalogue } from '../src/metrics/catalogue.js'
import type { Question } from '../src/metrics/question.js'
import { rollupsFor } from '../src/metrics/rollups/wanted.js'
import { bareCopy, exportDeals, makeDeals, quarters } from './deals.js'
import { ending } from './ending.js'
import { quantile, say } from './figures.js'
import { finished } from './processes.js'
import { cleanEnvironment, temporaryHome } from './scene.js'

const importer = fileURLToPath(new URL('./import-process.js', import.meta.url))
const catalogue = loadCatalogue(builtInDepartments, null)
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
const sizes = [1e5, 1e6, 1e7]
/** What is affordable whenever all benches run. */
export const usualRows = 1e6

/** What a size gave. */
interface Measured {
  readonly rows: number
  readonly holds: boolean
  /** Milliseconds of the win rate over eight quarters. */
  readonly eight: number
  readonly memory: number
}

/**
 * Questions and imports at 1e5, 1e6 and 1e7 deals: the win rate over eight quarters by segment against the same SQL on the rows, a
 * slice by two filters against SQL written by hand, and an import against a bare COPY of the same rows.
 * @param most the largest number of rows; 1e7 takes a quarter of an hour and 15 GB of disk
 */
export async function metrics(most: number): Promise<boolean> {
  const chosen = sizes.filter((rows) => rows <= most)
  const measured: Measured[] = []
  for (const rows of chosen.length > 0 ? chosen : [most]) measured.push(await measure(rows))
  const [first] = measured
  const last = measured.at(-1)
  let holds = measured.every((one) => one.holds)
  if (first && last && last !== first) {
    holds = promise('its cost, by that at the smallest size', last.eight / first.eight, 'at most', 3) && holds
    holds =
      promise('memory of the import, by that at the smallest size', last.memory / first.memory, 'at most', 1.5) && holds
  }
  return holds
}

async function measure(rows: number): Promise<Measured> {
  say(`metrics: ${rows.toExponential(0)} deals`)
  return ending(async (afterwards) => {
    const { home, remove } = temporaryHome()
    afterwards(remove)
    const server = await startEmbedded({ home, log: () => {} })
    afterwards(server.stop)
    const database = connect(server.url, { max: 2 })
    afterwards(database.close)
    await migrate(database)
    await wantRollups(executing(database.db), rollupsFor(catalogue))
    const imported = await importing(database, server.url, home, rows)
    await database.sql`vacuum analyze opportunities`
    await building(database)
    const read = await overEightQuarters(database, rows)
    const slice = await byTwoFilters(database, rows)
    return { rows, holds: imported.holds && read.holds && slice, eight: read.milliseconds, memory: imported.memory }
  })
}

const taken = z.object({ seconds: z.number(), added: z.number(), memory: z.array(z.number()), peak: z.number() })

async function importing({ sql }: Database, url: string, home: string, rows: number) {
  const folder = join(home, 'files')
  mkdirSync(folder)
  // As root, the server is somebody else, who writes here.
  chmodSync(folder, 0o777)
  await makeDeals(sql, rows)
  await exportDeals(sql, join(folder, 'deals.csv'))
  await sql`drop table bench_made`
  await sql`checkpoint`
  const said = await finished(importer, [url, folder], cleanEnvironment({}))
  const { seconds, added, memory, peak } = taken.parse(JSON.parse(said))
  if (added !== rows) throw new Error(`The import added ${added} of ${rows} deals`)
  const copied = await bareCopy(sql, join(folder, 'copy.txt'))
  const perSecond = (taking: number) => Math.round(rows / taking).toLocaleString('en')
  say(`  drumbeat import of a CSV file: ${perSecond(seconds)} rows per second`)
  say(`  a bare COPY of the same rows into a table with the same indexes: ${perSecond(copied)} rows per second`)
  say(
    `  memory in each tenth of the file: ${memory.map((one) => one.toFixed(0)).join(' ')} MB, at most ${peak.toFixed(0)} MB`,
  )
  return { holds: promise('rows per second, ours by COPY', copied / seconds, 'at least', 0.25), memory: peak }
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

async function overEightQuarters({ db, sql }: Database, rows: number) {
  await sql`create index bench_best on opportunities (closed_on) include (segment, outcome)`
  await sql`vacuum analyze opportunities`
  const byHand = () => sql`select extract(year from closed_on), extract(quarter from closed_on), segment,
      count(*) filter (where outcome = 'won')::float8 / count(*) as rate
    from opportunities where closed_on >= ${quarters.from} and closed_on < ${quarters.to} and outcome in ('won', 'lost')
    group by 1, 2, 3`
  const ours = () => ask(catalogue, winRate, { db, now, company })
  const answer = await ours()
  const parts = answer.trend.reduce((sum, point) => sum + point.breakdown.length, 0)
  const expected = (await byHand()).length
  if (parts !== expected) throw new Error(`Drumbeat gave ${parts} win rates, SQL ${expected}`)
  const [asked, written] = await inTurn(ours, byHand, rows > 1e6 ? 7 : 15)
  await sql`drop index bench_best`
  report('win rate over eight quarters by segment, Drumbeat', asked)
  report('the same by SQL on the rows, with an index that covers it', written)
  const ratio = quantile(written, 0.5) / quantile(asked, 0.5)
  const holds = promise('times faster', ratio, 'at least', rows >= 1e7 ? 50 : null)
  return { holds, milliseconds: quantile(asked, 0.5) }
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

/** Prints a ratio and what was promised of it, if anything. @returns whether it holds */
function promise(what: string, ratio: number, bound: 'at least' | 'at most', limit: number | null): boolean {
  const holds = limit === null || (bound === 'at least' ? ratio >= limit : ratio <= limit)
  const words = limit === null ? 'no promise' : `promised ${bound} ${limit}: ${holds ? 'holds' : 'DOES NOT HOLD'}`
  say(`  ${what}: ${ratio.toFixed(2)}; ${words}`)
  return holds
}
