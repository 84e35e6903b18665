import { Temporal } from 'temporal-polyfill'
import { connect, type Database } from '../db/connect.js'
import type { PaceWindow, Platform } from '../src/chat/platform.js'
import type { Context } from '../src/company/context.js'
import { companyOf } from '../src/company/store.js'
import { textsFor } from '../src/locales/texts.js'
import { slackPace } from '../src/platforms/slack/adapter.js'
import { tend } from '../src/rounds/tend.js'
import { type Standup, standup as standupShape } from '../src/standups/model.js'
import { openDay } from '../src/standups/open.js'
import { standupRounds } from '../src/standups/rounds.js'
import { saveStandup } from '../src/standups/save.js'
import { emptied, outbox } from './delivery/desk.js'
import { swallow } from './delivery/platforms.js'
import { type Afterwards, ending } from './ending.js'
import { promise, quantile, say, spread } from './figures.js'
import { emptyDatabase } from './scene.js'

const people = 2000
const zones = ['Asia/Tokyo', 'Asia/Kolkata', 'Asia/Tehran', 'Europe/Bucharest', 'Europe/Berlin', 'America/New_York']
const closes = 12
const warmUps = 3
/** A minute of Slack's pace goes by in so many milliseconds of the bench. */
const minute = 3000
const promisedClose = 3
const promisedPace = 1.1

/**
 * A standup that asks 2,000 people: everybody is asked at their own hour; asked all at once they are written to as fast as the
 * platform allows, and no faster; and its close, with the summary put into the outbox, against reading its answers once by one
 * plain statement.
 */
export async function standups(): Promise<boolean> {
  say(`standups: one of ${people} people`)
  return ending(async (afterwards) => {
    const { database, url } = await emptyDatabase(afterwards, 4)
    await fill(database)
    const asked = await atTheirHour(database)
    const paced = await atThePace(database, url, afterwards)
    const closed = await closing(database)
    return asked && paced && closed
  })
}

const definition = (zone: string): Standup =>
  standupShape.parse({
    name: 'bench',
    title: 'Bench standup',
    owner: 'p1@bench.example',
    ask: { departments: Array.from({ length: 10 }, (_, index) => `d${index + 1}`) },
    days: ['monday'],
    at: '11:00',
    zone,
    reminders: [],
    summary: { place: 'bench', missing: true },
    questions: [
      { kind: 'text', label: 'What went well?', part: 'wins' },
      { kind: 'text', label: 'What is next?', part: 'plans' },
      { kind: 'scale', label: 'How full is your week?' },
      { kind: 'blocker', label: 'What blocks you?' },
    ],
  })

/** Opens a Monday's round so many weeks on. @returns when its day begins first */
async function open(database: Database, zone: string, week: number): Promise<Temporal.Instant> {
  const begins = Temporal.Instant.from('2026-11-22T10:05:00Z').add({ hours: 24 * 7 * week })
  const context = await contextOf(database, begins)
  await saveStandup(context, definition(zone))
  await openDay(context, definition(zone), begins)
  return begins
}

async function contextOf(database: Pick<Database, 'db'>, now: Temporal.Instant): Promise<Context> {
  const company = await companyOf(database.db)
  if (!company) throw new Error('The bench has no company: fill() did not run')
  return { db: database.db, now, by: 'clock', t: textsFor('en', company.zone), cause: `bench:${now}`, company }
}

/** One look of the clock, as `jobs/rounds` takes it. */
async function look(database: Database, now: Temporal.Instant): Promise<number> {
  return database.db.transaction(async (tx) => tend(await contextOf({ db: tx }, now), [standupRounds], 1))
}

/** Goes through a day by its looks. */
async function atTheirHour(database: Database): Promise<boolean> {
  const begins = await open(database, 'own', 0)
  const taken: number[] = []
  for (let minutes = 0; minutes < 48 * 60; minutes += 5) {
    const began = performance.now()
    const said = await look(database, begins.add({ minutes: minutes - 5 }))
    if (said > 1) taken.push(performance.now() - began)
  }
  const [row] = await database.sql`
    select count(*)::int as asked, count(*) filter (where asked_at = ask_at)::int as punctual,
      count(distinct ask_at)::int as hours from round_people`
  const [sent] = await database.sql`
    select count(*)::int as messages, count(distinct channel)::int as people from deliveries where about like 'turn:%'`
  const holds = row?.asked === people && row.punctual === people && sent?.messages === people && sent.people === people
  say(
    `  ${row?.punctual} of ${people} asked at eleven of their own, ${row?.hours} different hours, ${sent?.messages} messages`,
  )
  say(
    `    a look at which some of them were asked  ${spread(taken, 0)} ms; promised all, once each: ${holds ? 'holds' : 'DOES NOT HOLD'}`,
  )
  return holds
}

/** Slack's windows, with a minute made shorter. */
const quick = (): readonly PaceWindow[] =>
  slackPace.map((one) => ({ ...one, per: Math.round((one.per * minute) / 60_000) }))

/** A platform that notes when it was written to. */
function noting(times: number[]): Platform {
  return {
    ...swallow,
    pace: quick,
    send: (outgoing) => {
      times.push(performance.now())
      return swallow.send(outgoing)
    },
  }
}

