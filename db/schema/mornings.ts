import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { plainDate } from '../columns.js'
import { people } from './company.js'

/**
 * The last day for which a person's note was decided, quiet days included: what makes it one a day. `lines` is what stands in the
 * note, in order, so that it is redrawn when one of these changes: one value, because a row per line of a thousand notes would
 * take longer to write than the notes.
 */
export const mornings = pgTable(
  'mornings',
  {
    person: integer()
      .primaryKey()
      .references(() => people.id, { onDelete: 'cascade' }),
    day: plainDate().notNull(),
    lines: text().array().notNull().default(sql`'{}'`),
  },
  (table) => [index('mornings_lines').using('gin', table.lines)],
)
