import { asc, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { morningLines, mornings } from '../../db/schema/mornings.js'
import type { Subject } from '../chat/message.js'
import { subject } from '../chat/message.js'

/** The last day for which each person's note was decided: who is asked something else that day waits for it. */
export async function lastDays(db: Db): Promise<ReadonlyMap<number, string>> {
  const rows = await db.select().from(mornings)
  return new Map(rows.map((row) => [row.person, row.day]))
}

/**
 * Takes the days of these people, each by comparing and setting: of two that decide at once, one gets the day.
 * @returns the people whose day was still free
 */
export async function claimDays(
  db: Db,
  days: readonly { readonly person: number; readonly day: string }[],
): Promise<ReadonlySet<number>> {
  if (days.length === 0) return new Set()
  const rows = await db
    .insert(mornings)
    .values([...days])
    .onConflictDoUpdate({
      target: mornings.person,
      set: { day: sql`excluded.day` },
      setWhere: sql`${mornings.day} < excluded.day`,
    })
    .returning({ person: mornings.person })
  return new Set(rows.map((row) => row.person))
}

/**
 * Puts what stands in the notes of these people in the place of what stood in their last ones. The lines travel as one value: a
 * statement with a value per column would take longer to build than everything else of a morning.
 */
export async function saveLines(
  db: Db,
  people: readonly number[],
  lines: readonly { readonly person: number; readonly about: Subject; readonly position: number }[],
): Promise<void> {
  if (people.length > 0) await db.delete(morningLines).where(inArray(morningLines.person, [...people]))
  if (lines.length === 0) return
  await db.execute(sql`
    insert into ${morningLines} (person, about, position)
    select person, about, position
    from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb) as l(person int, about text, position int)`)
}

/** What stands in a person's latest note, in order, and the day that it is of. */
export async function noteOf(
  db: Db,
  person: number,
): Promise<{ readonly day: string; readonly lines: readonly Subject[] } | null> {
  const [note] = await db.select().from(mornings).where(eq(mornings.person, person))
  if (!note) return null
  const rows = await db
    .select()
    .from(morningLines)
    .where(eq(morningLines.person, person))
    .orderBy(asc(morningLines.position))
  return { day: note.day, lines: rows.map((row) => subject.parse(row.about)) }
}

/** The latest notes in which something stands. */
export async function notesWith(
  db: Db,
  about: Subject,
): Promise<readonly { readonly person: number; readonly day: string }[]> {
  return db
    .select({ person: mornings.person, day: mornings.day })
    .from(morningLines)
    .innerJoin(mornings, eq(mornings.person, morningLines.person))
    .where(eq(morningLines.about, about))
    .orderBy(asc(mornings.person))
}
