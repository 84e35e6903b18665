import { Temporal } from 'temporal-polyfill'
import type { Database } from '../db/connect.js'
import { checklistsDue } from '../src/checklists/morning.js'
import type { Context } from '../src/company/context.js'
import { companyOf } from '../src/company/store.js'
import { textsFor } from '../src/locales/texts.js'
import { greet } from '../src/mornings/greet.js'
import { ending } from './ending.js'
import { promiseOfMany, say, spread } from './figures.js'
import { emptyDatabase } from './scene.js'

const runs = 200
const itemsPerRun = 50
const people = 200
const rounds = 12
const warmUps = 3
const promised = 3

/** A Monday, nine in Berlin. */
const monday = Temporal.Instant.from('2026-11-23T08:00:00Z')

/**
 * The morning of a company with 200 running checklists and 10,000 open items: composing everybody's note and putting it into the
 * outbox, against reading the same items once by one plain statement. Their dates lie over twelve weeks, two of which have passed;
 * then, without a promise, the worst of all mornings, on which every one of them is due.
 */
export async function checklists(): Promise<boolean> {
  say(`checklists: the morning notes of ${people} people, ${runs} runs with ${runs * itemsPerRun} open items`)
  return ending(async (afterwards) => {
    const { database } = await emptyDatabase(afterwards, 1)
    await fill(database)
    const holds = await measure(database, 'due over twelve weeks', 84, promised)
    await measure(database, 'all due on that day', 1, null)
    return holds
  })
}

/** Each morning is another Monday, because a day's notes are written once. */
let mornings = 0

/** @param days over so many days the due dates lie, a sixth of them before the day itself @param most the ratio that is promised, or null */
async function measure(database: Database, name: string, days: number, most: number | null): Promise<boolean> {
  const ratios: number[] = []
  const ours: number[] = []
  const theirs: number[] = []
  let notes = 0
  for (let round = 0; round < rounds + warmUps; round++) {
    const now = monday.add({ hours: 24 * 7 * mornings++ })
    const day = now.toString().slice(0, 10)
    await database.sql`update checklist_items set due_on = ${day}::date - ${Math.floor(days / 6)}::int + (id * 7919) % ${days}::int`
    await database.sql`vacuum full checklist_items`
    await database.sql`analyze checklist_items`
    const read = await timed(() => readOnce(database))
    const composed = await timed(async () => {
      notes = await compose(database, now)
    })
    const [sent] = await database.sql`
      select count(*)::int as messages, count(distinct channel)::int as people from deliveries where created_at = ${now.toString()}`
    if (sent?.messages !== notes || sent?.people !== notes)
      throw new Error(`${sent?.messages} messages for ${sent?.people} people`)
    if (round < warmUps) continue
    ours.push(composed)
    theirs.push(read)
    ratios.push(composed / read)
  }
  say(`  ${name}: one message to each of ${notes} people`)
  say(`    reading the items once, one statement   ${spread(theirs, 1)} ms`)
  say(`    composing the notes, into the outbox    ${spread(ours, 1)} ms`)
  return promiseOfMany(`  ratio over ${rounds} mornings`, ratios, 'at most', most)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function readOnce({ sql }: Database): Promise<number> {
  const rows = await sql`
    select i.*, r.title from checklist_items i join checklist_runs r on r.id = i.run where i.done_at is null order by i.due_on, i.id`
  return rows.length
}

async function compose({ db }: Database, now: Temporal.Instant): Promise<number> {
  const company = await companyOf(db)
  if (!company) throw new Error('The bench has no company: fill() did not run')
  return db.transaction(async (tx) => {
    const context: Context = {
      db: tx,
      now,
      by: 'clock',
      t: textsFor('en', company.zone),
      cause: `bench:${now}`,
      company,
    }
    return greet(context, [checklistsDue], null)
  })
}

async function fill({ sql }: Database): Promise<void> {
  await sql`insert into companies (id, name, zone, currency, fiscal_month, week_start, locale) values (1, 'Bench', 'Europe/Berlin', 'EUR', 1, 1, 'en')`
  await sql`insert into departments (key, label) select 'd' || n, 'Department ' || n from generate_series(1, 10) n`
  await sql`
    insert into people (name, email, department, role, locale, zone, work_days, work_from, work_to, outsider, active)
    select 'Person ' || n, 'p' || n || '@bench.example', 'd' || (1 + n % 10), 'member', 'en', 'Europe/Berlin', '{1,2,3,4,5}', '09:00', '17:00', false, true
    from generate_series(1, ${people}) n`
  await sql`update departments set leader = substr(key, 2)::int`
  await sql`insert into accounts (platform, workspace, "user", person) select 'slack', 'T0BENCH', 'U' || id, id from people`
  await sql`insert into holidays (day, country, name) select date '2026-12-25' + n * 35, '', 'Holiday' from generate_series(0, 11) n`
  await sql`insert into places (name, platform, workspace, channel, audience) values ('bench', 'slack', 'T0BENCH', 'C0', '{"outsiders": false, "readers": {"kind": "company"}}')`
  await sql`
    insert into checklist_runs (name, title, template, version, place, owner, started_on)
    select 'run-' || n, 'Run ' || n, 'bench', 1, 1, 1, '2026-11-01' from generate_series(1, ${runs}) n`
  await sql`
    insert into checklist_stages (run, position, key, label, what, due_on, opened_at)
    select id, 0, 'stage', 'Stage', '', '2026-12-31', now() from checklist_runs`
  await sql`
    insert into checklist_items (run, stage, position, key, label, what, department, assignee, due_on, evidence)
    select r.id, 0, n, 'item-' || n, 'Reconcile part ' || n || ' with the invoices', 'What has to be done, in a sentence.',
      'd' || (1 + n % 10), 1 + (r.id * 7 + n) % ${people}, '2026-11-23', '"none"'
    from checklist_runs r cross join generate_series(1, ${itemsPerRun}) n`
}
