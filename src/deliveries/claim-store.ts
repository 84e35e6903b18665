import { and, asc, eq, gt, inArray, or, type SQL, sql } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import type { ZodType } from 'zod'
import type { Db } from '../../db/connect.js'
import { deliveries } from '../../db/schema/deliveries.js'
import { message, subject } from '../chat/message.js'
import { type PlatformName, place, platformName, postRef } from '../chat/place.js'
import { type Act, guarantee, type Held } from './model.js'

/** A row as it is read: its JSON is text still, because rows that say the same share what is read of it. */
type Row = {
  readonly id: string
  readonly key: string
  readonly place: string
  readonly message: string
  readonly edits: string | null
  readonly slot: string | null
  readonly about: string
  readonly attempts: number
  readonly view: string | null
  readonly revision: number
  readonly guarantee: string
}

/** What a sender needs of a row: its many times are not read, because each costs as much as the rest of it. */
const needed = sql`d.id, d.key, d.place::text, d.message::text, d.edits::text, d.slot, d.about, d.attempts, d.view, d.revision, d.guarantee`

/**
 * Reads rows. The same text becomes the same object: a digest to a thousand channels is a thousand rows with one message, which is read,
 * and drawn for its platform, once.
 */
function reader(): (row: Row, sendingAt: Temporal.Instant | null) => Held {
  const placeOf = once(place)
  const messageOf = once(message)
  return (row, sendingAt) => ({
    id: Number(row.id),
    key: row.key,
    to: placeOf(row.place),
    message: messageOf(row.message),
    edits: row.edits === null ? null : postRef.parse(JSON.parse(row.edits)),
    slot: row.slot === null ? null : Number(row.slot),
    about: subject.parse(row.about),
    attempts: row.attempts,
    sendingAt,
    view: row.view,
    revision: row.revision,
    guarantee: guarantee.parse(row.guarantee),
  })
}

function once<T>(schema: ZodType<T>): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const read = schema.parse(JSON.parse(text))
    known.set(text, read)
    return read
  }
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
    .where(eq(deliveries.open, true))
  return rows.map((row) => ({ platform: platformName.parse(row.platform), workspace: row.workspace }))
}

const of = (route: Route) => and(eq(deliveries.platform, route.platform), eq(deliveries.workspace, route.workspace))

/** How much of one kind of request a sender may make now: rows in all, rows of one lane, and the channels that rest. */
export interface Wish {
  readonly limit: number
  readonly perLane: number
  readonly resting: readonly string[]
}

const textArray = (list: readonly string[]) =>
  sql`${sql.param(`{${list.map((one) => JSON.stringify(one)).join(',')}}`)}::text[]`

/** One parameter, however many ids there are: to put hundreds of them into a statement takes longer than to run it. */
const among = (ids: readonly number[]) => sql`${deliveries.id} = any(${sql.param(`{${ids.join(',')}}`)}::bigint[])`

/** A channel's posts are one line, and so are the edits of one message: neither has to wait for the other. */
const lane = sql`(d.channel || coalesce(' ' || (d.edits->>'id'), ''))`

/** A row that a sender holds; `marked`: as about to be requested, because nothing has to be looked at before. */
export interface Claimed {
  readonly held: Held
  readonly marked: boolean
}

/**
 * Claims what may go out now, most urgent and oldest first, including rows whose claim outlived its process. The order
 * within a lane holds: a row is not claimed while an older one of its lane waits for its time or is on its way. A row that
 * a change is just about to redraw is left until that has committed. What is neither drawn again nor held against anybody's rights
 * is marked `sending` at once.
 * @param machine the machine clock; `until` the end of the lease by the same clock
 */
export async function claim(
  db: Db,
  route: Route,
  machine: Temporal.Instant,
  until: Temporal.Instant,
  { post, edit }: Readonly<Record<Act, Wish>>,
): Promise<readonly Claimed[]> {
  const at = exactly(machine)
  const blocks = sql`(d.state = 'sending' or d.not_before > ${at} or (d.state = 'claimed' and d.lease_until >= ${at}))`
  const first = (kind: SQL, { limit, perLane, resting }: Wish) => sql`(
    select id from lined where ${kind} and not behind and place <= ${perLane}::int and not (channel = any(${textArray(resting)}))
    order by priority, id limit ${limit}::int)`
  const rows = await db.execute<Row & { priority: number; state: string }>(sql`
    with lined as materialized (
      select d.id, d.priority, d.channel, d.edits is null as post,
        row_number() over line as place, bool_or(${blocks}) over line as behind
      from deliveries d where d.platform = ${route.platform} and d.workspace = ${route.workspace} and d.open
      window line as (partition by ${lane} order by d.priority, d.id)),
    chosen as (${first(sql`post`, post)} union all ${first(sql`not post`, edit)}),
    mine as materialized (
      select d.id, d.view is null and not d.guarded as plain from deliveries d
      where d.id in (select id from chosen) and d.state in ('waiting', 'claimed') for update skip locked)
    update deliveries d set lease_until = ${exactly(until)},
      state = case when mine.plain then 'sending' else 'claimed' end,
      sending_at = case when mine.plain then ${at} else d.sending_at end,
      attempts = d.attempts + mine.plain::int
    from mine where d.id = mine.id
    returning ${needed}, d.priority, d.state`)
  const read = reader()
  return rows
    .map(({ priority, state, ...row }) => {
      const marked = state === 'sending'
      const held = read({ ...row, attempts: marked ? row.attempts - 1 : row.attempts }, null)
      return { priority, held, marked }
    })
    .sort((a, b) => a.priority - b.priority || a.held.id - b.held.id)
}

/** To the microsecond, as the columns keep it: cut off, never rounded up. */
const exactly = (at: Temporal.Instant): SQL => sql`${at.toString({ fractionalSecondDigits: 6 })}::timestamptz`

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
  const rows = await db.execute<Row & { sending_at: string }>(sql`
    select ${needed}, d.sending_at from deliveries d
    where d.platform = ${route.platform} and d.workspace = ${route.workspace} and d.open and d.state = 'sending'
      and d.sending_at < ${exactly(before)} and d.not_before <= ${exactly(machine)}
    order by d.id limit ${limit}::int`)
  const read = reader()
  return rows.map((row) => read(row, Temporal.Instant.from(row.sending_at)))
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
    .where(and(of(route), eq(deliveries.open, true)))
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
    .where(
      and(
        of(route),
        or(and(eq(deliveries.open, true), gt(deliveries.sendingAt, since)), gt(deliveries.requestedAt, since)),
      ),
    )
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
