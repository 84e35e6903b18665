import { sql } from 'drizzle-orm'
import { bigserial, index, integer, jsonb, pgTable, serial, text, unique } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'

/**
 * When something is due: cron and IANA zone. `subject` names what it is for (`digest:weekly`), once per kind. `version` grows
 * with every change, so that a slot claimed under an older one does not fire.
 */
export const schedules = pgTable(
  'schedules',
  {
    id: serial().primaryKey(),
    kind: text().notNull(),
    subject: text().notNull(),
    data: jsonb().notNull(),
    cron: text().notNull(),
    zone: text().notNull(),
    catchUpSeconds: integer('catch_up_seconds').notNull(),
    /** On a public holiday: `run`, `skip`, `before` (the working day before) or `after`. */
    holidays: text().notNull(),
    /** While the slot before is still being sent: `skip` or `allow`. */
    overlap: text().notNull().default('skip'),
    state: text().notNull(),
    version: integer().notNull(),
    /** Null when the rule has no further time, or while paused. */
    nextDue: instant('next_due'),
    owner: integer(),
  },
  (table) => [
    unique('schedules_subject').on(table.kind, table.subject),
    index('schedules_due').on(table.nextDue).where(sql`${table.state} = 'active'`),
  ],
)

/** One due moment of a schedule, and its one recorded outcome. */
export const slots = pgTable(
  'slots',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    schedule: integer()
      .notNull()
      .references(() => schedules.id, { onDelete: 'cascade' }),
    due: instant().notNull(),
    /** The times of the wall that it stands for (`2026-03-29T02:30`): several where daylight saving or a holiday joined them. */
    names: jsonb().$type<string[]>().notNull().default([]),
    version: integer().notNull(),
    /** `claimed`, `composed`, then `done`, `late`, `skipped` or `failed`. */
    state: text().notNull(),
    reason: text(),
    /** How many due moments this row stands for: more than one after an outage longer than the catch-up window. */
    count: integer().notNull().default(1),
    attempts: integer().notNull().default(0),
    leaseUntil: instant('lease_until'),
    composedAt: instant('composed_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    unique('slots_once').on(table.schedule, table.due),
    index('slots_open').on(table.leaseUntil).where(sql`${table.state} in ('claimed', 'composed')`),
  ],
)
