import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, primaryKey, serial, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'
import { departments, people } from './company.js'
import { rounds } from './rounds.js'

export const standups = pgTable(
  'standups',
  {
    name: text().primaryKey(),
    definition: jsonb().notNull(),
    owner: integer()
      .notNull()
      .references(() => people.id),
    /** `active`, `paused` or `archived`. */
    state: text().notNull(),
  },
  (table) => [check('standups_state', sql`${table.state} in ('active', 'paused', 'archived')`)],
)

/** What somebody answered in a round, by question; changed in place when they edit it. */
export const standupAnswers = pgTable(
  'standup_answers',
  {
    round: integer()
      .notNull()
      .references(() => rounds.id, { onDelete: 'cascade' }),
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    answers: jsonb().notNull(),
    answeredAt: instant('answered_at').notNull(),
    editedAt: instant('edited_at'),
  },
  (table) => [primaryKey({ columns: [table.round, table.person] })],
)

/** What keeps somebody from their work, and the department that could clear it. Asked about in every round until it is cleared. */
export const blockers = pgTable(
  'blockers',
  {
    id: serial().primaryKey(),
    standup: text()
      .notNull()
      .references(() => standups.name),
    round: integer()
      .notNull()
      .references(() => rounds.id),
    person: integer()
      .notNull()
      .references(() => people.id),
    waitsFor: text('waits_for').references(() => departments.key),
    text: text().notNull(),
    openedAt: instant('opened_at').notNull(),
    /** When who decides for the department heard of it: alone, or in their morning note. */
    toldAt: instant('told_at'),
    /** The handoff that was made of it. */
    handoff: integer(),
    clearedAt: instant('cleared_at'),
    clearedBy: integer('cleared_by'),
  },
  (table) => [
    index('blockers_open').on(table.person).where(sql`${table.clearedAt} is null`),
    index('blockers_department').on(table.waitsFor).where(sql`${table.clearedAt} is null`),
    index('blockers_standup').on(table.standup, table.id),
  ],
)
