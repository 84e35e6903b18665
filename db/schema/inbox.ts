import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'

/**
 * What was acknowledged before it was answered. A row whose lease has run out is answered by whoever finds it; the key
 * stays after the answer, so that a second delivery of the same event is known for what it is.
 */
export const inbox = pgTable(
  'inbox',
  {
    key: text().primaryKey(),
    platform: text().notNull(),
    incoming: jsonb().notNull(),
    back: jsonb().notNull(),
    receivedAt: instant('received_at').notNull(),
    leaseUntil: instant('lease_until').notNull(),
    attempts: integer().notNull(),
    answeredAt: instant('answered_at'),
  },
  (table) => [index('inbox_open').on(table.leaseUntil).where(sql`${table.answeredAt} is null`)],
)
