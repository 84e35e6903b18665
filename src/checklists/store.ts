import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { checklistRuns, checklistStages, checklistTemplates } from '../../db/schema/checklists.js'
import { type Owner, type Template, template } from './model.js'

/** A run with its stages, as everything that speaks of it needs it. */
export interface Run {
  readonly id: number
  readonly name: string
  readonly title: string
  readonly place: number
  readonly owner: number | null
  readonly startedOn: string
  readonly closedAt: Temporal.Instant | null
  readonly stages: readonly RunStage[]
}

export interface RunStage {
  readonly position: number
  readonly label: string
  readonly dueOn: string
  readonly closedAt: Temporal.Instant | null
  readonly closedBy: number | null
  readonly what: string
  readonly owner: Owner
}

/**
 * Stores a template; one whose content changed becomes a new version, so that a run keeps the version it started with.
 * @returns the version
 */
export async function saveTemplate(db: Db, one: Template): Promise<number> {
  const written = await db.execute<{ version: number }>(sql`
    insert into checklist_templates (name, version, definition)
    select ${one.name}, coalesce(max(version), 0) + 1, ${JSON.stringify(one)}::text::jsonb
    from checklist_templates where name = ${one.name}
    having not exists (
      select 1 from checklist_templates latest where latest.name = ${one.name} and latest.definition = ${JSON.stringify(one)}::text::jsonb
        and latest.version = (select max(version) from checklist_templates where name = ${one.name}))
    returning version`)
  const added = written[0]?.version
  if (added !== undefined) return Number(added)
  const [row] = await db
    .select({ version: sql<number>`max(${checklistTemplates.version})` })
    .from(checklistTemplates)
    .where(eq(checklistTemplates.name, one.name))
  return Number(row?.version ?? 1)
}

export interface NewRun {
  readonly name: string
  readonly template: Template
  readonly version: number
  readonly place: number
  readonly owner: number | null
  readonly startedOn: string
  /** The due day of each stage, in the template's order. */
  readonly dueOn: readonly string[]
}

/** Starts a run. @returns its id, or null if one of this name exists already */
export async function startRun(db: Db, run: NewRun): Promise<number | null> {
  const [row] = await db
    .insert(checklistRuns)
    .values({
      name: run.name,
      template: run.template.name,
      version: run.version,
      place: run.place,
      owner: run.owner,
      startedOn: run.startedOn,
    })
    .onConflictDoNothing({ target: checklistRuns.name })
    .returning({ id: checklistRuns.id })
  if (!row) return null
  await db.insert(checklistStages).values(
    run.template.stages.map((stage, position) => ({
      run: row.id,
      position,
      label: stage.label,
      dueOn: run.dueOn[position] ?? run.startedOn,
    })),
  )
  return row.id
}

export async function runById(db: Db, id: number): Promise<Run | null> {
  const [run] = await read(db, eq(checklistRuns.id, id))
  return run ?? null
}

/** Runs with a stage still open, the oldest first. */
export async function openRuns(db: Db): Promise<readonly Run[]> {
  return read(db, isNull(checklistRuns.closedAt))
}

async function read(db: Db, where: ReturnType<typeof eq>): Promise<readonly Run[]> {
  const rows = await db
    .select()
    .from(checklistRuns)
    .innerJoin(
      checklistTemplates,
      and(eq(checklistTemplates.name, checklistRuns.template), eq(checklistTemplates.version, checklistRuns.version)),
    )
    .innerJoin(checklistStages, eq(checklistStages.run, checklistRuns.id))
    .where(where)
    .orderBy(asc(checklistRuns.id), asc(checklistStages.position))
  const runs = new Map<number, Run & { stages: RunStage[] }>()
  for (const { checklist_runs: run, checklist_templates: stored, checklist_stages: stage } of rows) {
    const definition = template.parse(stored.definition)
    const known = runs.get(run.id) ?? { ...run, title: definition.title, stages: [] }
    const defined = definition.stages[stage.position]
    if (!defined) throw new Error(`Checklist run ${run.name}: stage ${stage.position} is not in its template`)
    known.stages.push({
      position: stage.position,
      label: stage.label,
      dueOn: stage.dueOn,
      closedAt: stage.closedAt,
      closedBy: stage.closedBy,
      what: defined.what,
      owner: defined.owner,
    })
    runs.set(run.id, known)
  }
  return [...runs.values()]
}

/** Closes an open stage. @returns false if it was closed already */
export async function closeStage(
  db: Db,
  run: number,
  position: number,
  by: number,
  now: Temporal.Instant,
): Promise<boolean> {
  const rows = await db
    .update(checklistStages)
    .set({ closedAt: now, closedBy: by })
    .where(and(eq(checklistStages.run, run), eq(checklistStages.position, position), isNull(checklistStages.closedAt)))
    .returning({ position: checklistStages.position })
  return rows.length > 0
}

/** Closes a run whose stages are all closed. */
export async function closeRunIfDone(db: Db, run: number, now: Temporal.Instant): Promise<void> {
  await db
    .update(checklistRuns)
    .set({ closedAt: now })
    .where(
      and(
        eq(checklistRuns.id, run),
        sql`not exists (select 1 from checklist_stages s where s.run = ${run} and s.closed_at is null)`,
      ),
    )
}
