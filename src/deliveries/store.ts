import { and, asc, count, eq, inArray, lt, sql } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { deliveries } from '../../db/schema/deliveries.js'
import { type Message, message, subject } from '../chat/message.js'
import { type Place, type PlatformName, type PostRef, place, platformName, postRef } from '../chat/place.js'
import { type EndState, type Held, type NewDelivery, openStates } from './model.js'

/** The channel on which senders are woken when something is added. */
export const channel = 'drumbeat_deliveries'

/** Business times may lie days ahead of the machine's, so a new row does not carry one: it may go at once. */
const atOnce = Temporal.Instant.fromEpochMilliseconds(0)

type Row = typeof deliveries.$inferSelect

const heldFrom = (row: Row): Held => ({
  id: row.id,
  key: row.key,
  to: place.parse(row.place),
  message: message.parse(row.message),
  edits: postRef.nullable().parse(row.edits),
  slot: row.slot,
  about: subject.parse(row.about),
  attempts: row.attempts,
  sendingAt: row.sendingAt,
})

/**
 * Writes deliveries, in the transaction of the work that made them, and wakes the senders when it commits.
 * @returns how many were new: a key that is known adds nothing
 */
export async function insert(db: Db, rows: readonly NewDelivery[], now: Temporal.Instant): Promise<number> {
  if (rows.length === 0) return 0
  const written = await db
    .insert(deliveries)
    .values(
      rows.map((row) => ({
        key: row.key,
        about: row.about,
        slot: row.slot,
        platform: row.to.platform,
        workspace: row.to.workspace,
        channel: row.to.channel,
        place: row.to,
        message: row.message,
        edits: row.edits,
        priority: row.urgent ? 0 : 1,
        state: 'waiting',
        notBefore: atOnce,
        createdAt: now,
      })),
    )
    .onConflictDoNothing({ target: deliveries.key })
    .returning({ id: deliveries.id })
  if (written.length > 0) await db.execute(sql`select pg_notify(${channel}, '')`)
  return written.length
}

/** A workspace or tenant, the unit that has one sender at a time. */
export interface Route {
  readonly platform: PlatformName
  readonly workspace: string
}

/** Where something is open. Read from a partial index, so the cost does not grow with what was ever sent. */
export async function openRoutes(db: Db): Promise<readonly Route[]> {
  const rows = await db
    .selectDistinct({ platform: deliveries.platform, workspace: deliveries.workspace })
    .from(deliveries)
    .where(inArray(deliveries.state, [...openStates]))
  return rows.map((row) => ({ platform: platformName.parse(row.platform), workspace: row.workspace }))
}

const of = (route: Route) => and(eq(deliveries.platform, route.platform), eq(deliveries.workspace, route.workspace))

/** What a sender asks for: how many rows in all and of one channel, and the channels that rest because of their pace. */
export interface Wish {
  readonly limit: number
  readonly perChannel: number
  readonly resting: readonly string[]
}

/**
 * Claims what may go out now, most urgent and oldest first, including rows whose claim outlived its process. The order
 * within a channel holds: a row is not claimed while an older one of its channel waits for its time or is on its way.
 * @param machine the machine clock; `until` the end of the lease by the same clock
 */
export async function claim(
  db: Db,
  route: Route,
  machine: Temporal.Instant,
  until: Temporal.Instant,
  wish: Wish,
): Promise<readonly Held[]> {
  const at = machine.toString()
  const ready = sql`
    with open as (
      select id, channel, priority, state = 'sending' or not_before > ${at}::timestamptz
          or (state = 'claimed' and lease_until >= ${at}::timestamptz) as blocks,
        row_number() over (partition by channel order by priority, id) as place
      from deliveries
      where platform = ${route.platform} and workspace = ${route.workspace} and state in ('waiting', 'claimed', 'sending')
        and not (channel = any(${sql.param(`{${wish.resting.map((one) => JSON.stringify(one)).join(',')}}`)}::text[])))
    select o.id from open o
    where not o.blocks and o.place <= ${wish.perChannel}
      and not exists (select 1 from open b where b.blocks and b.channel = o.channel and b.place < o.place)
    order by o.priority, o.id
    limit ${wish.limit}`
  const rows = await db
    .update(deliveries)
    .set({ state: 'claimed', leaseUntil: until })
    .where(inArray(deliveries.id, sql`(${ready})`))
    .returning()
  return rows.sort((a, b) => a.priority - b.priority || a.id - b.id).map(heldFrom)
}

/**
 * Commits that these rows are about to be requested. Only rows still claimed are marked: one that somebody else has taken
 * meanwhile (this process was stopped longer than its lease) must not be sent twice.
 * @returns the ids that are this sender's to send
 */
