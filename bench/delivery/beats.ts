import { Temporal } from 'temporal-polyfill'
import type { Database } from '../../db/connect.js'
import { claimDue } from '../../src/schedules/claim.js'
import { promise, quantile, say, spread } from '../figures.js'

const rounds = 5
const due = 1000

/** A beat with 1,000 due among 100,000 schedules against one with 1,000 due among 1,000. */
export async function beats(database: Database): Promise<boolean> {
  const many: number[] = []
  const few: number[] = []
  for (let round = 0; round < rounds; round++) {
    many.push(await beat(database, 100_000))
    few.push(await beat(database, due))
  }
  const ratio = quantile(many, 0.5) / quantile(few, 0.5)
  say(`  ${due} due among 100,000: ${spread(many, 0)} ms; among ${due}: ${spread(few, 0)} ms`)
  return promise('ratio of the medians', ratio, 'at most', 1.5)
}

/** @returns how long taking what is due lasted, in milliseconds */
async function beat({ db, sql }: Database, schedules: number): Promise<number> {
  const now = Temporal.Instant.from('2026-11-23T08:00:00Z')
  await sql`truncate schedules cascade`
  await sql`
    insert into schedules (kind, subject, data, cron, zone, catch_up_seconds, holidays, state, version, owner, next_due)
    select 'bench', 'bench:' || n, '{}', '0 9 * * 1', 'Europe/Berlin', 7200, 'run', 'active', 1, null,
      case when n <= ${due} then ${now.toString()}::timestamptz else ${now.add({ hours: 168 }).toString()}::timestamptz end
    from generate_series(1, ${schedules}::int) n`
  await sql`vacuum analyze schedules`
  const began = performance.now()
  const taken = await claimDue(db, now)
  const lasted = performance.now() - began
  if (taken !== due) throw new Error(`${taken} slots were taken; ${due} were due`)
  return lasted
}
