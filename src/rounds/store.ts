import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { roundPeople, rounds } from '../../db/schema/rounds.js'
import { type Round, type Turn, turnState } from './model.js'
import type { Asking } from './times.js'

type RoundRow = typeof rounds.$inferSelect
type TurnRow = typeof roundPeople.$inferSelect

/** A round as its row has it. */
export const roundFrom = ({ occasion: _, ...row }: RoundRow): Round => row
const turnFrom = ({ doneAt: _, ...row }: TurnRow): Turn => ({ ...row, state: turnState.parse(row.state) })

export interface NewRound {
  readonly kind: string
  readonly subject: string
  readonly occasion: string
  readonly day: string
  readonly openedAt: Temporal.Instant
  readonly closesAt: Temporal.Instant
  readonly people: readonly Asking[]
}

/** Opens a round with its people. @returns null if its occasion opened one before */
export async function open(db: Db, one: NewRound): Promise<Round | null> {
  const { people, ...round } = one
  const [row] = await db
    .insert(rounds)
    .values(round)
    .onConflictDoNothing({ target: [rounds.subject, rounds.occasion] })
    .returning()
  if (!row) return null
  if (people.length > 0) {
    await db.insert(roundPeople).values(turnsFor(row.id, people))
  }
  return roundFrom(row)
}

/** The rows of people in a round. */
export const turnsFor = (round: number, people: readonly Asking[]) =>
  people.map(({ person, askAt, away }) => ({
    round,
    person,
    askAt,
    state: away === null ? 'waiting' : 'away',
    reason: away,
  }))

export async function byId(db: Db, id: number): Promise<Round | null> {
  const [row] = await db.select().from(rounds).where(eq(rounds.id, id))
  return row ? roundFrom(row) : null
}

/** The latest rounds of a subject, the newest first. */
export async function latestOf(db: Db, subject: string, limit: number): Promise<readonly Round[]> {
  const rows = await db.select().from(rounds).where(eq(rounds.subject, subject)).orderBy(desc(rounds.id)).limit(limit)
  return rows.map(roundFrom)
}

/** Everybody in a round. */
export async function turnsOf(db: Db, round: number): Promise<readonly Turn[]> {
  const rows = await db.select().from(roundPeople).where(eq(roundPeople.round, round)).orderBy(asc(roundPeople.person))
  return rows.map(turnFrom)
}

export async function turnOf(db: Db, round: number, person: number): Promise<Turn | null> {
  const [row] = await db
    .select()
    .from(roundPeople)
    .where(and(eq(roundPeople.round, round), eq(roundPeople.person, person)))
  return row ? turnFrom(row) : null
}

/** Open rounds in which people still have a turn to take, the oldest first. */
export async function waitingFor(
  db: Db,
  people: readonly number[],
): Promise<readonly { readonly round: Round; readonly turn: Turn }[]> {
  if (people.length === 0) return []
  const rows = await db
    .select()
    .from(roundPeople)
    .innerJoin(rounds, eq(rounds.id, roundPeople.round))
    .where(and(inArray(roundPeople.person, [...people]), eq(roundPeople.state, 'waiting'), isNull(rounds.closedAt)))
    .orderBy(asc(rounds.id))
  return rows.map((row) => ({ round: roundFrom(row.rounds), turn: turnFrom(row.round_people) }))
}

/** Open rounds that somebody is in, and the latest one of each subject where it has closed: late answers count too. */
export async function openFor(
  db: Db,
  person: number,
): Promise<readonly { readonly round: Round; readonly turn: Turn }[]> {
  const rows = await db
    .select()
    .from(roundPeople)
    .innerJoin(rounds, eq(rounds.id, roundPeople.round))
    .where(
      and(
        eq(roundPeople.person, person),
        sql`(${rounds.closedAt} is null or ${rounds.id} = (select max(later.id) from rounds later where later.subject = ${rounds.subject}))`,
      ),
    )
    .orderBy(desc(rounds.id))
    .limit(10)
  return rows.map((row) => ({ round: roundFrom(row.rounds), turn: turnFrom(row.round_people) }))
}

/** Notes that people were asked. @returns those of whom that was not noted before */
export async function markAsked(
  db: Db,
  turns: readonly { readonly round: number; readonly person: number }[],
  now: Temporal.Instant,
): Promise<readonly Turn[]> {
  if (turns.length === 0) return []
  const rows = await db
    .update(roundPeople)
    .set({ askedAt: now })
    .where(and(isNull(roundPeople.askedAt), eq(roundPeople.state, 'waiting'), among(turns)))
    .returning()
  return rows.map(turnFrom)
}

/** Counts that people were reminded of what they were asked before. */
export async function markReminded(
  db: Db,
  turns: readonly { readonly round: number; readonly person: number }[],
): Promise<void> {
  if (turns.length === 0) return
  await db
    .update(roundPeople)
    .set({ reminders: sql`${roundPeople.reminders} + 1` })
    .where(and(isNotNull(roundPeople.askedAt), eq(roundPeople.state, 'waiting'), among(turns)))
}

const among = (turns: readonly { readonly round: number; readonly person: number }[]) =>
  sql`(${roundPeople.round}, ${roundPeople.person}) in (select * from unnest(
    ${sql.param(turns.map((one) => one.round))}::int[], ${sql.param(turns.map((one) => one.person))}::int[]))`

