import { and, asc, eq, inArray, isNotNull, lt, lte, or, sql } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { companies, holidays } from '../../db/schema/company.js'
import { schedules, slots } from '../../db/schema/schedules.js'
import { holidayRule, type Outcome, overlapRule, type Rule, type SkipReason } from './model.js'

/** A stored schedule: its rule, what it is for, and when it is next due. */
export interface Schedule {
  readonly id: number
  readonly kind: string
  readonly subject: string
  readonly data: unknown
  readonly rule: Rule
  readonly version: number
  readonly nextDue: Temporal.Instant | null
  readonly owner: number | null
  readonly state: 'active' | 'paused'
}

type Row = typeof schedules.$inferSelect

export const fromRow = (row: Row): Schedule => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  data: row.data,
  rule: {
    cron: row.cron,
    zone: row.zone,
    holidays: holidayRule.parse(row.holidays),
    catchUp: row.catchUpSeconds,
    overlap: overlapRule.parse(row.overlap),
  },
  version: row.version,
  nextDue: row.nextDue,
  owner: row.owner,
  state: row.state === 'paused' ? 'paused' : 'active',
})

/** The public holidays that the company keeps, its own and those of its country, as days `YYYY-MM-DD`. */
export async function holidayDays(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ day: holidays.day })
    .from(holidays)
    .where(sql`${holidays.country} = '' or ${holidays.country} = (select ${companies.country} from ${companies})`)
  return new Set(rows.map((row) => row.day))
}

export type NewSchedule = Pick<Schedule, 'kind' | 'subject' | 'data' | 'rule' | 'nextDue' | 'owner' | 'state'>

/** Inserts the schedule or puts it in the place of the one for the same kind and subject, as a new version. */
export async function upsert(db: Db, one: NewSchedule): Promise<number> {
  const values = {
    kind: one.kind,
    subject: one.subject,
    data: one.data,
    cron: one.rule.cron,
    zone: one.rule.zone,
    catchUpSeconds: one.rule.catchUp,
    holidays: one.rule.holidays,
    overlap: one.rule.overlap ?? 'skip',
    nextDue: one.nextDue,
    owner: one.owner,
    state: one.state,
  }
  const [row] = await db
    .insert(schedules)
    .values({ ...values, version: 1 })
    .onConflictDoUpdate({
      target: [schedules.kind, schedules.subject],
      set: { ...values, version: sql`${schedules.version} + 1` },
    })
    .returning({ id: schedules.id })
  if (!row) throw new Error(`Schedule ${one.kind} ${one.subject} could not be stored`)
  return row.id
}

export async function find(db: Db, kind: string, subject: string): Promise<Schedule | null> {
  const [row] = await db
    .select()
    .from(schedules)
    .where(and(eq(schedules.kind, kind), eq(schedules.subject, subject)))
  return row ? fromRow(row) : null
}

export async function byId(db: Db, id: number): Promise<Schedule | null> {
  const [row] = await db.select().from(schedules).where(eq(schedules.id, id))
  return row ? fromRow(row) : null
}

/** Active schedules due at or before `now`, the longest waiting first. Read from a partial index: the cost grows with what is due. */
export async function due(db: Db, now: Temporal.Instant, limit: number): Promise<readonly Schedule[]> {
  const rows = await db
    .select()
    .from(schedules)
    .where(and(eq(schedules.state, 'active'), isNotNull(schedules.nextDue), lte(schedules.nextDue, now)))
    .orderBy(asc(schedules.nextDue))
    .limit(limit)
  return rows.map(fromRow)
}

/** What taking one due schedule writes: where it goes next, and the slots that record what was due. */
export interface Take {
  readonly schedule: number
  readonly was: Temporal.Instant
  readonly next: Temporal.Instant | null
  readonly slots: readonly NewSlot[]
}

export interface NewSlot {
  readonly due: Temporal.Instant
  /** The times of the wall that it stands for. */
  readonly names: readonly string[]
  readonly count: number
  /** Null: to be run. Otherwise it is over before it began, for this reason. */
  readonly skipped: SkipReason | null
}

/** A slot that a claim has written. */
export interface Taken {
  readonly id: number
  readonly schedule: number
  readonly due: Temporal.Instant
  readonly count: number
  readonly reason: string | null
}

/**
 * Takes due schedules in one atomic statement: the next due time is compared and set, and the slots are inserted with it, so
 * that of many processes beating at once exactly one takes each, without a leader.
 * @returns the slots that were written
 */
export async function claim(db: Db, takes: readonly Take[], now: Temporal.Instant): Promise<readonly Taken[]> {
  if (takes.length === 0) return []
  const moves = takes.map((take) => ({
    id: take.schedule,
    was: take.was.toString(),
    next: take.next?.toString() ?? null,
  }))
  const made = takes.flatMap((take) =>
    take.slots.map((slot) => ({
      id: take.schedule,
      due: slot.due.toString(),
      names: slot.names,
      count: slot.count,
      skipped: slot.skipped,
    })),
  )
  const rows = await db.execute<TakenRow>(sql`
    with taken as (
      update schedules s set next_due = m.next
      from jsonb_to_recordset(${JSON.stringify(moves)}::text::jsonb) as m(id int, was timestamptz, next timestamptz)
      where s.id = m.id and s.next_due = m.was and s.state = 'active'
      returning s.id, s.version
    )
    insert into slots (schedule, due, names, version, count, state, reason, finished_at)
    select n.id, n.due, n.names, taken.version, n.count,
      case when n.skipped is null then 'claimed' else 'skipped' end,
      n.skipped,
      case when n.skipped is null then null else ${now.toString()}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(made)}::text::jsonb) as n(id int, due timestamptz, names jsonb, count int, skipped text)
    join taken on taken.id = n.id
    on conflict (schedule, due) do nothing
    returning id::int, schedule, floor(extract(epoch from due) * 1000)::float8 as due, count, reason`)
  return rows.map((row) => ({ ...row, due: Temporal.Instant.fromEpochMilliseconds(row.due) }))
}

