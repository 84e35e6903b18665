import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { type ScriptedPlatform, scriptedPlatform } from '../../test/scripted-platform.js'
import type { Message, Subject } from '../chat/message.js'
import type { Place, PlatformName } from '../chat/place.js'
import type { PaceWindow } from '../chat/platform.js'
import { textOf } from '../chat/text.js'
import { textsFor } from '../locales/texts.js'
import { addDeliveries } from './add.js'
import type { Desk } from './desk.js'
import { endDeliveries } from './end.js'
import { defaultLease, type Guarantee, mostAttempts } from './model.js'
import { Pacer } from './pacer.js'
import { drain } from './sender.js'

const start = Temporal.Instant.from('2026-11-23T08:00:00Z')
const route = { platform: 'slack', workspace: 'T0ACME' } as const
const place = (channel: string): Place => ({ ...route, kind: 'channel', channel, thread: null })
const words = (text: string, discloses: readonly Subject[] = []): Message => ({
  blocks: [{ kind: 'text', text: [{ kind: 'plain', text }] }],
  discloses,
})

let database: Database
let platform: ScriptedPlatform
let clock: Temporal.Instant
let pacer: Pacer
let mayRead: (message: Message) => boolean

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate deliveries, slots, schedules, people, accounts restart identity cascade`
  platform = scriptedPlatform('slack')
  clock = start
  pacer = new Pacer([])
  mayRead = () => true
})

const desk = (): Desk => ({
  db: database.db,
  platform,
  pacer,
  machine: () => clock,
  random: () => 0.5,
  permits: async (message) => mayRead(message),
  end: (all) => endDeliveries(database.db, all, { now: () => clock, textsFor: () => textsFor('en', 'UTC') }),
  draw: async () => null,
  stopping: () => false,
  lease: defaultLease,
  warn: () => {},
})

/** A platform with these windows, and nothing requested of it yet. */
function paced(name: PlatformName, windows: readonly PaceWindow[]): void {
  platform = scriptedPlatform(name, windows)
  pacer = new Pacer(windows)
}

const add = (
  key: string,
  channel = 'C1',
  more: { slot?: number; urgent?: boolean; discloses?: readonly Subject[]; guarantee?: Guarantee } = {},
) =>
  addDeliveries(context(database.db), [
    {
      key,
      about: 'digest:weekly',
      to: place(channel),
      message: words(key, more.discloses),
      edits: null,
      slot: more.slot ?? null,
      urgent: more.urgent ?? false,
      ...(more.guarantee && { guarantee: more.guarantee }),
    },
  ])

const states = async () => {
  const rows = await database.sql<{ key: string; state: string }[]>`select key, state from deliveries order by id`
  return Object.fromEntries(rows.map((row) => [row.key, row.state]))
}
const asked = () => platform.asked.map((one) => one.key)

/** Drains, moving the clock to each next moment, until nothing is open. */
async function drainAll(most = 50): Promise<void> {
  for (let round = 0; round < most; round++) {
    const next = await drain(route, desk())
    if (next === null) return
    if (Temporal.Instant.compare(next, clock) > 0) clock = next
  }
  throw new Error(`still open after ${most} rounds: ${JSON.stringify(await states())}`)
}

describe('the outbox', () => {
  it('sends each message once, however often its work is repeated', async () => {
    await add('digest:1')
    await add('digest:1')
    await drainAll()
    await drainAll()
    expect(asked()).toEqual(['digest:1'])
    expect(await states()).toEqual({ 'digest:1': 'sent' })
  })

  it('keeps the order within a channel, and lets what a person waits for go first', async () => {
    for (const key of ['a', 'b', 'c']) await add(key)
    await add('reply', 'C1', { urgent: true })
    await drainAll()
    expect(asked()).toEqual(['reply', 'a', 'b', 'c'])
  })

  it('never asks before the platform said so, and keeps the order while it waits', async () => {
    for (const key of ['a', 'b']) await add(key)
    const retryAt = start.add({ seconds: 7 })
    platform.script.push({ kind: 'retry', at: retryAt, code: 'ratelimited' })
    await drainAll()
    expect(asked()).toEqual(['a', 'a', 'b'])
    const second = platform.asked[1]
    expect(second && Temporal.Instant.compare(second.attempt, retryAt)).toBeGreaterThanOrEqual(0)
  })

  it('keeps a pace of one a second in each channel, without holding up the others', async () => {
    paced('slack', [{ scope: 'place', max: 1, per: 1000 }])
    for (const key of ['a1', 'a2', 'a3']) await add(key, 'A')
    for (const key of ['b1', 'b2']) await add(key, 'B')
    await drainAll()
    const times = (channel: string) =>
      platform.asked
        .filter((one) => one.to.channel === channel)
        .map((one) => one.attempt.since(start).total('milliseconds'))
    expect(times('A')).toEqual([0, 1000, 2000])
    expect(times('B')).toEqual([0, 1000])
  })

  it('keeps the budget of the workspace over all its channels', async () => {
    paced('slack', [{ scope: 'workspace', max: 4, per: 60_000 }])
    for (let index = 0; index < 10; index++) await add(`m${index}`, `C${index}`)
    await drainAll()
    const minutes = platform.asked.map((one) => Math.floor(one.attempt.since(start).total('minutes')))
    expect(minutes).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
  })

  it('gives up after its tries, and says so', async () => {
    await add('a')
    for (let index = 0; index < mostAttempts; index++)
      platform.script.push({ kind: 'retry', at: start, code: 'ratelimited' })
    await drainAll()
    expect(asked()).toHaveLength(mostAttempts)
    expect(await states()).toEqual({ a: 'failed' })
  })

  it('withholds what its readers may no longer see', async () => {
    await add('secret', 'C1', { discloses: ['metric:burn_multiple'] })
    mayRead = () => false
    await drainAll()
    expect(asked()).toEqual([])
    expect(await states()).toEqual({ secret: 'refused' })
  })

  it('sends what is left of a message, and keeps that as what was sent', async () => {
    const line = (text: string, subject: Subject) =>
      ({ kind: 'text', text: textOf(text), discloses: [subject] }) as const
    const [open, closed] = [line('Win rate 24%', 'metric:win_rate'), line('ARR €6.4M', 'metric:arr')]
    const message = { blocks: [open, closed], discloses: ['metric:win_rate', 'metric:arr'] as const }
    const row = {
      key: 'both',
      about: 'alerts:1',
      to: place('C1'),
      message,
      edits: null,
      slot: null,
      urgent: false,
    } as const
    await addDeliveries(context(database.db), [row])
    mayRead = ({ discloses }) => !discloses.includes('metric:arr')
    await drainAll()
    const left = { blocks: [open], discloses: ['metric:win_rate'] }
    expect(platform.asked.map((one) => one.message)).toEqual([left])
    expect(await database.sql`select message from deliveries`).toEqual([{ message: left }])
    expect(await states()).toEqual({ both: 'sent' })
  })
})

describe('a message that was perhaps posted', () => {
  beforeEach(async () => {
    await add('a')
    platform.script.push({ kind: 'unknown', code: 'timeout' })
  })

  it('is not sent again where it is found', async () => {
    platform.standing.set('a', { place: place('C1'), id: '169.5' })
    await drainAll()
    expect(asked()).toEqual(['a'])
    expect(clock.since(start).total('seconds')).toBeGreaterThanOrEqual(30)
    expect(await states()).toEqual({ a: 'sent' })
  })

  it('is sent again where it is certainly absent', async () => {
    await drainAll()
    expect(asked()).toEqual(['a', 'a'])
    expect(await states()).toEqual({ a: 'sent' })
  })

  it('is left as unknown where the platform cannot be asked', async () => {
    platform.standing.set('a', 'cannot ask')
    await drainAll()
    expect(asked()).toEqual(['a'])
    expect(await states()).toEqual({ a: 'unknown' })
  })

  it('is sent again there, and may stand twice, if it must not be missing', async () => {
    platform.standing.set('a', 'cannot ask')
    platform.standing.set('must arrive', 'cannot ask')
    platform.script.push({ kind: 'unknown', code: 'timeout' })
    await add('must arrive', 'C2', { guarantee: 'at least once' })
    await drainAll()
    expect(asked().sort()).toEqual(['a', 'must arrive', 'must arrive'])
    expect(await states()).toEqual({ a: 'unknown', 'must arrive': 'sent' })
  })

  it('holds back what comes after it in its channel', async () => {
    await add('b')
    await drain(route, desk())
    await drain(route, desk())
    expect(asked()).toEqual(['a'])
  })
})

describe('a process that died', () => {
  it('leaves claimed messages to the next after their lease', async () => {
    await add('a')
    await database.sql`update deliveries set state = 'claimed', lease_until = ${start.add({ seconds: 30 }).toString()}`
    await drain(route, desk())
    expect(asked()).toEqual([])
    await drainAll()
    expect(asked()).toEqual(['a'])
  })
})

describe('the outcome of a slot', () => {
  const slot = async (): Promise<number> => {
    const [person] = await database.sql<{ id: number }[]>`
      insert into people (name, email, role, locale, zone, work_days, work_from, work_to, outsider, active)
      values ('Nadia', 'nadia@acme.example', 'revops', 'en', 'UTC', '{1,2,3,4,5}', '09:00', '17:00', false, true) returning id`
    await database.sql`insert into accounts (platform, workspace, "user", person) values ('slack', 'T0ACME', 'U0NADIA', ${person?.id ?? 0})`
    const [row] = await database.sql<{ id: string }[]>`
      with s as (insert into schedules (kind, subject, data, cron, zone, catch_up_seconds, holidays, state, version, owner)
        values ('digests', 'digest:weekly', '{}', '0 9 * * 1', 'UTC', 7200, 'run', 'active', 1, ${person?.id ?? 0}) returning id)
      insert into slots (schedule, due, version, state) select id, ${start.toString()}, 1, 'composed' from s returning id`
    return Number(row?.id)
  }
  const outcome = async () =>
    (await database.sql<{ state: string; reason: string | null }[]>`select state, reason from slots`)[0]

  it('is done only when every place has a receipt', async () => {
    const id = await slot()
    await add('a', 'A', { slot: id })
    await add('b', 'B', { slot: id })
    platform.script.push({ kind: 'retry', at: start.add({ seconds: 5 }), code: 'ratelimited' })
    await drain(route, desk())
    expect(await outcome()).toEqual({ state: 'composed', reason: null })
    await drainAll()
    expect(await outcome()).toEqual({ state: 'done', reason: null })
  })

  it('is late when the last receipt came long after its time', async () => {
    await add('a', 'A', { slot: await slot() })
    clock = start.add({ minutes: 3 })
    await drainAll()
    expect(await outcome()).toEqual({ state: 'late', reason: '180 s' })
  })

  it('is failed when a place refused, and the owner hears of it once', async () => {
    const id = await slot()
    await add('a', 'A', { slot: id })
    await add('b', 'B', { slot: id })
    platform.script.push({ kind: 'refused', cause: 'place gone', code: 'is_archived' })
    await drainAll()
    expect(await outcome()).toEqual({ state: 'failed', reason: '1 of 2 sent, 1 refused' })
    const notes = platform.asked.filter((one) => one.to.kind === 'direct')
    expect(notes.map((one) => [one.to.channel, one.key])).toEqual([['U0NADIA', `trouble:slot:${id}`]])
  })
})
