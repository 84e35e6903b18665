import { and, desc, eq, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { metricApprovals, metricChanges, ownMetrics } from '../../db/schema/metrics.js'

/** A metric as YAML would state it: all of a new one, or what a company states of a built-in one. */
export const entry = z.looseObject({ name: z.string() }).readonly()
export type Entry = z.infer<typeof entry>

/** What a company states of metrics, by name. */
export async function ownEntries(db: Db): Promise<readonly Entry[]> {
  const rows = await db.select({ entry: ownMetrics.entry }).from(ownMetrics).orderBy(ownMetrics.name)
  return rows.map((row) => entry.parse(row.entry))
}

/** Puts a definition in force. @param person who did, or null for `drumbeat apply` */
export async function saveOwn(db: Db, one: Entry, person: number | null, now: Temporal.Instant): Promise<void> {
  const row = { name: one.name, entry: one, person, since: now }
  await db.insert(ownMetrics).values(row).onConflictDoUpdate({ target: ownMetrics.name, set: row })
}

/** On this channel every process hears that the metrics, as the database has them, are others than before. */
export const metricsChannel = 'drumbeat_metrics'

/** Tells every process, when the transaction commits. */
export async function tellMetricsChanged(db: Db): Promise<void> {
  await db.execute(sql`select pg_notify(${metricsChannel}, '')`)
}

/** Who has to agree to a definition: RevOps, or a department for its leader. */
const needs = z.array(z.string()).readonly()
const state = z.enum(['draft', 'proposed', 'in force', 'declined'])

/** A definition that somebody made in a chat. */
export interface Change {
  readonly id: number
  readonly entry: Entry
  readonly needs: readonly string[]
  readonly state: z.infer<typeof state>
  readonly person: number
  readonly at: Temporal.Instant
  readonly version: number | null
}

type ChangeRow = typeof metricChanges.$inferSelect

const changeFrom = (row: ChangeRow): Change => ({
  id: row.id,
  entry: entry.parse(row.entry),
  needs: needs.parse(row.needs),
  state: state.parse(row.state),
  person: row.person,
  at: row.at,
  version: row.version,
})

/** Keeps a definition until it is put in force. @returns its id */
export async function addChange(db: Db, one: Omit<Change, 'id' | 'version'>): Promise<number> {
  const [row] = await db
    .insert(metricChanges)
    .values({ ...one, name: one.entry.name, needs: [...one.needs] })
    .returning({ id: metricChanges.id })
  if (!row) throw new Error(`The change of ${one.entry.name} was not kept`)
  return row.id
}

/** A change by its id, held until the transaction ends, so that two who press at once take turns. */
export async function lockChange(db: Db, id: number): Promise<Change | null> {
  const [row] = await db.select().from(metricChanges).where(eq(metricChanges.id, id)).for('update')
  return row ? changeFrom(row) : null
}

/** The change that made a version what it is, or null for one that came with the product or from a file. */
export async function changeOf(db: Db, name: string, version: number): Promise<Change | null> {
  const [row] = await db
    .select()
    .from(metricChanges)
    .where(and(eq(metricChanges.name, name), eq(metricChanges.version, version), eq(metricChanges.state, 'in force')))
    .orderBy(desc(metricChanges.id))
    .limit(1)
  return row ? changeFrom(row) : null
}

export async function moveChange(
  db: Db,
  id: number,
  to: { readonly state: Change['state']; readonly version?: number; readonly needs?: readonly string[] },
  now: Temporal.Instant,
): Promise<void> {
  const { state: next, version, needs: parts } = to
  const decided = next === 'in force' || next === 'declined' ? { decidedAt: now } : {}
  await db
    .update(metricChanges)
    .set({
      state: next,
      ...decided,
      ...(version === undefined ? {} : { version }),
      ...(parts ? { needs: [...parts] } : {}),
    })
    .where(eq(metricChanges.id, id))
}

/** What somebody said to a change, for RevOps or for a department. */
export interface Approval {
  readonly part: string
  readonly person: number
  readonly agrees: boolean
  readonly at: Temporal.Instant
}

/** @returns whether nobody had spoken for that part before */
export async function addApproval(db: Db, change: number, one: Approval): Promise<boolean> {
  const rows = await db
    .insert(metricApprovals)
    .values({ change, ...one })
    .onConflictDoNothing()
    .returning({ id: metricApprovals.id })
  return rows.length > 0
}

export async function approvalsOf(db: Db, change: number): Promise<readonly Approval[]> {
  return db
    .select({
      part: metricApprovals.part,
      person: metricApprovals.person,
      agrees: metricApprovals.agrees,
      at: metricApprovals.at,
    })
    .from(metricApprovals)
    .where(eq(metricApprovals.change, change))
    .orderBy(metricApprovals.id)
}
