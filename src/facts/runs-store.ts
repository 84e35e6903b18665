import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { sources } from '../../db/schema/facts.js'
import { sourceRuns } from '../../db/schema/facts-runs.js'
import { schedules } from '../../db/schema/schedules.js'
import type { FactName } from './catalogue.js'
import { type Counts, counts, type Ending, type Run, type RunBeginning, runProblem, runState, via } from './runs.js'

/** Tries are remembered for so many days. */
const remembered = 90

/** Opens the record of a try. @returns its number */
export async function beginRun(db: Db, { source, fact, via: way, at }: RunBeginning): Promise<number> {
  const old = at.subtract({ hours: remembered * 24 })
  await db
    .delete(sourceRuns)
    .where(and(eq(sourceRuns.source, source), eq(sourceRuns.fact, fact), lt(sourceRuns.startedAt, old)))
  const [row] = await db
    .insert(sourceRuns)
    .values({ source, fact, via: way, state: 'running', startedAt: at })
    .returning({ id: sourceRuns.id })
  if (!row) throw new Error(`The run of ${source} was not recorded`)
  return row.id
}

export async function endRun(db: Db, id: number, at: Temporal.Instant, ending: Ending): Promise<void> {
  const failed = 'problems' in ending
  await db
    .update(sourceRuns)
    .set({ state: failed ? 'failed' : 'done', finishedAt: at, leaseUntil: null, ...ending })
    .where(eq(sourceRuns.id, id))
}

/** Asks for a pull, once for each key. */
export async function askForPull(
  db: Db,
  { source, fact, key, at }: { source: string; fact: FactName; key: string; at: Temporal.Instant },
): Promise<void> {
  await db
    .insert(sourceRuns)
    .values({ source, fact, via: 'sql', state: 'waiting', key, startedAt: at })
    .onConflictDoNothing({ target: sourceRuns.key })
}

/**
 * Takes the oldest pull that waits, or that somebody has left.
 * @param until how long it is the taker's, by the machine clock
 */
export async function takePull(
  db: Db,
  { machine, until, now }: { machine: Temporal.Instant; until: Temporal.Instant; now: Temporal.Instant },
): Promise<{ readonly id: number; readonly source: string; readonly fact: string } | null> {
  const free = or(
    eq(sourceRuns.state, 'waiting'),
    and(eq(sourceRuns.state, 'running'), lt(sourceRuns.leaseUntil, machine)),
  )
  const oldest = db
    .select({ id: sourceRuns.id })
    .from(sourceRuns)
    .where(free)
    .orderBy(sourceRuns.id)
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await db
    .update(sourceRuns)
    .set({ state: 'running', leaseUntil: until, startedAt: now })
    .where(inArray(sourceRuns.id, oldest))
    .returning({ id: sourceRuns.id, source: sourceRuns.source, fact: sourceRuns.fact })
  return row ?? null
}

export async function keepPull(db: Db, id: number, until: Temporal.Instant): Promise<void> {
  await db.update(sourceRuns).set({ leaseUntil: until }).where(eq(sourceRuns.id, id))
}

type Row = typeof sourceRuns.$inferSelect

const runOf = (row: Row, label: string | null): Run => ({
  source: row.source,
  label: label ?? row.source,
  fact: row.fact,
  via: via.parse(row.via),
  state: runState.parse(row.state),
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
  counts: countsOf(row.counts),
  problems: z.array(runProblem).catch([]).parse(row.problems),
})

const countsOf = (stored: unknown): Counts | null => counts.safeParse(stored).data ?? null

/** The latest tries, newest first. */
export async function recentRuns(db: Db, source: string | null, limit: number): Promise<readonly Run[]> {
  const rows = await db
    .select({ run: sourceRuns, label: sources.label })
    .from(sourceRuns)
    .leftJoin(sources, and(eq(sources.name, sourceRuns.source), eq(sources.fact, sourceRuns.fact)))
    .where(source === null ? undefined : eq(sourceRuns.source, source))
    .orderBy(desc(sourceRuns.id))
    .limit(limit)
  return rows.map(({ run, label }) => runOf(run, label))
}

/** The last ended try of each source of these facts, by source and fact. */
export async function lastRuns(db: Db, facts: readonly string[]): Promise<readonly Run[]> {
  if (facts.length === 0) return []
  const rows = await db
    .selectDistinctOn([sourceRuns.source, sourceRuns.fact], { run: sourceRuns, label: sources.label })
    .from(sourceRuns)
    .innerJoin(sources, and(eq(sources.name, sourceRuns.source), eq(sources.fact, sourceRuns.fact)))
    .where(and(inArray(sourceRuns.fact, [...facts]), inArray(sourceRuns.state, ['done', 'failed'])))
    .orderBy(sourceRuns.source, sourceRuns.fact, desc(sourceRuns.id))
  return rows.map(({ run, label }) => runOf(run, label))
}

export interface NextPull {
  readonly label: string
  readonly at: Temporal.Instant
}

/** When the sources of these facts are asked next, those of them that are. */
export async function nextPulls(db: Db, facts: readonly string[]): Promise<readonly NextPull[]> {
  if (facts.length === 0) return []
  const rows = await db
    .select({ label: sources.label, at: schedules.nextDue })
    .from(sources)
    .innerJoin(
      schedules,
      and(
        eq(schedules.kind, 'pull'),
        eq(schedules.subject, sql`'source:' || ${sources.name} || '/' || ${sources.fact}`),
        eq(schedules.state, 'active'),
      ),
    )
    .where(inArray(sources.fact, [...facts]))
    .orderBy(sources.name)
  return rows.flatMap(({ label, at }) => (at === null ? [] : [{ label, at }]))
}
