import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { departments, people } from '../../db/schema/company.js'

/** Makes somebody the leader of a department. A member becomes a leader; an executive or RevOps stays what they are. */
export async function setLeader(db: Db, department: string, person: number): Promise<void> {
  await db.update(departments).set({ leader: person }).where(eq(departments.key, department))
  await db
    .update(people)
    .set({ role: 'leader', department })
    .where(and(eq(people.id, person), eq(people.role, 'member')))
}
