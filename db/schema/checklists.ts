import { integer, jsonb, pgTable, primaryKey, serial, smallint, text, unique } from 'drizzle-orm/pg-core'
import { instant, plainDate } from '../columns.js'
import { people, places } from './company.js'

/** A template as applied; a run keeps the version it was started with. */
export const checklistTemplates = pgTable(
  'checklist_templates',
  { name: text().notNull(), version: integer().notNull(), definition: jsonb().notNull() },
  (table) => [primaryKey({ columns: [table.name, table.version] })],
)

export const checklistRuns = pgTable(
  'checklist_runs',
  {
    id: serial().primaryKey(),
    name: text().notNull(),
    template: text().notNull(),
    version: integer().notNull(),
    place: integer()
      .notNull()
      .references(() => places.id),
    owner: integer().references(() => people.id),
    startedOn: plainDate('started_on').notNull(),
    closedAt: instant('closed_at'),
  },
  (table) => [unique('checklist_runs_name').on(table.name)],
)

export const checklistStages = pgTable(
  'checklist_stages',
  {
    run: integer()
      .notNull()
      .references(() => checklistRuns.id, { onDelete: 'cascade' }),
    position: smallint().notNull(),
    label: text().notNull(),
    dueOn: plainDate('due_on').notNull(),
    closedAt: instant('closed_at'),
    closedBy: integer('closed_by').references(() => people.id),
  },
  (table) => [primaryKey({ columns: [table.run, table.position] })],
)
