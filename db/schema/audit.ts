import { bigserial, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'

/** Who did what, before and after. Append only: the database refuses to change or delete a row (db/rules.sql). */
export const audit = pgTable(
  'audit',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    at: instant().notNull(),
    /** The person's id, or null for the clock. */
    person: integer(),
    subject: text().notNull(),
    verb: text().notNull(),
    before: jsonb(),
    after: jsonb(),
    cause: text().notNull(),
  },
  (table) => [index('audit_subject').on(table.subject, table.id)],
)
