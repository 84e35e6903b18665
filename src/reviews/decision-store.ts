import { and, asc, eq, gte, inArray, isNull, or } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { decisions } from '../../db/schema/reviews.js'
import { subject } from '../chat/message.js'
import { type Decision, decisionState } from './model.js'

const fromRow = ({ cause: _cause, ...row }: typeof decisions.$inferSelect): Decision => ({
  ...row,
  source: subject.parse(row.source),
  state: decisionState.parse(row.state),
})

type NewDecision = Pick<Decision, 'source' | 'what' | 'person' | 'by' | 'recordedBy' | 'recordedAt'> & {
  readonly cause: string
}

/** Records a decision. @returns null if its cause recorded one before */
export async function insert(db: Db, one: NewDecision): Promise<Decision | null> {
  const [row] = await db
    .insert(decisions)
    .values({ ...one, state: 'open', moves: 0 })
    .onConflictDoNothing({ target: decisions.cause })
    .returning()
  return row ? fromRow(row) : null
}

export async function byId(db: Db, id: number): Promise<Decision | null> {
  const [row] = await db.select().from(decisions).where(eq(decisions.id, id))
  return row ? fromRow(row) : null
}

/** A decision, locked until the transaction ends: who presses second sees what was pressed first. */
export async function lock(db: Db, id: number): Promise<Decision | null> {
  const [row] = await db.select().from(decisions).where(eq(decisions.id, id)).for('update')
  return row ? fromRow(row) : null
}

/** Writes what changed of a decision. */
export async function save(
  db: Db,
  id: number,
  change: Partial<Pick<Decision, 'by' | 'state' | 'moves' | 'reason' | 'settledAt'>>,
): Promise<void> {
  await db.update(decisions).set(change).where(eq(decisions.id, id))
}

/** The decisions of a source that are open, or were settled or recorded since a moment; the oldest first. */
export async function standingOf(
  db: Db,
  source: Decision['source'],
  since: Temporal.Instant | null,
): Promise<readonly Decision[]> {
  const open = isNull(decisions.settledAt)
  const rows = await db
    .select()
    .from(decisions)
    .where(and(eq(decisions.source, source), since === null ? open : or(open, gte(decisions.settledAt, since))))
    .orderBy(asc(decisions.id))
  return rows.map(fromRow)
}

/** What these people have decided to do and have not settled, the earliest day first. */
export async function openOf(db: Db, people: readonly number[]): Promise<readonly Decision[]> {
  const rows = await db
    .select()
    .from(decisions)
    .where(and(isNull(decisions.settledAt), inArray(decisions.person, [...people])))
    .orderBy(asc(decisions.by), asc(decisions.id))
  return rows.map(fromRow)
}
