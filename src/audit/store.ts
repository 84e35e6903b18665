import { desc, eq } from 'drizzle-orm'
import { audit } from '../../db/schema/audit.js'
import type { Subject } from '../chat/message.js'
import type { Context } from '../company/context.js'

/** One change, as it is remembered: plain JSON of what was there before and after (null where there was nothing). */
export interface Change {
  readonly subject: Subject
  readonly verb: string
  readonly before: unknown
  readonly after: unknown
}

/** Writes who changed what, in the transaction of the change itself. */
export async function recordChange(context: Context, change: Change): Promise<void> {
  await context.db.insert(audit).values({
    at: context.now,
    person: context.by === 'clock' ? null : context.by.id,
    subject: change.subject,
    verb: change.verb,
    before: change.before,
    after: change.after,
    cause: context.cause,
  })
}

/** What happened to a subject, newest first. */
export async function changesOf(context: Context, subject: Subject, limit: number) {
  return context.db.select().from(audit).where(eq(audit.subject, subject)).orderBy(desc(audit.id)).limit(limit)
}
