import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  serial,
  smallint,
  text,
} from 'drizzle-orm/pg-core'
import { plainDate } from '../columns.js'
import { departments, people } from './company.js'
import { promptRounds } from './feedback-prompts.js'

/**
 * What people said unasked. Who wrote without their name is nowhere in it: `ticket` is a random number, and `mailbox` a name that
 * only the environment's key and the person together make of it. Such rows are written by the clock, several at once and in a
 * random order, so that neither their number nor their transaction says when one was written.
 */
export const feedbackItems = pgTable(
  'feedback_items',
  {
    id: serial().primaryKey(),
    /** The press or the words that gave it: done twice, it is given once. Null without a name. */
    cause: text().unique(),
    department: text()
      .notNull()
      .references(() => departments.key),
    /** `general`, or a structural defect: `priorities` out of line, `data` that cannot be reached. */
    kind: text().notNull(),
    topic: text().notNull(),
    words: text().notNull(),
    giver: integer().references(() => people.id),
    givenOn: plainDate('given_on').notNull(),
    /** `new`, `seen`, `acting`, `done`, `declined`, or `merged` into another that says the same. */
    state: text().notNull(),
    owner: integer().references(() => people.id),
    /** What came of it, or why nothing does. */
    result: text(),
    mergedInto: integer('merged_into').references((): AnyPgColumn => feedbackItems.id),
    /** The title of the checklist that was started for it. */
    checklist: text(),
    changedOn: plainDate('changed_on').notNull(),
    ticket: text().unique(),
    mailbox: text().notNull().unique(),
  },
  (table) => [
    index('feedback_items_queue')
      .on(table.department, table.id)
      .where(sql`${table.state} in ('new', 'seen', 'acting')`),
    index('feedback_items_giver').on(table.giver, table.id),
    index('feedback_items_merged').on(table.mergedInto),
    check('feedback_items_kind', sql`${table.kind} in ('general', 'priorities', 'data')`),
    check(
      'feedback_items_state',
      sql`${table.state} in ('new', 'seen', 'acting', 'done', 'declined', 'merged') and (${table.state} = 'merged') = (${table.mergedInto} is not null)`,
    ),
    check(
      'feedback_items_named',
      sql`(${table.giver} is null) = (${table.ticket} is not null) and (${table.giver} is null) = (${table.cause} is null)`,
    ),
  ],
)

/**
 * The letters of a mailbox: what was answered to who gave feedback, and what they answered back. `author` is null for who wrote
 * the feedback; what they write without their name comes through the pool, as their feedback did.
 */
export const feedbackLetters = pgTable(
  'feedback_letters',
  {
    id: serial().primaryKey(),
    mailbox: text().notNull(),
    /** The press that wrote it: done twice, it is written once. Null for one that came through the pool. */
    cause: text().unique(),
    /** `reply`, or a change of state: `acting`, `done`, `declined`. */
    kind: text().notNull(),
    author: integer().references(() => people.id),
    words: text().notNull(),
    /** Whether it is between a department and somebody who gave no name. */
    unnamed: boolean().notNull(),
    day: plainDate().notNull(),
  },
  (table) => [
    index('feedback_letters_mailbox').on(table.mailbox, table.id),
    check('feedback_letters_kind', sql`${table.kind} in ('reply', 'acting', 'done', 'declined')`),
  ],
)

/**
 * What was written without a name and is not yet out: one sealed row, as long whether one letter lies in it or twenty, and
 * written anew at every beat of the clock whether anything came or not.
 */
export const feedbackPool = pgTable(
  'feedback_pool',
  { id: smallint().primaryKey(), sealed: text().notNull() },
  (table) => [check('feedback_pool_one', sql`${table.id} = 1`)],
)

/** What came of a prompt, told to all who were asked: "you said, we did". */
export const feedbackSaid = pgTable(
  'feedback_said',
  {
    id: serial().primaryKey(),
    round: integer()
      .notNull()
      .references(() => promptRounds.round, { onDelete: 'cascade' }),
    /** The press that said it: done twice, it is said once. */
    cause: text().notNull().unique(),
    author: integer()
      .notNull()
      .references(() => people.id),
    said: text().notNull(),
    did: text().notNull(),
    /** What it came to, as people read it (`Handoff #7 Clean the list`). */
    record: text(),
    day: plainDate().notNull(),
  },
  (table) => [index('feedback_said_round').on(table.round, table.id)],
)

/** Who is to hear what came of a prompt, and the day on which it stood in their morning note. */
export const feedbackSaidPeople = pgTable(
  'feedback_said_people',
  {
    said: integer()
      .notNull()
      .references(() => feedbackSaid.id, { onDelete: 'cascade' }),
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    toldOn: plainDate('told_on'),
  },
  (table) => [
    primaryKey({ columns: [table.said, table.person] }),
    index('feedback_said_people_person').on(table.person),
  ],
)
