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
import { code, instant, money, origin, plainDate } from '../columns.js'

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

/** A stage in which an opportunity stood, from `enteredOn` until before `leftOn` (null: still, or for good). */
export const stageChanges = pgTable(
  'stage_changes',
  {
    ...origin(),
    opportunity: text().notNull(),
    account: text(),
    owner: text(),
    team: text(),
    region: text(),
    product: text(),
    segment: text(),
    stage: text().notNull(),
    enteredOn: plainDate('entered_on').notNull(),
    leftOn: plainDate('left_on'),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('stage_changes_entered').on(table.enteredOn),
    index('stage_changes_left').on(table.leftOn),
    index('stage_changes_opportunity').on(table.source, table.opportunity),
  ],
)

/** What an account pays a year and may go on to pay from `dueOn`; `arrRenewed` is null until that is decided. */
export const renewals = pgTable(
  'renewals',
  {
    ...origin(),
    account: text().notNull(),
    owner: text(),
    team: text(),
    plan: text(),
    product: text(),
    region: text(),
    segment: text(),
    dueOn: plainDate('due_on').notNull(),
    decidedOn: plainDate('decided_on'),
    /** `pending`, `renewed` or `lost`. */
    outcome: text().notNull(),
    arrDue: money('arr_due').notNull(),
    arrRenewed: money('arr_renewed'),
    currency: code('currency').notNull(),
    reason: text(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('renewals_due').on(table.dueOn),
    index('renewals_decided').on(table.decidedOn),
  ],
)

/** What going to market costs. A month's cost stands on its first day. */
export const spend = pgTable(
  'spend',
  {
    ...origin(),
    spentOn: plainDate('spent_on').notNull(),
    /** `marketing`, `sales` or `customer_success`. */
    department: text().notNull(),
    /** `paid` or `other`. */
    category: text().notNull(),
    channel: text(),
    campaign: text(),
    supplier: text(),
    region: text(),
    segment: text(),
    amount: money('amount').notNull(),
    currency: code('currency').notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.id] }), index('spend_spent').on(table.spentOn)],
)

/** A lead, and the days on which it first reached each stage. A stage that was skipped, or not yet reached, has none. */
export const leads = pgTable(
  'leads',
  {
    ...origin(),
    account: text(),
    owner: text(),
    team: text(),
    region: text(),
    segment: text(),
    leadSource: text('lead_source'),
    channel: text(),
    campaign: text(),
    leadOn: plainDate('lead_on').notNull(),
    mqlOn: plainDate('mql_on'),
    sqlOn: plainDate('sql_on'),
    wonOn: plainDate('won_on'),
    /** What sales said when marketing handed it over: `accepted` or `returned`. */
    verdict: text(),
    decidedOn: plainDate('decided_on'),
    reason: text(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('leads_lead').on(table.leadOn),
    index('leads_mql').on(table.mqlOn),
    index('leads_sql').on(table.sqlOn),
    index('leads_won').on(table.wonOn),
    index('leads_decided').on(table.decidedOn),
  ],
)
