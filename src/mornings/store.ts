import { asc, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { mornings } from '../../db/schema/mornings.js'
import type { Subject } from '../chat/message.js'
import { subject } from '../chat/message.js'

/** The last day for which each person's note was decided: who is asked something else that day waits for it. */
export async function lastDays(db: Db): Promise<ReadonlyMap<number, string>> {
  const rows = await db.select({ person: mornings.person, day: mornings.day }).from(mornings)
  return new Map(rows.map((row) => [row.person, row.day]))
}

/**
 * Takes the days of these people, each by comparing and setting: of two that decide at once, one gets the day. What stood in
 * their last notes is forgotten.
 * @returns the people whose day was still free
 */
export async function claimDays(
  db: Db,
  days: readonly { readonly person: number; readonly day: string }[],
): Promise<ReadonlySet<number>> {
  if (days.length === 0) return new Set()
  const rows = await db.execute<{ person: number }>(sql`
    insert into ${mornings} as m (person, day)
    select person, day from jsonb_to_recordset(${JSON.stringify(days)}::text::jsonb) as d(person int, day date)
    on conflict (person) do update set day = excluded.day, lines = '{}' where m.day < excluded.day
    returning m.person`)
  return new Set(rows.map((row) => row.person))
}

/** Writes down what stands in the notes of people whose days were taken, in order. All of it travels as one value. */
export async function saveLines(db: Db, lines: ReadonlyMap<number, readonly Subject[]>): Promise<void> {
  if (lines.size === 0) return
  await db.execute(sql`
    update ${mornings} m
    set lines = array(select jsonb_array_elements_text(n.value))
    from jsonb_each(${JSON.stringify(Object.fromEntries(lines))}::text::jsonb) n
    where m.person = n.key::int`)
}

/** What stands in a person's latest note, in order, and the day that it is of. */
export async function noteOf(
  db: Db,
  person: number,
): Promise<{ readonly day: string; readonly lines: readonly Subject[] } | null> {
  const [note] = await db.select().from(mornings).where(eq(mornings.person, person))
  return note ? { day: note.day, lines: note.lines.map((about) => subject.parse(about)) } : null
}

/** The latest notes in which something stands. */
export async function notesWith(
  db: Db,
  about: Subject,
): Promise<readonly { readonly person: number; readonly day: string }[]> {
  return db
    .select({ person: mornings.person, day: mornings.day })
    .from(mornings)
    .where(sql`${mornings.lines} @> array[${about}]::text[]`)
    .orderBy(asc(mornings.person))
}
