import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { addDaysOff, delegate } from '../company/absence-store.js'
import { applyCompany } from '../company/apply.js'
import { companyFile } from '../company/file.js'
import type { Company, Person } from '../company/model.js'
import { allPeople, companyOf, linkAccounts, saveAway } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import { textsFor } from '../locales/texts.js'
import { greet } from '../mornings/greet.js'
import { roundDues } from '../rounds/morning.js'
import { latestOf, turnsOf } from '../rounds/store.js'
import { tend } from '../rounds/tend.js'
import { openFor, saveAnswers, skipRound } from './answer.js'
import { openBlockers } from './blocker-store.js'
import { clearBlocker, handOver } from './blockers.js'
import { type Answers, standupsFile } from './model.js'
import { blockerDues } from './morning.js'
import { openDay, openNow } from './open.js'
import { standupRounds } from './rounds.js'
import { applyStandups, changeState } from './save.js'
import * as store from './store.js'

const company = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR', country: 'DE' },
  departments: [
    { key: 'sales', label: 'Sales', leader: 'maya@acme.example', home: 'revenue' },
    { key: 'finance', label: 'Finance', leader: 'omar@acme.example', home: 'revenue' },
  ],
  people: [
    {
      name: 'Maya',
      email: 'maya@acme.example',
      department: 'sales',
      role: 'leader',
      zone: 'America/New_York',
      country: 'US',
    },
    { name: 'Lena', email: 'lena@acme.example', department: 'sales', zone: 'Europe/Berlin' },
    { name: 'Kenji', email: 'kenji@acme.example', department: 'sales', zone: 'Asia/Tokyo', country: 'JP' },
    {
      name: 'Omar',
      email: 'omar@acme.example',
      department: 'finance',
      role: 'leader',
      zone: 'Europe/Berlin',
      work: { from: '10:30', to: '17:00' },
    },
    { name: 'Nadia', email: 'nadia@acme.example', role: 'revops' },
    { name: 'Gus', email: 'gus@acme.example', department: 'sales', guest: true },
  ],
  places: [
    { name: 'revenue', platform: 'slack', workspace: 'T0ACME', channel: 'C0REVENUE', audience: { company: true } },
  ],
  holidays: [{ day: '2026-11-23', name: 'Labour Thanksgiving Day', country: 'JP' }],
})

const file = (more: object = {}) =>
  standupsFile.parse({
    standups: [
      {
        name: 'revenue',
        title: 'Revenue standup',
        owner: 'omar@acme.example',
        ask: { departments: ['sales', 'finance'] },
        days: ['monday', 'tuesday'],
        at: '10:00',
        window: '2h',
        reminders: ['1h'],
        summary: { place: 'revenue', missing: true },
        questions: [
          { kind: 'text', label: 'What went well?', part: 'wins' },
          { kind: 'scale', label: 'How full is your week?' },
          { kind: 'blocker', label: 'What blocks you?' },
        ],
        ...more,
      },
    ],
  })