/** Those whose time to be asked has come, in rounds that are not over. */
export async function dueToAsk(db: Db, now: Temporal.Instant): Promise<readonly Turn[]> {
  const rows = await db
    .select({ turn: roundPeople })
    .from(roundPeople)
    .innerJoin(rounds, eq(rounds.id, roundPeople.round))
    .where(
      and(
        eq(roundPeople.state, 'waiting'),
        isNull(roundPeople.askedAt),
        lte(roundPeople.askAt, now),
        isNull(rounds.closedAt),
        gt(rounds.closesAt, now),
      ),
    )
    .orderBy(asc(roundPeople.round), asc(roundPeople.person))
  return rows.map(({ turn }) => turnFrom(turn))
}

/** Whether anybody is to be asked or reminded until an instant, or has not answered yet. */
export async function isAnybodyAsked(db: Db, now: Temporal.Instant, until: Temporal.Instant): Promise<boolean> {
  const found = await db
    .select({ round: roundPeople.round })
    .from(roundPeople)
    .innerJoin(rounds, eq(rounds.id, roundPeople.round))
    .where(
      and(
        eq(roundPeople.state, 'waiting'),
        lte(roundPeople.askAt, until),
        isNull(rounds.closedAt),
        gt(rounds.closesAt, now),
      ),
    )
    .limit(1)
  return found.length > 0
}

/** Notes that somebody is away and will not be asked. */
export async function markAway(
  db: Db,
  { round, person }: Pick<Turn, 'round' | 'person'>,
  reason: string,
): Promise<void> {
  await db
    .update(roundPeople)
    .set({ state: 'away', reason })
    .where(and(eq(roundPeople.round, round), eq(roundPeople.person, person), eq(roundPeople.state, 'waiting')))
}

/**
 * Takes those who were asked and have not answered, and who have not heard this reminder or a later one. Each reminder is taken by
 * comparing and setting its count: of two processes, one gets it. Who was asked in a newer round of the same thing hears no more
 * of this one. A reminder counts from the minute at which somebody was to be asked, or was, if that was later: their morning note may
 * have asked them before the hour.
 * @param ordinal which reminder it is, from 1
 * @param askedBefore who was asked at this instant or before
 */
export async function takeReminders(
  db: Db,
  { id, subject }: Round,
  ordinal: number,
  askedBefore: Temporal.Instant,
): Promise<readonly Turn[]> {
  const rows = await db
    .update(roundPeople)
    .set({ reminders: ordinal })
    .where(
      and(
        eq(roundPeople.round, id),
        eq(roundPeople.state, 'waiting'),
        lt(roundPeople.reminders, ordinal),
        isNotNull(roundPeople.askedAt),
        lte(
          sql`date_trunc('minute', greatest(${roundPeople.askedAt}, ${roundPeople.askAt}))`,
          sql`${askedBefore.toString()}::timestamptz`,
        ),
        sql`not exists (
          select 1 from round_people later join rounds newer on newer.id = later.round
          where newer.subject = ${subject} and newer.id > ${id} and later.person = ${roundPeople.person} and later.asked_at is not null)`,
      ),
    )
    .returning()
  return rows.map(turnFrom).toSorted((a, b) => a.person - b.person)
}

/** Open rounds, the oldest first. */
export async function openRounds(db: Db): Promise<readonly Round[]> {
  const rows = await db.select().from(rounds).where(isNull(rounds.closedAt)).orderBy(asc(rounds.id))
  return rows.map(roundFrom)
}

/** How many have been asked in a round so far, and how many of them have answered. */
export async function turnout(db: Db, round: number): Promise<{ readonly invited: number; readonly answered: number }> {
  const answered = sql<number>`count(*) filter (where ${roundPeople.state} = 'answered')::int`
  const [row] = await db
    .select({
      answered,
      invited: sql<number>`${answered} + count(*) filter (where ${roundPeople.state} = 'waiting' and ${roundPeople.askedAt} is not null)::int`,
    })
    .from(roundPeople)
    .where(eq(roundPeople.round, round))
  return row ?? { invited: 0, answered: 0 }
}

/** Brings the close of a round forward when nobody is left who could still answer. @returns whether it is over now */
export async function closeWhenDone(db: Db, id: number, now: Temporal.Instant): Promise<boolean> {
  const rows = await db
    .update(rounds)
    .set({ closesAt: now })
    .where(
      and(
        eq(rounds.id, id),
        gt(rounds.closesAt, now),
        sql`not exists (select 1 from round_people p where p.round = ${id} and p.state = 'waiting')`,
      ),
    )
    .returning({ id: rounds.id })
  return rows.length > 0
}

/** Closes a round. @returns false if it was closed before */
export async function close(db: Db, id: number, now: Temporal.Instant): Promise<boolean> {
  const rows = await db
    .update(rounds)
    .set({ closedAt: now })
    .where(and(eq(rounds.id, id), isNull(rounds.closedAt)))
    .returning({ id: rounds.id })
  return rows.length > 0
}

/** Notes that somebody answered or skipped, also after the round has closed. */
export async function settle(
  db: Db,
  round: number,
  person: number,
  to: { readonly state: 'answered' | 'skipped'; readonly reason: string | null; readonly at: Temporal.Instant },
): Promise<void> {
  await db
    .insert(roundPeople)
    .values({ round, person, askAt: to.at, askedAt: to.at, state: to.state, reason: to.reason, doneAt: to.at })
    .onConflictDoUpdate({
      target: [roundPeople.round, roundPeople.person],
      set: { state: to.state, reason: to.reason, doneAt: to.at },
    })
}
