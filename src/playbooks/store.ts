import { and, asc, count, desc, eq, gt, inArray, isNull, lte, ne, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { firings, playbookMatches, playbooks } from '../../db/schema/playbooks.js'
import { fields, type Playbook, type PlaybookState, playbook, playbookState } from './model.js'

/** A playbook with what the database knows of it. */
export interface Stored {
  readonly playbook: Playbook
  readonly owner: number
  readonly state: PlaybookState
  /** By what it was looked at. */
  readonly seen: string | null
}

const storedFrom = (row: typeof playbooks.$inferSelect): Stored => ({
  playbook: playbook.parse(row.definition),
  owner: row.owner,
  state: playbookState.parse(row.state),
  seen: row.seen,
})

/** All that have not ended, by name. */
export async function all(db: Db): Promise<readonly Stored[]> {
  const rows = await db.select().from(playbooks).where(ne(playbooks.state, 'ended')).orderBy(asc(playbooks.name))
  return rows.map(storedFrom)
}

/** @param lock keeps others from changing it until the transaction ends */
export async function byName(db: Db, name: string, lock = false): Promise<Stored | null> {
  const query = db.select().from(playbooks).where(eq(playbooks.name, name))
  const [row] = lock ? await query.for('update') : await query
  return row ? storedFrom(row) : null
}

/** Stores a playbook in the place of the one of its name. @param anew whether what it is about has to be looked at from the beginning */
export async function save(db: Db, one: Playbook, owner: number, anew: boolean): Promise<void> {
  const set = { definition: one, owner, ...(anew ? { seen: null } : {}) }
  await db
    .insert(playbooks)
    .values({ name: one.name, state: 'active', ...set })
    .onConflictDoUpdate({ target: playbooks.name, set: { ...set, ...(anew ? { state: 'active' } : {}) } })
  if (anew) await db.delete(playbookMatches).where(eq(playbookMatches.playbook, one.name))
}

export async function setState(db: Db, name: string, state: PlaybookState): Promise<void> {
  await db.update(playbooks).set({ state }).where(eq(playbooks.name, name))
}

/** Notes by what a playbook was looked at. */
export async function markSeen(db: Db, name: string, seen: string): Promise<void> {
  await db.update(playbooks).set({ seen }).where(eq(playbooks.name, name))
}

/** Which parts of its number were beyond the line of a playbook. */
export async function insideOf(db: Db, name: string): Promise<ReadonlyMap<string, boolean>> {
  const rows = await db.select().from(playbookMatches).where(eq(playbookMatches.playbook, name))
  return new Map(rows.map(({ subject, inside }) => [subject, inside]))
}

export async function saveInside(db: Db, name: string, subject: string, inside: boolean): Promise<void> {
  await db
    .insert(playbookMatches)
    .values({ playbook: name, subject, inside })
    .onConflictDoUpdate({ target: [playbookMatches.playbook, playbookMatches.subject], set: { inside } })
}

const firingRow = z.object({
  id: z.number(),
  playbook: z.string(),
  subject: z.string(),
  fields,
  at: z.custom<Temporal.Instant>(),
  state: z.enum(['proposed', 'done', 'declined', 'failed']),
  asked: z.number(),
  message: z.string().nullable(),
  decidedBy: z.number().nullable(),
  decidedAt: z.custom<Temporal.Instant>().nullable(),
  words: z.string(),
  made: z.string().nullable(),
  outcome: z.object({ words: z.string() }).nullable(),
  checkAt: z.custom<Temporal.Instant>().nullable(),
  helped: z.boolean().nullable(),
  helpedAt: z.custom<Temporal.Instant>().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
})
/** One time that a playbook spoke. */
export type Firing = z.infer<typeof firingRow>

type NewFiring = Pick<Firing, 'playbook' | 'subject' | 'fields' | 'at' | 'asked' | 'message' | 'before'>

/** Records that a playbook speaks; what is decided follows. */
export async function insert(db: Db, one: NewFiring): Promise<Firing> {
  const [row] = await db
    .insert(firings)
    .values({ ...one, state: 'proposed', words: '' })
    .returning()
  if (!row) throw new Error(`What the playbook ${one.playbook} says could not be recorded`)
  return firingRow.parse(row)
}

/** @param lock keeps others from deciding until the transaction ends */
export async function byId(db: Db, id: number, lock = false): Promise<Firing | null> {
  const query = db.select().from(firings).where(eq(firings.id, id))
  const [row] = lock ? await query.for('update') : await query
  return row ? firingRow.parse(row) : null
}

type Decision = Pick<Firing, 'state' | 'decidedBy' | 'decidedAt' | 'words' | 'made' | 'outcome' | 'checkAt'>

/** Writes what was decided. */
export async function decide(db: Db, id: number, decision: Decision): Promise<void> {
  await db.update(firings).set(decision).where(eq(firings.id, id))
}

/** What one message proposes or tells, in order. */
export async function ofMessage(db: Db, message: string): Promise<readonly Firing[]> {
  const rows = await db.select().from(firings).where(eq(firings.message, message)).orderBy(asc(firings.id))
  return rows.map((row) => firingRow.parse(row))
}

/** What waits for one of these people to decide. */
export async function waitingFor(db: Db, people: readonly number[]): Promise<readonly Firing[]> {
  if (people.length === 0) return []
  const rows = await db
    .select()
    .from(firings)
    .where(and(eq(firings.state, 'proposed'), inArray(firings.asked, [...people])))
    .orderBy(asc(firings.id))
  return rows.map((row) => firingRow.parse(row))
}

/** For so many days whoever decided is asked whether it helped: who has not said it by then does not want to. */
const askedFor = 7

/** What was done, and of which nobody has said yet whether it helped, although it has been time for less than a week. */
export async function toCheck(db: Db, now: Temporal.Instant): Promise<readonly Firing[]> {
  const since = now.subtract({ hours: 24 * askedFor })
  const rows = await db
    .select()
    .from(firings)
    .where(and(isNull(firings.helped), gt(firings.checkAt, since), lte(firings.checkAt, now)))
    .orderBy(asc(firings.id))
  return rows.map((row) => firingRow.parse(row))
}

/** Keeps the number by which it can be seen whether something helped. */
export async function saveAfter(db: Db, id: number, after: number): Promise<void> {
  await db.update(firings).set({ after }).where(eq(firings.id, id))
}

/**
 * Forgets the numbers by which it would have been seen whether a playbook helped, where nobody has said it yet: they are kept without their
 * names, and would be shown as another number, to those who may read that one.
 */
export async function forgetNumbers(db: Db, name: string): Promise<void> {
  await db
    .update(firings)
    .set({ before: null, after: null })
    .where(and(eq(firings.playbook, name), isNull(firings.helped)))
}

/** Keeps whether something helped. @returns false if that was said before */
export async function saveHelped(db: Db, id: number, helped: boolean, now: Temporal.Instant): Promise<boolean> {
  const rows = await db
    .update(firings)
    .set({ helped, helpedAt: now })
    .where(and(eq(firings.id, id), isNull(firings.helped)))
    .returning({ id: firings.id })
  return rows.length > 0
}

/** What a playbook said, the latest first. */
export async function saidBy(db: Db, name: string, limit: number): Promise<readonly Firing[]> {
  const rows = await db.select().from(firings).where(eq(firings.playbook, name)).orderBy(desc(firings.id)).limit(limit)
  return rows.map((row) => firingRow.parse(row))
}

/** What became of all that a playbook said. */
export interface Tally {
  readonly said: number
  readonly done: number
  readonly declined: number
  readonly waiting: number
  readonly helped: number
  readonly asked: number
}

/** By playbook. */
export async function tallies(db: Db): Promise<ReadonlyMap<string, Tally>> {
  const counted = (state: Firing['state']) => sql<number>`(count(*) filter (where ${firings.state} = ${state}))::int`
  const rows = await db
    .select({
      playbook: firings.playbook,
      said: count(),
      done: counted('done'),
      declined: counted('declined'),
      waiting: counted('proposed'),
      helped: sql<number>`(count(*) filter (where ${firings.helped}))::int`,
      asked: sql<number>`(count(*) filter (where ${firings.helped} is not null))::int`,
    })
    .from(firings)
    .groupBy(firings.playbook)
  return new Map(rows.map(({ playbook: name, ...tally }) => [name, tally]))
}
