import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { schedules } from '../../db/schema/schedules.js'
import { fromRow, type Schedule } from './store.js'

/** Every schedule of a kind, by its subject. */
export async function ofKind(db: Db, kind: string): Promise<readonly Schedule[]> {
  const rows = await db.select().from(schedules).where(eq(schedules.kind, kind)).orderBy(asc(schedules.subject))
  return rows.map(fromRow)
}

/**
 * A schedule is over: what it was for has ended. What became of its times stays on record; a time that is claimed already is not run
 * any more, as if the schedule had been edited.
 */
export async function endSchedule(db: Db, kind: string, subject: string): Promise<void> {
  await db
    .update(schedules)
    .set({ nextDue: null, version: sql`${schedules.version} + 1` })
    .where(and(eq(schedules.kind, kind), eq(schedules.subject, subject)))
}
