import { index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { plainDate } from '../columns.js'
import { people } from './company.js'

/** The last day for which a person's note was decided, quiet days included: what makes it one a day. */
export const mornings = pgTable('mornings', {
  person: integer()
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  day: plainDate().notNull(),
})

/** What stands in a person's latest note, in order, so that it is redrawn when one of these changes. */
export const morningLines = pgTable(
  'morning_lines',
  {
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    about: text().notNull(),
    position: smallint().notNull(),
  },
  (table) => [primaryKey({ columns: [table.person, table.about] }), index('morning_lines_about').on(table.about)],
)
