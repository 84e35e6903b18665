import { index, numeric, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { code, money, origin, plainDate, stretch } from '../columns.js'

/** What is to be sold in a period. `level` says whose number it is, so that a team's and its sellers' are never added up. */
export const quotas = pgTable(
  'quotas',
  {
    ...origin(),
    ...stretch(),
    /** `company`, `team` or `owner`. */
    level: text().notNull(),
    owner: text(),
    team: text(),
    region: text(),
    product: text(),
    segment: text(),
    amount: money('amount').notNull(),
    currency: code('currency').notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.id] }), index('quotas_starts').on(table.startsOn, table.per)],
)

/** What was expected of a period on the day `frozenOn`. Its rows are never changed: a trigger refuses it (db/rules.sql). */
export const forecasts = pgTable(
  'forecasts',
  {
    ...origin(),
    frozenOn: plainDate('frozen_on').notNull(),
    ...stretch(),
    /** `commit`, `best_case` or `pipeline`. */
    category: text().notNull(),
    owner: text(),
    team: text(),
    region: text(),
    product: text(),
    segment: text(),
    amount: money('amount').notNull(),
    currency: code('currency').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('forecasts_starts').on(table.startsOn, table.per, table.frozenOn),
  ],
)

/** One question to one customer (`account`) or one employee, and the score that came back; null while it has not. */
export const surveyScores = pgTable(
  'survey_scores',
  {
    ...origin(),
    /** `nps` or `csat` of customers, `enps` or `pulse` of employees. */
    kind: text().notNull(),
    account: text(),
    employee: text(),
    department: text(),
    product: text(),
    team: text(),
    region: text(),
    segment: text(),
    askedOn: plainDate('asked_on').notNull(),
    answeredOn: plainDate('answered_on'),
    score: smallint(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('survey_scores_answered').on(table.kind, table.answeredOn),
    index('survey_scores_asked').on(table.kind, table.askedOn),
  ],
)

/** An invoice, open from `invoicedOn` until before `paidOn`; a credit note has a negative amount. */
export const receivables = pgTable(
  'receivables',
  {
    ...origin(),
    account: text().notNull(),
    region: text(),
    segment: text(),
    invoicedOn: plainDate('invoiced_on').notNull(),
    dueOn: plainDate('due_on').notNull(),
    paidOn: plainDate('paid_on'),
    amount: money('amount').notNull(),
    currency: code('currency').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('receivables_open').on(table.invoicedOn, table.paidOn),
    index('receivables_due').on(table.dueOn),
  ],
)

/** What a bank account held at the end of a day. */
export const cash = pgTable(
  'cash',
  {
    ...origin(),
    bankAccount: text('bank_account'),
    balanceOn: plainDate('balance_on').notNull(),
    balance: money('balance').notNull(),
    currency: code('currency').notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.id] }), index('cash_balance').on(table.balanceOn)],
)

/** What a person states of a metric that no system knows. `value` is exact; money is in major units of `currency`. */
export const entered = pgTable(
  'entered',
  {
    ...origin(),
    metric: text().notNull(),
    ...stretch(),
    value: numeric().notNull(),
    currency: code('currency'),
    enteredBy: text('entered_by').notNull(),
    enteredOn: plainDate('entered_on'),
    note: text(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('entered_metric').on(table.metric, table.startsOn, table.per),
  ],
)

/** How many `intoCurrency` one `currency` was worth on a day. */
export const rates = pgTable(
  'rates',
  {
    ...origin(),
    datedOn: plainDate('dated_on').notNull(),
    currency: code('currency').notNull(),
    intoCurrency: code('into_currency').notNull(),
    rate: numeric().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.id] }),
    index('rates_dated').on(table.currency, table.intoCurrency, table.datedOn),
  ],
)
