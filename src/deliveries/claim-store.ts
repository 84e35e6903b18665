import { and, asc, eq, gt, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { deliveries } from '../../db/schema/deliveries.js'
import { message, subject } from '../chat/message.js'
import { type PlatformName, place, platformName, postRef } from '../chat/place.js'
import { type Act, guarantee, type Held, openStates } from './model.js'

/** What a sender needs of a row: its many times are not read, because each costs as much as the rest of it. */
const needed = {
  id: deliveries.id,
  key: deliveries.key,
  place: deliveries.place,
  message: deliveries.message,
  edits: deliveries.edits,
  slot: deliveries.slot,
  about: deliveries.about,
  attempts: deliveries.attempts,
  view: deliveries.view,
  revision: deliveries.revision,
  guarantee: deliveries.guarantee,
}
type Row = Pick<typeof deliveries.$inferSelect, keyof typeof needed>

const heldFrom = (row: Row, sendingAt: Temporal.Instant | null): Held => ({
  id: row.id,
  key: row.key,
  to: place.parse(row.place),
  message: message.parse(row.message),
  edits: postRef.nullable().parse(row.edits),
  slot: row.slot,
  about: subject.parse(row.about),
  attempts: row.attempts,
  sendingAt,
  view: row.view,
  revision: row.revision,
  guarantee: guarantee.parse(row.guarantee),
})

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

/** How much of one kind of request a sender may make now: rows in all, rows of one lane, and the channels that rest. */
export interface Wish {
  readonly limit: number
  readonly perLane: number
  readonly resting: readonly string[]
}

/** So many of the most urgent and oldest rows are looked at for one claim: enough for every channel to be among them. */
const horizon = 4000

const textArray = (list: readonly string[]) =>
  sql`${sql.param(`{${list.map((one) => JSON.stringify(one)).join(',')}}`)}::text[]`

/** One parameter, however many ids there are: to put hundreds of them into a statement takes longer than to run it. */
const among = (ids: readonly number[]) => sql`${deliveries.id} = any(${sql.param(`{${ids.join(',')}}`)}::bigint[])`

/** A channel's posts are one line, and so are the edits of one message: neither has to wait for the other. */
const lane = sql`(d.channel || coalesce(' ' || (d.edits->>'id'), ''))`

/**
 * Claims what may go out now, most urgent and oldest first, including rows whose claim outlived its process. The order
 * within a lane holds: a row is not claimed while an older one of its lane waits for its time or is on its way. A row that
 * a change is just about to redraw is left until that has committed.
 * @param machine the machine clock; `until` the end of the lease by the same clock
 */
export async function claim(
  db: Db,
  route: Route,
  machine: Temporal.Instant,
  until: Temporal.Instant,
  wish: Readonly<Record<Act, Wish>>,
): Promise<readonly Held[]> {
  const at = sql`${machine.toString()}::timestamptz`
  const open = sql`d.platform = ${route.platform} and d.workspace = ${route.workspace} and d.state in ('waiting', 'claimed', 'sending')`
  const blocks = sql`(d.state = 'sending' or d.not_before > ${at} or (d.state = 'claimed' and d.lease_until >= ${at}))`
  const { post, edit } = wish
  const ready = sql`
    with blocked as materialized (
      select ${lane} as lane, min(array[d.priority, d.id]) as first from deliveries d where ${open} and ${blocks} group by 1),
    free as (
      select d.id, d.priority, ${lane} as lane, d.edits is null as post
      from deliveries d left join blocked b on b.lane = ${lane}
      where ${open} and not ${blocks} and (b.first is null or array[d.priority, d.id] < b.first)
        and not (d.channel = any(case when d.edits is null then ${textArray(post.resting)} else ${textArray(edit.resting)} end))
      order by d.priority, d.id
      limit ${horizon}),
    lined as (select *, row_number() over (partition by lane order by priority, id) as place from free),
    chosen as (
      select *, row_number() over (partition by post order by priority, id) as nth from lined
      where place <= case when post then ${post.perLane}::int else ${edit.perLane}::int end)
    select c.id from chosen c where c.nth <= case when c.post then ${post.limit}::int else ${edit.limit}::int end`
  const mine = sql`select id from deliveries where id in (${ready}) and state in ('waiting', 'claimed') for update skip locked`
  const rows = await db
    .update(deliveries)
    .set({ state: 'claimed', leaseUntil: until })
    .where(inArray(deliveries.id, sql`(${mine})`))
    .returning({ ...needed, priority: deliveries.priority })
  return rows.sort((a, b) => a.priority - b.priority || a.id - b.id).map((row) => heldFrom(row, null))
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
  if (ids.length === 0) return new Set()
  const rows = await db
    .update(deliveries)
    .set({ state: 'sending', sendingAt: machine, attempts: sql`${deliveries.attempts} + 1` })
    .where(and(among(ids), eq(deliveries.state, 'claimed'), eq(deliveries.leaseUntil, until)))
    .returning({ id: deliveries.id })
  return new Set(rows.map((row) => row.id))
}

/**
 * Marks a row anew whose request comes later than the mark said: others count the time after which they ask about it from there.
 * @returns false if somebody has asked about it, or taken it, since `was`: then it is not this sender's to send
 */
export async function markAgain(
  db: Db,
  id: number,
  was: Temporal.Instant,
  machine: Temporal.Instant,
): Promise<boolean> {
  const rows = await db
    .update(deliveries)
    .set({ sendingAt: machine })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'sending'), eq(deliveries.sendingAt, was)))
    .returning({ id: deliveries.id })
  return rows.length > 0
}

