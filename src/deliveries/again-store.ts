import { sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'

/**
 * Copies what of a slot did not arrive into new rows. A copy is called `<key>:again:<n>`, so that two presses make one; a row of
 * which a copy has arrived or is on its way is not copied again. Copies belong to no slot: its outcome has been recorded.
 * @returns how many were added
 */
export async function copyFailed(db: Db, slot: number, now: Temporal.Instant): Promise<number> {
  const rows = await db.execute(sql`
    insert into deliveries (key, about, platform, workspace, channel, place, message, edits, view, guarantee, priority, state,
      not_before, created_at)
    select d.key || ':again:' || (select count(*) + 1 from deliveries a where starts_with(a.key, d.key || ':again:')), d.about,
      d.platform, d.workspace, d.channel, d.place, d.message, d.edits, d.view, d.guarantee, 0, 'waiting', 'epoch',
      ${now.toString()}::timestamptz
    from deliveries d
    where d.slot = ${slot} and d.state in ('refused', 'failed', 'unknown')
      and not exists (
        select 1 from deliveries a
        where starts_with(a.key, d.key || ':again:') and a.state in ('waiting', 'claimed', 'sending', 'sent'))
    order by d.id
    on conflict (key) do nothing
    returning id`)
  return rows.length
}
