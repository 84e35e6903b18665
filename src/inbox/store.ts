import { and, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { inbox } from '../../db/schema/inbox.js'
import { type Incoming, incoming } from '../chat/incoming.js'
import { platformName } from '../chat/place.js'
import type { ReturnAddress } from '../chat/platform.js'

const returnAddress = z.object({ platform: platformName, data: z.unknown() })

/** Something a person was promised an answer to. */
export interface Kept {
  readonly incoming: Incoming
  readonly back: ReturnAddress
  readonly attempts: number
}

/**
 * Writes down what was acknowledged and not yet answered, with a lease for the process that is about to answer it.
 * @param now the machine clock
 * @returns `seen` if the key was kept before, by whichever process
 */
export async function keep(
  db: Db,
  one: { readonly incoming: Incoming; readonly back: ReturnAddress },
  now: Temporal.Instant,
  until: Temporal.Instant,
): Promise<'kept' | 'seen'> {
  const rows = await db
    .insert(inbox)
    .values({
      key: one.incoming.key,
      platform: one.back.platform,
      incoming: one.incoming,
      back: one.back,
      receivedAt: now,
      leaseUntil: until,
      attempts: 1,
    })
    .onConflictDoNothing({ target: inbox.key })
    .returning({ key: inbox.key })
  return rows.length > 0 ? 'kept' : 'seen'
}

/** The answer has gone out. The row stays, so that a later delivery of the same event is known; what was typed does not. */
export async function settle(db: Db, key: string, now: Temporal.Instant): Promise<void> {
  await db.update(inbox).set({ answeredAt: now, incoming: {}, back: {} }).where(eq(inbox.key, key))
}

/** Leases what another process acknowledged and did not live to answer. */
export async function takeAbandoned(
  db: Db,
  now: Temporal.Instant,
  until: Temporal.Instant,
  limit: number,
): Promise<readonly Kept[]> {
  const ready = db
    .select({ key: inbox.key })
    .from(inbox)
    .where(and(isNull(inbox.answeredAt), lt(inbox.leaseUntil, now)))
    .limit(limit)
    .for('update', { skipLocked: true })
  const rows = await db
    .update(inbox)
    .set({ leaseUntil: until, attempts: sql`${inbox.attempts} + 1` })
    .where(inArray(inbox.key, ready))
    .returning()
  return rows.map((row) => ({
    incoming: incoming.parse(row.incoming),
    back: returnAddress.parse(row.back),
    attempts: row.attempts,
  }))
}

/** Forgets answered rows older than a moment: the platforms send nothing again after so long. */
export async function forget(db: Db, before: Temporal.Instant): Promise<void> {
  await db.delete(inbox).where(and(isNotNull(inbox.answeredAt), lt(inbox.receivedAt, before)))
}
