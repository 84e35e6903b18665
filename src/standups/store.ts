import { and, asc, eq, ne, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { standupAnswers, standups } from '../../db/schema/standups.js'
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

/** All standups, by name; archived ones too. */
export async function everyOne(db: Db): Promise<readonly Stored[]> {
  return (await db.select().from(standups).orderBy(asc(standups.name))).map(storedFrom)
}

export async function setState(db: Db, name: string, state: StandupState): Promise<void> {
  await db.update(standups).set({ state }).where(eq(standups.name, name))
}

/** What somebody answered, with who they are. */
export interface Answered {
  readonly name: string
  readonly department: string | null
  readonly answers: Answers
}
const answered = z.array(z.object({ name: z.string(), department: z.string().nullable(), answers }))

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
  const rows = await db.execute(sql`
    select p.name, p.department, a.answers from standup_answers a join people p on p.id = a.person
    where a.round = ${round} order by a.person`)
  return answered.parse([...rows])
}

export async function answerOf(db: Db, round: number, person: number): Promise<Answers | null> {
  const [row] = await db
    .select({ answers: standupAnswers.answers })
    .from(standupAnswers)
    .where(and(eq(standupAnswers.round, round), eq(standupAnswers.person, person)))
  return row ? answers.parse(row.answers) : null
}
