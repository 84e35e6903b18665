import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { promptAnswers } from '../../db/schema/feedback-prompts.js'
import { type Answers, answers } from './model.js'

/** How answers are split: by nothing, or by what stands beside them. */
export type Split = 'department' | 'segment' | null

/** So many answers of a group count the same. */
export interface Counted {
  /** Null for answers of no group, and for all where they are not split. */
  readonly group: string | null
  readonly tally: string
  readonly count: number
}

/** Everything that can be counted of a round. */
export async function countsOf(db: Db, round: number, by: Split): Promise<readonly Counted[]> {
  const group = by === null ? sql<null>`null::text` : sql<string | null>`${promptAnswers[by]}`
  const { tally } = promptAnswers
  return db
    .select({ group, tally, count: sql<number>`count(*)::int` })
    .from(promptAnswers)
    .where(eq(promptAnswers.round, round))
    .groupBy(sql`1`, tally)
}

/** One person's answer as it may be read. */
export interface Given {
  readonly id: string
  readonly person: number | null
  readonly department: string | null
  readonly segment: string | null
  readonly answers: Answers
}

/** Answers in the order of their ids, which says nothing. @param after the id behind which they begin */
export async function answersAfter(
  db: Db,
  round: number,
  after: string | null,
  limit: number,
): Promise<readonly Given[]> {
  const rows = await db
    .select()
    .from(promptAnswers)
    .where(and(eq(promptAnswers.round, round), after === null ? undefined : gt(promptAnswers.id, after)))
    .orderBy(asc(promptAnswers.id))
    .limit(limit)
  return rows.map(({ id, person, department, segment, answers: given }) => {
    return { id, person, department, segment, answers: answers.parse(given) }
  })
}
