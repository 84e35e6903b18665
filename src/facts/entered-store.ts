import { and, eq, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { imports, sources } from '../../db/schema/facts.js'
import { entered } from '../../db/schema/facts-plans.js'
import { factFields } from './catalogue.js'
import { parseMapping } from './mapping.js'
import type { ImportReport } from './report.js'

/** The source of what people type in. */
const typed = 'typed-in'

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
  const source = await sourceOf(db, label)
  const id = `${statement.metric}/${statement.per}/${statement.startsOn}`
  const same = and(eq(entered.source, source), eq(entered.id, id))
  const [before] = await db.select().from(entered).where(same).for('update')
  const changes = { ...statement, import: await importOf(db, source, label, before !== undefined, now) }
  await db
    .insert(entered)
    .values({ source, id, ...changes })
    .onConflictDoUpdate({ target: [entered.source, entered.id], set: changes })
  return before ? { value: before.value, note: before.note, enteredBy: before.enteredBy } : null
}

async function sourceOf(db: Db, label: string): Promise<number> {
  const columns = Object.fromEntries(factFields('entered').map(({ name }) => [name, name]))
  const mapping = parseMapping({ source: typed, label, fact: 'entered', file: 'form', columns })
  const [row] = await db
    .insert(sources)
    .values({ name: typed, fact: 'entered', label, mapping })
    .onConflictDoUpdate({ target: [sources.name, sources.fact], set: { label: sql`${sources.label}` } })
    .returning({ id: sources.id })
  if (!row) throw new Error('The source of what is typed in was not saved')
  return row.id
}

/** A statement is an import of one row, so that the number is as fresh as it. */
async function importOf(db: Db, source: number, label: string, known: boolean, now: Temporal.Instant): Promise<number> {
  const report: ImportReport = {
    ...{ source: typed, label, fact: 'entered', file: 'form', read: 1, unchanged: 0, refused: 0, seconds: 0 },
    ...{ added: known ? 0 : 1, changed: known ? 1 : 0 },
    ...{ refusals: [], refusedFile: null, blanks: {}, undated: 0, unknown: [] },
  }
  const [row] = await db
    .insert(imports)
    .values({ source, startedAt: now, finishedAt: now, report })
    .returning({ id: imports.id })
  if (!row) throw new Error('What was typed in was not recorded')
  return row.id
}
