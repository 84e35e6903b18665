import { bigint, boolean, index, integer, jsonb, numeric, pgTable, serial, text, unique } from 'drizzle-orm/pg-core'
import { code, instant, plainDate } from '../columns.js'

/**
 * Sums by day and one dimension that are kept of a fact, so that a question over years reads some thousand cells instead of all
 * rows. A trigger on every fact (db/rules.sql) takes `kept` away when anything but src/facts/store.ts writes to it.
 */
export const rollups = pgTable(
  'rollups',
  {
    id: serial().primaryKey(),
    fact: text().notNull(),
    /** A field of the fact, or '' for the whole. */
    dimension: text().notNull(),
    /** What is summed, of which rows, on which day: src/facts/rollup-spec.ts. */
    spec: jsonb().notNull(),
    /** The same as one text, so that each is kept once. */
    meaning: text().notNull(),
    /** Whether some definition asks for it. */
    wanted: boolean().notNull(),
    /** Whether the cells are in step with the rows. Only then are they read. */
    kept: boolean().notNull(),
    /** When some of its days were last compared with the rows, and how many days have ever differed. */
    comparedAt: instant('compared_at'),
    differed: integer().notNull().default(0),
  },
  (table) => [unique('rollups_once').on(table.fact, table.dimension, table.meaning)],
)

/**
 * One cell: the rows of a day, a value, a currency, and one set of conditions that they satisfy (`mask`, a bit for each condition
 * of the spec). `given` and `totals` stand in the order of the spec's operands: how many rows have one, and their sum. In the
 * roll-up of a stock a cell is what changes on that day, so that its numbers may be negative.
 */
export const rollupCells = pgTable(
  'rollup_cells',
  {
    rollup: integer().notNull(),
    day: plainDate('day').notNull(),
    value: text(),
    currency: code('currency'),
    mask: bigint({ mode: 'number' }).notNull(),
    rows: bigint({ mode: 'number' }).notNull(),
    given: bigint({ mode: 'number' }).array().notNull(),
    totals: numeric().array().notNull(),
    /** The last day from which on something in it is known; null where all always was. */
    latest: plainDate('latest'),
  },
  (table) => [index('rollup_cells_day').on(table.rollup, table.day)],
)
