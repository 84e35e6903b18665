import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'

/** Every version of every definition, so that what was posted under an older one can still be explained. */
export const definitions = pgTable(
  'definitions',
  {
    name: text().notNull(),
    version: integer().notNull(),
    definition: jsonb().notNull(),
    since: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.version] })],
)

/** A company's own metrics, and what it states of built-in ones, as YAML would: they are read over the built-in files. */
export const ownMetrics = pgTable('own_metrics', {
  name: text().primaryKey(),
  entry: jsonb().notNull(),
  /** Who put it in force last; null for `drumbeat apply`. */
  person: integer(),
  since: instant().notNull(),
})

/** A definition that somebody proposes; `needs` are those who have to agree: `revops`, or a department for its leader. */
export const metricChanges = pgTable(
  'metric_changes',
  {
    id: serial().primaryKey(),
    name: text().notNull(),
    entry: jsonb().notNull(),
    needs: jsonb().notNull(),
    /** `draft`, `proposed`, `in force`, `declined`. */
    state: text().notNull(),
    person: integer().notNull(),
    at: instant().notNull(),
    decidedAt: instant('decided_at'),
    /** The version that it became. */
    version: integer(),
  },
  (table) => [index('metric_changes_name').on(table.name, table.id)],
)

/** Who said what to a proposed definition, for whom. Append only (db/rules.sql). */
export const metricApprovals = pgTable(
  'metric_approvals',
  {
    id: serial().primaryKey(),
    change: integer().notNull(),
    part: text().notNull(),
    person: integer().notNull(),
    agrees: boolean().notNull(),
    at: instant().notNull(),
  },
  (table) => [unique('metric_approvals_part').on(table.change, table.part)],
)

/**
 * A number as it was posted: frozen with its definition's version and the newest run of each source. Append only (db/rules.sql). The
 * delivery is known by its key, because deliveries are cleaned up one day and this is not.
 */
export const postedNumbers = pgTable(
  'posted_numbers',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    delivery: text().notNull(),
    position: integer().notNull(),
    /** Where it was posted: `slack:T1/C1`, whatever the thread. */
    place: text().notNull(),
    metric: text().notNull(),
    version: integer().notNull(),
    question: jsonb().notNull(),
    /** The business time at which it was asked. */
    asOf: instant('as_of').notNull(),
    result: jsonb().notNull(),
    status: text(),
    /** By the name of the source, when it had been read last. */
    inputs: jsonb().notNull(),
  },
  (table) => [
    unique('posted_numbers_once').on(table.delivery, table.position),
    index('posted_numbers_metric').on(table.metric, table.id),
    index('posted_numbers_place').on(table.place, table.asOf),
  ],
)

/** A posted number that came out otherwise later, as far as people were told. Append only (db/rules.sql). */
export const restatedNumbers = pgTable(
  'restated_numbers',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    posted: bigint({ mode: 'number' })
      .notNull()
      .references(() => postedNumbers.id),
    result: jsonb().notNull(),
    at: instant().notNull(),
    cause: text().notNull(),
  },
  (table) => [index('restated_numbers_posted').on(table.posted, table.id)],
)

/** Which source of a metric holds where two disagree, who said so and why. Append only (db/rules.sql). */
export const settlements = pgTable(
  'settlements',
  {
    id: serial().primaryKey(),
    metric: text().notNull(),
    /** The source that the metric is counted from now on. */
    source: text().notNull(),
    /** The metric that the other source's number is called by, where both are kept. */
    other: text(),
    reason: text().notNull(),
    person: integer().notNull(),
    at: instant().notNull(),
  },
  (table) => [index('settlements_metric').on(table.metric, table.id)],
)
