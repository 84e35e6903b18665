import { sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'

/** What tells the key of a copy from that of the first try. */
export const copyMark = ':again:'

/**
 * Copies what of a slot did not arrive into new rows. A copy is called `<key>:again:<n>`, so that two presses make one; a row of
 * which a copy has arrived or is on its way is not copied again. Copies belong to no slot: its outcome has been recorded.
 * @returns how many were added
 */
export async function copyFailed(db: Db, slot: number, now: Temporal.Instant): Promise<number> {
  const rows = await db.execute(sql`
    insert into deliveries (key, about, platform, workspace, channel, place, message, edits, view, guarantee, priority, state,
      not_before, created_at)
    select d.key || ${copyMark}::text || (
        select count(*) + 1 from deliveries a where a.about = d.about and starts_with(a.key, d.key || ${copyMark}::text)),
      d.about,
      d.platform, d.workspace, d.channel, d.place, d.message, d.edits, d.view, d.guarantee, 0, 'waiting', 'epoch',
      ${now.toString()}::timestamptz
    from deliveries d
    where d.slot = ${slot} and d.state in ('refused', 'failed', 'unknown')
      and not exists (
        select 1 from deliveries a
        where a.about = d.about and starts_with(a.key, d.key || ${copyMark}::text) and a.state in ('waiting', 'claimed', 'sending', 'sent'))
    order by d.id
    on conflict (key) do nothing
    returning id`)
  return rows.length
}
