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
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { instant, plainDate } from '../columns.js'
import { people } from './company.js'

/** Numbers that somebody follows: what is asked, when it is told, and to whom (`definition`). */
export const follows = pgTable(
  'follows',
  {
    id: serial().primaryKey(),
    name: text().notNull(),
    definition: jsonb().notNull(),
    owner: integer()
      .notNull()
      .references(() => people.id),
    /** `active`, or `ended`: told once, or not wanted any more. */
    state: text().notNull(),
    madeAt: instant('made_at').notNull(),
    /**
     * What it was last looked at by: the day, the definition's version and the newest imports, and until when a quiet period holds
     * something back. The same again says nothing new.
     */
    seen: text(),
  },
  (table) => [
    check('follows_state', sql`${table.state} in ('active', 'ended')`),
    uniqueIndex('follows_name').on(table.name).where(sql`${table.state} = 'active'`),
    index('follows_owner').on(table.owner),
  ],
)

/** How one number of a follow stands; `part` is the value of its dimension where it is split, else empty. */
export const followStandings = pgTable(
  'follow_standings',
  {
    follow: integer()
      .notNull()
      .references(() => follows.id, { onDelete: 'cascade' }),
    part: text().notNull(),
    /** Whether it is beyond its threshold, with hysteresis. */
    inside: boolean().notNull(),
    /** Whether that is what was said last. */
    told: boolean().notNull(),
    toldAt: instant('told_at'),
    /** The first day of the period that was looked at. */
    period: plainDate().notNull(),
    /** As it was last looked at; null: there was no number. */
    value: doublePrecision(),
    lookedAt: instant('looked_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.follow, table.part] })],
)

/** What was told, with the numbers and why: append only, but for the day on which a morning note took it up. */
export const alerts = pgTable(
  'alerts',
  {
    id: serial().primaryKey(),
    follow: integer()
      .notNull()
      .references(() => follows.id),
    part: text().notNull(),
    /** `fired`, or `over`: it is no longer so. */
    kind: text().notNull(),
    at: instant().notNull(),
    question: jsonb().notNull(),
    numbers: jsonb().notNull(),
    /** The key of the delivery that told it; null: it waits for a morning note. */
    delivery: text(),
    notedOn: plainDate('noted_on'),
  },
  (table) => [
    check('alerts_kind', sql`${table.kind} in ('fired', 'over')`),
    index('alerts_follow').on(table.follow, table.id),
    index('alerts_waiting').on(table.follow).where(sql`${table.delivery} is null`),
  ],
)
