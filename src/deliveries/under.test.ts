import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { type ScriptedPlatform, scriptedPlatform } from '../../test/scripted-platform.js'
import type { Message } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { personByEmail } from '../company/store.js'
import { textsFor } from '../locales/texts.js'
import { saveSchedule } from '../schedules/save.js'
import { addDeliveries } from './add.js'
import { postFailedAgain } from './again.js'
import type { Desk } from './desk.js'
import { endDeliveries } from './end.js'
import { defaultLease, type NewDelivery } from './model.js'
import { Pacer } from './pacer.js'
import { PostOffice } from './post.js'
import { drain } from './sender.js'

const start = Temporal.Instant.from('2026-11-23T08:00:00Z')
const route = { platform: 'slack', workspace: 'T0ACME' } as const
const channel: Place = { ...route, kind: 'channel', channel: 'C1', thread: null }
const words = (text: string): Message => ({
  blocks: [{ kind: 'text', text: [{ kind: 'plain', text }] }],
  discloses: [],
})
const refused = { kind: 'refused', cause: 'place gone', code: 'is_archived' } as const

let database: Database
let platform: ScriptedPlatform
let clock: Temporal.Instant

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate deliveries, slots, schedules, people, accounts restart identity cascade`
  platform = scriptedPlatform('slack')
  clock = start
})

const ends = { now: () => clock, textsFor: () => textsFor('en', 'UTC') }
const desk = (): Desk => ({
  db: database.db,
  platform,
  pacer: new Pacer([]),
  machine: () => clock,
  random: () => 0.5,
  permits: async () => true,
  end: (all) => endDeliveries(database.db, all, ends),
  draw: async () => null,
  stopping: () => false,
  lease: defaultLease,
  warn: () => {},
})

const post = (key: string, more: Partial<NewDelivery> = {}): NewDelivery => ({
  key,
  about: 'digest:weekly',
  to: channel,
  message: words(key),
  edits: null,
  slot: null,
  urgent: false,
  ...more,
})
const add = (...list: readonly NewDelivery[]) => addDeliveries(context(database.db), list)
const posted = () => platform.asked.map(({ key, to }) => [key, to.thread])
const states = async () =>
  Object.fromEntries(
    (await database.sql<{ key: string; state: string }[]>`select key, state from deliveries order by id`).map(
      ({ key, state }) => [key, state],
    ),
  )

/** What Nadia does; she is there from the first time on. */
async function nadia(): Promise<Context & { readonly by: Person }> {
  await database.sql`
    with person as (
      insert into people (name, email, role, locale, zone, work_days, work_from, work_to, outsider, active)
      values ('Nadia', 'nadia@acme.example', 'revops', 'en', 'UTC', '{1,2,3,4,5}', '09:00', '17:00', false, true)
      on conflict do nothing returning id)
    insert into accounts (platform, workspace, "user", person) select 'slack', 'T0ACME', 'UNADIA', id from person`
  const by = (await personByEmail(database.db, 'nadia@acme.example')) ?? expect.fail('Nadia is not there')
  return { ...context(database.db), by }
}

describe('a message that stands under another', () => {
  it('goes out after it, into its thread', async () => {
    await add(post('details', { under: 'card' }), post('card'), post('next'))
    await drain(route, desk())
    expect(posted()).toEqual([
      ['card', null],
      ['next', null],
      ['details', 'post-1'],
    ])
  })

  it('goes into the thread at once where that one is posted already, and into the same thread below a reply', async () => {
    await add(post('card'))
    await drain(route, desk())
    await add(post('details', { under: 'card' }), post('more', { under: 'details' }))
    await drain(route, desk())
    expect(posted()).toEqual([
      ['card', null],
      ['details', 'post-1'],
      ['more', 'post-1'],
    ])
  })

  it('follows as a message of its own in a direct conversation', async () => {
    const to: Place = { ...route, kind: 'direct', channel: 'U1', thread: null }
    await add(post('note', { to }), post('details', { to, under: 'note' }))
    await drain(route, desk())
    expect(posted()).toEqual([
      ['note', null],
      ['details', null],
    ])
  })

  it('waits as long as the other is tried again, and holds up nobody', async () => {
    platform.script.push({ kind: 'retry', at: start.add({ seconds: 60 }), code: 'ratelimited' })
    await add(post('card'), post('details', { under: 'card' }), post('other', { to: { ...channel, channel: 'C2' } }))
    const next = await drain(route, desk())
    expect(await states()).toEqual({ card: 'waiting', details: 'bound', other: 'sent' })
    clock = next ?? clock
    await drain(route, desk())
    expect(await states()).toEqual({ card: 'sent', details: 'sent', other: 'sent' })
  })

  it('is put under a message that is being sent at that moment', async () => {
    await add(post('card'))
    platform.meanwhile.push(async () => {
      await add(post('details', { under: 'card' }))
    })
    await drain(route, desk())
    expect(posted()).toEqual([
      ['card', null],
      ['details', 'post-1'],
    ])
  })

  it('is refused with the reason where the other is, and with it what stands under itself', async () => {
    platform.script.push(refused)
    await add(post('card'), post('details', { under: 'card' }), post('more', { under: 'details' }))
    await drain(route, desk())
    expect(posted()).toEqual([['card', null]])
    const codes = await database.sql`select key, code from deliveries where state = 'refused' order by id`
    expect(codes).toEqual([
      { key: 'card', code: 'place gone: is_archived' },
      { key: 'details', code: 'nothing above: refused' },
      { key: 'more', code: 'nothing above: refused' },
    ])
  })

  it('cannot stand under what nobody has written', async () => {
    await expect(add(post('details', { under: 'card' }))).rejects.toThrow('No delivery "card" to stand under')
  })

  it('is let go by the next sender if the one that posted the other died before it could', async () => {
    await add(post('card'), post('details', { under: 'card' }))
    const sent = JSON.stringify({ place: channel, id: '1.5' })
    await database.sql`update deliveries set state = 'sent', sent = ${sent}::text::jsonb where key = 'card'`
    await add(post('wakes', { to: { ...channel, channel: 'C2' } }))
    const office = new PostOffice({
      ...ends,
      database,
      platforms: new Map([['slack', platform]]),
      machine: () => clock,
      random: () => 0.5,
      permits: async () => true,
      draw: async () => null,
      lease: defaultLease,
      warn: () => {},
    })
    await office.look()
    await expect.poll(() => posted().length, { timeout: 20_000 }).toBe(2)
    await office.stop()
    expect(posted()).toContainEqual(['details', '1.5'])
  })
})

describe('the outcome of a due time with a thread', () => {
  /** A slot of Nadia's, with a card and its details in the outbox. */
  async function due(): Promise<number> {
    await saveSchedule(context(database.db), {
      kind: 'digests',
      subject: 'digest:weekly',
      data: {},
      rule: { cron: '0 9 * * 1', zone: 'UTC', holidays: 'run', catchUp: 60 },
      owner: (await nadia()).by.id,
    })
    const [slot] = await database.sql<{ id: string }[]>`
      insert into slots (schedule, due, version, state) select id, ${start.toString()}, version, 'composed' from schedules returning id`
    const id = Number(slot?.id)
    await add(post('card', { slot: id }), post('details', { slot: id, under: 'card' }))
    return id
  }
  const outcome = async () => (await database.sql`select state, reason from slots`)[0]

  it('is done when the thread is there too', async () => {
    await due()
    await drain(route, desk())
    expect(posted()).toHaveLength(2)
    expect(await outcome()).toMatchObject({ state: 'done' })
  })

  it('is failed for both where the card was refused, the owner hears it once, and posting again restores the thread', async () => {
    const slot = await due()
    platform.script.push(refused)
    await drain(route, desk())
    expect(await outcome()).toMatchObject({ state: 'failed', reason: '0 of 2 sent, 2 refused' })
    expect(posted().map(([key]) => key)).toEqual(['card', `trouble:slot:${slot}`])
    const told = JSON.stringify(platform.asked[1]?.message)
    expect(told).toContain('could not be posted to 1 place')
    expect(told).not.toContain('in the thread')
    const again = await nadia()
    expect(await postFailedAgain(again, { slot }, async () => false)).toBe(2)
    expect(await postFailedAgain(again, { slot }, async () => false)).toBe(0)
    await drain(route, desk())
    expect(posted().slice(2)).toEqual([
      ['card:again:1', null],
      ['details:again:1', 'post-3'],
    ])
  })
  it('is posted again once when it is pressed for what was posted again and refused as well', async () => {
    const slot = await due()
    platform.script.push(refused)
    await drain(route, desk())
    const again = await nadia()
    expect(await postFailedAgain(again, { slot }, async () => false)).toBe(2)
    platform.script.push(refused)
    await drain(route, desk())
    const before = posted().length
    expect(await postFailedAgain(again, { about: 'digest:weekly' }, async () => false)).toBe(2)
    await drain(route, desk())
    expect(posted().slice(before)).toEqual([
      ['card:again:2', null],
      ['details:again:2', `post-${before + 1}`],
    ])
    expect(await postFailedAgain(again, { about: 'digest:weekly' }, async () => false)).toBe(0)
    expect(await postFailedAgain(again, { slot }, async () => false)).toBe(0)
  })
})

describe('what somebody had posted', () => {
  it('arrives once, however often it was refused and posted again', async () => {
    const again = await nadia()
    await add(post('send:again:card', { tells: again.by.id }))
    for (const n of [1, 2, 3]) {
      platform.script.push(refused)
      await drain(route, desk())
      expect(await postFailedAgain(again, { about: 'digest:weekly' }, async () => false)).toBe(1)
      expect(Object.keys(await states())).toContain(`send:again:card:again:${n}`)
    }
    const before = posted().length
    await drain(route, desk())
    expect(posted().slice(before)).toEqual([['send:again:card:again:3', null]])
    expect(await postFailedAgain(again, { about: 'digest:weekly' }, async () => false)).toBe(0)
  })
})
