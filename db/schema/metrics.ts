import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'

/** Every version of every definition, so that what was posted under an older one can still be explained. */
export const definitions = pgTable(
  'definitions',
  {
    name: text().notNull(),
    version: integer().notNull(),
    definition: jsonb().notNull(),
    since: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.version] })],
)
