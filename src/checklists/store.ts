import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { checklistComments, checklistItems, checklistRuns, checklistStages } from '../../db/schema/checklists.js'
import { grouped } from '../company/group.js'
import { type Approval, approval, type Evidence, evidence } from './model.js'

/** One thing to do. */
export interface Item {
  readonly id: number
  readonly run: number
  readonly stage: number
  readonly position: number
  readonly key: string
  readonly label: string
  readonly what: string
  readonly department: string | null
  readonly assignee: number | null
  readonly dueOn: string
  readonly evidence: Evidence
  readonly proof: string | null
  readonly snoozedUntil: string | null
  readonly doneAt: Temporal.Instant | null
  readonly doneBy: number | null
}

export interface Stage {
  readonly position: number
  readonly key: string
  readonly label: string
  readonly what: string
  readonly dueOn: string
  readonly approval: Approval | null
  readonly openedAt: Temporal.Instant | null
  readonly round: number
  /** When the signatures of the present round were asked for; null while they are not. */
  readonly askedAt: Temporal.Instant | null
  readonly expiresOn: string | null
  readonly closedAt: Temporal.Instant | null
  readonly items: readonly Item[]
}

/** A run with its stages and items, as everything that speaks of it needs it. */
export interface Run {
  readonly id: number
  readonly name: string
  readonly title: string
  readonly template: string
  readonly version: number
  readonly place: number
  readonly owner: number
  readonly startedOn: string
  readonly closedAt: Temporal.Instant | null
  readonly stages: readonly Stage[]
}

/** The stage that is open, or null in a run that is over. */
export const openStage = (run: Run): Stage | null =>
  run.stages.find((stage) => stage.openedAt !== null && stage.closedAt === null) ?? null

type NewRun = Omit<Run, 'id' | 'stages' | 'closedAt'>
export type NewItem = Omit<Item, 'id' | 'run' | 'proof' | 'snoozedUntil' | 'doneAt' | 'doneBy'>
export type NewStage = Pick<Stage, 'position' | 'key' | 'label' | 'what' | 'dueOn' | 'approval'>

/** Starts a run with none of its stages open. @returns its id, or null if one of this name exists already */
export async function insertRun(db: Db, run: NewRun): Promise<number | null> {
  const [row] = await db
    .insert(checklistRuns)
    .values(run)
    .onConflictDoNothing({ target: checklistRuns.name })
    .returning({ id: checklistRuns.id })
  return row?.id ?? null
}

export async function insertStages(db: Db, run: number, stages: readonly NewStage[]): Promise<void> {
  if (stages.length > 0) await db.insert(checklistStages).values(stages.map((stage) => ({ run, ...stage })))
}

export async function insertItems(db: Db, run: number, items: readonly NewItem[]): Promise<void> {
  if (items.length > 0) await db.insert(checklistItems).values(items.map((item) => ({ run, ...item })))
}

/** Locks a run until the transaction ends: whatever people do to it at once happens one after the other. */
export async function lockRun(db: Db, id: number): Promise<boolean> {
  const rows = await db
    .select({ id: checklistRuns.id })
    .from(checklistRuns)
    .where(eq(checklistRuns.id, id))
    .for('update')
  return rows.length > 0
}

const itemFrom = (row: typeof checklistItems.$inferSelect): Item => ({ ...row, evidence: evidence.parse(row.evidence) })

export async function runById(db: Db, id: number): Promise<Run | null> {
  const [run] = await read(db, eq(checklistRuns.id, id))
  return run ?? null
}

/** Runs that are not over, the oldest first. */
export const openRuns = (db: Db): Promise<readonly Run[]> => read(db, isNull(checklistRuns.closedAt))

/** Every run, the oldest first. */
export const allRuns = (db: Db): Promise<readonly Run[]> => read(db, undefined)

/** Three statements, whatever the number of runs. */
async function read(db: Db, where: ReturnType<typeof eq> | undefined): Promise<readonly Run[]> {
  const rows = await db.select().from(checklistRuns).where(where).orderBy(asc(checklistRuns.id))
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const stages = await db
    .select()
    .from(checklistStages)
    .where(inArray(checklistStages.run, ids))
    .orderBy(asc(checklistStages.run), asc(checklistStages.position))
  const items = await db
    .select()
    .from(checklistItems)
    .where(inArray(checklistItems.run, ids))
    .orderBy(asc(checklistItems.run), asc(checklistItems.stage), asc(checklistItems.position), asc(checklistItems.id))
  const itemsOf = grouped(items.map(itemFrom), (item) => `${item.run}.${item.stage}`)
  const stagesOf = grouped(stages, (stage) => stage.run)
  return rows.map((row) => ({
    ...row,
    stages: (stagesOf.get(row.id) ?? []).map((stage) => ({
      ...stage,
      approval: approval.nullable().parse(stage.approval),
      items: itemsOf.get(`${stage.run}.${stage.position}`) ?? [],
    })),
  }))
}

export async function itemById(db: Db, id: number): Promise<Item | null> {
  const [row] = await db.select().from(checklistItems).where(eq(checklistItems.id, id))
  return row ? itemFrom(row) : null
}

/** What of an item can change. */
export type ItemChange = Partial<
  Pick<
    Item,
    'assignee' | 'department' | 'dueOn' | 'proof' | 'snoozedUntil' | 'doneAt' | 'doneBy' | 'label' | 'what' | 'evidence'
  >
>

export async function updateItem(db: Db, id: number, change: ItemChange): Promise<void> {
  await db.update(checklistItems).set(change).where(eq(checklistItems.id, id))
}

export type StageChange = Partial<
  Pick<
    Stage,
    'openedAt' | 'round' | 'askedAt' | 'expiresOn' | 'closedAt' | 'dueOn' | 'label' | 'what' | 'approval' | 'position'
  >
>

export async function updateStage(db: Db, run: number, position: number, change: StageChange): Promise<void> {
  await db
    .update(checklistStages)
    .set(change)
    .where(and(eq(checklistStages.run, run), eq(checklistStages.position, position)))
}

export async function updateRun(
  db: Db,
  id: number,
  change: { readonly closedAt?: Temporal.Instant; readonly version?: number },
): Promise<void> {
  await db.update(checklistRuns).set(change).where(eq(checklistRuns.id, id))
}

/** Takes open items out of a run. */
export async function removeItems(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await db.delete(checklistItems).where(inArray(checklistItems.id, [...ids]))
}

/** A comment on an item; a second delivery of the same press adds none. @returns whether it is new */
export async function insertComment(
  db: Db,
  one: { item: number; person: number; text: string; at: Temporal.Instant; cause: string },
): Promise<boolean> {
  const rows = await db
    .insert(checklistComments)
    .values(one)
    .onConflictDoNothing({ target: checklistComments.cause })
    .returning({ id: checklistComments.id })
  return rows.length > 0
}

/** The comments of items, the oldest first. */
export async function commentsOf(db: Db, items: readonly number[]) {
  if (items.length === 0) return []
  return db
    .select()
    .from(checklistComments)
    .where(inArray(checklistComments.item, [...items]))
    .orderBy(asc(checklistComments.id))
}

/** Whether a comment stands on any of these items: such an item is kept when its run is brought up to date. */
export async function commented(db: Db, items: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await commentsOf(db, items)
  return new Set(rows.map((row) => row.item))
}
