import { and, asc, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { blockers, standupAnswers, standups } from '../../db/schema/standups.js'
import { type Answers, answers, type Standup, type StandupState, standup, standupState } from './model.js'

export interface Stored {
  readonly standup: Standup
  readonly owner: number
  readonly state: StandupState
}

const storedFrom = (row: typeof standups.$inferSelect): Stored => ({
  standup: standup.parse(row.definition),
  owner: row.owner,
  state: standupState.parse(row.state),
})

/** Stores a standup in the place of the one of its name; whether it is paused stays as it is. */
export async function saveStandup(db: Db, one: Standup, owner: number): Promise<void> {
  await db
    .insert(standups)
    .values({ name: one.name, definition: one, owner, state: 'active' })
    .onConflictDoUpdate({ target: standups.name, set: { definition: one, owner } })
}

export async function byName(db: Db, name: string): Promise<Stored | null> {
  const [row] = await db.select().from(standups).where(eq(standups.name, name))
  return row ? storedFrom(row) : null
}

/** All standups that are not archived, by name. */
export async function all(db: Db): Promise<readonly Stored[]> {
  const rows = await db.select().from(standups).where(ne(standups.state, 'archived')).orderBy(asc(standups.name))
  return rows.map(storedFrom)
}

export async function setState(db: Db, name: string, state: StandupState): Promise<void> {
  await db.update(standups).set({ state }).where(eq(standups.name, name))
}

export interface Answered {
  readonly person: number
  readonly answers: Answers
  readonly answeredAt: Temporal.Instant
  readonly editedAt: Temporal.Instant | null
}

/** Writes what somebody answered, or what they made of it later. */
export async function saveAnswer(
  db: Db,
  round: number,
  person: number,
  given: Answers,
  now: Temporal.Instant,
): Promise<void> {
  await db
    .insert(standupAnswers)
    .values({ round, person, answers: given, answeredAt: now })
    .onConflictDoUpdate({
      target: [standupAnswers.round, standupAnswers.person],
      set: { answers: given, editedAt: now },
    })
}

/** Everything that was answered in a round, in the order of people. */
export async function answersOf(db: Db, round: number): Promise<readonly Answered[]> {
  const rows = await db
    .select()
    .from(standupAnswers)
    .where(eq(standupAnswers.round, round))
    .orderBy(asc(standupAnswers.person))
  return rows.map((row) => ({ ...row, answers: answers.parse(row.answers) }))
}

export async function answerOf(db: Db, round: number, person: number): Promise<Answers | null> {
  const [row] = await db
    .select({ answers: standupAnswers.answers })
    .from(standupAnswers)
    .where(and(eq(standupAnswers.round, round), eq(standupAnswers.person, person)))
  return row ? answers.parse(row.answers) : null
}

export type Blocker = typeof blockers.$inferSelect

/** Notes a blocker. The same words of the same person in the same standup are the same blocker while it is open. */
export async function openBlocker(
  db: Db,
  one: Pick<Blocker, 'standup' | 'round' | 'person' | 'waitsFor' | 'text' | 'openedAt'>,
): Promise<Blocker | null> {
  const known = await db
    .select({ id: blockers.id })
    .from(blockers)
    .where(
      and(
        eq(blockers.standup, one.standup),
        eq(blockers.person, one.person),
        eq(blockers.text, one.text),
        isNull(blockers.clearedAt),
      ),
    )
  if (known.length > 0) return null
  const [row] = await db.insert(blockers).values(one).returning()
  return row ?? null
}

/** Takes back a blocker of this round that its person has reworded: it was never more than this. */
export async function dropBlockers(db: Db, round: number, person: number, keep: string | null): Promise<void> {
  await db
    .delete(blockers)
    .where(
      and(
        eq(blockers.round, round),
        eq(blockers.person, person),
        isNull(blockers.clearedAt),
        keep === null ? undefined : ne(blockers.text, keep),
      ),
    )
}

export async function blockerById(db: Db, id: number): Promise<Blocker | null> {
  const [row] = await db.select().from(blockers).where(eq(blockers.id, id))
  return row ?? null
}

/** Open blockers: of a standup, of people, or all of them; the oldest first. */
export async function openBlockers(
  db: Db,
  of: { readonly standup: string } | { readonly people: readonly number[] } | 'all',
): Promise<readonly Blocker[]> {
  const whose =
    of === 'all'
      ? undefined
      : 'standup' in of
        ? eq(blockers.standup, of.standup)
        : inArray(blockers.person, [...of.people])
  return db
    .select()
    .from(blockers)
    .where(and(isNull(blockers.clearedAt), whose))
    .orderBy(asc(blockers.id))
}

/** Clears a blocker. @returns false if it was cleared before */
export async function clear(db: Db, id: number, by: number, now: Temporal.Instant): Promise<boolean> {
  const rows = await db
    .update(blockers)
    .set({ clearedAt: now, clearedBy: by })
    .where(and(eq(blockers.id, id), isNull(blockers.clearedAt)))
    .returning({ id: blockers.id })
  return rows.length > 0
}

/** How old blockers were when they were cleared, or are, in days, by the week in which they were opened. */
export async function blockerAges(
  db: Db,
  name: string,
  now: Temporal.Instant,
): Promise<readonly { readonly week: string; readonly days: number; readonly count: number }[]> {
  const rows = await db.execute<{ week: string; days: number; count: number }>(sql`
    select to_char(date_trunc('week', opened_at), 'YYYY-MM-DD') as week, count(*)::int as count,
      avg(extract(epoch from coalesce(cleared_at, ${now.toString()}::timestamptz) - opened_at) / 86400)::float as days
    from blockers where standup = ${name} group by 1 order by 1`)
  return rows.map(({ week, days, count }) => ({ week, days: Number(days), count: Number(count) }))
}
