import { sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Again } from './actions.js'

/** What tells the key of a copy from that of the first try. */
export const copyMark = ':again:'

/** The key of a row's next copy. @param of what the row is called in the statement */
const nextCopy = (of: string) => sql`${sql.raw(of)}.key || ${copyMark}::text || (
  select count(*) + 1 from deliveries a where a.about = ${sql.raw(of)}.about and starts_with(a.key, ${sql.raw(of)}.key || ${copyMark}::text))`

/** The copy of a row that has arrived or is on its way, if there is one. */
const goodCopy = (of: string) => sql`(
  select a.key from deliveries a
  where a.about = ${sql.raw(of)}.about and starts_with(a.key, ${sql.raw(of)}.key || ${copyMark}::text)
    and a.state in ('bound', 'waiting', 'claimed', 'sending', 'sent')
  order by a.id desc limit 1)`

/** Whether a row is a copy. Its key alone does not tell: a digest may be named `again`. */
const isCopy = sql`exists (
  select from deliveries o where o.about = d.about and starts_with(d.key, o.key || ${copyMark}::text))`

/** What of something is posted again: what somebody had posted outside any slot, or what of a slot somebody has posted again since. */
const posted = sql`(d.slot is null and d.tells is not null or exists (
  select from deliveries a where a.about = d.about and a.tells is not null and starts_with(a.key, d.key || ${copyMark}::text)))`

/**
 * Copies what of a slot did not arrive, or of what somebody had posted outside any, into new rows. A copy is called `<key>:again:<n>`, so that two presses make one; a row of
 * which a copy has arrived or is on its way is not copied again. A copy that did not arrive is not copied itself: its first try is, or
 * both would be posted. The copy of a reply stands under the copy of its message. Copies belong to no slot: its outcome has been recorded.
 * @param by who hears when a copy does not arrive either
 * @returns for each that was added the key of what it stands under, or null
 */
export async function copyFailed(
  db: Db,
  of: Again,
  by: number,
  now: Temporal.Instant,
): Promise<readonly (string | null)[]> {
  const which = 'slot' in of ? sql`d.slot = ${of.slot}` : sql`d.about = ${of.about} and ${posted}`
  const rows = await db.execute<{ under: string | null }>(sql`
    insert into deliveries (key, about, tells, platform, workspace, channel, place, message, edits, view, under, guarantee, priority, state,
      not_before, created_at)
    select ${nextCopy('d')}, d.about, ${by}::int, d.platform, d.workspace, d.channel, d.place, d.message, d.edits, d.view,
      coalesce(${goodCopy('p')}, case when p.about = d.about and p.slot is not distinct from d.slot and p.state <> 'sent' then ${nextCopy('p')} else d.under end),
      d.guarantee, 0, case when d.under is null then 'waiting' else 'bound' end, 'epoch', ${now.toString()}::timestamptz
    from deliveries d left join deliveries p on p.key = d.under
    where ${which} and not ${isCopy} and d.state in ('refused', 'failed', 'unknown') and ${goodCopy('d')} is null
    order by d.id
    on conflict (key) do nothing
    returning under`)
  return rows.map(({ under }) => under)
}

/** Who had posted what is about something, outside any slot; locked until the transaction ends, so that two presses copy once. */
export async function postersOf(db: Db, about: string): Promise<readonly number[]> {
  const rows = await db.execute<{ tells: number }>(sql`
    select tells from deliveries where about = ${about} and slot is null and tells is not null order by id for update`)
  return rows.map(({ tells }) => tells)
}
