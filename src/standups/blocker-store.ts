import { and, asc, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { blockers } from '../../db/schema/standups.js'

export type Blocker = typeof blockers.$inferSelect

/**
 * Notes a blocker. Said again in the same round it is the same blocker in other words, and is to be told again where it waits for
 * another department; the words of an earlier round, while that is open, are that one, and so are other words in their place.
 * @param was the words that stood in the same round before these, if any
 */
export async function keep(
  db: Db,
  one: Pick<Blocker, 'standup' | 'round' | 'person' | 'waitsFor' | 'text' | 'openedAt'>,
  was: string | null,
): Promise<Blocker> {
  const { text, waitsFor } = one
  const known =
    (await saidIn(db, one.round, one.person)) ??
    (await openWords(db, one, text)) ??
    (was === null ? null : await openWords(db, one, was))
  if (!known) return first(await db.insert(blockers).values(one).returning())
  const toldAt = known.waitsFor === waitsFor ? known.toldAt : null
  return first(await db.update(blockers).set({ text, waitsFor, toldAt }).where(eq(blockers.id, known.id)).returning())
}

function first(rows: readonly Blocker[]): Blocker {
  const [row] = rows
  if (!row) throw new Error('A blocker was written and is not there: somebody deleted it meanwhile')
  return row
}

/** The open blocker that somebody named in a round. */
export async function saidIn(db: Db, round: number, person: number): Promise<Blocker | null> {
  const [row] = await db
    .select()
    .from(blockers)
    .where(and(eq(blockers.round, round), eq(blockers.person, person), isNull(blockers.clearedAt)))
  return row ?? null
}

async function openWords(
  db: Db,
  { standup, person }: Pick<Blocker, 'standup' | 'person'>,
  text: string,
): Promise<Blocker | null> {
  const [row] = await db
    .select()
    .from(blockers)
    .where(
      and(
        eq(blockers.standup, standup),
        eq(blockers.person, person),
        eq(blockers.text, text),
        isNull(blockers.clearedAt),
      ),
    )
  return row ?? null
}

/** Takes back a blocker that nobody was told of. */
export async function drop(db: Db, id: number): Promise<void> {
  await db.delete(blockers).where(eq(blockers.id, id))
}

/** Notes that who decides for the department has heard of blockers. */
export async function markTold(db: Db, ids: readonly number[], now: Temporal.Instant): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(blockers)
    .set({ toldAt: now })
    .where(inArray(blockers.id, [...ids]))
}

/** Notes the handoff that a blocker has become. */
export async function markHandedOver(db: Db, id: number, handoff: number): Promise<void> {
  await db.update(blockers).set({ handoff }).where(eq(blockers.id, id))
}

/** Open blockers that wait for departments and are no handoffs yet, the oldest first. */
export async function waitingFor(db: Db, departments: readonly string[]): Promise<readonly Blocker[]> {
  if (departments.length === 0) return []
  return db
    .select()
    .from(blockers)
    .where(and(isNull(blockers.clearedAt), isNull(blockers.handoff), inArray(blockers.waitsFor, [...departments])))
    .orderBy(asc(blockers.id))
}

/** A blocker to be changed: nobody else changes it until the transaction ends. */
export async function lockBlocker(db: Db, id: number): Promise<Blocker | null> {
  const [row] = await db.select().from(blockers).where(eq(blockers.id, id)).for('update')
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

const named = z.array(
  z.object({
    who: z.string(),
    text: z.string(),
    waitsFor: z.string().nullable(),
    handoff: z.number().nullable(),
    days: z.number(),
  }),
)
/** An open blocker, with who has it, and for how many days. */
export type OpenBlocker = z.infer<typeof named>[number]

/** The open blockers of a standup, the oldest first. */
export async function openOf(db: Db, standup: string, now: Temporal.Instant): Promise<readonly OpenBlocker[]> {
  const rows = await db.execute(sql`
    select p.name as who, b.text, b.waits_for as "waitsFor", b.handoff,
      floor(extract(epoch from ${now.toString()}::timestamptz - b.opened_at) / 86400)::int as days
    from blockers b join people p on p.id = b.person where b.standup = ${standup} and b.cleared_at is null order by b.id`)
  return named.parse([...rows])
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

/** The blockers of these people that are open, or were opened since a moment; the oldest first. */
export async function blockersSince(
  db: Db,
  persons: readonly number[],
  since: Temporal.Instant,
): Promise<readonly Blocker[]> {
  return db
    .select()
    .from(blockers)
    .where(and(inArray(blockers.person, [...persons]), or(isNull(blockers.clearedAt), gte(blockers.openedAt, since))))
    .orderBy(asc(blockers.id))
}
