import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/connect.js'
import { companies, departments, people } from '../../db/schema/company.js'
import {
  imports,
  leads,
  opportunities,
  renewals,
  sources,
  spend,
  stageChanges,
  subscriptions,
} from '../../db/schema/facts.js'
import { cash, entered, forecasts, quotas, rates, receivables, surveyScores } from '../../db/schema/facts-plans.js'
import { feedbackSaid } from '../../db/schema/feedback-items.js'
import { promptRounds } from '../../db/schema/feedback-prompts.js'
import { handoffs } from '../../db/schema/handoffs.js'
import { rounds } from '../../db/schema/rounds.js'
import { type FactName, factField, factFields } from '../facts/catalogue.js'
import { fieldKind } from './fields.js'
import { hasStretch } from './relation.js'
import { countedOnly, type SourceRule } from './source-rules.js'
import { endsOnSql, type Table, type Tables } from './table-sql.js'

/** The table of each fact. */
export const tables: Readonly<Record<FactName, PgTable>> = {
  opportunities,
  subscriptions,
  stage_changes: stageChanges,
  renewals,
  spend,
  leads,
  quotas,
  forecasts,
  survey_scores: surveyScores,
  receivables,
  cash,
  entered,
  rates,
}

/** The only place where a field's name becomes a column, and only the fields of the fact do. */
export function columnOf(fact: FactName, field: string): PgColumn {
  const column =
    fieldKind(fact, field) && Object.values(getTableColumns(tables[fact])).find(({ name }) => name === field)
  if (!column) throw new Error(`The table of ${fact} has no column for the field "${field}"`)
  return column
}

/** What the amounts of a fact are in, or null where it has none that are added up as money. */
function currencyOf(fact: FactName): PgColumn | null {
  if (!factFields(fact).some(({ type }) => type === 'money')) return null
  return Object.values(getTableColumns(tables[fact])).find(({ name }) => name === 'currency') ?? null
}

/** The newest run of each source that has filled one of the facts. */
export const factsSources = (
  facts: readonly FactName[],
): SQL => sql`(select coalesce(json_agg(json_build_object('name', ${sources.name},
  'label', ${sources.label}, 'readAt', newest.finished_at, 'fact', ${sources.fact}) order by ${sources.name}), '[]')
  from ${sources} cross join lateral (select ${imports.finishedAt} from ${imports}
    where ${imports.source} = ${sources.id} order by ${imports.id} desc limit 1) newest
  where ${sources.fact} in (${sql.join(
    facts.map((fact) => sql`${fact}`),
    sql`, `,
  )}))`

const sourcesSql = (fact: FactName): SQL => factsSources([fact])

/** The table of a fact with its allow-list of columns. */
export function factTable(fact: FactName): Table {
  const column = (field: string): SQL => {
    if (field === 'ends_on' && hasStretch(fact)) return endsOnSql(columnOf(fact, 'starts_on'), columnOf(fact, 'per'))
    return sql`${columnOf(fact, field)}`
  }
  const currency = currencyOf(fact)
  const stored = (field: string): SQL => sql`${storedColumn(fact, field)}`
  return { table: tables[fact], currency: currency && sql`${currency}`, column, stored, sources: sourcesSql(fact) }
}

/** Every run of every source, on the day it ended in UTC. */
const runsSql = sql`(select ${sources.id} as id, ${sources.fact} as fact, ${sources.label} as source,
  (${imports.finishedAt} at time zone 'UTC')::date as read_on
  from ${sources} join ${imports} on ${imports.source} = ${sources.id})`

/** Days are those of the company, times working hours as the clock of the handoff measured them. */
const handoffsSql = ((): SQL => {
  const day = (at: PgColumn): SQL => sql`(${at} at time zone ${companies.zone})::date`
  const hours = (minutes: PgColumn): SQL => sql`round(${minutes} / 60.0, 2)`
  const label = (key: PgColumn): SQL =>
    sql`(select ${departments.label} from ${departments} where ${departments.key} = ${key})`
  const done = sql`${handoffs.doneAt} is not null`
  return sql`(select ${label(handoffs.toDepartment)} as department, 'From ' || ${label(handoffs.fromDepartment)} as from_department,
    ${day(handoffs.openedAt)} as opened_on, ${day(handoffs.returnedAt)} as returned_on,
    ${day(handoffs.acceptedAt)} as accepted_on, ${hours(handoffs.acceptedAfter)} as hours_to_accept,
    ${day(handoffs.doneAt)} as done_on, case when ${done} then ${hours(handoffs.ran)} end as hours_to_done,
    case when ${done} then case when ${handoffs.used} <= ${handoffs.allowed} then 'yes' else 'no' end end as in_time,
    ${day(handoffs.closedAt)} as closed_on
    from ${handoffs} cross join ${companies})`
})()

/** Rounds of prompts that have closed, on days of the company, with the first on which everybody asked was told what came of them. */
const promptsSql = sql`(select (select ${departments.label} from ${departments} join ${people} on ${people.department} = ${departments.key}
    where ${people.email} = ${promptRounds.definition}->'owners'->>0) as department,
  (${rounds.closedAt} at time zone ${companies.zone})::date as closed_on, told.told_on as told_on,
  case when told.told_on is null then 'no' else 'yes' end as told
  from ${promptRounds} join ${rounds} on ${rounds.id} = ${promptRounds.round} cross join ${companies}
  left join lateral (select min(${feedbackSaid.day}) as told_on from ${feedbackSaid} where ${feedbackSaid.round} = ${promptRounds.round}) told on true
  where ${rounds.closedAt} is not null)`

/** Where the statements of a scan find rows. */
export const allTables: Tables = { of: factTable, runs: runsSql, handoffs: handoffsSql, prompts: promptsSql }

/** The column of any field of a fact, also of those that formulas cannot use: for showing the rows themselves. */
export function storedColumn(fact: FactName, field: string): PgColumn {
  const column =
    factField(fact, field) && Object.values(getTableColumns(tables[fact])).find(({ name }) => name === field)
  if (!column) throw new Error(`The table of ${fact} has no column for the field "${field}"`)
  return column
}

/** A statement that sees the rows of the sources that count, and no others. */
export function onlyCounted(db: Db, rules: readonly SourceRule[]): Db['select'] {
  const before = countedOnly(db, rules, sources, (fact) => tables[fact])
  return before.length === 0 ? db.select.bind(db) : db.with(...before).select
}