let database: Database
let acme: Company
const people = new Map<string, Person>()
beforeAll(async () => {
  database = await testDatabase()
  await applyCompany(database.db, company)
  const known = await companyOf(database.db)
  if (known) acme = known
  const everybody = await allPeople(database.db)
  await linkAccounts(
    database.db,
    everybody.map(({ id, name }) => ({ account: { platform: 'slack', workspace: 'T0ACME', user: name }, person: id })),
  )
  for (const one of await allPeople(database.db)) people.set(one.name, one)
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate standups, standup_answers, blockers, rounds, round_people, handoffs, deliveries, schedules, slots,
    mornings, days_off, delegations restart identity cascade`
})

let causes = 0
const at = (time: string) =>
  context(database.db, {
    now: Temporal.Instant.from(time),
    company: acme,
    cause: `cause ${++causes}`,
    t: textsFor('en-GB', 'Europe/Berlin'),
  })
function acting(name: string, time: string) {
  const by = people.get(name)
  if (!by) throw new Error(`Nobody is called ${name}`)
  return { ...at(time), by }
}
const definition = async () => {
  const stored = await store.byName(database.db, 'revenue')
  if (!stored) throw new Error('There is no standup')
  return stored.standup
}
/** Monday begins first on Kiritimati, when it is still ten in the morning of Sunday in UTC. */
const monday = Temporal.Instant.from('2026-11-22T10:05:00Z')
async function openMonday() {
  await applyStandups(at('2026-11-20T08:00:00Z'), file())
  const round = await openDay(at('2026-11-22T10:05:00Z'), await definition(), monday)
  if (!round) throw new Error('No round was opened')
  return round
}

/** Beats every quarter of an hour, as the clock does. */
async function beats(from: string, to: string, kind = standupRounds) {
  const end = Temporal.Instant.from(to)
  for (let now = Temporal.Instant.from(from); Temporal.Instant.compare(now, end) <= 0; now = now.add({ minutes: 15 })) {
    await greet(at(now.toString()), [roundDues([kind])], null)
    await database.sql`insert into schedules (id, kind, subject, data, cron, zone, catch_up_seconds, holidays, overlap, state, version)
      values (1, 'rounds', 'rounds', '{}', '* * * * *', 'UTC', 300, 'run', 'skip', 'active', 1) on conflict do nothing`
    await database.sql`insert into slots (id, schedule, due, version, state) values (1, 1, now(), 1, 'claimed') on conflict do nothing`
    for (const [to, words] of await said()) heard.push([now.toString().slice(5, 16), to, words])
    await tend(at(now.toString()), [kind], 1)
    for (const [to, words] of await said()) heard.push([now.toString().slice(5, 16), to, words])
  }
}
let heard: (readonly [string, string, string])[] = []
beforeEach(() => {
  heard = []
})

async function said(): Promise<readonly (readonly [string, string])[]> {
  const rows = await database.sql<{ channel: string; message: unknown }[]>`
    with gone as (delete from deliveries where edits is null and view is distinct from 'summary' returning id, channel, message)
    select channel, message from gone order by id`
  return rows.map((row) => [row.channel, plainLines(message.parse(row.message)).join(' | ')])
}
const summary = async (): Promise<readonly string[]> => {
  const [row] = await database.sql<{ message: unknown }[]>`select message from deliveries where view = 'summary'`
  return row ? plainLines(message.parse(row.message)) : []
}

const fine: Answers = [{ kind: 'words', text: 'Delta signed' }, { kind: 'number', value: 4 }, null]
const blocked: Answers = [
  { kind: 'words', text: 'Two demos' },
  { kind: 'number', value: 5 },
  { kind: 'blocker', text: 'PO number for Delta', waitsFor: 'finance' },
]
async function answers(name: string, time: string, round: number, given: Answers, cleared: readonly number[] = []) {
  const who = acting(name, time)
  await saveAnswers(who, await openFor(who, round), given, cleared)
}

describe('who is asked when', () => {
  it('each at ten of their own, in their note where it covers the hour, and nobody on a holiday', async () => {
    const round = await openMonday()
    await beats('2026-11-22T23:00:00Z', '2026-11-23T17:00:00Z')
    const questions = 'Revenue standup (3 questions)'
    const alone = 'Revenue standup: 3 questions, one form.'
    // Ten is within the first hour for those who begin at nine; Omar begins at half past ten and is asked in his note then.
    expect(heard.filter(([, , words]) => !words.includes('still waits'))).toEqual([
      ['11-23T08:00', 'Lena', `Good morning, Lena. | ${questions}`],
      ['11-23T09:30', 'Omar', `Good morning, Omar. | ${questions}`],
      ['11-23T14:00', 'Maya', `Good morning, Maya. | ${questions}`],
    ])
    expect(heard.some(([, , words]) => words === alone)).toBe(false)
    const turns = await turnsOf(database.db, round.id)
    expect(turns.find(({ person }) => person === people.get('Kenji')?.id)).toMatchObject({
      state: 'away',
      reason: 'day off',
    })
  })

  it('is asked alone when the hour does not fit the note', async () => {
    await applyStandups(at('2026-11-20T08:00:00Z'), file({ at: '14:00' }))
    await openDay(at('2026-11-22T10:05:00Z'), await definition(), monday)
    await beats('2026-11-23T07:00:00Z', '2026-11-23T13:00:00Z')
    expect(heard).toEqual([
      ['11-23T13:00', 'Lena', 'Revenue standup: 3 questions, one form.'],
      ['11-23T13:00', 'Omar', 'Revenue standup: 3 questions, one form.'],
    ])
  })

  it('reminds once who has not answered, and nobody else', async () => {
    const round = await openMonday()
    await answers('Lena', '2026-11-22T19:00:00Z', round.id, fine)
    await beats('2026-11-23T07:00:00Z', '2026-11-23T16:00:00Z')
    expect(heard.map(([time, who, words]) => [time, who, words.includes('still waits')])).toEqual([
      ['11-23T09:30', 'Omar', false],
      ['11-23T10:30', 'Omar', true],
      ['11-23T14:00', 'Maya', false],
      ['11-23T16:00', 'Maya', true],
    ])
  })

  it('leaves out who noted a day off after the round had opened', async () => {
    await openMonday()
    await addDaysOff(database.db, [{ person: people.get('Lena')?.id ?? 0, from: '2026-11-23', to: '2026-11-23' }])
    await beats('2026-11-23T07:00:00Z', '2026-11-23T12:00:00Z')
    expect(heard.filter(([, who]) => who === 'Lena')).toEqual([])
  })

  it('asks nobody while their status says that they are away, neither first nor again, and counts them as away', async () => {
    const round = await openMonday()
    const status = (user: string, until: string | null) => ({
      account: { platform: 'slack', workspace: 'T0ACME', user } as const,
      until: until === null ? null : Temporal.Instant.from(until),
    })
    await saveAway(database.db, [status('Lena', '2026-11-23T12:00:00Z'), status('Maya', '2026-11-23T11:00:00Z')])
    await beats('2026-11-23T07:00:00Z', '2026-11-23T10:00:00Z')
    // Omar fell ill after he was asked, and Maya is back before her day begins.
    await saveAway(database.db, [{ ...status('Omar', null), until: 'open' }])
    await beats('2026-11-23T10:15:00Z', '2026-11-23T14:00:00Z')
    expect(heard.map(([time, who]) => [time, who])).toEqual([
      ['11-23T09:30', 'Omar'],
      ['11-23T14:00', 'Maya'],
    ])
    const turns = await turnsOf(database.db, round.id)
    expect(turns.find(({ person }) => person === people.get('Lena')?.id)).toMatchObject({
      state: 'away',
      reason: 'away status',
    })
    await applyStandups(at('2026-11-24T08:00:00Z'), file({ days: ['friday'] }))
    expect(await openNow(at('2026-11-24T14:00:00Z'), await definition())).toMatchObject({ kind: 'asking', count: 2 })
    await saveAway(database.db, [status('Omar', null), status('Lena', null), status('Maya', null)])
  })

  it('waits for whoever is away by their status in a round that is patient, as prompts are', async () => {
    await openMonday()
    const lena = { platform: 'slack', workspace: 'T0ACME', user: 'Lena' } as const
    await saveAway(database.db, [{ account: lena, until: Temporal.Instant.from('2026-11-23T12:00:00Z') }])
    await beats('2026-11-23T08:00:00Z', '2026-11-23T12:00:00Z', { ...standupRounds, patient: true })
    expect(heard.filter(([, who]) => who === 'Lena').map(([time]) => time)).toEqual(['11-23T12:00'])
    await saveAway(database.db, [{ account: lena, until: null }])
  })

  it('asks who had a day off while a patient round was paused, once it goes on', async () => {
    await applyStandups(at('2026-11-20T08:00:00Z'), file({ window: '24h' }))
    await openDay(at('2026-11-22T10:05:00Z'), await definition(), monday)
    await addDaysOff(database.db, [{ person: people.get('Lena')?.id ?? 0, from: '2026-11-23', to: '2026-11-23' }])
    const patient = { ...standupRounds, patient: true } as const
    await beats('2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z', { ...patient, planOf: async () => null })
    expect(heard).toEqual([])
    await beats('2026-11-24T08:00:00Z', '2026-11-24T08:30:00Z', patient)
    expect(heard.map(([, who]) => who)).toEqual(['Lena'])
  })

  it('asks nobody twice: a day opens once, and so does a press to ask now', async () => {
    await openMonday()
    expect(await openDay(at('2026-11-22T11:00:00Z'), await definition(), monday)).toBeNull()
    await applyStandups(at('2026-11-20T08:00:00Z'), file({ days: ['friday'] }))
    const now = at('2026-11-23T13:00:00Z')
    expect(await openNow(now, await definition())).toMatchObject({ kind: 'asking', count: 3 })
    expect(await openNow(now, await definition())).toMatchObject({ kind: 'asking', count: 3 })
    await beats('2026-11-23T14:00:00Z', '2026-11-23T14:15:00Z')
    expect(await openNow(at('2026-11-23T14:20:00Z'), await definition())).toEqual({
      kind: 'asked',
      asked: 3,
      answered: 0,
      waiting: 3,
    })
    expect(heard.map(([, who]) => who).toSorted()).toEqual(['Lena', 'Maya', 'Omar'])
  })

  it('asks earlier who has not been asked, where the day of a press has its round already', async () => {
    await openMonday()
    await beats('2026-11-23T08:00:00Z', '2026-11-23T09:30:00Z')
    expect(new Set(heard.map(([, who]) => who))).toEqual(new Set(['Lena', 'Omar']))
    expect(await openNow(at('2026-11-23T14:10:00Z'), await definition())).toMatchObject({ kind: 'asking', count: 1 })
    await beats('2026-11-23T14:15:00Z', '2026-11-23T14:45:00Z')
    expect(heard.filter(([, who]) => who === 'Maya')).toHaveLength(1)
    expect(await database.sql`select 1 from rounds`).toHaveLength(1)
  })

  it('asks nobody whose hours have ended while nothing ran, and not at all once the round is over', async () => {
    await applyStandups(at('2026-11-20T08:00:00Z'), file({ at: '14:00', window: '24h' }))
    await openDay(at('2026-11-22T10:05:00Z'), await definition(), monday)
    await beats('2026-11-23T17:30:00Z', '2026-11-23T17:30:00Z')
    expect(heard).toEqual([])
    await beats('2026-11-24T08:00:00Z', '2026-11-24T08:00:00Z')
    expect(heard.map(([, who, words]) => [who, words.includes('Good morning')])).toEqual([['Lena', true]])
    await beats('2026-11-24T19:00:00Z', '2026-11-24T19:00:00Z')
    expect(heard.map(([, who]) => who)).toEqual(['Lena'])
  })

  it('says only the last of several reminders that fell due while nothing ran, and none on a day off', async () => {
    await applyStandups(at('2026-11-20T08:00:00Z'), file({ reminders: ['1h', '2h'], window: '8h' }))
    await openDay(at('2026-11-22T10:05:00Z'), await definition(), monday)
    await beats('2026-11-23T08:00:00Z', '2026-11-23T09:30:00Z')
    await addDaysOff(database.db, [{ person: people.get('Omar')?.id ?? 0, from: '2026-11-23', to: '2026-11-23' }])
    heard = []
    await beats('2026-11-23T12:00:00Z', '2026-11-23T12:15:00Z')
    expect(heard.map(([, who]) => who)).toEqual(['Lena'])
  })

  it('hears no more of a round once it is asked in a newer one', async () => {
    await applyStandups(at('2026-11-20T08:00:00Z'), file({ window: '24h', reminders: ['24h'] }))
    await openDay(at('2026-11-22T10:05:00Z'), await definition(), monday)
    await beats('2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z')
    await openDay(at('2026-11-23T10:05:00Z'), await definition(), monday.add({ hours: 24 }))
    heard = []
    await beats('2026-11-24T08:00:00Z', '2026-11-24T09:15:00Z')
    expect(heard.filter(([, who]) => who === 'Lena')).toHaveLength(1)
  })

  it('follows a change for everybody who was not asked yet, and opens the first day that is still ahead for all', async () => {
    await openMonday()
    await beats('2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z')
    await applyStandups(at('2026-11-23T09:00:00Z'), file({ at: '16:00', ask: { people: ['maya@acme.example'] } }))
    const [round] = await latestOf(database.db, 'standup:revenue', 1)
    const turns = await turnsOf(database.db, round?.id ?? 0)
    // Lena was asked; Omar was not, and is not one of those who are asked any more.
    expect(turns.map(({ person }) => person)).toEqual([people.get('Maya')?.id, people.get('Lena')?.id])
    expect(turns[0]?.askAt.toString()).toBe('2026-11-23T21:00:00Z')
    // Written on Sunday at noon, when Monday has begun in Kiritimati: it asks on Monday all the same.
    await database.sql`truncate standups, rounds, schedules restart identity cascade`
    await applyStandups(at('2026-11-22T12:00:00Z'), file())
    expect(await database.sql`select day::text from rounds`).toEqual([{ day: '2026-11-23' }])
    // At noon of Monday it is too late for that day.
    await database.sql`truncate standups, rounds, schedules restart identity cascade`
    await applyStandups(at('2026-11-23T11:00:00Z'), file())
    expect(await database.sql`select day::text from rounds`).toEqual([{ day: '2026-11-24' }])
  })

  it('asks nobody while it is paused', async () => {
    await openMonday()
    await changeState(acting('Omar', '2026-11-22T12:00:00Z'), 'revenue', 'paused')
    await beats('2026-11-23T07:00:00Z', '2026-11-23T12:00:00Z')
    expect(heard).toEqual([])
  })
})

describe('the summary', () => {
  it('comes once at the close, without waiting for absentees, and takes late answers in place', async () => {
    const round = await openMonday()
    await answers('Lena', '2026-11-23T09:10:00Z', round.id, blocked)
    await answers('Omar', '2026-11-23T09:40:00Z', round.id, fine)
    await said()
    await beats('2026-11-23T16:45:00Z', '2026-11-23T18:00:00Z')
    expect(await summary()).toEqual([
      'Revenue standup, Nov 23, 2026',
      '2 of 3 answered: 2/3',
      'One blocker, by whom they wait for',
      'Finance: PO number for Delta (Lena)',
      'Went well',
      'Omar, Finance: Delta signed',
      'Lena, Sales: Two demos',
      'How full is your week? 4.5 on average, 2 answers',
      'Not answered yet: Maya',
    ])
    await database.sql`update deliveries set state = 'sent', sent = '{"place": {}, "id": "1"}' where view = 'summary'`
    await answers('Maya', '2026-11-23T19:00:00Z', round.id, fine)
    const edits = await database.sql`select about from deliveries where edits is not null`
    expect(edits.map(({ about }) => about)).toEqual([`standup_round:${round.id}`])
  })

  it('names nobody where it is only a summary, and goes to the owner alone where it is theirs', async () => {
    for (const [privacy, where] of [
      ['summary', 'C0REVENUE'],
      ['owner', 'Omar'],
    ] as const) {
      await database.sql`truncate standups, rounds, deliveries, blockers, schedules restart identity cascade`
      await applyStandups(at('2026-11-20T08:00:00Z'), file({ privacy }))
      const round = await openDay(at('2026-11-22T10:05:00Z'), await definition(), monday)
      await answers('Lena', '2026-11-23T09:10:00Z', round?.id ?? 0, blocked)
      await beats('2026-11-23T17:00:00Z', '2026-11-23T17:00:00Z')
      const [row] = await database.sql`select channel from deliveries where view = 'summary'`
      expect(row?.channel).toBe(where)
      expect((await summary()).join('\n').includes('Lena')).toBe(privacy === 'owner')
    }
  })

  it('says who skips and why', async () => {
    const round = await openMonday()
    await skipRound(acting('Lena', '2026-11-23T09:00:00Z'), round, 'at the fair')
    await beats('2026-11-23T17:00:00Z', '2026-11-23T17:00:00Z')
    expect(await summary()).toContain('Skipped: Lena (at the fair)')
  })
})

describe('a blocker', () => {
  it('is told to the leader of the department that is waited for, once, however often the answer is edited', async () => {
    const round = await openMonday()
    await answers('Lena', '2026-11-23T09:40:00Z', round.id, blocked)
    await answers('Lena', '2026-11-23T09:50:00Z', round.id, blocked)
    expect((await said()).filter(([to]) => to === 'Omar')).toEqual([
      ['Omar', 'Lena waits for your department: PO number for Delta'],
    ])
  })

  it('waits for the next morning of a leader whose hours are over', async () => {
    const round = await openMonday()
    await answers('Maya', '2026-11-23T20:00:00Z', round.id, blocked)
    expect((await said()).filter(([to]) => to === 'Omar')).toEqual([])
    await greet(at('2026-11-24T09:30:00Z'), [blockerDues], null)
    expect(await said()).toEqual([
      ['Omar', 'Good morning, Omar. | Maya waits for your department: PO number for Delta'],
    ])
    await greet(at('2026-11-25T09:30:00Z'), [blockerDues], null)
    expect(await said()).toEqual([])
  })

  it('stays one blocker in other words, and is told again where it waits for another department', async () => {
    const round = await openMonday()
    await answers('Lena', '2026-11-23T15:10:00Z', round.id, blocked)
    const words = (text: string, waitsFor: string): Answers => [
      blocked[0] ?? null,
      null,
      { kind: 'blocker', text, waitsFor },
    ]
    await answers('Lena', '2026-11-23T15:20:00Z', round.id, words('The PO number', 'finance'))
    await answers('Lena', '2026-11-23T15:30:00Z', round.id, words('The PO number', 'sales'))
    expect(await said()).toEqual([
      ['Omar', 'Lena waits for your department: PO number for Delta'],
      ['Maya', 'Lena waits for your department: The PO number'],
    ])
    await answers('Lena', '2026-11-23T15:40:00Z', round.id, fine)
    expect(await database.sql`select id, cleared_at is not null as cleared from blockers`).toEqual([
      { id: 1, cleared: true },
    ])
  })

  it('that is said again in a later round, and then in other words, stays one', async () => {
    const round = await openMonday()
    await answers('Lena', '2026-11-23T09:10:00Z', round.id, blocked)
    const tuesday = await openDay(at('2026-11-23T10:05:00Z'), await definition(), monday.add({ hours: 24 }))
    await answers('Lena', '2026-11-24T09:10:00Z', tuesday?.id ?? 0, blocked)
    const reworded = blocked.with(2, { kind: 'blocker', text: 'Any PO number at all', waitsFor: 'finance' })
    await answers('Lena', '2026-11-24T09:20:00Z', tuesday?.id ?? 0, reworded)
    const open = await openBlockers(database.db, 'all')
    expect(open.map(({ id, text }) => [id, text])).toEqual([[1, 'Any PO number at all']])
  })

  it('becomes a handoff with one press, in the name of who is blocked', async () => {
    const round = await openMonday()
    await answers('Lena', '2026-11-23T09:10:00Z', round.id, blocked)
    const handoff = await handOver(acting('Omar', '2026-11-23T09:30:00Z'), 1)
    expect(handoff).toMatchObject({
      title: 'PO number for Delta',
      from: 'sales',
      to: 'finance',
      sender: people.get('Lena')?.id,
    })
    expect(await handOver(acting('Omar', '2026-11-23T09:31:00Z'), 1)).toBeNull()
  })

  it.each(['Kenji', 'Nadia'])('is no business of %s, who is of another department or of none', async (stranger) => {
    const round = await openMonday()
    await answers('Lena', '2026-11-23T09:10:00Z', round.id, blocked)
    const nobody = blocked.with(2, { kind: 'blocker', text: 'Flu', waitsFor: null })
    await answers('Maya', '2026-11-23T14:10:00Z', round.id, nobody)
    const who = acting(stranger, '2026-11-24T09:00:00Z')
    for (const id of [1, 2]) {
      await expect(clearBlocker(who, id)).rejects.toThrow('standups.not_your_blocker')
      await expect(handOver(who, id)).rejects.toThrow('standups.not_your_blocker')
    }
    expect(await openBlockers(database.db, 'all')).toHaveLength(2)
    expect(await database.sql`select 1 from handoffs`).toEqual([])
    await expect(handOver(acting('Maya', '2026-11-24T14:00:00Z'), 2)).rejects.toThrow('standups.no_department')
  })

  it('is settled by whoever decides for the department meanwhile, and not after that', async () => {
    const kenji = { person: people.get('Kenji')?.id ?? 0, from: '2026-11-23', to: '2026-11-24' }
    await delegate(database.db, 'finance', kenji)
    const round = await openMonday()
    await answers('Lena', '2026-11-23T01:10:00Z', round.id, blocked)
    await expect(clearBlocker(acting('Kenji', '2026-11-25T09:00:00Z'), 1)).rejects.toThrow(Refusal)
    expect(await handOver(acting('Kenji', '2026-11-24T08:00:00Z'), 1)).toMatchObject({ to: 'finance' })
    expect(await clearBlocker(acting('Kenji', '2026-11-24T09:00:00Z'), 1)).toBe(true)
  })

  it('is handed over no more once it is cleared', async () => {
    const round = await openMonday()
    await answers('Lena', '2026-11-23T09:10:00Z', round.id, blocked)
    expect(await clearBlocker(acting('Omar', '2026-11-23T10:00:00Z'), 1)).toBe(true)
    await expect(handOver(acting('Omar', '2026-11-23T10:01:00Z'), 1)).rejects.toThrow('errors.old_button')
    expect(await database.sql`select 1 from handoffs`).toEqual([])
  })

  it('stays until somebody whose it is clears it', async () => {
    const round = await openMonday()
    await answers('Lena', '2026-11-23T09:10:00Z', round.id, blocked)
    await expect(clearBlocker(acting('Kenji', '2026-11-24T09:00:00Z'), 1)).rejects.toThrow(Refusal)
    const tuesday = await openDay(at('2026-11-23T10:05:00Z'), await definition(), monday.add({ hours: 24 }))
    expect(await openBlockers(database.db, { standup: 'revenue' })).toHaveLength(1)
    await answers('Lena', '2026-11-24T09:10:00Z', tuesday?.id ?? 0, fine, [1])
    expect(await openBlockers(database.db, { standup: 'revenue' })).toEqual([])
  })
})

describe('a standup in a file', () => {
  it('is stored once, however often it is applied', async () => {
    await applyStandups(at('2026-11-20T08:00:00Z'), file())
    await applyStandups(at('2026-11-21T08:00:00Z'), file())
    expect(await database.sql`select 1 from standups`).toHaveLength(1)
    expect(await database.sql`select 1 from schedules where kind = 'standups'`).toHaveLength(1)
  })

  it.each([
    [{ ask: { departments: ['legal'] } }, /ask.departments: "legal" is not known; known are finance, sales/],
    [{ summary: { place: 'nowhere' } }, /summary.place: "nowhere" is not known; known are revenue/],
    [{ ask: { place: 'nowhere' } }, /ask.place: "nowhere" is not known; known are revenue/],
    [{ owners: ['nobody@acme.example'] }, /standups\[0\].owners: nobody in the company/],
    [
      { owner: 'nobody@acme.example' },
      /standups\[0\].owner: nobody in the company has the e-mail "nobody@acme.example"/,
    ],
    [{ zone: 'Berlin' }, /zone: "Berlin" is no time zone/],
  ])('is refused with the place and the cure: %j', async (more, words) => {
    await expect(applyStandups(at('2026-11-20T08:00:00Z'), file(more))).rejects.toThrow(words)
  })

  it('is opened by rounds of its own', async () => {
    await openMonday()
    expect(await latestOf(database.db, 'standup:revenue', 5)).toHaveLength(1)
  })
})
