import { and, asc, count, eq, inArray, isNotNull, isNull, not, notLike, or, type SQL, sql } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { deliveries } from '../../db/schema/deliveries.js'
import { type Message, message, type Subject, subject } from '../chat/message.js'
import { type Place, type PostRef, place } from '../chat/place.js'
import { type EndState, type NewDelivery, nothingAbove } from './model.js'

/** The channel on which senders are woken when something is added. */
export const channel = 'drumbeat_deliveries'

/** Business times may lie days ahead of the machine's, so a new row does not carry one: it may go at once. */
const atOnce = Temporal.Instant.fromEpochMilliseconds(0)

/**
 * Writes deliveries, in the transaction of the work that made them, and wakes the senders when it commits.
 * @returns how many were new: a key that is known adds nothing
 */
export async function insert(db: Db, rows: readonly NewDelivery[], now: Temporal.Instant): Promise<number> {
  if (rows.length === 0) return 0
  // All rows travel as one value: on a morning of many notes a statement with a value per column takes longer to build than to run.
  // A row is a line of it (JSON holds no line break of its own), because PostgreSQL reads a long document twice as slowly as short ones.
  const values = rows.map((row) => ({
    key: row.key,
    about: row.about,
    slot: row.slot,
    tells: row.tells ?? null,
    platform: row.to.platform,
    workspace: row.to.workspace,
    channel: row.to.channel,
    place: row.to,
    message: row.message,
    guarded: row.message.discloses.length > 0,
    edits: row.edits,
    view: row.view ?? null,
    under: row.under ?? null,
    guarantee: row.guarantee ?? 'at most once',
    priority: row.urgent ? 0 : 1,
  }))
  const written = await db.execute(sql`
    insert into ${deliveries} (key, about, slot, tells, platform, workspace, channel, place, message, guarded, edits, view, under, guarantee,
      priority, state, not_before, created_at)
    select n.key, n.about, n.slot, n.tells, n.platform, n.workspace, n.channel, n.place, n.message, n.guarded, n.edits, n.view,
      n.under, n.guarantee, n.priority, case when n.under is null then 'waiting' else 'bound' end, ${atOnce.toString()}::timestamptz, ${now.toString({ fractionalSecondDigits: 6 })}::timestamptz
    from unnest(string_to_array(${values.map((value) => JSON.stringify(value)).join('\n')}::text, chr(10))) with ordinality as l(line, nth),
      json_to_record(l.line::json) as n(key text, about text, slot bigint, tells int, platform text, workspace text, channel text,
        place jsonb, message json, guarded boolean, edits jsonb, view text, under text, guarantee text, priority smallint)
    order by l.nth
    on conflict (key) do nothing
    returning id`)
  if (written.length > 0)
    await wake(
      db,
      rows.map((row) => row.to),
    )
  return written.length
}

/** Wakes the senders of these workspaces when the transaction commits; all of them where none is named. */
export async function wake(db: Db, to: readonly Pick<Place, 'platform' | 'workspace'>[] = []): Promise<void> {
  const routes = to.map(({ platform, workspace }) => JSON.stringify({ platform, workspace }))
  for (const route of new Set(to.length === 0 ? [''] : routes))
    await db.execute(sql`select pg_notify(${channel}, ${route})`)
}

export interface Ending {
  readonly id: number
  readonly state: EndState
  readonly sent: PostRef | null
  readonly code: string | null
  /** The revision that was drawn. */
  readonly revision: number
  /** What was shown, where that is not what the row says. */
  readonly drawn: Message | null
}

/** What recording endings came to. */
export interface Recorded {
  /** Those that were still open, so that what follows an ending follows once. */
  readonly ended: ReadonlySet<number>
  /** Those that somebody else had brought to an end before. */
  readonly late: ReadonlySet<number>
  /** Live cards that stand now, and show less than has happened since they were drawn. */
  readonly outdated: readonly number[]
  /** The keys of those that have replies, which now need not wait any more. */
  readonly leading: readonly string[]
}

