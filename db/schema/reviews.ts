import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, serial, smallint, text } from 'drizzle-orm/pg-core'
import { instant, plainDate } from '../columns.js'
import { departments, people } from './company.js'

/** A standing review: what is looked at, where, when, and whose it is. */
export const reviews = pgTable(
  'reviews',
  {
    name: text().primaryKey(),
    definition: jsonb().notNull(),
    owner: integer()
      .notNull()
      .references(() => people.id),
    /** `active` or `paused`. */
    state: text().notNull(),
  },
  (table) => [check('reviews_state', sql`${table.state} in ('active', 'paused')`)],
)

/** One time that a review was posted. What is decided afterwards belongs to it. */
export const reviewPosts = pgTable(
  'review_posts',
  {
    id: serial().primaryKey(),
    review: text()
      .notNull()
      .references(() => reviews.name),
    /** The slot or the press that posted it: twice, it is one post. */
    occasion: text().notNull().unique(),
    at: instant().notNull(),
  },
  (table) => [index('review_posts_review').on(table.review, table.id)],
)

/** A regular talk between who leads and the leader of a department. */
export const oneToOnes = pgTable('one_to_ones', {
  department: text()
    .primaryKey()
    .references(() => departments.key),
  definition: jsonb().notNull(),
  lead: integer()
    .notNull()
    .references(() => people.id),
})

/** What was noted of a talk; read by the two who talked. */
export const oneToOneNotes = pgTable(
  'one_to_one_notes',
  {
    id: serial().primaryKey(),
    cause: text().notNull().unique(),
    department: text()
      .notNull()
      .references(() => departments.key),
    author: integer()
      .notNull()
      .references(() => people.id),
    leader: integer()
      .notNull()
      .references(() => people.id),
    at: instant().notNull(),
    words: text().notNull(),
  },
  (table) => [index('one_to_one_notes_department').on(table.department, table.id)],
)

/** Who does what by when: decided in a review, or agreed in a talk. */
export const decisions = pgTable(
  'decisions',
  {
    id: serial().primaryKey(),
    cause: text().notNull().unique(),
    /** Where it was decided: `review:…` or `one_to_one:…`. */
    source: text().notNull(),
    what: text().notNull(),
    person: integer()
      .notNull()
      .references(() => people.id),
    by: plainDate('by_day').notNull(),
    /** `open`, then `done` or `dropped`. */
    state: text().notNull(),
    /** How often its day was moved. */
    moves: smallint().notNull(),
    /** Why it was moved last, or dropped. */
    reason: text(),
    recordedBy: integer('recorded_by')
      .notNull()
      .references(() => people.id),
    recordedAt: instant('recorded_at').notNull(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    index('decisions_source').on(table.source, table.id),
    index('decisions_open').on(table.person).where(sql`${table.settledAt} is null`),
    check('decisions_state', sql`${table.state} in ('open', 'done', 'dropped')`),
    check('decisions_settled', sql`(${table.settledAt} is null) = (${table.state} = 'open')`),
  ],
)
