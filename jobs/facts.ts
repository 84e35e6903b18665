import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Database } from '../db/connect.js'
import { companyOf } from '../src/company/store.js'
import { factNames } from '../src/facts/catalogue.js'
import { importFacts } from '../src/facts/import.js'
import { FactsError } from '../src/facts/problems.js'
import { askForPull, endRun, keepPull, takePull } from '../src/facts/runs-store.js'
import { pullKind } from '../src/facts/sources/schedule.js'
import type { Environment } from '../src/facts/sources/sql.js'
import { savedMapping } from '../src/facts/sources-store.js'
import { textsFor } from '../src/locales/texts.js'
import type { Job } from './job.js'
import type { Log } from './log.js'

const source = z.strictObject({ source: z.string(), fact: z.enum(factNames) })

/**
 * Asks a source again. A query may take longer than a slot is anybody's to run, so the slot only writes down that it is wanted; see
 * `startPulls`.
 */
export const pullJob: Job<z.infer<typeof source>> = {
  kind: pullKind,
  data: source,
  run: async (slot, context) => {
    await askForPull(context.db, { ...slot.data, key: `slot:${slot.id}`, at: context.now })
    return { kind: 'skipped', reason: 'nothing to say' }
  },
}

export interface PullDesk {
  readonly database: Database
  /** Holds the addresses of the databases that are asked. */
  readonly environment: Environment
  readonly now: () => Temporal.Instant
  readonly machine: () => Temporal.Instant
  /** The folder for the files of refused rows. */
  readonly reports: string
  readonly log: Log
}

/** How long a pull is this process's, in seconds; it is made longer while it goes on. */
const lease = 120

/** Carries out what waits, one after the other. @returns how many there were */
async function pullAll(desk: PullDesk, stopping: () => boolean): Promise<number> {
  for (let count = 0; ; count += 1) {
    const machine = desk.machine()
    const taken = stopping()
      ? null
      : await takePull(desk.database.db, { machine, until: machine.add({ seconds: lease }), now: desk.now() })
    if (taken === null) return count
    await pullOne(taken, desk)
  }
}

async function pullOne(taken: { id: number; source: string; fact: string }, desk: PullDesk): Promise<void> {
  const { db } = desk.database
  const keeping = setInterval(
    () => void keepPull(db, taken.id, desk.machine().add({ seconds: lease })).catch(() => {}),
    (lease / 3) * 1000,
  )
  try {
    await pull(taken, desk)
  } catch (error) {
    const reason = error instanceof FactsError ? error.message : error instanceof Error ? error.name : 'unknown'
    desk.log.warn({ source: taken.source, fact: taken.fact, reason }, 'A source could not be asked')
  } finally {
    clearInterval(keeping)
  }
}

async function pull(taken: { id: number; source: string; fact: string }, desk: PullDesk): Promise<void> {
  const { database, environment, reports } = desk
  const { fact } = source.parse({ source: taken.source, fact: taken.fact })
  const [mapping, company] = await Promise.all([savedMapping(database.db, taken.source, fact), companyOf(database.db)])
  if (!mapping?.from || !company) {
    const gone = { at: taken.source, key: 'facts.pull_gone', args: {} } as const
    return endRun(database.db, taken.id, desk.now(), { problems: [gone] })
  }
  const t = textsFor(company.locale, company.zone)
  await importFacts({ database, company, mapping, now: desk.now(), t, reports, from: '', environment, run: taken.id })
}

/** Looks every few seconds for sources that are to be asked. */
export function startPulls(
  desk: PullDesk,
  everyMilliseconds = 5000,
): { readonly look: () => Promise<void>; readonly stop: () => Promise<void> } {
  let under: Promise<void> = Promise.resolve()
  let stopped = false
  const look = (): Promise<void> => {
    under = under
      .then(async () => void (await pullAll(desk, () => stopped)))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        desk.log.error({ reason }, 'The sources could not be looked through; it is tried again')
      })
    return under
  }
  const timer = setInterval(() => void look(), everyMilliseconds)
  return {
    look,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await under
    },
  }
}
