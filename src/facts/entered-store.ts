import { and, eq } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { entered } from '../../db/schema/facts-plans.js'
import { ownImport, ownSource } from './own-source-store.js'

/** A figure that a person states: `value` written out with a point, of the stretch that begins on `startsOn`. */
export interface Statement {
  readonly metric: string
  readonly startsOn: string
  readonly per: 'month' | 'quarter' | 'year'
  readonly value: string
  readonly currency: string | null
  readonly enteredBy: string
  readonly enteredOn: string
  readonly note: string | null
}

type Said = Pick<Statement, 'value' | 'note' | 'enteredBy'>

/**
 * Keeps what a person states, in the place of what was typed in of the same stretch before; what files and other systems state
 * stays.
 * @param label what people read under a number that was typed in
 * @returns what was typed in before, or null
 */
export async function stateValue(
  db: Db,
  statement: Statement,
  { label, now }: { readonly label: string; readonly now: Temporal.Instant },
): Promise<Said | null> {
  const typed = { name: 'typed-in', fact: 'entered', label } as const
  const source = await ownSource(db, typed)
  const id = `${statement.metric}/${statement.per}/${statement.startsOn}`
  const same = and(eq(entered.source, source), eq(entered.id, id))
  const [before] = await db.select().from(entered).where(same).for('update')
  const came = before ? { added: 0, changed: 1 } : { added: 1, changed: 0 }
  const changes = { ...statement, import: await ownImport(db, typed, source, came, now) }
  await db
    .insert(entered)
    .values({ source, id, ...changes })
    .onConflictDoUpdate({ target: [entered.source, entered.id], set: changes })
  return before ? { value: before.value, note: before.note, enteredBy: before.enteredBy } : null
}
