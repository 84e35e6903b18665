import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { checklistItems, checklistRuns, checklistStages } from '../../db/schema/checklists.js'

/** An open item of an open stage, as a morning note needs it. A type, because the driver hands rows over as records. */
export type OpenItem = {
  readonly id: number
  readonly title: string
  readonly label: string
  readonly dueOn: string
  readonly department: string | null
  readonly assignee: number | null
  /** What it wants as evidence: `none`, `link`, `text`, `file` or `metric`. */
  readonly wants: string
  /** Who started the run. */
  readonly owner: number
}

const row = z.object({ id: z.number(), dueOn: z.string(), label: z.string() })

/**
 * Open items of open stages that are due until a day and are not put off, by one statement whatever their number. Thousands of
 * rows come from it on a Monday, so they are read as the driver brings them; the first is held against its shape.
 * @param until `YYYY-MM-DD`, inclusive @param today items put off until later than this are left out
 */
export async function openItemsUntil(db: Db, until: string, today: string): Promise<readonly OpenItem[]> {
  const rows = await db.execute<OpenItem>(sql`
    select i.id, r.title, i.label, i.due_on as "dueOn", i.department, i.assignee, r.owner,
      case jsonb_typeof(i.evidence) when 'string' then i.evidence #>> '{}' else 'metric' end as wants
    from ${checklistItems} i
    join ${checklistStages} s on s.run = i.run and s.position = i.stage
    join ${checklistRuns} r on r.id = i.run
    where i.done_at is null and s.opened_at is not null and s.closed_at is null
      and i.due_on <= ${until}::date and (i.snoozed_until is null or i.snoozed_until <= ${today}::date)
    order by i.due_on, i.id`)
  if (rows[0]) row.parse(rows[0])
  return rows
}
