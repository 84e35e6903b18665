import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { answerStubs, promptAnswers, sealedAnswers } from '../../db/schema/feedback-prompts.js'
import type { Answers } from './model.js'
import { tallyOf } from './tally.js'

/** An anonymous answer as it is told: with a department only where enough of that department are told with it. */
export interface Told {
  readonly department: string | null
  readonly mailbox: string
  readonly answers: Answers
}

/**
 * Lets answers to a round come in one after the other. Under an advisory lock, which leaves nothing behind: a row that somebody
 * locks carries the number of their transaction.
 */
export async function lockBallots(db: Db, round: number): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('drumbeat.ballots'), ${round})`)
}

/** Notes that somebody has answered. @returns false if that was noted before */
export async function noteStub(db: Db, round: number, stub: string): Promise<boolean> {
  const rows = await db
    .insert(answerStubs)
    .values({ round, stub })
    .onConflictDoNothing()
    .returning({ round: answerStubs.round })
  return rows.length > 0
}

/** The sealed parts of a round: the open one, if there is one, and the full ones. */
export async function sealedParts(db: Db, round: number, state: 'open' | 'full'): Promise<readonly string[]> {
  const rows = await db
    .select({ sealed: sealedAnswers.sealed })
    .from(sealedAnswers)
    .where(and(eq(sealedAnswers.round, round), eq(sealedAnswers.state, state)))
  return rows.map(({ sealed }) => sealed)
}

/** Puts a part in the place of the open one. */
export async function rewriteOpen(db: Db, round: number, sealed: string): Promise<void> {
  await db.delete(sealedAnswers).where(and(eq(sealedAnswers.round, round), eq(sealedAnswers.state, 'open')))
  await db.insert(sealedAnswers).values({ id: randomUUID(), round, state: 'open', sealed })
}

/** Lays a full part aside until the round closes. */
export async function layAside(db: Db, round: number, sealed: string): Promise<void> {
  await db.insert(sealedAnswers).values({ id: randomUUID(), round, state: 'full', sealed })
}

/** So many answers travel as one statement. */
const atOnce = 1000

/** Tells answers, in the order in which they are given: shuffle them first. */
export async function tell(db: Db, round: number, list: readonly Told[]): Promise<void> {
  for (let from = 0; from < list.length; from += atOnce) {
    const rows = list
      .slice(from, from + atOnce)
      .map((one) => ({ id: randomUUID(), round, person: null, ...one, tally: tallyOf(one.answers) }))
    await db.insert(promptAnswers).values(rows)
  }
}

/** How many answers of a round are told. */
export async function toldCount(db: Db, round: number): Promise<number> {
  return db.$count(promptAnswers, eq(promptAnswers.round, round))
}

/** Forgets what was sealed, and who has answered. */
export async function forgetSealed(db: Db, round: number): Promise<void> {
  await db.delete(sealedAnswers).where(eq(sealedAnswers.round, round))
  await db.delete(answerStubs).where(eq(answerStubs.round, round))
}
