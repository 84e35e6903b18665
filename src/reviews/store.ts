import { asc, desc, eq } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { oneToOneNotes, oneToOnes, reviewPosts, reviews } from '../../db/schema/reviews.js'
import { type OneToOne, oneToOne, type Review, type ReviewState, review, reviewState } from './model.js'

/** A review with what became of it. */
export interface StoredReview {
  readonly review: Review
  readonly owner: number
  readonly state: ReviewState
}

const fromRow = (row: typeof reviews.$inferSelect): StoredReview => ({
  review: review.parse(row.definition),
  owner: row.owner,
  state: reviewState.parse(row.state),
})

export async function allReviews(db: Db): Promise<readonly StoredReview[]> {
  return (await db.select().from(reviews).orderBy(asc(reviews.name))).map(fromRow)
}

export async function reviewByName(db: Db, name: string): Promise<StoredReview | null> {
  const [row] = await db.select().from(reviews).where(eq(reviews.name, name))
  return row ? fromRow(row) : null
}

/** Stores a review; one of the same name is changed and keeps its state. */
export async function saveReview(db: Db, one: Review, owner: number): Promise<void> {
  await db
    .insert(reviews)
    .values({ name: one.name, definition: one, owner, state: 'active' })
    .onConflictDoUpdate({ target: reviews.name, set: { definition: one, owner } })
}

export async function setState(db: Db, name: string, state: ReviewState): Promise<void> {
  await db.update(reviews).set({ state }).where(eq(reviews.name, name))
}

export type Post = typeof reviewPosts.$inferSelect

/** Notes that a review is posted. @returns null if the same occasion posted it before */
export async function insertPost(db: Db, one: Omit<Post, 'id'>): Promise<Post | null> {
  const [row] = await db
    .insert(reviewPosts)
    .values(one)
    .onConflictDoNothing({ target: reviewPosts.occasion })
    .returning()
  return row ?? null
}

export async function postById(db: Db, id: number): Promise<Post | null> {
  const [row] = await db.select().from(reviewPosts).where(eq(reviewPosts.id, id))
  return row ?? null
}

/** The posts of a review, the latest first. */
export async function postsOf(db: Db, name: string, most: number): Promise<readonly Post[]> {
  return db.select().from(reviewPosts).where(eq(reviewPosts.review, name)).orderBy(desc(reviewPosts.id)).limit(most)
}

/** A regular talk, with the person who leads it. */
export interface StoredTalk {
  readonly talk: OneToOne
  readonly lead: number
}

export async function allTalks(db: Db): Promise<readonly StoredTalk[]> {
  const rows = await db.select().from(oneToOnes).orderBy(asc(oneToOnes.department))
  return rows.map((row) => ({ talk: oneToOne.parse(row.definition), lead: row.lead }))
}

export async function talkWith(db: Db, department: string): Promise<StoredTalk | null> {
  const [row] = await db.select().from(oneToOnes).where(eq(oneToOnes.department, department))
  return row ? { talk: oneToOne.parse(row.definition), lead: row.lead } : null
}

/** Stores a talk; a department has one. */
export async function saveTalk(db: Db, one: OneToOne, lead: number): Promise<void> {
  await db
    .insert(oneToOnes)
    .values({ department: one.department, definition: one, lead })
    .onConflictDoUpdate({ target: oneToOnes.department, set: { definition: one, lead } })
}

export async function removeTalk(db: Db, department: string): Promise<void> {
  await db.delete(oneToOnes).where(eq(oneToOnes.department, department))
}

type Note = typeof oneToOneNotes.$inferSelect

/** Keeps what was noted of a talk, once for a cause. */
export async function insertNote(db: Db, one: Omit<Note, 'id'>): Promise<void> {
  await db.insert(oneToOneNotes).values(one).onConflictDoNothing({ target: oneToOneNotes.cause })
}

/** What was noted last of the talks with a department. */
export async function latestNote(
  db: Db,
  department: string,
): Promise<{
  readonly words: string
  readonly at: Temporal.Instant
  readonly author: number
  readonly leader: number
} | null> {
  const [row] = await db
    .select()
    .from(oneToOneNotes)
    .where(eq(oneToOneNotes.department, department))
    .orderBy(desc(oneToOneNotes.id))
    .limit(1)
  return row ?? null
}
