import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/connect.js'
import { surveyScores } from '../../db/schema/facts-plans.js'
import { shuffled } from './shuffle.js'

/** A score that an employee gave. */
export interface Score {
  readonly kind: 'enps' | 'pulse'
  readonly department: string | null
  /** `YYYY-MM-DD` */
  readonly day: string
  readonly score: number
}

/** So many rows travel as one statement. */
const atOnce = 1000

/** Puts scores beside those that were imported, each under an id of its own, in an order that says nothing. */
export async function addScores(
  db: Db,
  { source, run }: { readonly source: number; readonly run: number },
  scores: readonly Score[],
): Promise<void> {
  const rows = shuffled(scores).map(({ kind, department, day, score }) => ({
    ...{ source, import: run, id: randomUUID(), kind, department, score },
    ...{ askedOn: day, answeredOn: day },
  }))
  for (let from = 0; from < rows.length; from += atOnce) {
    await db.insert(surveyScores).values(rows.slice(from, from + atOnce))
  }
}
