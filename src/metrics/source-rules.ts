import { getTableName, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/connect.js'
import type { FactName } from '../facts/catalogue.js'

/** Of which sources the rows of a fact count: of these alone, or of all but these. A fact without a rule counts from all. */
export interface SourceRule {
  readonly fact: FactName
  readonly kind: 'only' | 'without'
  readonly names: readonly string[]
}

/**
 * What stands in front of a statement so that it sees the rows of the sources that count, and no others: the tables of the facts and of
 * the sources, under their own names. Nothing else of the statement has to know.
 * @param sources the table of sources @param tableOf the table of a fact
 */
export function countedOnly(
  db: Db,
  rules: readonly SourceRule[],
  sources: PgTable,
  tableOf: (fact: FactName) => PgTable,
) {
  if (rules.length === 0) return []
  const named = (names: readonly string[]): SQL =>
    sql.join(
      names.map((name) => sql`${name}`),
      sql`, `,
    )
  const refused = rules.map(({ fact, kind, names }) => {
    const other = kind === 'only' ? sql`not in` : sql`in`
    return sql`(sources.fact = ${fact} and sources.name ${other} (${named(names)}))`
  })
  const counting = db.$with(getTableName(sources)).as(
    db
      .select()
      .from(sources)
      .where(sql`not (${sql.join(refused, sql` or `)})`),
  )
  const facts = rules.map(({ fact }) => {
    const table = tableOf(fact)
    return db
      .$with(getTableName(table))
      .as(db.select().from(table).where(sql`source in (select id from sources where fact = ${fact})`))
  })
  return [counting, ...facts]
}
