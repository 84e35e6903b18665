import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { feedbackJob } from '../../jobs/feedback.js'
import { testDatabase } from '../../test/database.js'
import { testSecrecy } from '../../test/secrecy.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { greet } from '../mornings/greet.js'
import { roundDues } from '../rounds/morning.js'
import { latestOf, openRounds, turnsOf } from '../rounds/store.js'
import { tend } from '../rounds/tend.js'
import { nextAfter } from '../schedules/next.js'
import { find } from '../schedules/store.js'
import { type Answers, promptsFile } from './model.js'
import { promptAsking, promptRounds } from './prompt-rounds.js'
import { applyPrompts } from './prompt-save.js'
import { roundById } from './prompt-store.js'
import { resultsOf } from './results.js'
import { figureOf } from './results-figures.js'
import { promptSubject } from './subjects.js'
import { promptTemplates } from './templates.js'
import { type House, houseOf } from './testing/house.js'

const everybody = { departments: ['sales', 'marketing', 'customer_success', 'finance'] }
const template = (name: string) => promptTemplates().find((one) => one.name === name) ?? {}
const file = promptsFile.parse({
  prompts: [
    { ...template('tool-audit'), owners: ['nadia@acme.example'], ask: everybody },
    {
      ...template('lead-quality'),
      owners: ['ioana@acme.example'],
      ask: { people: ['maya@acme.example', 'lena@acme.example'] },
    },
    { ...template('bad-fit-customers'), owners: ['maya@acme.example'], ask: { departments: ['customer_success'] } },
    {
      ...template('pulse'),
      owners: ['nadia@acme.example'],
      ask: everybody,
      results: { place: 'revenue', when: 'after_close' },
    },
  ],
})

let database: Database
let house: House
beforeAll(async () => {
  database = await testDatabase()
  house = await houseOf(database)
  await applyPrompts(house.at('2026-09-30T12:00:00Z'), file)
  await database.sql`insert into subscriptions (source, id, import, account, mrr, currency, trial, valid_from, segment)
    values (1, 's1', 1, 'Delta', 100, 'EUR', false, '2026-01-01', 'SMB'), (1, 's2', 1, 'Nord', 100, 'EUR', false, '2026-01-01', 'Enterprise')`
  for (let id = 1; id <= 13; id++) {
    await database.sql`insert into leads (source, id, import, account, segment, lead_on, mql_on)
      values (1, ${`l${id}`}, 1, ${`Account ${id}`}, ${id % 2 ? 'SMB' : 'Enterprise'}, '2026-09-20', '2026-09-28')`
  }
  await database.sql`insert into schedules (id, kind, subject, data, cron, zone, catch_up_seconds, holidays, overlap, state, version)
    values (99, 'rounds', 'rounds', '{}', '* * * * *', 'UTC', 300, 'run', 'skip', 'active', 1)`
  await database.sql`insert into slots (id, schedule, due, version, state) values (1, 99, now(), 1, 'claimed')`
})
afterAll(async () => database.close())

/** Opens what is due: each schedule by its own rule, as the clock does. */
const dues = new Map<string, Temporal.Instant>()
async function openDue(now: Temporal.Instant) {
  for (const { name } of file.prompts) {
    const schedule = await find(database.db, 'feedback', promptSubject(name))
    if (!schedule) throw new Error(`${name} has no schedule`)
    const due = dues.get(name) ?? schedule.nextDue
    if (!due || Temporal.Instant.compare(due, now) > 0) continue
    const slot = { id: 1, schedule: schedule.id, due, data: { prompt: name } }
    await feedbackJob.run(slot, house.at(now.toString()))
    const next = nextAfter(schedule.rule, due, new Set())
    if (next) dues.set(name, next)
  }
}

const score = (value: number): Answers[number] => ({ kind: 'score', value })
const words = (text: string): Answers[number] => ({ kind: 'words', text })
let leads = 0

/** Who answers what: everybody whose name does not begin with P answers on the morning on which they are asked. */
function answersTo(prompt: string, name: string): Answers | null {
  if (name.startsWith('P')) return null
  switch (prompt) {
    case 'tool-audit':
      return [words('The CRM'), null, score(3), null]
    case 'pulse':
      return [score(name < 'L' ? 5 : 3), score(name < 'L' ? 10 : 6), words(`A word of ${name.length} letters`)]
    case 'bad-fit-customers':
      return [{ kind: 'account', account: 'Delta', segment: 'SMB' }, { kind: 'chosen', options: ['Size'] }, null]
    default: {
      if (name !== 'Lena') return null
      leads += 1
      const lead = {
        kind: 'lead',
        source: 1,
        id: `l${leads}`,
        account: null,
        segment: leads % 2 ? 'SMB' : 'Enterprise',
      } as const
      const returned = leads % 3 === 0
      return [
        lead,
        { kind: 'verdict', verdict: returned ? 'returned' : 'accepted', reason: returned ? 'No budget' : null },
        score(returned ? 2 : 4),
      ]
    }
  }
}

