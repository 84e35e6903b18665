import { sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Subject } from '../chat/message.js'

/**
 * Says that what these cards show has changed, and locks them until the transaction ends: a card that is being posted right now
 * then either has its receipt, or its receipt will see that the card is older than the change.
 * @returns the cards that stand somewhere, to be redrawn
 */
export async function touch(db: Db, about: Subject): Promise<readonly number[]> {
  const rows = await db.execute<{ id: string; state: string }>(sql`
    with cards as (
      select id from deliveries where about = ${about} and view is not null and edits is null order by id for update)
    update deliveries d set revision = d.revision + 1 from cards where d.id = cards.id returning d.id, d.state`)
  return rows.filter((row) => row.state === 'sent').map((row) => Number(row.id))
}

/**
 * Puts an edit of each card into the outbox. There is one row for all the edits of a card: one that waits already is enough, one
 * on its way is followed by another. A card that the platform does not let us edit any more is left alone.
 */
export async function redraw(db: Db, cards: readonly number[], now: Temporal.Instant): Promise<void> {
  if (cards.length === 0) return
  await db.execute(sql`
    insert into deliveries as d (key, about, platform, workspace, channel, place, message, edits, view, priority, state, not_before, created_at)
    select 'redraw:' || id, about, platform, workspace, channel, place, message, sent, view, 0, 'waiting', 'epoch', ${now.toString()}::timestamptz
    from deliveries where id = any(${sql.param(`{${cards.join(',')}}`)}::bigint[]) order by id
    on conflict (key) do update set
      revision = d.revision + 1,
      state = case when d.state in ('claimed', 'sending') then d.state else 'waiting' end,
      not_before = case when d.state in ('waiting', 'claimed', 'sending') then d.not_before else 'epoch' end,
      attempts = case when d.state in ('waiting', 'claimed', 'sending') then d.attempts else 0 end
    where d.state <> 'refused'`)
}
