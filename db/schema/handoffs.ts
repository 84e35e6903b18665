import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, serial, smallint, text } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'
import { departments, people } from './company.js'

/**
 * Work that one department hands to another. `allowed` and `used` are minutes of the receiver's working time; the clock runs
 * while `running_since` is set, and then `due` and `warn_at` say when it ends and when that is near.
 */
export const handoffs = pgTable(
  'handoffs',
  {
    id: serial().primaryKey(),
    /** The press or the words that opened it: done twice, it is opened once. */
    cause: text().notNull().unique(),
    title: text().notNull(),
    why: text().notNull(),
    evidence: text().notNull(),
    fromDepartment: text('from_department')
      .notNull()
      .references(() => departments.key),
    toDepartment: text('to_department')
      .notNull()
      .references(() => departments.key),
    sender: integer()
      .notNull()
      .references(() => people.id),
    owner: integer().references(() => people.id),
    /** `open`, `returned`, `accepted`, `done`, then `confirmed` or `withdrawn`. */
    state: text().notNull(),
    /** What the receiver waits for, while it is returned. */
    missing: text(),
    result: text(),
    /** What it comes from (`opportunity:…`, `blocker:…`), if anything. */
    record: text(),
    allowed: integer().notNull(),
    used: integer().notNull(),
    returns: smallint().notNull(),
    /** Minutes of the receiver's work for which the clock has run in all: time that was given back is in it. */
    ran: integer().notNull(),
    /** How many of them had passed when somebody accepted it for the first time. */
    acceptedAfter: integer('accepted_after'),
    runningSince: instant('running_since'),
    warnAt: instant('warn_at'),
    due: instant(),
    warned: instant(),
    overdue: instant(),
    escalated: instant(),
    openedAt: instant('opened_at').notNull(),
    /** When it was returned for the first time. */
    returnedAt: instant('returned_at'),
    acceptedAt: instant('accepted_at'),
    doneAt: instant('done_at'),
    closedAt: instant('closed_at'),
  },
  (table) => [
    index('handoffs_queue').on(table.toDepartment, table.id).where(sql`${table.closedAt} is null`),
    index('handoffs_sender').on(table.sender, table.id).where(sql`${table.closedAt} is null`),
    index('handoffs_running').on(table.warnAt).where(sql`${table.runningSince} is not null`),
    check('handoffs_state', sql`${table.state} in ('open', 'returned', 'accepted', 'done', 'confirmed', 'withdrawn')`),
    check('handoffs_clock', sql`(${table.runningSince} is null) = (${table.due} is null)`),
    check('handoffs_closed', sql`(${table.closedAt} is null) = (${table.state} not in ('confirmed', 'withdrawn'))`),
  ],
)

/** How long a department has for what another hands to it: so many working minutes, hours or days. */
export const handoffRules = pgTable(
  'handoff_rules',
  {
    fromDepartment: text('from_department')
      .notNull()
      .references(() => departments.key),
    toDepartment: text('to_department')
      .notNull()
      .references(() => departments.key),
    amount: smallint().notNull(),
    unit: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.fromDepartment, table.toDepartment] }),
    check('handoff_rules_unit', sql`${table.unit} in ('minutes', 'hours', 'days')`),
  ],
)
