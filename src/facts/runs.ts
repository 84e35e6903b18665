import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import type { TextKey } from '../locales/areas.js'
import type { FactName } from './catalogue.js'
import { FactsError } from './problems.js'
import type { ImportReport } from './report.js'
import { beginRun, endRun } from './runs-store.js'

/** How facts came: from a file, by a query of another database, or pushed by another system. */
export const via = z.enum(['file', 'sql', 'push'])
export const runState = z.enum(['waiting', 'running', 'done', 'failed'])

/** What a try did, in rows. */
export const counts = z
  .object({ read: z.number(), added: z.number(), changed: z.number(), unchanged: z.number(), refused: z.number() })
  .readonly()
export type Counts = z.infer<typeof counts>

/** The words themselves are looked up when it is read; see `saidOf`. */
const textKey = z.custom<TextKey>((value) => typeof value === 'string' && /^facts\.\w+$/.test(value))

/** A problem as it is kept: in the words of whoever reads it. */
export const runProblem = z
  .object({ at: z.string(), key: textKey, args: z.record(z.string(), z.union([z.string(), z.number()])) })
  .readonly()
export type RunProblem = z.infer<typeof runProblem>

export interface RunBeginning {
  readonly source: string
  readonly fact: FactName
  readonly via: z.infer<typeof via>
  readonly at: Temporal.Instant
}

/** What came of a try. */
export type Ending = { readonly counts: Counts } | { readonly problems: readonly RunProblem[] }

/** One try at bringing facts in. */
export interface Run {
  readonly source: string
  readonly label: string
  readonly fact: string
  readonly via: z.infer<typeof via>
  readonly state: z.infer<typeof runState>
  readonly startedAt: Temporal.Instant
  readonly finishedAt: Temporal.Instant | null
  readonly counts: Counts | null
  readonly problems: readonly RunProblem[]
}

/** What is being tried; `run` where its record waits already. */
export interface Trying {
  readonly db: Db
  readonly mapping: { readonly source: string; readonly fact: FactName }
  readonly via: z.infer<typeof via>
  readonly now: Temporal.Instant
  readonly run?: number | undefined
}

/** Of the last tries those that brought nothing: what the numbers show is older than it looks. */
export const failedOf = (runs: readonly Run[]): readonly Run[] => runs.filter((run) => run.state === 'failed')

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
