import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, primaryKey, smallint, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant, plainDate } from '../columns.js'
import { people } from './company.js'
import { rounds } from './rounds.js'

export const prompts = pgTable(
  'prompts',
  {
    name: text().primaryKey(),
    definition: jsonb().notNull(),
    /** `active`, `paused` or `archived`. */
    state: text().notNull(),
  },
  (table) => [check('prompts_state', sql`${table.state} in ('active', 'paused', 'archived')`)],
)

/** A round of a prompt: what was asked in it, whatever becomes of the prompt. `least` may be raised later, never lowered. */
export const promptRounds = pgTable(
  'prompt_rounds',
  {
    round: integer()
      .primaryKey()
      .references(() => rounds.id, { onDelete: 'cascade' }),
    prompt: text()
      .notNull()
      .references(() => prompts.name),
    definition: jsonb().notNull(),
    least: smallint().notNull(),
    /** When its owner let others see the results; null until then. */
    sharedAt: instant('shared_at'),
  },
  (table) => [index('prompt_rounds_prompt').on(table.prompt, table.round)],
)

/**
 * What was answered. With a person where the prompt is named or confidential. Of an anonymous one a row stands here only when it may be
 * told, with others, in an order that says nothing, under a random id; its department only where at least `least` of that department
 * stand here. What is not in this table cannot leak from it.
 */
export const promptAnswers = pgTable(
  'prompt_answers',
  {
    id: uuid().primaryKey(),
    round: integer()
      .notNull()
      .references(() => promptRounds.round, { onDelete: 'cascade' }),
    person: integer().references(() => people.id, { onDelete: 'cascade' }),
    department: text(),
    /** Of the account or the lead that the answer is about; never of an anonymous one. */
    segment: text(),
    answers: jsonb().notNull(),
    /** What of it is counted, question by question: rows that count the same have the same, so that they are grouped as they are. */
    tally: text().notNull(),
    /** Whoever gave an anonymous answer can compute this name with the environment's key, by a press of their own. */
    mailbox: text().unique(),
  },
  (table) => [unique('prompt_answers_once').on(table.round, table.person)],
)

/** Anonymous answers that may not be told yet: encrypted together, padded, rewritten in another order with every one that comes. */
export const sealedAnswers = pgTable(
  'sealed_answers',
  {
    id: uuid().primaryKey(),
    round: integer()
      .notNull()
      .references(() => promptRounds.round, { onDelete: 'cascade' }),
    /** `open` takes more answers, and there is one of it; `full` is only ever opened. */
    state: text().notNull(),
    sealed: text().notNull(),
  },
  (table) => [
    index('sealed_answers_round').on(table.round),
    check('sealed_answers_state', sql`${table.state} in ('open', 'full')`),
  ],
)

/** Who has answered an anonymous round, under a name that only the environment's key can make: so that nobody answers twice. */
export const answerStubs = pgTable(
  'answer_stubs',
  {
    round: integer()
      .notNull()
      .references(() => promptRounds.round, { onDelete: 'cascade' }),
    stub: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.round, table.stub] })],
)

/** The one new prompt of a person's day: the key is what keeps a second one away. */
export const promptDays = pgTable(
  'prompt_days',
  {
    person: integer()
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    day: plainDate().notNull(),
    round: integer()
      .notNull()
      .references(() => promptRounds.round, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.person, table.day] }),
    index('prompt_days_round').on(table.round, table.person),
  ],
)

/** What somebody said of a lead: it stands in the lead too, and an import whose source knows nothing of it does not take it back. */
export const leadVerdicts = pgTable(
  'lead_verdicts',
  {
    source: integer().notNull(),
    lead: text().notNull(),
    /** `accepted` or `returned`. */
    verdict: text().notNull(),
    reason: text(),
    decidedOn: plainDate('decided_on').notNull(),
    person: integer()
      .notNull()
      .references(() => people.id),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.lead] }),
    check('lead_verdicts_verdict', sql`${table.verdict} in ('accepted', 'returned')`),
  ],
)
