import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import type { Database } from '../../db/connect.js'
import { promiseOfMany, say, spread } from '../figures.js'
import { emptied, fill, outbox } from './desk.js'
import { client, slackAt, swallow } from './platforms.js'

const silent = new Logger(() => () => {})

/** Rounds of each, in turn, the first of which warms up. */
const rounds = 5

/** Runs two things in turn, each returning how much it did per second. @returns the ratio of each round but the first */
async function inTurn(ours: () => Promise<number>, baseline: () => Promise<number>) {
  const pairs: { readonly ours: number; readonly baseline: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0 ? await ours() : await baseline()
    const second = round % 2 === 0 ? await baseline() : await ours()
    pairs.push(round % 2 === 0 ? { ours: first, baseline: second } : { ours: second, baseline: first })
  }
  return pairs.slice(1)
}

/** Prints a comparison. @returns whether the median of its ratios keeps the promise */
function report(
  names: { readonly ours: string; readonly baseline: string },
  pairs: readonly { readonly ours: number; readonly baseline: number }[],
  least: number,
): boolean {
  const ratios = pairs.map((pair) => pair.ours / pair.baseline)
  say(
    `  ${names.ours}: ${spread(
      pairs.map((pair) => pair.ours),
      0,
    )} per second`,
  )
  say(
    `  ${names.baseline}: ${spread(
      pairs.map((pair) => pair.baseline),
      0,
    )} per second`,
  )
  return promiseOfMany('ratio', ratios, 'at least', least)
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return count / ((performance.now() - began) / 1000)
}

/** Messages through the outbox, from its start to the last receipt. */
async function drained(database: Database, single: Database, platform: Parameters<typeof outbox>[2], count: number) {
  await database.sql`truncate deliveries cascade`
  await fill(database, count)
  await database.sql`analyze deliveries`
  let stop = async (): Promise<void> => {}
  const rate = await perSecond(count, async () => {
    stop = await outbox(database, single, platform)
    await emptied(database)
  })
  await stop()
  return rate
}

/** The outbox over HTTP against Slack's own client alone, both with a hundred requests under way. */
export async function overHttp(database: Database, single: Database, url: string): Promise<boolean> {
  const count = 4000
  const platform = slackAt(url)
  const alone = client(url)
  const pairs = await inTurn(
    () => drained(database, single, platform, count),
    () => perSecond(count, () => alone(count, 100)),
  )
  return report({ ours: 'outbox, posting over HTTP', baseline: 'WebClient alone' }, pairs, 0.8)
}

/** Claiming and receipts without a platform against graphile-worker's jobs on the same PostgreSQL. */
export async function withoutPlatform(database: Database, single: Database): Promise<boolean> {
  const count = 4000
  const utils = await makeWorkerUtils({ connectionString: database.url, logger: silent })
  await utils.migrate()
  const jobs = async (): Promise<number> => {
    await database.sql`select graphile_worker.add_job('post', json_build_object('n', n)) from generate_series(1, ${count}::int) n`
    await database.sql`analyze graphile_worker._private_jobs`
    let done = 0
    let finish = (): void => {}
    const all = new Promise<void>((resolve) => {
      finish = resolve
    })
    const post = async (): Promise<void> => {
      if (++done === count) finish()
    }
    const began = performance.now()
    const runner = await run({
      connectionString: database.url,
      concurrency: 50,
      maxPoolSize: 20,
      noHandleSignals: true,
      taskList: { post },
      logger: silent,
    })
    await all
    const rate = count / ((performance.now() - began) / 1000)
    await runner.stop()
    return rate
  }
  const pairs = await inTurn(() => drained(database, single, swallow, count), jobs)
  await utils.release()
  return report({ ours: 'outbox, claims and receipts', baseline: 'graphile-worker, jobs' }, pairs, 5)
}
