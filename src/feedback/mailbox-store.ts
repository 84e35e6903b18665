import { and, asc, eq, gte, inArray, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { feedbackItems, feedbackLetters, feedbackPool } from '../../db/schema/feedback-items.js'

const kind = z.enum(['reply', 'acting', 'done', 'declined'])

/** A letter of a mailbox. */
export interface Letter {
  /** A reply, or what became of the feedback. */
  readonly kind: z.infer<typeof kind>
  /** Who of the department wrote it, or null for who gave the feedback. */
  readonly author: number | null
  readonly words: string
  /** `YYYY-MM-DD` in the company's zone. */
  readonly day: string
  /** Whether it is between a department and somebody who gave no name. */
  readonly unnamed: boolean
}

/** @param cause what wrote it, or null for what came through the pool @returns false if its cause wrote it before */
export async function write(db: Db, mailbox: string, letter: Letter, cause: string | null): Promise<boolean> {
  const rows = await db
    .insert(feedbackLetters)
    .values({ mailbox, ...letter, cause })
    .onConflictDoNothing()
    .returning({ id: feedbackLetters.id })
  return rows.length > 0
}

/** The letters of these mailboxes, the oldest first. */
export async function lettersOf(db: Db, mailboxes: readonly string[]): Promise<ReadonlyMap<string, readonly Letter[]>> {
  const found = new Map<string, Letter[]>()
  if (mailboxes.length === 0) return found
  const rows = await db
    .select()
    .from(feedbackLetters)
    .where(inArray(feedbackLetters.mailbox, [...mailboxes]))
    .orderBy(asc(feedbackLetters.id))
  for (const { mailbox, author, words, day, unnamed, ...row } of rows) {
    const list = found.get(mailbox) ?? []
    list.push({ kind: kind.parse(row.kind), author, words, day, unnamed })
    found.set(mailbox, list)
  }
  return found
}

/** A mailbox whose name a person's press may or may not make of its ticket. */
export interface Box {
  readonly mailbox: string
  readonly ticket: string
  /** The item that it belongs to. */
  readonly item: number
}

/** The mailboxes of all who gave something without their name and were written to. */
export async function boxesWithLetters(db: Db): Promise<readonly Box[]> {
  const rows = await db
    .selectDistinct({ mailbox: feedbackItems.mailbox, ticket: feedbackItems.ticket, item: feedbackItems.id })
    .from(feedbackItems)
    .innerJoin(feedbackLetters, eq(feedbackLetters.mailbox, feedbackItems.mailbox))
    .where(isNotNull(feedbackItems.ticket))
    .orderBy(asc(feedbackItems.id))
  return rows.flatMap(({ mailbox, ticket, item }) => (ticket === null ? [] : [{ mailbox, ticket, item }]))
}

/** The days since one (`YYYY-MM-DD`) on which somebody was answered who had given something without their name. */
export async function daysAnswered(db: Db, since: string): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ day: feedbackLetters.day })
    .from(feedbackLetters)
    .where(and(eq(feedbackLetters.unnamed, true), isNotNull(feedbackLetters.author), gte(feedbackLetters.day, since)))
  return rows.map(({ day }) => day)
}

/** What lies in the pool, sealed; nobody else touches it until the transaction ends. Null while there is no pool. */
export async function takePool(db: Db): Promise<string | null> {
  const [row] = await db.select().from(feedbackPool).where(eq(feedbackPool.id, 1)).for('update')
  return row?.sealed ?? null
}

/** Makes the pool, unless there is one. */
export async function makePool(db: Db, sealed: string): Promise<void> {
  await db.insert(feedbackPool).values({ id: 1, sealed }).onConflictDoNothing()
}

export async function putPool(db: Db, sealed: string): Promise<void> {
  await db.update(feedbackPool).set({ sealed }).where(eq(feedbackPool.id, 1))
}
