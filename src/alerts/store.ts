import { and, asc, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { alerts, followStandings, follows } from '../../db/schema/alerts.js'
import { imports, sources } from '../../db/schema/facts.js'
import { question } from '../metrics/question.js'
import type { Standing } from './judge.js'
import { type Follow, follow, numbers } from './model.js'

/** A follow with what the database knows of it. */
export interface Stored {
  readonly id: number
  readonly follow: Follow
  readonly owner: number
  readonly seen: string | null
}

const storedFrom = (row: typeof follows.$inferSelect): Stored => ({
  id: row.id,
  follow: follow.parse(row.definition),
  owner: row.owner,
  seen: row.seen,
})

const active = eq(follows.state, 'active')

/** Everything that is followed, or what one person follows; in the order in which it was begun. */
export async function allFollows(db: Db, owner: number | null = null): Promise<readonly Stored[]> {
  const rows = await db
    .select()
    .from(follows)
    .where(and(active, owner === null ? undefined : eq(follows.owner, owner)))
    .orderBy(asc(follows.id))
  return rows.map(storedFrom)
}

export async function byId(db: Db, id: number): Promise<Stored | null> {
  const [row] = await db
    .select()
    .from(follows)
    .where(and(active, eq(follows.id, id)))
  return row ? storedFrom(row) : null
}

/** @param lock keeps others from changing it until the transaction ends */
export async function byName(db: Db, name: string, lock = false): Promise<Stored | null> {
  const query = db
    .select()
    .from(follows)
    .where(and(active, eq(follows.name, name)))
  const [row] = lock ? await query.for('update') : await query
  return row ? storedFrom(row) : null
}

/** Begins to follow something. @returns its id */
export async function insert(db: Db, one: Follow, owner: number, now: Temporal.Instant): Promise<number> {
  const [row] = await db
    .insert(follows)
    .values({ name: one.name, definition: one, owner, state: 'active', madeAt: now })
    .returning({ id: follows.id })
  if (!row) throw new Error(`The follow ${one.name} could not be stored`)
  return row.id
}

/** Writes a changed follow; what was known of its numbers is forgotten, because it was about something else. */
export async function change(db: Db, id: number, one: Follow, owner: number): Promise<void> {
  await db.update(follows).set({ definition: one, owner, seen: null }).where(eq(follows.id, id))
  await db.delete(followStandings).where(eq(followStandings.follow, id))
}

/** Ends a follow; what it told stays. @returns false if it was ended before */
export async function end(db: Db, id: number): Promise<boolean> {
  const rows = await db
    .update(follows)
    .set({ state: 'ended' })
    .where(and(active, eq(follows.id, id)))
    .returning()
  return rows.length > 0
}

/** Notes by what a follow was looked at. */
export async function markSeen(db: Db, id: number, seen: string): Promise<void> {
  await db.update(follows).set({ seen }).where(eq(follows.id, id))
}

/** The newest import of each fact: a number is looked at again when one of its facts has a newer one. */
export async function newestImports(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ fact: sources.fact, newest: sql<number>`max(${imports.id})::int` })
    .from(imports)
    .innerJoin(sources, eq(sources.id, imports.source))
    .groupBy(sources.fact)
  return new Map(rows.map(({ fact, newest }) => [fact, newest]))
}

export type PartStanding = Standing & { readonly period: string; readonly value: number | null }

/** How the numbers of a follow stand, by part. The rows stay locked: two beats must not both say the same. */
export async function standingsOf(db: Db, id: number): Promise<ReadonlyMap<string, PartStanding>> {
  const rows = await db.select().from(followStandings).where(eq(followStandings.follow, id)).for('update')
  return new Map(rows.map((row) => [row.part, row]))
}

export async function saveStanding(
  db: Db,
  id: number,
  part: string,
  one: PartStanding,
  now: Temporal.Instant,
): Promise<void> {
  const { inside, told, toldAt, period, value } = one
  const set = { inside, told, toldAt, period, value, lookedAt: now }
  await db
    .insert(followStandings)
    .values({ follow: id, part, ...set })
    .onConflictDoUpdate({ target: [followStandings.follow, followStandings.part], set })
}

const alertRow = z.object({
  id: z.number(),
  follow: z.number(),
  part: z.string(),
  kind: z.enum(['fired', 'over']),
  at: z.custom<Temporal.Instant>(),
  question,
  numbers,
})
/** Something that was said of a number. */
export type Alert = z.infer<typeof alertRow>

/** Records what is told: by which delivery, or (null) that it waits for a morning note. @returns its id */
export async function record(db: Db, one: Omit<Alert, 'id'> & { readonly delivery: string | null }): Promise<number> {
  const [row] = await db.insert(alerts).values(one).returning({ id: alerts.id })
  if (!row) throw new Error(`What the follow ${one.follow} tells could not be recorded`)
  return row.id
}

/** What a follow told, the latest first. */
export async function toldBy(db: Db, id: number, limit: number): Promise<readonly Alert[]> {
  const rows = await db.select().from(alerts).where(eq(alerts.follow, id)).orderBy(desc(alerts.id)).limit(limit)
  return rows.map((row) => alertRow.parse(row))
}

/** What each of these told last. */
export async function lastOf(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, Alert>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectDistinctOn([alerts.follow])
    .from(alerts)
    .where(inArray(alerts.follow, [...ids]))
    .orderBy(alerts.follow, desc(alerts.id))
  return new Map(rows.map((row) => [row.follow, alertRow.parse(row)]))
}

/** What of an alert a morning note needs: whose it is, and on which day it stood in one. */
export interface Waiting {
  readonly alert: Alert
  readonly follow: Follow
  readonly owner: number
  readonly notedOn: string | null
}

/** What waits for the morning note of one of these people, or stands in that of the day, with the follow that it comes from. */
export async function forMorning(
  db: Db,
  owners: readonly number[],
  days: readonly string[],
): Promise<readonly Waiting[]> {
  if (owners.length === 0) return []
  const rows = await db
    .select({ alert: alerts, definition: follows.definition, owner: follows.owner })
    .from(alerts)
    .innerJoin(follows, eq(follows.id, alerts.follow))
    .where(
      and(
        inArray(follows.owner, [...owners]),
        isNull(alerts.delivery),
        or(isNull(alerts.notedOn), inArray(alerts.notedOn, [...days])),
      ),
    )
    .orderBy(asc(alerts.id))
  return rows.map((row) => ({
    alert: alertRow.parse(row.alert),
    follow: follow.parse(row.definition),
    owner: row.owner,
    notedOn: row.alert.notedOn,
  }))
}

/** Notes on which day a morning note took them up. */
export async function noted(db: Db, ids: readonly number[], day: string): Promise<void> {
  if (ids.length > 0)
    await db
      .update(alerts)
      .set({ notedOn: day })
      .where(and(inArray(alerts.id, [...ids]), isNull(alerts.notedOn)))
}
