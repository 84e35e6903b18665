import { index, integer, jsonb, pgTable, primaryKey, serial, text, unique } from 'drizzle-orm/pg-core'
import { instant } from '../columns.js'

/**
 * Every try at bringing facts in, those that failed too. A pull waits here from its due time until somebody has carried it out;
 * the rows of `imports` are what got in.
 */
export const sourceRuns = pgTable(
  'source_runs',
  {
    id: serial().primaryKey(),
    /** The name of the source; it may not have given anything yet. */
    source: text().notNull(),
    fact: text().notNull(),
    /** `file`, `sql` or `push`. */
    via: text().notNull(),
    /** `waiting`, `running`, `done` or `failed`. */
    state: text().notNull(),
    /** Of a pull, its due time: whatever is done twice asks for one pull only. */
    key: text(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    /** By the machine clock: after this moment another process takes the run over. */
    leaseUntil: instant('lease_until'),
    /** How many rows were read, added, changed, unchanged and refused. */
    counts: jsonb(),
    /** Why nothing got in: keys of texts with their arguments. */
    problems: jsonb(),
  },
  (table) => [
    unique('source_runs_key').on(table.key),
    index('source_runs_source').on(table.source, table.fact, table.id),
    index('source_runs_state').on(table.state),
  ],
)

/** Who may push facts into a source. The token itself is shown once and kept nowhere. */
export const pushTokens = pgTable(
  'push_tokens',
  {
    id: serial().primaryKey(),
    source: text().notNull(),
    label: text().notNull(),
    /** E-mail of the person who answers for it. */
    owner: text(),
    /** SHA-256 of the token, in hexadecimal digits. */
    hash: text().notNull(),
    createdAt: instant('created_at').notNull(),
    usedAt: instant('used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [unique('push_tokens_hash').on(table.hash)],
)

/** What was answered to a batch under its idempotency key, for who sends it again. */
export const pushes = pgTable(
  'pushes',
  {
    token: integer()
      .notNull()
      .references(() => pushTokens.id),
    key: text().notNull(),
    /** SHA-256 of the request: the same key for another batch is a mistake. */
    digest: text().notNull(),
    /** Null while the batch is being imported. */
    answer: jsonb(),
    at: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.token, table.key] }), index('pushes_at').on(table.at)],
)
