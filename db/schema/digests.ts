import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { people } from './company.js'

/** A digest as its owner defined it; when it is due stands in `schedules` under `digest:<name>`. */
export const digests = pgTable('digests', {
  name: text().primaryKey(),
  definition: jsonb().notNull(),
  owner: integer().references(() => people.id),
})
