import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { deliveries } from '../../db/schema/deliveries.js'
import { digestPosts } from '../../db/schema/digests.js'
import { type Message, message, type Subject } from '../chat/message.js'
import { type Place, type PostRef, place, postRef } from '../chat/place.js'
import { troubleReason } from '../company/trouble-store.js'
import { type Digest, digest } from './model.js'
import type { LeftOut } from './targets.js'

/** One time that a digest was posted or corrected. */
export interface DigestPost {
  readonly id: number
  readonly name: string
  readonly digest: Digest
  readonly version: number
  readonly asOf: Temporal.Instant
  readonly createdAt: Temporal.Instant
  readonly slot: number | null
  readonly by: number | null
  readonly corrects: number | null
  readonly reason: string | null
  readonly leftOut: readonly LeftOut[]
}

const leftOutList = z.array(z.object({ to: z.string(), reason: troubleReason }))

const fromRow = (row: typeof digestPosts.$inferSelect): DigestPost => ({
  id: row.id,
  name: row.digest,
  digest: digest.parse(row.definition),
  version: row.version,
  asOf: row.asOf,
  createdAt: row.createdAt,
  slot: row.slot,
  by: row.by,
  corrects: row.corrects,
  reason: row.reason,
  leftOut: leftOutList.parse(row.leftOut),
})

/** What the messages of a post are about. */
export const subjectOfPost = (id: number): Subject => `digest_post:${id}`

export type NewPost = Omit<DigestPost, 'id'> & { readonly occasion: string }

/** Writes down a post, once for its occasion. @returns its id, whether or not it was there before */
export async function insertPost(db: Db, { digest: definition, name, leftOut, ...post }: NewPost): Promise<number> {
  const values = { ...post, digest: name, definition, leftOut: [...leftOut] }
  const [row] = await db
    .insert(digestPosts)
    .values(values)
    .onConflictDoUpdate({ target: digestPosts.occasion, set: { occasion: sql`excluded.occasion` } })
    .returning({ id: digestPosts.id })
  if (!row) throw new Error(`The post ${post.occasion} could not be written down`)
  return row.id
}

export async function postById(db: Db, id: number): Promise<DigestPost | null> {
  const [row] = await db.select().from(digestPosts).where(eq(digestPosts.id, id))
  return row ? fromRow(row) : null
}

/** The latest posts of a digest, corrections among them, newest first. */
export async function postsOf(db: Db, name: string, limit: number): Promise<readonly DigestPost[]> {
  const rows = await db
    .select()
    .from(digestPosts)
    .where(eq(digestPosts.digest, name))
    .orderBy(desc(digestPosts.id))
    .limit(limit)
  return rows.map(fromRow)
}

/** A message of a post as the outbox has it. */
export interface PostedMessage {
  readonly key: string
  readonly about: string
  /** The key of the message in whose thread it stands. */
  readonly under: string | null
  readonly to: Place
  readonly message: Message
  readonly state: string
  readonly code: string | null
  readonly sent: PostRef | null
  readonly finishedAt: Temporal.Instant | null
}

/** The messages of posts, in the order in which they were made. */
export async function messagesOf(db: Db, posts: readonly number[]): Promise<readonly PostedMessage[]> {
  if (posts.length === 0) return []
  const rows = await db
    .select({
      key: deliveries.key,
      about: deliveries.about,
      under: deliveries.under,
      to: deliveries.place,
      message: deliveries.message,
      state: deliveries.state,
      code: deliveries.code,
      sent: deliveries.sent,
      finishedAt: deliveries.finishedAt,
    })
    .from(deliveries)
    .where(and(inArray(deliveries.about, posts.map(subjectOfPost))))
    .orderBy(deliveries.id)
  return rows.map((row) => ({
    ...row,
    to: place.parse(row.to),
    message: message.parse(row.message),
    sent: postRef.nullable().parse(row.sent),
  }))
}
