import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { handoffRules, handoffs } from '../../db/schema/handoffs.js'
import { type Clock, type Handoff, type Rule, rule, state } from './model.js'

type Row = typeof handoffs.$inferSelect

const fromRow = (row: Row): Handoff => ({
  id: row.id,
  title: row.title,
  why: row.why,
  evidence: row.evidence,
  from: row.fromDepartment,
  to: row.toDepartment,
  sender: row.sender,
  owner: row.owner,
  state: state.parse(row.state),
  missing: row.missing,
  result: row.result,
  record: row.record,
  allowed: row.allowed,
  used: row.used,
  returns: row.returns,
  ran: row.ran,
  acceptedAfter: row.acceptedAfter,
  runningSince: row.runningSince,
  warnAt: row.warnAt,
  due: row.due,
  openedAt: row.openedAt,
  returnedAt: row.returnedAt,
  acceptedAt: row.acceptedAt,
  doneAt: row.doneAt,
  closedAt: row.closedAt,
})

export interface NewHandoff extends Clock {
  readonly cause: string
  readonly title: string
  readonly why: string
  readonly evidence: string
  readonly from: string
  readonly to: string
  readonly sender: number
  readonly record: string | null
  readonly openedAt: Temporal.Instant
}

/** Opens a handoff. @returns null if its cause opened one before */
export async function insert(db: Db, one: NewHandoff): Promise<Handoff | null> {
  const { from, to, ...rest } = one
  const [row] = await db
    .insert(handoffs)
    .values({ ...rest, fromDepartment: from, toDepartment: to, state: 'open', returns: 0, ran: 0 })
    .onConflictDoNothing({ target: handoffs.cause })
    .returning()
  return row ? fromRow(row) : null
}

/** What was handed over because of these records, the oldest first. */
export async function openedFor(db: Db, records: readonly string[]): Promise<readonly Handoff[]> {
  if (records.length === 0) return []
  const rows = await db
    .select()
    .from(handoffs)
    .where(inArray(handoffs.record, [...records]))
    .orderBy(asc(handoffs.id))
  return rows.map(fromRow)
}

/** @param lock keeps others from changing it until the transaction ends */
export async function byId(db: Db, id: number, lock = false): Promise<Handoff | null> {
  const query = db.select().from(handoffs).where(eq(handoffs.id, id))
  const [row] = lock ? await query.for('update') : await query
  return row ? fromRow(row) : null
}

/** Writes what a step changed. A clock that was started anew may warn anew. */
export async function save(db: Db, one: Handoff, restarted: boolean): Promise<void> {
  await db
    .update(handoffs)
    .set({
      evidence: one.evidence,
      owner: one.owner,
      state: one.state,
      missing: one.missing,
      result: one.result,
      used: one.used,
      returns: one.returns,
      ran: one.ran,
      acceptedAfter: one.acceptedAfter,
      runningSince: one.runningSince,
      warnAt: one.warnAt,
      due: one.due,
      returnedAt: one.returnedAt,
      acceptedAt: one.acceptedAt,
      doneAt: one.doneAt,
      closedAt: one.closedAt,
      ...(restarted ? { warned: null, overdue: null, escalated: null } : {}),
    })
    .where(eq(handoffs.id, one.id))
}

/** Handoffs that are not closed: to a department, or handed over by a person, the most urgent first. */
export async function openOf(
  db: Db,
  which: { readonly to: readonly string[] } | { readonly sender: number } | 'all',
): Promise<readonly Handoff[]> {
  const whose =
    which === 'all'
      ? undefined
      : 'to' in which
        ? inArray(handoffs.toDepartment, [...which.to])
        : eq(handoffs.sender, which.sender)
  const rows = await db
    .select()
    .from(handoffs)
    .where(and(isNull(handoffs.closedAt), whose))
    .orderBy(sql`${handoffs.due} nulls last`, asc(handoffs.id))
  return rows.map(fromRow)
}

