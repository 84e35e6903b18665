import { and, eq, isNull } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { grants } from '../../db/schema/company.js'
import type { Subject } from '../chat/message.js'

/** Somebody may read something beyond their department and role. */
export interface Grant {
  readonly person: number
  readonly subject: string
  readonly grantedBy: number
  readonly grantedAt: Temporal.Instant
}

/** Every grant that holds, or those of one subject. */
export async function openGrants(db: Db, subject: Subject | null = null): Promise<readonly Grant[]> {
  return db
    .select({
      person: grants.person,
      subject: grants.subject,
      grantedBy: grants.grantedBy,
      grantedAt: grants.grantedAt,
    })
    .from(grants)
    .where(and(isNull(grants.revokedAt), subject === null ? undefined : eq(grants.subject, subject)))
    .orderBy(grants.id)
}

/** Lets somebody read a subject. @returns whether they might not before */
export async function grant(db: Db, given: Grant): Promise<boolean> {
  const rows = await db.insert(grants).values(given).onConflictDoNothing().returning({ id: grants.id })
  return rows.length > 0
}

/** Takes a grant back; it stays on record. @returns whether there was one */
export async function revoke(
  db: Db,
  taken: { readonly person: number; readonly subject: Subject; readonly by: number; readonly at: Temporal.Instant },
): Promise<boolean> {
  const rows = await db
    .update(grants)
    .set({ revokedBy: taken.by, revokedAt: taken.at })
    .where(and(eq(grants.person, taken.person), eq(grants.subject, taken.subject), isNull(grants.revokedAt)))
    .returning({ id: grants.id })
  return rows.length > 0
}