async function answerWhatIsAsked(time: string) {
  for (const round of await openRounds(database.db)) {
    const asked = await roundById(database.db, round.id)
    for (const turn of await turnsOf(database.db, round.id)) {
      const person = [...house.people.values()].find(({ id }) => id === turn.person)
      const answers =
        turn.state === 'waiting' && turn.askedAt && person && asked ? answersTo(asked.prompt.name, person.name) : null
      if (answers && person) await house.answer(person.name, time, round.id, answers)
    }
  }
}

it('a quarter of prompts: who is asked, reminded and told on which day, never two new ones on one', async () => {
  const lines: string[] = []
  const note = async (day: string) => {
    const said = new Map<string, string[]>()
    for (const [to, text] of await house.said())
      said.set(text.replace(to, '…'), [...(said.get(text.replace(to, '…')) ?? []), to])
    for (const [text, to] of said) lines.push(`${day} ${to.toSorted().join(', ')}: ${text}`)
  }
  let day = Temporal.PlainDate.from('2026-10-01')
  const end = Temporal.PlainDate.from('2026-12-31')
  for (; Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    const time = (clock: string) => day.toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: clock }).toInstant()
    const morning = time('09:05')
    await openDue(morning)
    await greet(house.at(morning.toString()), [roundDues([promptAsking])], null)
    await note(day.toString())
    await answerWhatIsAsked(morning.toString())
    const later = time('11:00')
    await tend(house.at(later.toString()), [promptRounds(testSecrecy)], 1)
    await note(day.toString())
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./quarter.txt')
  const [twice] = await database.sql<{ most: number }[]>`
    select max(count)::int as most from (select count(*) from prompt_days group by person, day) days`
  expect(twice?.most).toBe(1)
  const [asked] = await database.sql<{ most: number }[]>`select max(count)::int as most from (select count(*)
    from round_people p join rounds r on r.id = p.round where p.asked_at is not null
    group by p.person, (p.asked_at at time zone 'Europe/Berlin')::date) days`
  expect(asked?.most).toBe(1)
}, 120_000)

it('leads that were accepted or sent back know it, and keep it when their source is imported again', async () => {
  const decided = await database.sql<{ id: string; verdict: string; reason: string | null }[]>`
    select id, verdict, reason from leads where verdict is not null order by decided_on, id limit 3`
  expect([...decided]).toEqual([
    { id: 'l1', verdict: 'accepted', reason: null },
    { id: 'l2', verdict: 'accepted', reason: null },
    { id: 'l3', verdict: 'returned', reason: 'No budget' },
  ])
  await database.sql`update leads set verdict = null, reason = null, decided_on = null, account = 'Renamed' where id = 'l3'`
  const [kept] = await database.sql`select account, verdict, reason from leads where id = 'l3'`
  expect(kept).toEqual({ account: 'Renamed', verdict: 'returned', reason: 'No budget' })
})

it('bad-fit customers and lead quality are told by segment', async () => {
  const of = async (name: string, by: 'segment' | null) => {
    const [round] = await latestOf(database.db, promptSubject(name), 1)
    const asked = round && (await roundById(database.db, round.id))
    if (!asked) throw new Error(`${name} was not asked`)
    return resultsOf(house.at('2026-12-31T12:00:00Z'), asked, 'owner', by)
  }
  const fit = await of('bad-fit-customers', 'segment')
  expect(fit.groups.map(({ key, count }) => [key, count])).toEqual([['SMB', 2]])
  const quality = await of('lead-quality', 'segment')
  expect(quality.groups).toHaveLength(1)
})

it('the pulse feeds the metrics of employees, each score once, with the departments that may be told', async () => {
  const rows = await database.sql<{ kind: string; department: string | null; count: number }[]>`
    select kind, department, count(*)::int as count from survey_scores group by 1, 2 order by 1, 2 nulls last`
  // Fourteen answer in each of three months. Of sales six, and what is left over is more than four; the others are too few alone.
  expect([...rows]).toEqual([
    { kind: 'enps', department: 'sales', count: 18 },
    { kind: 'enps', department: null, count: 24 },
    { kind: 'pulse', department: 'sales', count: 18 },
    { kind: 'pulse', department: null, count: 24 },
  ])
  const [round] = await latestOf(database.db, promptSubject('pulse'), 1)
  const asked = round && (await roundById(database.db, round.id))
  if (!asked) throw new Error('The pulse was not asked')
  const { whole } = await resultsOf(house.at('2026-12-31T12:00:00Z'), asked, 'other')
  const [question, tally] = [asked.prompt.questions[1], whole?.questions[1]]
  expect(question && tally && figureOf(question, tally)).toBeCloseTo((100 * (6 - 8)) / 14)
})

it('shows the card of the latest pulse in its place', async () => {
  const [row] = await database.sql<{ message: unknown }[]>`
    select message from deliveries where view = 'results' order by id desc limit 1`
  expect(plainLines(message.parse(row?.message)).join('\n')).toContain('14 of 16 answered')
})
