import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import { instant, plainDate } from '../columns.js'
import { people, places } from './company.js'

/** A template as applied; a run keeps the version it was started with. */
export const checklistTemplates = pgTable(
  'checklist_templates',
  {
    name: text().notNull(),
    version: integer().notNull(),
    definition: jsonb().notNull(),
    /** Null where it came from a file or with the product. */
    by: integer().references(() => people.id),
    at: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.version] })],
)

export const checklistRuns = pgTable(
  'checklist_runs',
  {
    id: serial().primaryKey(),
    name: text().notNull(),
    title: text().notNull(),
    template: text().notNull(),
    version: integer().notNull(),
    place: integer()
      .notNull()
      .references(() => places.id),
    owner: integer()
      .notNull()
      .references(() => people.id),
    startedOn: plainDate('started_on').notNull(),
    closedAt: instant('closed_at'),
  },
  (table) => [
    unique('checklist_runs_name').on(table.name),
    index('checklist_runs_open').on(table.id).where(sql`${table.closedAt} is null`),
  ],
)

/**
 * A stage opens when the one before it closes. `round` counts how often its approval was asked for: signatures belong to one
 * round, and work that is taken up again ends it.
 */
export const checklistStages = pgTable(
  'checklist_stages',
  {
    run: integer()
      .notNull()
      .references(() => checklistRuns.id),
    position: smallint().notNull(),
    key: text().notNull(),
    label: text().notNull(),
    what: text().notNull(),
    dueOn: plainDate('due_on').notNull(),
    approval: jsonb(),
    openedAt: instant('opened_at'),
    round: smallint().notNull().default(0),
    askedAt: instant('asked_at'),
    expiresOn: plainDate('expires_on'),
    closedAt: instant('closed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.run, table.position] }),
    check('checklist_stages_order', sql`${table.closedAt} is null or ${table.openedAt} is not null`),
  ],
)

export const checklistItems = pgTable(
  'checklist_items',
  {
    id: serial().primaryKey(),
    run: integer().notNull(),
    stage: smallint().notNull(),
    position: smallint().notNull(),
    key: text().notNull(),
    label: text().notNull(),
    what: text().notNull(),
    /** The department it belongs to, or null for one that belongs to a role or a person alone. */
    department: text(),
    assignee: integer().references(() => people.id),
    dueOn: plainDate('due_on').notNull(),
    evidence: jsonb().notNull(),
    /** What was given as evidence. */
    proof: text(),
    snoozedUntil: plainDate('snoozed_until'),
    doneAt: instant('done_at'),
    doneBy: integer('done_by').references(() => people.id),
  },
  (table) => [
    foreignKey({ columns: [table.run, table.stage], foreignColumns: [checklistStages.run, checklistStages.position] }),
    unique('checklist_items_key').on(table.run, table.key),
    index('checklist_items_open').on(table.assignee, table.dueOn).where(sql`${table.doneAt} is null`),
  ],
)

export const checklistComments = pgTable(
  'checklist_comments',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    item: integer()
      .notNull()
      .references(() => checklistItems.id),
    person: integer()
      .notNull()
      .references(() => people.id),
    text: text().notNull(),
    at: instant().notNull(),
    cause: text().notNull().unique('checklist_comments_cause'),
  },
  (table) => [index('checklist_comments_item').on(table.item)],
)

/**
 * A file that somebody shared as evidence: where their platform has it, never its bytes. Without an item it was shared and waits to be
 * told what it is for.
 */
export const checklistFiles = pgTable(
  'checklist_files',
  {
    id: serial().primaryKey(),
    item: integer().references(() => checklistItems.id, { onDelete: 'set null' }),
    person: integer()
      .notNull()
      .references(() => people.id),
    platform: text().notNull(),
    workspace: text().notNull(),
    name: text().notNull(),
    /** In bytes, where the platform says it. */
    size: bigint({ mode: 'number' }),
    /** Opens it for those who may see it there. */
    link: text(),
    /** How the platform finds it again: JSON of its own. */
    ref: jsonb().notNull(),
    at: instant().notNull(),
    cause: text().notNull().unique('checklist_files_cause'),
  },
  (table) => [index('checklist_files_item').on(table.item)],
)

/**
 * Who signed, declined or withdrew, for which department. Append only, and one signature per department and round: the
 * database refuses anything else (db/rules.sql). `recorded_at` is the machine's own time. It has no foreign keys, as the audit
 * has none: a table that refuses to be emptied would keep everything that it points at (the trigger looks the stage up).
 */
export const checklistSignatures = pgTable(
  'checklist_signatures',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    run: integer().notNull(),
    stage: smallint().notNull(),
    round: smallint().notNull(),
    department: text().notNull(),
    person: integer().notNull(),
    verb: text().notNull(),
    reason: text(),
    at: instant().notNull(),
    recordedAt: instant('recorded_at').notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    index('checklist_signatures_stage').on(table.run, table.stage, table.round),
    check('checklist_signatures_verb', sql`${table.verb} in ('signed', 'declined', 'withdrawn')`),
    check('checklist_signatures_reason', sql`${table.verb} = 'signed' or ${table.reason} is not null`),
  ],
)
