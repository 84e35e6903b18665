import { and, eq, isNotNull } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { feedbackLetters } from '../../db/schema/feedback-items.js'
import { promptAnswers, promptRounds } from '../../db/schema/feedback-prompts.js'
import { answers, type Prompt, prompt } from './model.js'

/** An answer to a prompt, as its owner may answer it. */
export interface Response {
  readonly id: string
  readonly round: number
  readonly prompt: Prompt
  /** Null of an anonymous one. */
  readonly person: number | null
  readonly mailbox: string
  /** What was written in it. */
  readonly words: string
}

interface Row {
  readonly prompt_answers: typeof promptAnswers.$inferSelect
  readonly prompt_rounds: typeof promptRounds.$inferSelect
}

function fromRow({ prompt_answers: row, prompt_rounds: asked }: Row): Response {
  const written = answers.parse(row.answers).flatMap((one) => (one?.kind === 'words' ? [one.text] : []))
  return {
    id: row.id,
    round: row.round,
    prompt: prompt.parse(asked.definition),
    person: row.person,
    // With a name there is nothing to hide in the mailbox's.
    mailbox: row.mailbox ?? `answer ${row.id}`,
    words: written.join('\n'),
  }
}

const withRounds = (db: Db) =>
  db.select().from(promptAnswers).innerJoin(promptRounds, eq(promptRounds.round, promptAnswers.round))

export async function responseById(db: Db, id: string): Promise<Response | null> {
  const [row] = await withRounds(db).where(eq(promptAnswers.id, id))
  return row ? fromRow(row) : null
}

/** The anonymous answer whose replies wait in a mailbox. */
export async function responseByMailbox(db: Db, mailbox: string): Promise<Response | null> {
  const [row] = await withRounds(db).where(eq(promptAnswers.mailbox, mailbox))
  return row ? fromRow(row) : null
}

/** The mailbox of an anonymous answer that was answered. */
export interface ResponseBox {
  readonly mailbox: string
  readonly round: number
  readonly answer: string
}

/** The mailboxes of all anonymous answers that were answered. */
export async function responseBoxes(db: Db): Promise<readonly ResponseBox[]> {
  const rows = await db
    .selectDistinct({ mailbox: promptAnswers.mailbox, round: promptAnswers.round, answer: promptAnswers.id })
    .from(promptAnswers)
    .innerJoin(feedbackLetters, eq(feedbackLetters.mailbox, promptAnswers.mailbox))
    .where(and(isNotNull(promptAnswers.mailbox), eq(feedbackLetters.unnamed, true)))
    .orderBy(promptAnswers.round, promptAnswers.id)
  return rows.flatMap(({ mailbox, ...row }) => (mailbox === null ? [] : [{ mailbox, ...row }]))
}
