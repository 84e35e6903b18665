import { sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Route } from './claim-store.js'
import { nothingAbove } from './model.js'

const keysOf = (keys: readonly string[]) => sql`${sql.param([...keys])}::text[]`

/**
 * Puts what was added under messages in relation to them, in its transaction: the messages are marked as having replies, and what
 * need not wait any more goes out. They are locked until the transaction ends: an ending that is being recorded meanwhile then
 * sees the replies, or the replies see the ending.
 * @param keys of the messages above
 * @throws Error for a key that no delivery has
 */
export async function letFollow(db: Db, keys: readonly string[], now: Temporal.Instant): Promise<void> {
  if (keys.length === 0) return
  // In one order for everybody, so that nobody waits for each other.
  const rows = await db.execute<{ key: string }>(sql`
    with above as (select id from deliveries where key = any(${keysOf(keys)}) order by id for update)
    update deliveries d set has_replies = true from above where d.id = above.id returning d.key`)
  const known = new Set(rows.map(({ key }) => key))
  const missing = keys.find((key) => !known.has(key))
  if (missing !== undefined) throw new Error(`No delivery "${missing}" to stand under: add it first, or with it`)
  await release(db, keys, now)
}

/**
 * Lets replies go out whose message is posted, into its thread (a direct conversation has none); those whose message will not be
 * posted, or may not have been, are refused, and what stands under them with them.
 * @param keys of the messages whose replies are meant
 * @returns the slots of what was refused
 */
export async function release(db: Db, keys: readonly string[], now: Temporal.Instant): Promise<readonly number[]> {
  const slots: number[] = []
  for (let above = keys; above.length > 0; ) {
    const rows = await db.execute<{ key: string; slot: string | null; state: string }>(sql`
      update deliveries d set
        state = case when p.state = 'sent' then 'waiting' else 'refused' end,
        place = case when p.state = 'sent' and p.sent->'place'->>'kind' = 'channel'
          then jsonb_set(d.place, '{thread}', to_jsonb(coalesce(p.sent->'place'->>'thread', p.sent->>'id'))) else d.place end,
        code = case when p.state = 'sent' then null else ${nothingAbove}::text || p.state end,
        finished_at = case when p.state = 'sent' then null else ${now.toString()}::timestamptz end
      from deliveries p
      where d.state = 'bound' and d.under = any(${keysOf(above)}) and p.key = d.under
        and p.state in ('sent', 'refused', 'failed', 'unknown')
      returning d.key, d.slot, d.state`)
    const refused = rows.filter(({ state }) => state === 'refused')
    slots.push(...refused.flatMap(({ slot }) => (slot === null ? [] : [Number(slot)])))
    above = refused.map(({ key }) => key)
  }
  return slots
}

/** The messages of a route whose outcome is known and whose replies wait all the same: who recorded it died before it let them go. */
export async function overlooked(db: Db, { platform, workspace }: Route): Promise<readonly string[]> {
  const rows = await db.execute<{ key: string }>(sql`
    select distinct p.key from deliveries d join deliveries p on p.key = d.under
    where d.under is not null and d.state = 'bound' and d.platform = ${platform} and d.workspace = ${workspace}
      and p.state in ('sent', 'refused', 'failed', 'unknown')`)
  return rows.map(({ key }) => key)
}
