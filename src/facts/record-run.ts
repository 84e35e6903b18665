import type { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import type { Db } from '../../db/connect.js'
import type { FactName } from './catalogue.js'
import { FactsError } from './problems.js'
import type { ImportReport } from './report.js'
import { counts, type Ending, type RunProblem, type via } from './runs.js'
import { beginRun, endRun } from './runs-store.js'

/** What is being tried; `run` where its record waits already. */
interface Trying {
  readonly db: Db
  readonly mapping: { readonly source: string; readonly fact: FactName }
  readonly via: z.infer<typeof via>
  readonly now: Temporal.Instant
  readonly run?: number | undefined
}

/** Records a try and what came of it, a failure as well: what is not recorded is not missed. */
export async function recorded(
  { db, mapping, via: way, now, run }: Trying,
  work: () => Promise<ImportReport>,
): Promise<ImportReport> {
  const began = performance.now()
  const { source, fact } = mapping
  const id = run ?? (await beginRun(db, { source, fact, via: way, at: now }))
  const end = (ending: Ending) =>
    endRun(db, id, now.add({ milliseconds: Math.round(performance.now() - began) }), ending)
  try {
    const report = await work()
    await end({ counts: counts.parse(report) })
    return report
  } catch (error) {
    // The error is what matters: where the database is away, the record is the lesser loss.
    await end({ problems: problemsOf(error) }).catch(() => {})
    throw error
  }
}

/** Of our own errors what they say; of others that they were: their words may hold what nobody should read. */
function problemsOf(error: unknown): readonly RunProblem[] {
  if (!(error instanceof FactsError)) return [{ at: '', key: 'facts.run_broke', args: {} }]
  return error.problems.map(({ at, key, args }) => ({ at, key, args: plainArgs(args) }))
}

function plainArgs(args: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const entries = Object.entries(args).map(
    ([name, value]) => [name, typeof value === 'number' ? value : String(value)] as const,
  )
  return Object.fromEntries(entries)
}