type TakenRow = { id: number; schedule: number; due: number; count: number; reason: string | null }

/** A slot to be run, with the schedule that it came from. */
export interface OpenSlot {
  readonly id: number
  readonly due: Temporal.Instant
  readonly attempts: number
  /** False if the schedule was changed or paused after the slot was claimed: the old one must not fire. */
  readonly current: boolean
  readonly schedule: Schedule
}

/**
 * Leases slots that wait to be run, those of a process that died included (their lease has run out).
 * @param machine the machine clock, because a lease is about this process and not about the company's time
 */
export async function lease(
  db: Db,
  machine: Temporal.Instant,
  until: Temporal.Instant,
  limit: number,
): Promise<readonly OpenSlot[]> {
  const ready = db
    .select({ id: slots.id })
    .from(slots)
    .where(and(eq(slots.state, 'claimed'), or(sql`${slots.leaseUntil} is null`, lt(slots.leaseUntil, machine))))
    .orderBy(asc(slots.id))
    .limit(limit)
    .for('update', { skipLocked: true })
  const rows = await db
    .update(slots)
    .set({ leaseUntil: until, attempts: sql`${slots.attempts} + 1` })
    .where(inArray(slots.id, ready))
    .returning()
  if (rows.length === 0) return []
  const wanted = [...new Set(rows.map((row) => row.schedule))]
  const found = await db.select().from(schedules).where(inArray(schedules.id, wanted))
  const byScheduleId = new Map(found.map((row) => [row.id, fromRow(row)]))
  return rows
    .sort((a, b) => a.id - b.id)
    .flatMap((row) => {
      const schedule = byScheduleId.get(row.schedule)
      if (!schedule) return []
      const current = schedule.version === row.version && schedule.state === 'active'
      return [{ id: row.id, due: row.due, attempts: row.attempts, current, schedule }]
    })
}

/**
 * Holds a leased slot and its schedule until the transaction ends, so that what is edited meanwhile waits, and what was edited
 * before is seen.
 * @returns `changed` if the schedule has been changed or paused since the claim: the old one must not fire; `over` if the slot
 * has been run by somebody else, or is gone
 */
export async function holdSlot(db: Db, slot: number): Promise<'held' | 'changed' | 'over'> {
  const [row] = await db.execute<{ current: boolean }>(sql`
    select s.version = t.version and s.state = 'active' as current
    from slots t join schedules s on s.id = t.schedule
    where t.id = ${slot} and t.state = 'claimed'
    for update of t for share of s`)
  if (!row) return 'over'
  return row.current ? 'held' : 'changed'
}

/** Whether an earlier slot of the same schedule is still on its way. */
export async function isUnderWay(db: Db, schedule: number, before: number): Promise<boolean> {
  const [row] = await db
    .select({ id: slots.id })
    .from(slots)
    .where(and(eq(slots.schedule, schedule), lt(slots.id, before), eq(slots.state, 'composed')))
    .limit(1)
  return row !== undefined
}

/** Gives the slot back to be looked at again after its lease; it does not count as an attempt. */
export async function putOff(db: Db, slot: number, until: Temporal.Instant): Promise<void> {
  await db
    .update(slots)
    .set({ leaseUntil: until, attempts: sql`${slots.attempts} - 1` })
    .where(and(eq(slots.id, slot), eq(slots.state, 'claimed')))
}

/** The slot's deliveries are written; its outcome now follows from their receipts. */
export async function markComposed(db: Db, slot: number, now: Temporal.Instant): Promise<void> {
  await db.update(slots).set({ state: 'composed', composedAt: now, leaseUntil: null }).where(eq(slots.id, slot))
}

/** Gives the slot back to be tried again once its lease has run out. */
export async function postpone(db: Db, slot: number, until: Temporal.Instant, reason: string): Promise<void> {
  await db
    .update(slots)
    .set({ leaseUntil: until, reason })
    .where(and(eq(slots.id, slot), eq(slots.state, 'claimed')))
}

/** Forgets a slot of a watch that found nothing to be due. One that has an outcome keeps it. */
export async function drop(db: Db, slot: number): Promise<void> {
  await db.delete(slots).where(and(eq(slots.id, slot), eq(slots.state, 'claimed')))
}

/** Records a slot's outcome, once: a slot that has one keeps it. */
export async function finish(db: Db, slot: number, outcome: Outcome, now: Temporal.Instant): Promise<void> {
  const reason =
    outcome.kind === 'late' ? `${Math.round(outcome.seconds)} s` : outcome.kind === 'done' ? null : outcome.reason
  await db
    .update(slots)
    .set({ state: outcome.kind, reason, finishedAt: now, leaseUntil: null })
    .where(and(eq(slots.id, slot), inArray(slots.state, ['claimed', 'composed'])))
}

/**
 * What a slot was due for. The row stays locked until the transaction ends: two processes that record the last two receipts
 * of a slot at the same time would else each see the other's delivery as open, and neither would settle the slot.
 */
export async function lockSlot(
  db: Db,
  slot: number,
): Promise<{ readonly due: Temporal.Instant; readonly schedule: Schedule } | null> {
  const [row] = await db
    .select()
    .from(slots)
    .innerJoin(schedules, eq(slots.schedule, schedules.id))
    .where(eq(slots.id, slot))
    .for('update', { of: slots })
  return row ? { due: row.slots.due, schedule: fromRow(row.schedules) } : null
}
