import {
  bigint,
  boolean,
  char,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import { instant, plainDate } from '../columns.js'

/** Where the rows of one fact come from, with the mapping that reads them. A CRM that gives two facts stands here twice. */
export const sources = pgTable(
  'sources',
  {
    id: serial().primaryKey(),
    name: text().notNull(),
    fact: text().notNull(),
    label: text().notNull(),
    /** E-mail of the person who answers for it. */
    owner: text(),
    mapping: jsonb().notNull(),
  },
  (table) => [unique('sources_name').on(table.name, table.fact)],
)

/** One run of an import; its report stays readable. */
export const imports = pgTable(
  'imports',
  {
    id: serial().primaryKey(),
    source: integer()
      .notNull()
      .references(() => sources.id),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at').notNull(),
    report: jsonb().notNull(),
  },
  (table) => [index('imports_source').on(table.source, table.id)],
)

// `source` and `import` of a fact refer to the tables above without a foreign key: checking two keys on each of ten million rows
// takes longer than storing them, and one writer (src/facts/store.ts) makes all three in one transaction.

/** Other spellings of a name within a field (`product`: `GTXPro` is `GTX Pro`). */
export const aliases = pgTable(
  'aliases',
  { field: text().notNull(), alias: text().notNull(), name: text().notNull() },
  (table) => [primaryKey({ columns: [table.field, table.alias] })],
)

/**
 * A deal. Days are plain dates in the company's zone; amounts are integer minor units of `currency`. `amount` is what the
 * source states (often 0 or empty for a lost deal), `listAmount` what the products cost by the price list.
 */
export const opportunities = pgTable(
  'opportunities',
  {
    source: integer().notNull(),
    id: text().notNull(),
    account: text(),
    owner: text(),
    team: text(),
    region: text(),
    product: text(),
    segment: text(),
    leadSource: text('lead_source'),
    route: text(),
    stage: text(),
    amount: bigint({ mode: 'number' }),
    listAmount: bigint('list_amount', { mode: 'number' }),
    currency: char({ length: 3 }),
    createdOn: plainDate('created_on'),
    closedOn: plainDate('closed_on'),
    /** `open`, `won` or `lost`. */
    outcome: text().notNull(),
    reason: text(),
    import: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('opportunities_closed').on(table.closedOn),
    index('opportunities_created').on(table.createdOn),
  ],
)

/** A period in which an account pays `mrr` (minor units a month), from `validFrom` until before `validTo` (null: still). */
export const subscriptions = pgTable(
  'subscriptions',
  {
    source: integer().notNull(),
    id: text().notNull(),
    account: text().notNull(),
    plan: text(),
    product: text(),
    region: text(),
    segment: text(),
    mrr: bigint({ mode: 'number' }).notNull(),
    currency: char({ length: 3 }).notNull(),
    trial: boolean().notNull(),
    validFrom: plainDate('valid_from').notNull(),
    validTo: plainDate('valid_to'),
    reason: text(),
    import: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('subscriptions_valid').on(table.validFrom, table.validTo),
  ],
)