export async function markSending(
  db: Db,
  ids: readonly number[],
  until: Temporal.Instant,
  machine: Temporal.Instant,
): Promise<ReadonlySet<number>> {
  const rows = await db
    .update(deliveries)
    .set({ state: 'sending', sendingAt: machine, attempts: sql`${deliveries.attempts} + 1` })
    .where(and(inArray(deliveries.id, [...ids]), eq(deliveries.state, 'claimed'), eq(deliveries.leaseUntil, until)))
    .returning({ id: deliveries.id })
  return new Set(rows.map((row) => row.id))
}

/** Rows that may or may not have been posted, old enough to be asked after. */
export async function uncertain(
  db: Db,
  route: Route,
  before: Temporal.Instant,
  limit: number,
): Promise<readonly Held[]> {
  const rows = await db
    .select()
    .from(deliveries)
    .where(and(of(route), eq(deliveries.state, 'sending'), lt(deliveries.sendingAt, before)))
    .orderBy(asc(deliveries.id))
    .limit(limit)
  return rows.map(heldFrom)
}

/** When this route next has something to do, or null if nothing is open. @param reconcileSeconds age at which an uncertain row is asked after */
export async function nextMoment(db: Db, route: Route, reconcileSeconds: number): Promise<Temporal.Instant | null> {
  const moment = sql`min(case ${deliveries.state}
    when 'waiting' then ${deliveries.notBefore}
    when 'claimed' then ${deliveries.leaseUntil}
    else ${deliveries.sendingAt} + make_interval(secs => ${reconcileSeconds}) end)`
  const [row] = await db
    .select({ at: moment.mapWith(deliveries.notBefore) })
    .from(deliveries)
    .where(and(of(route), inArray(deliveries.state, [...openStates])))
  return row?.at ?? null
}

/** Puts a row back to be sent at a later time. */
export async function postpone(db: Db, id: number, notBefore: Temporal.Instant, code: string): Promise<void> {
  await db
    .update(deliveries)
    .set({ state: 'waiting', notBefore, code, leaseUntil: null })
    .where(and(eq(deliveries.id, id), inArray(deliveries.state, ['claimed', 'sending'])))
}

/** Gives back a row that was marked but never requested; it does not count as an attempt. */
export async function giveBack(db: Db, id: number, notBefore: Temporal.Instant, code: string): Promise<void> {
  await db
    .update(deliveries)
    .set({ state: 'waiting', notBefore, code, leaseUntil: null, attempts: sql`${deliveries.attempts} - 1` })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'sending')))
}

/** Notes why a row in `sending` is uncertain; it stays there to be asked after. */
export async function noteUncertain(db: Db, id: number, code: string): Promise<void> {
  await db
    .update(deliveries)
    .set({ code })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'sending')))
}

export interface Ending {
  readonly id: number
  readonly state: EndState
  readonly sent: PostRef | null
  readonly code: string | null
}

/** Records how deliveries ended. @returns those that were still open, so that what follows an ending follows once */
export async function end(db: Db, endings: readonly Ending[], now: Temporal.Instant): Promise<ReadonlySet<number>> {
  const ended = new Set<number>()
  const rows = endings.map((one) => ({ id: one.id, state: one.state, sent: one.sent, code: one.code }))
  const written = await db.execute<{ id: string }>(sql`
    update deliveries d set state = e.state, sent = e.sent, code = e.code, lease_until = null, finished_at = ${now.toString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as e(id bigint, state text, sent jsonb, code text)
    where d.id = e.id and d.state in ('claimed', 'sending')
    returning d.id`)
  for (const row of written) ended.add(Number(row.id))
  return ended
}

/** How the deliveries of a slot stand, for its outcome. */
export async function tally(db: Db, slot: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ state: deliveries.state, count: count() })
    .from(deliveries)
    .where(eq(deliveries.slot, slot))
    .groupBy(deliveries.state)
  return new Map(rows.map((row) => [row.state, row.count]))
}

/** A message that did not arrive, or not for certain. `code`: our word for the cause, then the platform's own. */
export interface Problem {
  readonly to: Place
  readonly message: Message
  readonly state: string
  readonly code: string
}

/** What of a slot did not arrive. */
export async function problems(db: Db, slot: number): Promise<readonly Problem[]> {
  const rows = await db
    .select({ place: deliveries.place, message: deliveries.message, state: deliveries.state, code: deliveries.code })
    .from(deliveries)
    .where(and(eq(deliveries.slot, slot), inArray(deliveries.state, ['refused', 'failed', 'unknown'])))
    .orderBy(asc(deliveries.id))
  return rows.map((row) => ({
    to: place.parse(row.place),
    message: message.parse(row.message),
    state: row.state,
    code: row.code ?? '',
  }))
}
