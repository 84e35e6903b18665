import { and, asc, desc, eq, isNull, ne, notInArray, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { roundPeople, rounds } from '../../db/schema/rounds.js'
import type { Round } from './model.js'
import { roundFrom, turnsFor } from './store.js'
import type { Asking } from './times.js'

/** Open rounds of a subject's own days, the oldest first; those that somebody asked for by a press are not among them. */
export async function openDays(db: Db, subject: string): Promise<readonly Round[]> {
  const rows = await db
    .select()
    .from(rounds)
    .where(and(eq(rounds.subject, subject), isNull(rounds.closedAt), sql`${rounds.occasion} = ${rounds.day}::text`))
    .orderBy(asc(rounds.id))
  return rows.map(roundFrom)
}

/** The open round of a subject that is of a day, by its own days or by a press. */
export async function openOn(db: Db, subject: string, day: string): Promise<Round | null> {
  const [row] = await db
    .select()
    .from(rounds)
    .where(and(eq(rounds.subject, subject), eq(rounds.day, day), isNull(rounds.closedAt)))
    .orderBy(asc(rounds.id))
    .limit(1)
  return row ? roundFrom(row) : null
}

/** The ids of everybody who stands in a round. */
export async function planned(db: Db, round: number): Promise<ReadonlySet<number>> {
  const rows = await db.select({ person: roundPeople.person }).from(roundPeople).where(eq(roundPeople.round, round))
  return new Set(rows.map(({ person }) => person))
}

/** Whether an occasion has opened a round. */
export async function wasOpened(db: Db, subject: string, occasion: string): Promise<boolean> {
  const found = await db
    .select({ id: rounds.id })
    .from(rounds)
    .where(and(eq(rounds.subject, subject), eq(rounds.occasion, occasion)))
  return found.length > 0
}

/**
 * Makes an open round what it would be had it been opened now: times move, newcomers come in, and who is asked no more leaves. Who
 * was asked, answered or skipped keeps their turn as it is. A round in which nobody is left is gone.
 * @param closing the instant at which it closes by the time of the last who is to be asked, or was
 */
export async function replan(
  db: Db,
  round: Round,
  people: readonly Asking[],
  closing: (last: Temporal.Instant) => Temporal.Instant,
): Promise<void> {
  const untouched = sql`${roundPeople.askedAt} is null and ${roundPeople.state} in ('waiting', 'away')`
  const ids = people.map((one) => one.person)
  await db
    .delete(roundPeople)
    .where(and(eq(roundPeople.round, round.id), untouched, notInArray(roundPeople.person, ids)))
  if (people.length > 0) {
    await db
      .insert(roundPeople)
      .values(turnsFor(round.id, people))
      .onConflictDoUpdate({
        target: [roundPeople.round, roundPeople.person],
        set: { askAt: sql`excluded.ask_at`, state: sql`excluded.state`, reason: sql`excluded.reason` },
        setWhere: untouched,
      })
  }
  const last = await lastToAsk(db, round.id)
  if (last)
    await db
      .update(rounds)
      .set({ closesAt: closing(last) })
      .where(eq(rounds.id, round.id))
  else await db.delete(rounds).where(eq(rounds.id, round.id))
}

/** When the last of those who are or were to be asked in a round has their time; null when everybody is away. */
async function lastToAsk(db: Db, round: number): Promise<Temporal.Instant | null> {
  const [row] = await db
    .select({ askAt: roundPeople.askAt })
    .from(roundPeople)
    .where(and(eq(roundPeople.round, round), ne(roundPeople.state, 'away')))
    .orderBy(desc(roundPeople.askAt))
    .limit(1)
  return row?.askAt ?? null
}

/** Brings forward the times of those in a round who have not been asked. @returns how many that are */
export async function hurry(db: Db, round: number, people: readonly Asking[]): Promise<number> {
  if (people.length === 0) return 0
  const rows = await db
    .insert(roundPeople)
    .values(turnsFor(round, people))
    .onConflictDoUpdate({
      target: [roundPeople.round, roundPeople.person],
      set: { askAt: sql`least(${roundPeople.askAt}, excluded.ask_at)` },
      setWhere: sql`${roundPeople.askedAt} is null and ${roundPeople.state} = 'waiting'`,
    })
    .returning({ person: roundPeople.person })
  return rows.length
}
