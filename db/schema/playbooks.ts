import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  text,
} from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'
import { people } from './company.js'

/** What is done when something happens, as it was agreed beforehand (`definition`). */
export const playbooks = pgTable(
  'playbooks',
  {
    name: text().primaryKey(),
    definition: jsonb().notNull(),
    owner: integer()
      .notNull()
      .references(() => people.id),
    /** `active`, `paused`, or `ended`. */
    state: text().notNull(),
    /** What it was last looked at by: the day and the newest imports; null before the first look. */
    seen: text(),
  },
  (table) => [check('playbooks_state', sql`${table.state} in ('active', 'paused', 'ended')`)],
)

/** What a playbook is about at the moment: records that are as it says, and the parts of a number that are beyond its line. */
export const playbookMatches = pgTable(
  'playbook_matches',
  {
    playbook: text()
      .notNull()
      .references(() => playbooks.name, { onDelete: 'cascade' }),
    /** `opportunities:acme-crm/D-17`, `metric:win_rate/EMEA`. */
    subject: text().notNull(),
    inside: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.playbook, table.subject] })],
)

/** Each time that a playbook spoke: about what, what was decided, what came of it, and whether it helped. */
export const firings = pgTable(
  'playbook_firings',
  {
    id: serial().primaryKey(),
    playbook: text()
      .notNull()
      .references(() => playbooks.name),
    subject: text().notNull(),
    /** What was known of it then: the fields of the record, or the number and what it was held against. */
    fields: jsonb().notNull(),
    at: instant().notNull(),
    /** `proposed`, `done`, `declined`, or `failed`. */
    state: text().notNull(),
    /** Who is asked. */
    asked: integer()
      .notNull()
      .references(() => people.id),
    /** The message in which it is proposed or told. */
    message: text(),
    decidedBy: integer('decided_by').references(() => people.id),
    decidedAt: instant('decided_at'),
    /** What somebody added. */
    words: text().notNull(),
    /** What was made: `handoff:7`. */
    made: text(),
    /** What came of it in words, or why it could not be done. */
    outcome: jsonb(),
    /** When to ask whether it helped, and what was said. */
    checkAt: instant('check_at'),
    helped: boolean(),
    helpedAt: instant('helped_at'),
    /** The number by which that can be seen, when it was done and when it was asked. */
    before: doublePrecision(),
    after: doublePrecision(),
  },
  (table) => [
    check('playbook_firings_state', sql`${table.state} in ('proposed', 'done', 'declined', 'failed')`),
    index('playbook_firings_playbook').on(table.playbook, table.id),
    index('playbook_firings_message').on(table.message),
    index('playbook_firings_open').on(table.asked).where(sql`${table.state} = 'proposed'`),
    index('playbook_firings_check').on(table.checkAt).where(sql`${table.helped} is null`),
  ],
)
