import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { schedules, slots } from '../../db/schema/schedules.js'

/** The latest outcomes for a subject, newest first. */
export async function history(db: Db, kind: string, subject: string, limit: number) {
  return db
    .select({
      id: slots.id,
      due: slots.due,
      names: slots.names,
      state: slots.state,
      reason: slots.reason,
      count: slots.count,
      finishedAt: slots.finishedAt,
    })
    .from(slots)
    .innerJoin(schedules, eq(slots.schedule, schedules.id))
    .where(and(eq(schedules.kind, kind), eq(schedules.subject, subject)))
    .orderBy(sql`${slots.due} desc`)
    .limit(limit)
}

/**
 * How many due times ended how. A skipped row that stands for several times counts as many. Why something failed is said in words
 * that have no end of variants, so only the reasons of skips are told apart.
 */
export async function outcomeCounts(
  db: Db,
): Promise<readonly { readonly labels: { kind: string; outcome: string; reason: string }; readonly count: number }[]> {
  const rows = await db.execute<{ kind: string; outcome: string; reason: string; count: number }>(sql`
    select s.kind, t.state as outcome, case t.state when 'skipped' then t.reason else '' end as reason,
      sum(t.count)::float8 as count
    from slots t join schedules s on s.id = t.schedule
    where t.state in ('done', 'late', 'skipped', 'failed')
    group by 1, 2, 3`)
  return rows.map(({ kind, outcome, reason, count: times }) => ({
    labels: { kind, outcome, reason },
    count: Number(times),
  }))
}
