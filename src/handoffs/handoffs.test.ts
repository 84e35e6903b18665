import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { delegate, endDelegation } from '../company/absence-store.js'
import { applyCompany } from '../company/apply.js'
import { companyFile } from '../company/file.js'
import type { Company, Person } from '../company/model.js'
import { allPeople, companyOf, linkAccounts } from '../company/store.js'
import { textsFor } from '../locales/texts.js'
import { greet } from '../mornings/greet.js'
import { alarm } from './alarm.js'
import { handoffDues } from './due.js'
import type { Handoff } from './model.js'
import { openHandoff, type Wish } from './open.js'
import { sayProgress, takeStep } from './step.js'
import { byId, saveRule } from './store.js'

const file = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR', country: 'DE' },
  departments: [
    { key: 'sales', label: 'Sales', leader: 'maya@acme.example', home: 'sales' },
    { key: 'finance', label: 'Finance', leader: 'omar@acme.example', home: 'finance' },
    { key: 'marketing', label: 'Marketing', leader: 'ioana@acme.example' },
  ],
  people: [
    { name: 'Maya', email: 'maya@acme.example', department: 'sales', role: 'leader' },
    { name: 'Lena', email: 'lena@acme.example', department: 'sales' },
    { name: 'Omar', email: 'omar@acme.example', department: 'finance', role: 'leader' },
    { name: 'Parisa', email: 'parisa@acme.example', department: 'finance' },
    { name: 'Ioana', email: 'ioana@acme.example', department: 'marketing', role: 'leader' },
    { name: 'Nadia', email: 'nadia@acme.example', role: 'revops' },
  ],
  places: [
    { name: 'sales', platform: 'slack', workspace: 'T0ACME', channel: 'C0SALES', audience: { company: true } },
    { name: 'finance', platform: 'teams', workspace: 'tenant', channel: '19:finance', audience: { company: true } },
  ],
  holidays: [{ day: '2026-11-26', name: 'A day of rest', country: 'DE' }],
})

let database: Database
let company: Company
const people = new Map<string, Person>()