async function atThePace(database: Database, url: string, afterwards: Afterwards): Promise<boolean> {
  await database.sql`delete from deliveries`
  await database.sql`update people set work_from = '00:00', work_to = '23:59', work_days = '{1,2,3,4,5,6,7}'`
  const begins = await open(database, 'Europe/Berlin', 1)
  const single = connect(url, { max: 1 })
  afterwards(single.close)
  const times: number[] = []
  const began = performance.now()
  await look(database, begins.add({ hours: 24 }))
  const stop = await outbox(database, single, noting(times))
  await emptied(database)
  await stop()
  const allowed = Math.min(
    ...quick().flatMap((one) => (one.scope === 'workspace' && one.of !== 'edit' ? [one.max] : [])),
  )
  const least = (Math.ceil(people / allowed) - 1) * minute
  const most = Math.max(...times.map((from, index) => times.findLastIndex((one) => one < from + minute) - index + 1))
  const ratio = (Math.max(...times) - began) / least
  say(`  asked all at once: ${times.length} messages, at most ${most} in a minute of which ${allowed} are allowed`)
  const inTime = promise(
    `  from the hour to the last message, against the least that the pace allows`,
    ratio,
    'at most',
    promisedPace,
  )
  return inTime && times.length === people && most <= allowed
}

async function closing(database: Database): Promise<boolean> {
  const ratios: number[] = []
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < closes + warmUps; round++) {
    const begins = await open(database, 'Europe/Berlin', round + 2)
    await answerAll(database)
    const read = await timed(() => readOnce(database))
    const closed = await timed(() => look(database, begins.add({ hours: 48 })))
    const [row] = await database.sql`select count(*)::int as posted from deliveries where view = 'summary' and about = (
      select 'standup_round:' || max(id) from rounds)`
    if (row?.posted !== 1) throw new Error(`The round of week ${round + 2} posted ${row?.posted} summaries`)
    if (round < warmUps) continue
    theirs.push(read)
    ours.push(closed)
    ratios.push(closed / read)
  }
  say(`  the close of a round that all ${people} answered`)
  say(`    reading the answers once, one statement  ${spread(theirs, 1)} ms`)
  say(`    closing, the summary into the outbox     ${spread(ours, 1)} ms`)
  return promise(`  ratio, median of ${closes} rounds`, quantile(ratios, 0.5), 'at most', promisedClose)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function readOnce({ sql }: Database): Promise<number> {
  const rows = await sql`
    select a.*, p.name, p.department from standup_answers a join people p on p.id = a.person
    where a.round = (select max(id) from rounds) order by a.person`
  if (rows.length !== people) throw new Error(`${rows.length} answers instead of ${people}`)
  return rows.length
}

/** Everybody answers the latest round; one in fifty is blocked. */
async function answerAll({ sql }: Database): Promise<void> {
  await sql`update blockers set cleared_at = now()`
  await sql`update round_people set state = 'answered', asked_at = ask_at, done_at = ask_at where round = (select max(id) from rounds)`
  await sql`
    insert into standup_answers (round, person, answers, answered_at)
    select (select max(id) from rounds), id, jsonb_build_array(
      jsonb_build_object('kind', 'words', 'text', 'Signed the contract with customer ' || id || ' after two calls'),
      jsonb_build_object('kind', 'words', 'text', 'Kickoff with customer ' || id || ', and the forecast of the month'),
      jsonb_build_object('kind', 'number', 'value', 1 + id % 5),
      case when id % 50 = 0 then jsonb_build_object('kind', 'blocker', 'text', 'A PO number of customer ' || id, 'waitsFor', 'd1')
        else 'null'::jsonb end), now() from people`
  await sql`
    insert into blockers (standup, round, person, waits_for, text, opened_at)
    select 'bench', (select max(id) from rounds), id, 'd1', 'A PO number of customer ' || id, now() from people where id % 50 = 0`
  await sql`analyze standup_answers`
}

async function fill({ sql }: Database): Promise<void> {
  await sql`insert into companies (id, name, zone, currency, fiscal_month, week_start, locale) values (1, 'Bench', 'Europe/Berlin', 'EUR', 1, 1, 'en')`
  await sql`insert into departments (key, label) select 'd' || n, 'Department ' || n from generate_series(1, 10) n`
  await sql`
    insert into people (name, email, department, role, locale, zone, work_days, work_from, work_to, outsider, active)
    select 'Person ' || n, 'p' || n || '@bench.example', 'd' || (1 + n % 10), 'member', 'en',
      (${zones}::text[])[1 + n % ${zones.length}::int], '{1,2,3,4,5}', '09:00', '17:00', false, true from generate_series(1, ${people}) n`
  await sql`insert into accounts (platform, workspace, "user", person) select 'slack', 'T0BENCH', 'U' || id, id from people`
  await sql`insert into places (name, platform, workspace, channel, audience) values ('bench', 'slack', 'T0BENCH', 'C0', '{"outsiders": false, "readers": {"kind": "company"}}')`
  await sql`
    insert into schedules (kind, subject, data, cron, zone, catch_up_seconds, holidays, overlap, state, version)
    values ('rounds', 'rounds', '{}', '* * * * *', 'UTC', 300, 'run', 'skip', 'paused', 1)`
  await sql`insert into slots (schedule, due, version, state) values (1, now(), 1, 'claimed')`
  await sql`analyze`
}
