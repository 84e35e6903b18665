import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { TextKey } from '../locales/areas.js'
import type { FactName } from './catalogue.js'

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

/** Of the last tries those that brought nothing: what the numbers show is older than it looks. */
export const failedOf = (runs: readonly Run[]): readonly Run[] => runs.filter((run) => run.state === 'failed')