beforeAll(async () => {
  database = await testDatabase()
  await applyCompany(database.db, file)
  const known = await companyOf(database.db)
  if (known) company = known
  await linkAccounts(
    database.db,
    (await allPeople(database.db)).map(({ id, name }) => ({
      account: { platform: 'slack', workspace: 'T0ACME', user: name },
      person: id,
    })),
  )
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate handoffs, handoff_rules, deliveries, mornings restart identity`
  for (const one of await allPeople(database.db)) people.set(one.name, one)
})

let causes = 0
/** Somebody acts at a time of Berlin, `2026-11-23T10:00`. */
function acting(name: string, time: string, cause = `press ${++causes}`) {
  const by = people.get(name)
  if (!by) throw new Error(`Nobody is called ${name}`)
  const now = Temporal.ZonedDateTime.from(`${time}[Europe/Berlin]`).toInstant()
  return { ...context(database.db, { now, company, cause, t: textsFor('en-GB', by.zone) }), by }
}
const clock = (time: string) => ({ ...acting('Nadia', time), by: 'clock' as const })

const wish: Wish = { to: 'finance', title: 'Delta: set up invoicing', why: '', evidence: '', due: null, record: null }
async function open(more: Partial<Wish> = {}, by = 'Lena', time = '2026-11-23T10:00') {
  const handoff = await openHandoff(acting(by, time), { ...wish, ...more })
  if (!handoff) throw new Error('It was opened before')
  return handoff
}
const shown = (instant: Temporal.Instant | null): string | null =>
  instant?.toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString().slice(0, 16) ?? null
const dueOf = async ({ id }: Handoff): Promise<string | null> => shown((await byId(database.db, id))?.due ?? null)

/** What went out since the last look, by the channel or the person it went to. */
async function said(): Promise<readonly (readonly [string, string])[]> {
  const rows = await database.sql<{ channel: string; message: unknown }[]>`
    with gone as (delete from deliveries where edits is null and view is null returning id, channel, message)
    select channel, message from gone order by id`
  return rows.map((row) => [row.channel, plainLines(message.parse(row.message)).join(' | ')])
}

describe('handing over', () => {
  it('puts a card where each department is met, and starts the clock in the working time of the receiver', async () => {
    const handoff = await open()
    const cards = await database.sql<{ channel: string; message: unknown }[]>`
      select channel, message from deliveries where view = 'card' order by id`
    expect(cards.map(({ channel }) => channel)).toEqual(['19:finance', 'C0SALES'])
    expect(plainLines(message.parse(cards[0]?.message))).toEqual([
      '#1 Delta: set up invoicing',
      'From: Lena (Sales)',
      'To: Finance',
      expect.stringMatching(/^Due: Nov 25, 2026, 10:00\sAM$/),
      'Waiting for Finance to accept it.',
    ])
    expect(await dueOf(handoff)).toBe('2026-11-25T10:00')
  })

  it('is once for a cause, however often it comes', async () => {
    const first = acting('Lena', '2026-11-23T10:00', 'the same press')
    expect(await openHandoff(first, wish)).not.toBeNull()
    expect(await openHandoff(first, wish)).toBeNull()
    expect(await database.sql`select 1 from deliveries`).toHaveLength(2)
  })

  it('goes by what the two departments agreed, or by the day that was asked for', async () => {
    await saveRule(database.db, { from: 'sales', to: 'finance', rule: { amount: 90, unit: 'minutes' } })
    expect(await dueOf(await open({}, 'Lena', '2026-11-25T16:00'))).toBe('2026-11-27T09:30')
    expect(await dueOf(await open({ due: '2026-11-27' }))).toBe('2026-11-27T17:00')
  })

  it('is refused with its cure', async () => {
    await expect(open({ to: 'sales' })).rejects.toThrow('handoffs.same_department')
    await expect(open({}, 'Nadia')).rejects.toThrow('handoffs.no_home')
    await expect(open({ due: '2026-11-22' })).rejects.toThrow('handoffs.no_time')
    expect(await database.sql`select 1 from handoffs`).toHaveLength(0)
  })

  it('writes to the leader of a department that has no channel', async () => {
    await open({ to: 'marketing' })
    const rows = await database.sql<
      { channel: string }[]
    >`select channel from deliveries where view = 'card' order by id`
    expect(rows.map(({ channel }) => channel)).toEqual(['Ioana', 'C0SALES'])
  })
})

describe('something missing', () => {
  it('stops the clock, asks the sender, and goes on from there when it is added', async () => {
    const { id } = await open()
    await takeStep(acting('Omar', '2026-11-23T14:00'), id, 'return', 'tax ID')
    expect(await said()).toEqual([
      ['19:finance', 'Omar needs: tax ID. The clock is stopped until it is added.'],
      ['C0SALES', 'Omar needs: tax ID. The clock is stopped until it is added.'],
      ['Lena', 'Omar needs for #1 Delta: set up invoicing: tax ID. Their clock is stopped until you add it.'],
    ])
    expect(await byId(database.db, id)).toMatchObject({ state: 'returned', used: 240, due: null, returns: 1 })
    const again = await takeStep(acting('Lena', '2026-11-24T16:00'), id, 'add', 'DE 123')
    // 960 minutes were allowed and 240 used: 60 on Tuesday, 480 on Wednesday, Thursday is a holiday, 180 on Friday.
    expect(shown(again.due)).toBe('2026-11-27T12:00')
    expect(again).toMatchObject({ state: 'open', evidence: 'DE 123', missing: null })
    await takeStep(acting('Omar', '2026-11-24T16:05'), id, 'accept')
    expect((await said()).at(-1)).toEqual(['Lena', 'Omar has it: #1 Delta: set up invoicing. Nothing left for you.'])
  })
})

describe('finishing', () => {
  async function finished() {
    const { id } = await open()
    await takeStep(acting('Parisa', '2026-11-23T11:00'), id, 'accept')
    await takeStep(acting('Parisa', '2026-11-24T11:00'), id, 'done', 'Invoice 17')
    await said()
    return id
  }

  it('is confirmed by the sender, and then over', async () => {
    const id = await finished()
    expect(await byId(database.db, id)).toMatchObject({ state: 'done', result: 'Invoice 17', due: null })
    await takeStep(acting('Lena', '2026-11-24T12:00'), id, 'confirm')
    expect(await said()).toEqual([['Parisa', 'Lena confirmed #1 Delta: set up invoicing. It is closed.']])
    await expect(takeStep(acting('Lena', '2026-11-24T12:00'), id, 'reopen', 'x')).rejects.toThrow('handoffs.too_late')
  })

  it('is opened again by the sender with at least a quarter of its time', async () => {
    const id = await finished()
    const again = await takeStep(acting('Lena', '2026-11-24T12:00'), id, 'reopen', 'The address is wrong')
    expect(again).toMatchObject({ state: 'accepted', owner: people.get('Parisa')?.id })
    expect(shown(again.due)).toBe('2026-11-25T11:00')
  })

  it('takes no step of somebody whose it is not', async () => {
    const { id } = await open()
    await expect(takeStep(acting('Lena', '2026-11-23T11:00'), id, 'accept')).rejects.toThrow('handoffs.not_yours')
    await takeStep(acting('Omar', '2026-11-23T11:00'), id, 'accept')
    await takeStep(acting('Omar', '2026-11-23T12:00'), id, 'done')
    await expect(takeStep(acting('Omar', '2026-11-23T12:00'), id, 'confirm')).rejects.toThrow('handoffs.not_sender')
    await expect(sayProgress(acting('Ioana', '2026-11-23T12:00'), id, 'x')).rejects.toThrow('handoffs.not_yours')
    expect((await takeStep(acting('Maya', '2026-11-23T13:00'), id, 'confirm')).state).toBe('confirmed')
  })

  it('has one effect when two people press at once', async () => {
    const { id } = await open()
    const presses = await Promise.allSettled([
      takeStep(acting('Omar', '2026-11-23T11:00'), id, 'accept'),
      takeStep(acting('Parisa', '2026-11-23T11:00'), id, 'accept'),
    ])
    expect(presses.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await said()).filter(([to]) => to === 'Lena')).toHaveLength(1)
  })
})

describe('the clock', () => {
  const times = ['2026-11-23T10:05', '2026-11-24T13:55', '2026-11-24T14:00', '2026-11-24T16:00', '2026-11-25T10:00']

  it('says once that it is near, once that it is over, and then tells the leader', async () => {
    const { id } = await open()
    await takeStep(acting('Parisa', '2026-11-23T10:30'), id, 'accept')
    await said()
    const heard = []
    for (const time of [...times, '2026-11-25T13:00', '2026-11-25T14:00', '2026-11-27T09:00']) {
      await alarm(clock(time))
      for (const [to, words] of await said()) heard.push([time, to, words])
    }
    expect(heard).toEqual([
      ['2026-11-24T14:00', '19:finance', expect.stringMatching(/^#1 Delta: set up invoicing is due soon/)],
      ['2026-11-24T14:00', 'C0SALES', expect.stringMatching(/is due soon: Nov 25, 2026, 10:00\sAM\.$/)],
      ['2026-11-25T10:00', '19:finance', '#1 Delta: set up invoicing is overdue.'],
      ['2026-11-25T10:00', 'C0SALES', '#1 Delta: set up invoicing is overdue.'],
      [
        '2026-11-25T14:00',
        'Omar',
        '#1 Delta: set up invoicing, from Lena (Sales), is overdue in your department. Parisa has accepted it.',
      ],
    ])
  })

  it('says nothing while it is stopped, and only that it is over after a long outage', async () => {
    const { id } = await open()
    await takeStep(acting('Omar', '2026-11-23T10:30'), id, 'return', 'tax ID')
    await said()
    await alarm(clock('2026-12-10T10:00'))
    expect(await said()).toEqual([])
    await takeStep(acting('Lena', '2026-12-10T10:00'), id, 'add', 'DE 123')
    await said()
    const beat = () => database.db.transaction((tx) => alarm({ ...clock('2026-12-20T10:00'), db: tx }))
    await Promise.all([beat(), beat()])
    expect((await said()).map(([to, words]) => [to, words.includes('overdue')])).toEqual([
      ['19:finance', true],
      ['C0SALES', true],
      ['Omar', true],
    ])
  })
})

/** The notes of a morning, without the greeting: to whom, and their lines. */
async function lines(time: string) {
  await greet(clock(time), [handoffDues], null)
  const rows = await database.sql<{ channel: string; message: unknown }[]>`
    with gone as (delete from deliveries where view = 'note' returning id, channel, message) select * from gone order by id`
  return rows.map((row) => [row.channel, ...plainLines(message.parse(row.message)).slice(1)])
}

describe('while somebody else decides for a department', () => {
  beforeEach(async () => {
    const ioana = { person: people.get('Ioana')?.id ?? 0, from: '2026-11-24', to: '2026-11-25' }
    await delegate(database.db, 'finance', ioana)
  })
  afterEach(() => endDelegation(database.db, 'finance'))

  it('they find in their morning what nobody has accepted, and take its steps', async () => {
    const { id } = await open()
    await expect(takeStep(acting('Ioana', '2026-11-23T11:00'), id, 'accept')).rejects.toThrow('handoffs.not_yours')
    expect(await lines('2026-11-24T09:00')).toEqual([['Ioana', expect.stringMatching(/^Sales handed you #1 Delta/)]])
    await sayProgress(acting('Ioana', '2026-11-24T09:30'), id, 'I will find somebody')
    expect((await takeStep(acting('Ioana', '2026-11-24T10:00'), id, 'accept')).owner).toBe(people.get('Ioana')?.id)
    await expect(takeStep(acting('Ioana', '2026-11-27T10:00'), id, 'done')).rejects.toThrow('handoffs.not_yours')
  })

  it('they are told what is overdue, and confirm for their side', async () => {
    const sent = await open({ to: 'sales' }, 'Parisa', '2026-11-20T10:00')
    await takeStep(acting('Lena', '2026-11-24T09:00'), sent.id, 'accept')
    await takeStep(acting('Lena', '2026-11-24T10:00'), sent.id, 'done', 'invoice 17')
    await expect(takeStep(acting('Maya', '2026-11-24T11:00'), sent.id, 'confirm')).rejects.toThrow(
      'handoffs.not_sender',
    )
    expect((await takeStep(acting('Ioana', '2026-11-24T11:00'), sent.id, 'confirm')).closedAt).not.toBeNull()
    await open({}, 'Lena', '2026-11-19T10:00')
    await said()
    await alarm(clock('2026-11-25T10:00'))
    expect((await said()).map(([to]) => to)).toContain('Ioana')
  })
})

it('speaks in the morning to whoever has the next step', async () => {
  const { id } = await open()
  await open({ title: 'Epsilon: credit check' })
  await takeStep(acting('Parisa', '2026-11-23T11:00'), id, 'accept')
  await database.sql`delete from deliveries`
  expect(await lines('2026-11-24T09:00')).toEqual([
    ['Omar', expect.stringMatching(/^Sales handed you #2 Epsilon: credit check, due Nov 25/)],
    ['Parisa', expect.stringMatching(/^Sales handed you #1 Delta: set up invoicing, due Nov 25/)],
  ])
  await takeStep(acting('Parisa', '2026-11-24T11:00'), id, 'done')
  expect(await lines('2026-11-25T09:00')).toEqual([
    ['Lena', 'Parisa is done with #1 Delta: set up invoicing: is it what you needed'],
    ['Omar', expect.stringMatching(/^Sales handed you #2/)],
  ])
})
