import { and, eq, isNull, lt } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { pushes, pushTokens } from '../../db/schema/facts-runs.js'

/** Who may push, without the token itself, which nobody keeps. */
export interface PushToken {
  readonly id: number
  readonly source: string
  readonly label: string
  readonly owner: string | null
  readonly createdAt: Temporal.Instant
  readonly usedAt: Temporal.Instant | null
  readonly revokedAt: Temporal.Instant | null
}

type NewToken = Pick<PushToken, 'source' | 'label' | 'owner' | 'createdAt'> & { readonly hash: string }

/** @returns the number by which it is taken back */
export async function addToken(db: Db, token: NewToken): Promise<number> {
  const [row] = await db.insert(pushTokens).values(token).returning({ id: pushTokens.id })
  if (!row) throw new Error(`The token of ${token.source} was not stored`)
  return row.id
}

const shown = {
  id: pushTokens.id,
  source: pushTokens.source,
  label: pushTokens.label,
  owner: pushTokens.owner,
  createdAt: pushTokens.createdAt,
  usedAt: pushTokens.usedAt,
  revokedAt: pushTokens.revokedAt,
}

export async function allTokens(db: Db): Promise<readonly PushToken[]> {
  return db.select(shown).from(pushTokens).orderBy(pushTokens.id)
}

/** Whose token has this hash, and writes down that it was used; null for one that nobody gave out, or that was taken back. */
export async function useToken(db: Db, hash: string, now: Temporal.Instant): Promise<PushToken | null> {
  const [row] = await db
    .update(pushTokens)
    .set({ usedAt: now })
    .where(and(eq(pushTokens.hash, hash), isNull(pushTokens.revokedAt)))
    .returning(shown)
  return row ?? null
}

/** @returns whether there was one to take back */
export async function revokeToken(db: Db, id: number, now: Temporal.Instant): Promise<boolean> {
  const rows = await db
    .update(pushTokens)
    .set({ revokedAt: now })
    .where(and(eq(pushTokens.id, id), isNull(pushTokens.revokedAt)))
    .returning({ id: pushTokens.id })
  return rows.length > 0
}

/** Answers are remembered for so many hours. */
const remembered = 48
/** A batch that has not been answered for so many seconds was broken off, and may be sent again. */
const brokenOff = 300

/** A batch under its key: `mine` to import, answered before, under way, or another batch than the one before. */
export type Claim =
  | { readonly kind: 'mine' }
  | { readonly kind: 'under way' }
  | { readonly kind: 'another batch' }
  | { readonly kind: 'answered'; readonly answer: unknown }

export async function claimPush(
  db: Db,
  one: { readonly token: number; readonly key: string; readonly digest: string },
  now: Temporal.Instant,
): Promise<Claim> {
  await db.delete(pushes).where(lt(pushes.at, now.subtract({ hours: remembered })))
  const mine = await db
    .insert(pushes)
    .values({ ...one, at: now })
    .onConflictDoNothing()
    .returning({ key: pushes.key })
  if (mine.length > 0) return { kind: 'mine' }
  const same = and(eq(pushes.token, one.token), eq(pushes.key, one.key))
  const [known] = await db.select().from(pushes).where(same)
  if (known && known.digest !== one.digest) return { kind: 'another batch' }
  if (known && known.answer !== null) return { kind: 'answered', answer: known.answer }
  const old = and(same, isNull(pushes.answer), lt(pushes.at, now.subtract({ seconds: brokenOff })))
  const taken = await db.update(pushes).set({ at: now }).where(old).returning({ key: pushes.key })
  return { kind: taken.length > 0 ? 'mine' : 'under way' }
}

export async function answerPush(db: Db, token: number, key: string, answer: unknown): Promise<void> {
  await db
    .update(pushes)
    .set({ answer })
    .where(and(eq(pushes.token, token), eq(pushes.key, key)))
}

/** Lets a batch go whose import failed for no fault of its own: it may be sent again at once. */
export async function releasePush(db: Db, token: number, key: string): Promise<void> {
  await db.delete(pushes).where(and(eq(pushes.token, token), eq(pushes.key, key), isNull(pushes.answer)))
}
