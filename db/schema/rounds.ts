import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, serial, smallint, text, unique } from 'drizzle-orm/pg-core'
import { instant, plainDate } from '../columns.js'
import { people } from './company.js'

/**
 * One time that people are asked something: a standup of a day, a prompt. `occasion` makes it once: the day, or the press that
 * asked for it. It closes at `closes_at`, whoever has answered.
 */
export const rounds = pgTable(
  'rounds',
  {
    id: serial().primaryKey(),
    kind: text().notNull(),
    subject: text().notNull(),
    occasion: text().notNull(),
    day: plainDate().notNull(),
    openedAt: instant('opened_at').notNull(),
    closesAt: instant('closes_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (table) => [
    unique('rounds_once').on(table.subject, table.occasion),
    index('rounds_open').on(table.closesAt).where(sql`${table.closedAt} is null`),
    index('rounds_subject').on(table.subject, table.id),
  ],
)

/** Who is asked in a round, and how far that is. Nobody stands in a round twice, so nobody is asked twice. */
export const roundPeople = pgTable(
  'round_people',
  {
    round: integer()
      .notNull()
      .references(() => rounds.id, { onDelete: 'cascade' }),
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    askAt: instant('ask_at').notNull(),
    /** When they were asked: alone, or in their morning note. */
    askedAt: instant('asked_at'),
    reminders: smallint().notNull().default(0),
    /** `waiting`, `answered`, `skipped`, or `away`: never asked. */
    state: text().notNull(),
    reason: text(),
    doneAt: instant('done_at'),
  },
  (table) => [
    primaryKey({ columns: [table.round, table.person] }),
    index('round_people_due').on(table.askAt).where(sql`${table.state} = 'waiting'`),
    index('round_people_person').on(table.person, table.round),
    check('round_people_state', sql`${table.state} in ('waiting', 'answered', 'skipped', 'away')`),
  ],
)