/** Records how deliveries ended. A redrawn card that changed while its edit was on its way waits for its next edit instead. */
export async function end(db: Db, endings: readonly Ending[], now: Temporal.Instant): Promise<Recorded> {
  const rows = endings.map(({ id, state, sent, code, revision, drawn }) => ({ id, state, sent, code, revision, drawn }))
  const again = sql`(d.view is not null and e.state = 'sent' and d.revision > e.revision)`
  const written = await db.execute<{ id: string; open: boolean; outdated: boolean; leading: string | null }>(sql`
    with e as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as e(id bigint, state text, sent jsonb, code text, revision int, drawn json)),
    held as (select d.id from deliveries d join e on e.id = d.id where d.state in ('claimed', 'sending') order by d.id for update of d)
    update deliveries d set
      state = case when ${again} and d.edits is not null then 'waiting' else e.state end,
      attempts = case when ${again} and d.edits is not null then 0 else d.attempts end,
      message = coalesce(e.drawn, d.message),
      sent = e.sent, code = e.code, lease_until = null, requested_at = d.sending_at, finished_at = ${now.toString()}::timestamptz
    from e, held
    where d.id = e.id and d.id = held.id and d.state in ('claimed', 'sending')
    returning d.id, d.state = 'waiting' as open, ${again} and d.edits is null as outdated,
      case when d.has_replies then d.key end as leading`)
  const known = new Set(written.map((row) => Number(row.id)))
  return {
    late: new Set(rows.flatMap(({ id }) => (known.has(id) ? [] : [id]))),
    ended: new Set(written.filter((row) => !row.open).map((row) => Number(row.id))),
    outdated: written.filter((row) => row.outdated).map((row) => Number(row.id)),
    leading: written.flatMap((row) => row.leading ?? []),
  }
}

/**
 * Records the receipts of messages that nobody draws again: nothing but their rows changes.
 * @returns the keys of those that have replies
 */
export async function receive(db: Db, endings: readonly Ending[], now: Temporal.Instant): Promise<readonly string[]> {
  const rows = endings.map(({ id, sent, drawn }) => ({ id, sent, drawn }))
  const leading = await db.execute<{ key: string }>(sql`
    with received as (
      update deliveries d set state = 'sent', message = coalesce(e.drawn, d.message), sent = e.sent, code = null, lease_until = null,
        requested_at = d.sending_at, finished_at = ${now.toString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as e(id bigint, sent jsonb, drawn json)
      where d.id = e.id and d.state in ('claimed', 'sending')
      returning d.key, d.has_replies)
    select key from received where has_replies`)
  return leading.map(({ key }) => key)
}

/** How the deliveries of a slot stand, for its outcome. */
export async function tally(db: Db, slot: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ state: deliveries.state, count: count() })
    .from(deliveries)
    .where(eq(deliveries.slot, slot))
    .groupBy(deliveries.state)
    .orderBy(deliveries.state)
  return new Map(rows.map((row) => [row.state, row.count]))
}

/** A message that did not arrive, or not for certain. `code`: our word for the cause, then the platform's own. */
export interface Problem {
  readonly id: number
  readonly about: Subject
  readonly tells: number | null
  readonly to: Place
  /** Whether it was to stand in the thread of another. */
  readonly threaded: boolean
  readonly message: Message
  readonly state: string
  readonly code: string
}

/** Whether what a row stands under is of its own slot. */
const underSameSlot = sql`exists (
  select from deliveries above where above.key = ${deliveries.under} and above.slot = ${deliveries.slot})`

/** What of a slot did not arrive, without what only follows from another: the thread under a message that is not there. */
export const problems = (db: Db, slot: number): Promise<readonly Problem[]> =>
  problemsWhere(db, eq(deliveries.slot, slot))

/** What one of these did not come to, with who hears of it, of those that somebody had posted. */
export async function problemsOfSomebody(
  db: Db,
  ids: readonly number[],
): Promise<readonly (Problem & { readonly tells: number })[]> {
  if (ids.length === 0) return []
  const found = await problemsWhere(db, and(inArray(deliveries.id, [...ids]), isNotNull(deliveries.tells)))
  return found.flatMap((one) => (one.tells === null ? [] : [{ ...one, tells: one.tells }]))
}

async function problemsWhere(db: Db, which: SQL | undefined): Promise<readonly Problem[]> {
  const rows = await db
    .select({
      id: deliveries.id,
      about: deliveries.about,
      tells: deliveries.tells,
      place: deliveries.place,
      under: deliveries.under,
      message: deliveries.message,
      state: deliveries.state,
      code: deliveries.code,
    })
    .from(deliveries)
    .where(
      and(
        which,
        inArray(deliveries.state, ['refused', 'failed', 'unknown']),
        or(isNull(deliveries.code), notLike(deliveries.code, `${nothingAbove}%`), not(underSameSlot)),
      ),
    )
    .orderBy(asc(deliveries.id))
  return rows.map((row) => ({
    id: row.id,
    about: subject.parse(row.about),
    tells: row.tells,
    to: place.parse(row.place),
    threaded: row.under !== null,
    message: message.parse(row.message),
    state: row.state,
    code: row.code ?? '',
  }))
}
