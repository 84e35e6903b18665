import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { feedbackItems } from '../../db/schema/feedback-items.js'
import { type Item, itemKind, itemState } from './item.js'

type Row = typeof feedbackItems.$inferSelect

const fromRow = ({ kind, state, ticket: _ticket, cause: _cause, ...row }: Row): Item => ({
  ...row,
  kind: itemKind.parse(kind),
  state: itemState.parse(state),
})

type New = Pick<Item, 'department' | 'kind' | 'topic' | 'words' | 'givenOn' | 'mailbox'>

/** What was given with a name carries its cause, what was given without one the number that its mailbox is made of. */
export type NewItem = New &
  ({ readonly giver: number; readonly cause: string } | { readonly giver: null; readonly ticket: string })

/** Keeps what somebody said. @returns null if its cause gave it before */
export async function insert(db: Db, one: NewItem): Promise<Item | null> {
  const [row] = await db
    .insert(feedbackItems)
    .values({ ...one, state: 'new', changedOn: one.givenOn })
    .onConflictDoNothing()
    .returning()
  return row ? fromRow(row) : null
}

/** @param lock keeps others from changing it until the transaction ends */
export async function byId(db: Db, id: number, lock = false): Promise<Item | null> {
  const query = db.select().from(feedbackItems).where(eq(feedbackItems.id, id))
  const [row] = lock ? await query.for('update') : await query
  return row ? fromRow(row) : null
}

/** The item whose answers wait in a mailbox. */
export async function byMailbox(db: Db, mailbox: string): Promise<Item | null> {
  const [row] = await db.select().from(feedbackItems).where(eq(feedbackItems.mailbox, mailbox))
  return row ? fromRow(row) : null
}

export async function save(db: Db, one: Item): Promise<void> {
  const { state, owner, result, mergedInto, checklist, changedOn } = one
  await db
    .update(feedbackItems)
    .set({ state, owner, result, mergedInto, checklist, changedOn })
    .where(eq(feedbackItems.id, one.id))
}

const isOpen = inArray(feedbackItems.state, ['new', 'seen', 'acting'])

/** What waits in the queues of these departments, the oldest first. */
export async function openOf(db: Db, departments: readonly string[]): Promise<readonly Item[]> {
  const rows = await db
    .select()
    .from(feedbackItems)
    .where(and(inArray(feedbackItems.department, [...departments]), isOpen))
    .orderBy(asc(feedbackItems.id))
  return rows.map(fromRow)
}

/** What somebody gave with their name, the latest first. */
export async function givenBy(db: Db, person: number, limit: number): Promise<readonly Item[]> {
  const rows = await db
    .select()
    .from(feedbackItems)
    .where(eq(feedbackItems.giver, person))
    .orderBy(desc(feedbackItems.id))
    .limit(limit)
  return rows.map(fromRow)
}

/** The items that were merged into one of these. */
export async function mergedInto(db: Db, ids: readonly number[]): Promise<readonly Item[]> {
  const rows = await db
    .select()
    .from(feedbackItems)
    .where(inArray(feedbackItems.mergedInto, [...ids]))
    .orderBy(asc(feedbackItems.id))
  return rows.map(fromRow)
}

/** Hangs all that was merged into one item below another. */
export async function moveMerged(db: Db, from: number, into: number): Promise<void> {
  await db.update(feedbackItems).set({ mergedInto: into }).where(eq(feedbackItems.mergedInto, from))
}

/** How many wait, are acted on, and were closed since a day (`YYYY-MM-DD`), over all departments. */
export async function countsSince(
  db: Db,
  day: string,
): Promise<{ readonly waiting: number; readonly acting: number; readonly closed: number }> {
  const [row] = await db
    .select({
      waiting: sql<number>`count(*) filter (where ${feedbackItems.state} in ('new', 'seen'))::int`,
      acting: sql<number>`count(*) filter (where ${feedbackItems.state} = 'acting')::int`,
      closed: sql<number>`count(*) filter (where ${feedbackItems.state} in ('done', 'declined') and ${feedbackItems.changedOn} >= ${day}::date)::int`,
    })
    .from(feedbackItems)
  return row ?? { waiting: 0, acting: 0, closed: 0 }
}
