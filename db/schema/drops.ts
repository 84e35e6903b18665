import { index, integer, jsonb, pgTable, serial, text, unique } from 'drizzle-orm/pg-core'
import { bytes, instant } from '../columns.js'
import { people } from './company.js'

/**
 * A file that somebody dropped into the direct message, kept from before it is looked at until it is imported, so that a crash in
 * between loses nothing. `bytes` are forgotten some days after the import; what was read and asked stays.
 */
export const drops = pgTable(
  'drops',
  {
    id: serial().primaryKey(),
    /** The incoming that brought it, and which of its files it is: a second delivery brings nothing. */
    key: text().notNull(),
    person: integer()
      .notNull()
      .references(() => people.id),
    /** As people know it, without anything that could leave a folder. */
    name: text().notNull(),
    bytes: bytes(),
    size: integer().notNull(),
    /** `open`, `list` (knows more about names, and waits for a file that uses them), `imported` or `closed`. */
    state: text().notNull(),
    /** Sheets to choose from; null where there is nothing to choose. */
    sheets: jsonb(),
    sheet: text(),
    profile: jsonb(),
    draft: jsonb(),
    /** The report of its import. */
    report: jsonb(),
    at: instant().notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [unique('drops_key').on(table.key), index('drops_person').on(table.person, table.state)],
)
