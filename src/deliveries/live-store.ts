import { sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Subject } from '../chat/message.js'
import { wake } from './store.js'

/** Distinguishes these locks from any other use of advisory locks in the same database. */
const family = 0x6c697665

/**
 * Lets only one transaction at a time put cards about a subject into the outbox, or change what they show, until it ends: a change
 * that does not see the card and a card that does not see the change would else miss each other.
 */
export async function lockCards(db: Db, about: readonly Subject[]): Promise<void> {
  if (about.length === 0) return
  // In one order for everybody, so that nobody waits for each other.
  await db.execute(sql`
    select pg_advisory_xact_lock(${family}, key)
    from (select distinct hashtext(one) as key
      from jsonb_array_elements_text(${JSON.stringify(about)}::text::jsonb) as one order by key) keys`)
}

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
 * @param shown whether the row of the card says what stands there: else it is edited even if it was drawn the same
 */
export async function redraw(
  db: Db,
  cards: readonly number[],
  now: Temporal.Instant,
  shown: 'as written' | 'unknown',
): Promise<void> {
  if (cards.length === 0) return
  await db.execute(sql`
    insert into deliveries as d (key, about, platform, workspace, channel, place, message, edits, view, priority, state, attempts, not_before, created_at)
    select 'redraw:' || id, about, platform, workspace, channel, place, message, sent, view, 0, 'waiting', ${shown === 'unknown' ? 1 : 0}, 'epoch', ${now.toString()}::timestamptz
    from deliveries where id = any(${sql.param(`{${cards.join(',')}}`)}::bigint[]) order by id
    on conflict (key) do update set
      revision = d.revision + 1,
      state = case when d.state in ('claimed', 'sending') then d.state else 'waiting' end,
      not_before = case when d.state in ('waiting', 'claimed', 'sending') then d.not_before else 'epoch' end,
      attempts = case when d.state in ('waiting', 'claimed', 'sending') then d.attempts when d.state = 'failed' then 1 else 0 end
    where d.state <> 'refused'`)
}

/** Makes the next edit of each of these rows whatever it shows: two senders may have made the last one at once. */
export async function editAgain(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await db.execute(sql`
    update deliveries set state = 'waiting', attempts = greatest(attempts, 1), revision = revision + 1,
      not_before = case when state = 'sent' then 'epoch' else not_before end
    where id = any(${sql.param(`{${ids.join(',')}}`)}::bigint[]) and state in ('sent', 'waiting')`)
  await wake(db)
}
