import { sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { imports, sources } from '../../db/schema/facts.js'
import { type FactName, factFields } from './catalogue.js'
import { parseMapping } from './mapping.js'
import type { ImportReport } from './report.js'

/** A source of facts that is no file and no other system, but what people did here. */
export interface OwnSource {
  readonly name: string
  readonly fact: FactName
  /** What people read under a number that comes from it. */
  readonly label: string
}

/** The number of such a source; it is written down when it is needed first. */
export async function ownSource(db: Db, { name, fact, label }: OwnSource): Promise<number> {
  const columns = Object.fromEntries(factFields(fact).map((field) => [field.name, field.name]))
  const mapping = parseMapping({ source: name, label, fact, file: 'form', columns })
  const [row] = await db
    .insert(sources)
    .values({ name, fact, label, mapping })
    .onConflictDoUpdate({ target: [sources.name, sources.fact], set: { label: sql`${sources.label}` } })
    .returning({ id: sources.id })
  if (!row) throw new Error(`The source ${name} was not saved`)
  return row.id
}

/** What came in is recorded as an import, so that the number is as fresh as it. @returns the number that its rows carry */
export async function ownImport(
  db: Db,
  { name, fact, label }: OwnSource,
  source: number,
  came: { readonly added: number; readonly changed: number },
  now: Temporal.Instant,
): Promise<number> {
  const report: ImportReport = {
    ...{ source: name, label, fact, file: 'form', read: came.added + came.changed, ...came },
    ...{ unchanged: 0, refused: 0, seconds: 0, refusals: [], refusedFile: null, blanks: {}, undated: 0, unknown: [] },
  }
  const [row] = await db
    .insert(imports)
    .values({ source, startedAt: now, finishedAt: now, report })
    .returning({ id: imports.id })
  if (!row) throw new Error(`What came in from ${name} was not recorded`)
  return row.id
}
