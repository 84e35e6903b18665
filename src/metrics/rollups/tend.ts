import { recordChange } from '../../audit/store.js'
import type { Context } from '../../company/context.js'
import type { Rollup } from '../../facts/rollup-sql.js'
import {
  analyzeRollups,
  buildRollup,
  compareRollup,
  daysOf,
  dropUnwanted,
  type Execute,
  executing,
  keptRollups,
  missingRollups,
  usualWorth,
  type Worth,
  wantRollups,
} from '../../facts/rollup-store.js'
import { saveWatch } from '../../schedules/watch.js'
import { addDays, daysBetween } from '../../time/zone.js'
import type { Catalogue } from '../catalogue.js'
import { rollupsFor } from './wanted.js'

/** Not at the full quarters, when digests and mornings are due. */
const everyQuarter = '7,22,37,52 * * * *'
/** So many of them are in a day: each looks at its own share of the days, so that each day is looked at once in 24 hours. */
const shares = 96
/** What was missed is made up for by the next one. In seconds. */
const catchUp = 600
/** After so long nothing more is begun, in milliseconds: a slot is one transaction, and another process takes it over after a minute. */
const mostTime = 20_000

/** States which sums are to be kept, and sees to it that they are looked after. Doing it again changes nothing. */
export async function scheduleRollups(context: Context, catalogue: Catalogue): Promise<void> {
  await wantRollups(executing(context.db), rollupsFor(catalogue))
  await saveWatch(context, { kind: 'rollups', cron: everyQuarter, catchUp })
}

/** What became of the roll-ups: how many were built, and how many days were found to differ from the rows and put right. */
export interface Tended {
  readonly built: number
  readonly differed: number
  /** Whether there was no time for all that is missing. */
  readonly more: boolean
}

/**
 * Builds what is missing (a definition was changed, somebody wrote past the imports), drops what no definition asks for any more, and
 * compares a share of the days with the rows. What differed is put right and stands in the audit: it would be an error of ours.
 * Belongs into a transaction of its own.
 * @param share which share of the days, from 0 to 95
 */
export async function tendRollups(
  context: Context,
  catalogue: Catalogue,
  share: number,
  worth: Worth = usualWorth,
): Promise<Tended> {
  const execute = executing(context.db)
  const until = performance.now() + mostTime
  await wantRollups(execute, rollupsFor(catalogue))
  const { built, more } = await buildMissing(execute, worth, until)
  if (built > 0) await analyzeRollups(execute)
  if (more) return { built, differed: 0, more }
  await dropUnwanted(execute)
  let differed = 0
  for (const rollup of await keptRollups(execute)) {
    if (performance.now() > until) break
    differed += await compare(context, execute, rollup, share)
  }
  return { built, differed, more: false }
}

/** @param until the moment of `performance.now()` after which no other one is begun */
async function buildMissing(execute: Execute, worth: Worth, until: number): Promise<Pick<Tended, 'built' | 'more'>> {
  let built = 0
  for (const rollup of await missingRollups(execute)) {
    if (performance.now() > until) return { built, more: true }
    if (await buildRollup(execute, rollup, worth)) built += 1
  }
  return { built, more: false }
}

async function compare(context: Context, execute: Execute, rollup: Rollup, share: number): Promise<number> {
  const span = await daysOf(execute, rollup)
  if (!span) return 0
  const days = sharedDays(span, share)
  if (days.length === 0) return 0
  const differing = await compareRollup(execute, rollup, days, context.now.toString())
  if (differing.length === 0) return 0
  const { dimension, spec } = rollup
  await recordChange(context, {
    subject: `rollup:${spec.fact}`,
    verb: 'repair',
    before: null,
    after: { dimension, timing: spec.timing, days: differing },
  })
  return differing.length
}

const someDay = '2000-01-01'

/** Every 96th day from one day to another. */
function sharedDays({ first, last }: { first: string; last: string }, share: number): readonly string[] {
  const offset = (((share - daysBetween(someDay, first)) % shares) + shares) % shares
  const count = Math.floor((daysBetween(first, last) - offset) / shares) + 1
  return Array.from({ length: Math.max(count, 0) }, (_, index) => addDays(first, offset + index * shares))
}
