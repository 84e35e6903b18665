import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, serial, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'
import { people } from './company.js'
import { slots } from './schedules.js'

/** A digest as its owner defined it; when it is due stands in `schedules` under `digest:<name>`. */
export const digests = pgTable('digests', {
  name: text().primaryKey(),
  definition: jsonb().notNull(),
  owner: integer().references(() => people.id),
  /** `draft` (nobody has approved it yet), `active` or `paused`. */
  state: text().notNull(),
  /** Grows with every definition that came to hold. */
  version: integer().notNull(),
  /** A changed definition that waits for approval; the approved one is posted until then. */
  pending: jsonb(),
  approvedBy: integer('approved_by').references(() => people.id),
  approvedAt: instant('approved_at'),
})

/** One time that a digest was posted, or corrected: what was asked then, and of which moment. Its messages are `digest_post:<id>`. */
export const digestPosts = pgTable(
  'digest_posts',
  {
    id: serial().primaryKey(),
    digest: text()
      .notNull()
      .references(() => digests.name),
    /** The slot, or the press that asked for it: what is done again for the same occasion makes nothing twice. */
    occasion: text().notNull().unique(),
    definition: jsonb().notNull(),
    version: integer().notNull(),
    /** The business time for which the numbers were asked. */
    asOf: instant('as_of').notNull(),
    createdAt: instant('created_at').notNull(),
    slot: bigint({ mode: 'number' }).references(() => slots.id, { onDelete: 'set null' }),
    by: integer().references(() => people.id),
    /** The post whose messages this one replaced, and why. */
    corrects: integer(),
    reason: text(),
    /** Destinations that could not be posted to then: `{ to, reason }`. */
    leftOut: jsonb('left_out').notNull().default([]),
  },
  (table) => [
    index('digest_posts_digest').on(table.digest, table.id),
    index('digest_posts_slot').on(table.slot).where(sql`${table.slot} is not null`),
  ],
)
