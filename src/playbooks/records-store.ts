import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { sources } from '../../db/schema/facts.js'
import { playbookMatches } from '../../db/schema/playbooks.js'
import { type FactName, factField, factFields } from '../facts/catalogue.js'
import { currencyDigits } from '../locales/formats.js'
import { storedColumn, tables } from '../metrics/tables-store.js'
import { type Conditions, daysOf, type FieldCondition, type Fields, fields, type RecordScenario } from './model.js'

/** What records are looked at against: the day, and the currency of amounts that state none. */
export interface Against {
  readonly today: string
  readonly currency: string
}

/** A record that is as a scenario says. */
export interface Match {
  readonly subject: string
  readonly fields: Fields
}

/** Fields that nobody is shown a row by: who answered a survey among employees was promised not to be named. */
const unnamed: ReadonlySet<string> = new Set(['employee'])

/** What may be named of a record of a fact. */
export const namedFields = (fact: FactName): readonly string[] =>
  factFields(fact).flatMap(({ name }) => (unnamed.has(name) ? [] : [name]))

function conditionSql(fact: FactName, name: string, condition: FieldCondition, { today, currency }: Against): SQL {
  const column = storedColumn(fact, name)
  const day = sql`(${today}::text)::date`
  if (typeof condition === 'string') return sql`${column}::text = ${condition}`
  if (Array.isArray(condition))
    return sql`${column}::text in (${sql.join(
      condition.map((one) => sql`${one}`),
      sql`, `,
    )})`
  if ('stated' in condition) return condition.stated ? sql`${column} is not null` : sql`${column} is null`
  if ('within' in condition) return sql`${column} >= ${day} and ${column} <= ${day} + ${daysOf(condition.within)}::int`
  if ('older' in condition) return sql`${column} <= ${day} - ${daysOf(condition.older)}::int`
  // Amounts are stored in minor units; most currencies of a company have as many decimals as its own.
  const scale = factField(fact, name)?.type === 'money' ? 10 ** currencyDigits(currency) : 1
  return 'above' in condition
    ? sql`${column} > ${condition.above * scale}::numeric`
    : sql`${column} < ${condition.below * scale}::numeric`
}

function allOf(fact: FactName, conditions: Conditions, against: Against): SQL {
  const each = Object.entries(conditions).map(([name, one]) => conditionSql(fact, name, one, against))
  return each.length === 0 ? sql`true` : sql.join(each, sql` and `)
}

/** The records that are as a scenario says, as rows to select from. */
function matching({ record, where, latest }: RecordScenario, against: Against): SQL {
  const table = tables[record]
  const beside = latest && latestSql(record, latest, against)
  return sql`${table} join ${sources} on ${sources.id} = ${table}.source
    where ${allOf(record, where, against)}${beside ? sql` and ${beside}` : sql``}`
}

/** Whether the latest record of another fact that states the same is so. */
function latestSql(record: FactName, latest: NonNullable<RecordScenario['latest']>, against: Against): SQL {
  const other = tables[latest.record]
  const [on, by] = [storedColumn(latest.record, latest.on), storedColumn(latest.record, latest.by)]
  const newest = sql`select max(${on}) from ${other} where ${by} = ${storedColumn(record, latest.by)}
    and ${allOf(latest.record, latest.among, against)}`
  return sql`exists (select 1 from ${other} where ${by} = ${storedColumn(record, latest.by)}
    and ${allOf(latest.record, { ...latest.among, ...latest.where }, against)} and ${on} = (${newest}))`
}

const subjectSql = (record: FactName): SQL =>
  sql`${`${record}:`}::text || ${sources.name} || '/' || ${storedColumn(record, 'id')}`

/** Takes up the records that are as a scenario says and were not before, in one statement. @returns which they are */
async function take(
  db: Db,
  playbook: string,
  scenario: RecordScenario,
  against: Against,
  limit: SQL,
): Promise<readonly string[]> {
  const { record } = scenario
  const known = sql`select 1 from ${playbookMatches} m
    where m.playbook = ${playbook} and m.inside and m.subject = ${subjectSql(record)}`
  const rows = await db.execute<{ subject: string }>(sql`
    insert into ${playbookMatches} (playbook, subject, inside)
    select ${playbook}, ${subjectSql(record)}, true from ${matching(scenario, against)} and not exists (${known})
    order by 2 ${limit}
    on conflict (playbook, subject) do update set inside = true
    returning subject`)
  return rows.map(({ subject }) => subject)
}

/** Takes up what is so now, at most so many; the others stay to be taken up next. @returns them with their fields */
export async function takeUp(
  db: Db,
  playbook: string,
  scenario: RecordScenario,
  against: Against,
  most: number,
): Promise<readonly Match[]> {
  return read(db, scenario.record, await take(db, playbook, scenario, against, sql`limit ${most}`))
}

/** Takes up all that is so now, of which nothing is to be said. */
export async function takeSilently(
  db: Db,
  playbook: string,
  scenario: RecordScenario,
  against: Against,
): Promise<void> {
  await take(db, playbook, scenario, against, sql``)
}

/** Lets go of the records that are not as the scenario says any more, so that they can be taken up again. */
export async function letGo(db: Db, playbook: string, scenario: RecordScenario, against: Against): Promise<void> {
  await db.execute(sql`
    update ${playbookMatches} set inside = false
    where ${playbookMatches.playbook} = ${playbook} and ${playbookMatches.inside} and ${playbookMatches.subject} not in (
      select ${subjectSql(scenario.record)} from ${matching(scenario, against)})`)
}

/** How many records are as a scenario says, and the first of them. */
export async function sample(
  db: Db,
  scenario: RecordScenario,
  against: Against,
): Promise<{ readonly total: number; readonly first: Match | null }> {
  const { record } = scenario
  const rows = await db.execute<{ subject: string; total: number }>(sql`
    select ${subjectSql(record)} as subject, (count(*) over ())::int as total from ${matching(scenario, against)}
    order by 1 limit 1`)
  const [first] = await read(
    db,
    record,
    rows.map(({ subject }) => subject),
  )
  return { total: rows[0]?.total ?? 0, first: first ?? null }
}

/** Records with what may be named of them, in the order in which they are asked for. */
async function read(db: Db, record: FactName, subjects: readonly string[]): Promise<readonly Match[]> {
  if (subjects.length === 0) return []
  const names = namedFields(record)
  const columns = names.map((name) => sql`${name}::text, ${storedColumn(record, name)}::text`)
  const rows = await db.execute<{ subject: string; fields: unknown }>(sql`
    select ${subjectSql(record)} as subject, jsonb_build_object(${sql.join(columns, sql`, `)}) as fields
    from ${tables[record]} join ${sources} on ${sources.id} = ${tables[record]}.source
    where ${subjectSql(record)} in (${sql.join(
      subjects.map((one) => sql`${one}`),
      sql`, `,
    )})`)
  const bySubject = new Map(rows.map((row) => [row.subject, fields.parse(row.fields)]))
  return subjects.flatMap((subject) => {
    const known = bySubject.get(subject)
    return known ? [{ subject, fields: known }] : []
  })
}
