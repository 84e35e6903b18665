import { asc, desc, eq, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { checklistTemplates } from '../../db/schema/checklists.js'
import { type Template, template } from './model.js'

/** A template as stored, with its version. */
export interface Versioned {
  readonly template: Template
  readonly version: number
}

/**
 * Stores a template; one whose content changed becomes a new version, so that a run keeps the version it started with. Two
 * people who save at once wait for each other.
 * @returns the version, and whether it is a new one
 */
export async function saveTemplate(
  db: Db,
  one: Template,
  by: number | null,
  at: Temporal.Instant,
): Promise<{ readonly version: number; readonly changed: boolean }> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext(${`checklist_template:${one.name}`}))`)
  const written = await db.execute<{ version: number }>(sql`
    insert into checklist_templates (name, version, definition, by, at)
    select ${one.name}, coalesce(max(version), 0) + 1, ${JSON.stringify(one)}::text::jsonb, ${by}::int, ${at.toString()}::timestamptz
    from checklist_templates where name = ${one.name}
    having not exists (
      select 1 from checklist_templates latest where latest.name = ${one.name} and latest.definition = ${JSON.stringify(one)}::text::jsonb
        and latest.version = (select max(version) from checklist_templates where name = ${one.name}))
    returning version`)
  const added = written[0]?.version
  if (added !== undefined) return { version: Number(added), changed: true }
  const latest = await latestTemplate(db, one.name)
  return { version: latest?.version ?? 1, changed: false }
}

/** The latest version of a template, or null if there is none of that name. */
export async function latestTemplate(db: Db, name: string): Promise<Versioned | null> {
  const [row] = await db
    .select()
    .from(checklistTemplates)
    .where(eq(checklistTemplates.name, name))
    .orderBy(desc(checklistTemplates.version))
    .limit(1)
  return row ? { template: template.parse(row.definition), version: row.version } : null
}

/** The latest version of every template, by name. */
export async function storedTemplates(db: Db): Promise<readonly Versioned[]> {
  const rows = await db
    .selectDistinctOn([checklistTemplates.name])
    .from(checklistTemplates)
    .orderBy(asc(checklistTemplates.name), desc(checklistTemplates.version))
  return rows.map((row) => ({ template: template.parse(row.definition), version: row.version }))
}