/**
 * Takes the handoffs that are nearly due, or overdue, and of which that was not said yet, each by comparing and setting: of
 * two processes, one gets it. What is overdue is not said to be nearly due any more.
 */
export async function take(db: Db, alarm: 'warned' | 'overdue', now: Temporal.Instant): Promise<readonly Handoff[]> {
  const set =
    alarm === 'overdue' ? { overdue: now, warned: sql`coalesce(${handoffs.warned}, ${handoffs.due})` } : { warned: now }
  const rows = await db
    .update(handoffs)
    .set(set)
    .where(
      and(
        isNotNull(handoffs.runningSince),
        isNull(handoffs[alarm]),
        lte(alarm === 'overdue' ? handoffs.due : handoffs.warnAt, now),
      ),
    )
    .returning()
  return rows.map(fromRow).toSorted((a, b) => a.id - b.id)
}

/** Handoffs said to be overdue of which no leader has heard. */
export async function overdueUntold(db: Db): Promise<readonly Handoff[]> {
  const rows = await db
    .select()
    .from(handoffs)
    .where(and(isNotNull(handoffs.runningSince), isNotNull(handoffs.overdue), isNull(handoffs.escalated)))
    .orderBy(asc(handoffs.id))
  return rows.map(fromRow)
}

/** Notes that the leader hears of it. @returns false if that was noted before */
export async function escalate(db: Db, id: number, now: Temporal.Instant): Promise<boolean> {
  const rows = await db
    .update(handoffs)
    .set({ escalated: now })
    .where(and(eq(handoffs.id, id), isNull(handoffs.escalated)))
    .returning({ id: handoffs.id })
  return rows.length > 0
}

/** How long a department has for what another hands to it, or null where nothing was agreed. */
export async function ruleOf(db: Db, from: string, to: string): Promise<Rule | null> {
  const [row] = await db
    .select()
    .from(handoffRules)
    .where(and(eq(handoffRules.fromDepartment, from), eq(handoffRules.toDepartment, to)))
  return row ? rule.parse({ amount: row.amount, unit: row.unit }) : null
}

export interface PairRule {
  readonly from: string
  readonly to: string
  readonly rule: Rule
}

export async function allRules(db: Db): Promise<readonly PairRule[]> {
  const rows = await db.select().from(handoffRules).orderBy(handoffRules.fromDepartment, handoffRules.toDepartment)
  return rows.map((row) => ({
    from: row.fromDepartment,
    to: row.toDepartment,
    rule: rule.parse({ amount: row.amount, unit: row.unit }),
  }))
}

export async function saveRule(db: Db, { from, to, rule: said }: PairRule): Promise<void> {
  await db
    .insert(handoffRules)
    .values({ fromDepartment: from, toDepartment: to, ...said })
    .onConflictDoUpdate({ target: [handoffRules.fromDepartment, handoffRules.toDepartment], set: said })
}

/** Handoffs in which a morning may bring something up: open ones to these departments or handed over by these people. */
export async function concerning(
  db: Db,
  departments: readonly string[],
  people: readonly number[],
): Promise<readonly Handoff[]> {
  const rows = await db
    .select()
    .from(handoffs)
    .where(
      and(
        isNull(handoffs.closedAt),
        or(
          sql`${handoffs.toDepartment} = any(${sql.param([...departments])}::text[])`,
          sql`${handoffs.sender} = any(${sql.param([...people])}::int[])`,
          sql`${handoffs.owner} = any(${sql.param([...people])}::int[])`,
        ),
      ),
    )
    .orderBy(asc(handoffs.id))
  return rows.map(fromRow)
}

/** What a department handed over and got back since a moment, or has back now; the latest first. */
export async function returnedTo(db: Db, department: string, since: Temporal.Instant): Promise<readonly Handoff[]> {
  const rows = await db
    .select()
    .from(handoffs)
    .where(
      and(eq(handoffs.fromDepartment, department), or(eq(handoffs.state, 'returned'), gte(handoffs.returnedAt, since))),
    )
    .orderBy(desc(handoffs.id))
  return rows.map(fromRow)
}