/** Rows that may or may not have been posted, old enough to be asked after, and not put off by an answer before. */
export async function uncertain(
  db: Db,
  route: Route,
  before: Temporal.Instant,
  machine: Temporal.Instant,
  limit: number,
): Promise<readonly Held[]> {
  const rows = await db
    .select()
    .from(deliveries)
    .where(
      and(
        of(route),
        eq(deliveries.state, 'sending'),
        lt(deliveries.sendingAt, before),
        lte(deliveries.notBefore, machine),
      ),
    )
    .orderBy(asc(deliveries.id))
    .limit(limit)
  return rows.map((row) => heldFrom(row, row.sendingAt))
}

/** Takes a row that is asked after into this sender's hands, so that a sender that was away cannot request it any more. */
export async function takeUncertain(db: Db, one: Held): Promise<boolean> {
  if (one.sendingAt === null) return false
  return markAgain(db, one.id, one.sendingAt, one.sendingAt.add({ microseconds: 1 }))
}

/** Puts off asking about a row that stays uncertain. */
export async function askLater(db: Db, id: number, at: Temporal.Instant): Promise<void> {
  await db
    .update(deliveries)
    .set({ notBefore: at })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'sending')))
}

/** When this route next has something to do, or null if nothing is open. @param reconcileSeconds age at which an uncertain row is asked after */
export async function nextMoment(db: Db, route: Route, reconcileSeconds: number): Promise<Temporal.Instant | null> {
  const moment = sql`min(case ${deliveries.state}
    when 'waiting' then ${deliveries.notBefore}
    when 'claimed' then ${deliveries.leaseUntil}
    else greatest(${deliveries.notBefore}, ${deliveries.sendingAt} + make_interval(secs => ${reconcileSeconds})) end)`
  const [row] = await db
    .select({ at: moment.mapWith(deliveries.notBefore) })
    .from(deliveries)
    .where(and(of(route), inArray(deliveries.state, [...openStates])))
  return row?.at ?? null
}

/** One request that was made, or was about to be. */
export interface Made {
  readonly channel: string
  readonly act: Act
  readonly at: Temporal.Instant
}

/** The requests of a route since an instant, the oldest first, for a sender that takes over: its predecessor's count too. */
export async function madeSince(db: Db, route: Route, since: Temporal.Instant): Promise<readonly Made[]> {
  const rows = await db
    .select({ channel: deliveries.channel, edits: deliveries.edits, at: deliveries.sendingAt })
    .from(deliveries)
    .where(and(of(route), isNotNull(deliveries.sendingAt), gt(deliveries.sendingAt, since)))
    .orderBy(asc(deliveries.sendingAt))
  return rows.flatMap(({ channel, edits, at }) =>
    at === null ? [] : [{ channel, act: edits === null ? 'post' : 'edit', at }],
  )
}

/** Puts a row back to be sent at a later time. */
export async function postpone(db: Db, id: number, notBefore: Temporal.Instant, code: string): Promise<void> {
  await db
    .update(deliveries)
    .set({ state: 'waiting', notBefore, code, leaseUntil: null })
    .where(and(eq(deliveries.id, id), inArray(deliveries.state, ['claimed', 'sending'])))
}

/** Gives back rows that were marked but never requested; it does not count as an attempt. */
export async function giveBack(
  db: Db,
  ids: readonly number[],
  notBefore: Temporal.Instant,
  code: string,
): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(deliveries)
    .set({ state: 'waiting', notBefore, code, leaseUntil: null, attempts: sql`${deliveries.attempts} - 1` })
    .where(and(among(ids), eq(deliveries.state, 'sending')))
}

/** Notes why a row in `sending` is uncertain; it stays there to be asked after. */
export async function noteUncertain(db: Db, id: number, code: string): Promise<void> {
  await db
    .update(deliveries)
    .set({ code })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'sending')))
}
