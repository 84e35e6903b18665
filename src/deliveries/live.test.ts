import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { type ScriptedPlatform, scriptedPlatform } from '../../test/scripted-platform.js'
import type { Message } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import { textsFor } from '../locales/texts.js'
import { addDeliveries } from './add.js'
import type { Desk } from './desk.js'
import { endDeliveries } from './end.js'
import { drawing, type Renderer, refresh } from './live.js'
import { defaultLease } from './model.js'
import { Pacer } from './pacer.js'
import { drain } from './sender.js'

const start = Temporal.Instant.from('2026-11-23T08:00:00Z')
const route = { platform: 'slack', workspace: 'T0ACME' } as const
const place = (channel: string): Place => ({ ...route, kind: 'channel', channel, thread: null })
const words = (text: string): Message => ({
  blocks: [{ kind: 'text', text: [{ kind: 'plain', text }] }],
  discloses: [],
})
const textIn = ({ blocks: [first] }: Message): string =>
  first?.kind === 'text' ? first.text.map((span) => (span.kind === 'plain' ? span.text : '')).join('') : ''

let database: Database
let platform: ScriptedPlatform
let clock: Temporal.Instant
let pacer: Pacer

/** What the card shows: how many have pressed. */
const counter: Renderer = {
  kind: 'poll',
  draw: async ({ db, t }, { id, view }) => {
    const [row] = await db.execute<{ count: number }>(`select count(*)::int as count from presses where poll = '${id}'`)
    if (view === 'fixed') return null
    return words(`${view} ${t.locale}: ${row?.count ?? 0} pressed`)
  },
}

beforeAll(async () => {
  database = await testDatabase()
  await database.sql`create table presses (poll text, who text)`
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate deliveries, presses restart identity cascade`
  platform = scriptedPlatform('slack')
  clock = start
  pacer = new Pacer([])
})

const desk = (): Desk => ({
  db: database.db,
  platform,
  pacer,
  machine: () => clock,
  random: () => 0.5,
  permits: async () => true,
  draw: drawing([counter], async (db) => context(db)),
  end: (all) => endDeliveries(database.db, all, { now: () => clock, textsFor: () => textsFor('en', 'UTC') }),
  stopping: () => false,
  lease: defaultLease,
  warn: (_fields, text) => {
    throw new Error(text)
  },
})

async function drainAll(): Promise<void> {
  for (let round = 0; round < 40; round++) {
    const next = await drain(route, desk())
    if (next === null) return
    if (Temporal.Instant.compare(next, clock) > 0) clock = next
  }
  throw new Error('still open after 40 rounds')
}

const card = (key: string, channel: string, view = 'board', text = 'board en: 0 pressed') =>
  addDeliveries(context(database.db), [
    {
      key,
      about: 'poll:7',
      to: place(channel),
      message: words(text),
      edits: null,
      slot: null,
      urgent: false,
      view,
    },
  ])

const press = (who: string) =>
  database.db.transaction(async (tx) => {
    await tx.execute(`insert into presses values ('7', '${who}')`)
    await refresh(context(tx), 'poll:7')
  })

/** What each channel shows after all that was requested, by its post. */
function screens(): Record<string, string> {
  const shown = new Map<string, string>()
  for (const one of platform.asked) shown.set(one.to.channel, textIn(one.message))
  return Object.fromEntries(shown)
}
const edits = () => platform.asked.filter((one) => one.edits !== null)

describe('a live card', () => {
  it('is redrawn in every place where it stands', async () => {
    await card('a', 'A')
    await card('b', 'B', 'note')
    await drainAll()
    await press('maya')
    await drainAll()
    expect(screens()).toEqual({ A: 'board en: 1 pressed', B: 'note en: 1 pressed' })
    expect(edits().map((one) => one.edits?.id)).toEqual(['post-1', 'post-2'])
  })

  it('is edited once for all the changes that came before its edit went out', async () => {
    await card('a', 'A')
    await drainAll()
    for (const who of ['maya', 'omar', 'nadia']) await press(who)
    await drainAll()
    expect(edits().map((one) => textIn(one.message))).toEqual(['board en: 3 pressed'])
  })

  it('is posted as things stand by then, when they changed before it went out', async () => {
    await card('a', 'A')
    await press('maya')
    await drainAll()
    expect(platform.asked.map((one) => [one.edits, textIn(one.message)])).toEqual([[null, 'board en: 1 pressed']])
  })

  it('is edited again when something changed while it was being posted', async () => {
    await card('a', 'A')
    platform.meanwhile.push(() => press('maya'))
    await drainAll()
    expect(platform.asked.map((one) => textIn(one.message))).toEqual(['board en: 0 pressed', 'board en: 1 pressed'])
  })

  it('is edited again when something changed while it was being edited', async () => {
    await card('a', 'A')
    await drainAll()
    await press('maya')
    platform.meanwhile.push(() => press('omar'))
    await drainAll()
    expect(edits().map((one) => textIn(one.message))).toEqual(['board en: 1 pressed', 'board en: 2 pressed'])
  })

  it('is not edited when nothing that it shows has changed, or its renderer leaves it', async () => {
    await card('a', 'A')
    await card('b', 'B', 'fixed', 'as it was')
    await drainAll()
    await refresh(context(database.db), 'poll:7')
    await drainAll()
    expect(edits()).toEqual([])
    await press('maya')
    await drainAll()
    expect(screens()).toEqual({ A: 'board en: 1 pressed', B: 'as it was' })
  })

  it('shows everything after twenty concurrent presses, while it is being posted and edited', async () => {
    for (const channel of ['A', 'B', 'C']) await card(channel, channel)
    const presses = Array.from({ length: 20 }, (_, index) => press(`person ${index}`))
    let pressing = true
    const all = Promise.all(presses).then(() => {
      pressing = false
    })
    while (pressing) await drain(route, desk())
    await all
    await drainAll()
    expect(screens()).toEqual({ A: 'board en: 20 pressed', B: 'board en: 20 pressed', C: 'board en: 20 pressed' })
    expect(platform.asked.filter((one) => one.edits === null)).toHaveLength(3)
  })

  it('is edited again after an answer that got lost, without holding up what is posted after it', async () => {
    await card('a', 'A')
    await drainAll()
    platform.script.push({ kind: 'unknown', code: 'timeout' })
    await press('maya')
    await drain(route, desk())
    await addDeliveries(context(database.db), [
      {
        key: 'next',
        about: 'digest:w',
        to: place('A'),
        message: words('next'),
        edits: null,
        slot: null,
        urgent: false,
      },
    ])
    await drain(route, desk())
    expect(platform.asked.at(-1)?.key).toBe('next')
    await drainAll()
    expect(edits().map((one) => textIn(one.message))).toEqual(['board en: 1 pressed', 'board en: 1 pressed'])
  })

  it('is edited once more when an edit was still under way while another sender, which took over, made the next', async () => {
    await card('a', 'A')
    await drainAll()
    await press('maya')
    platform.meanwhile.push(async () => {
      await press('omar')
      clock = clock.add({ seconds: 2 * defaultLease })
      await drainAll()
    })
    await drainAll()
    const shown = ['board en: 1 pressed', 'board en: 2 pressed', 'board en: 2 pressed']
    expect(edits().map((one) => textIn(one.message))).toEqual(shown)
  })

  it('is edited once the database is back that went away while it was being drawn', async () => {
    await card('a', 'A')
    await drainAll()
    await press('maya')
    const cause = Object.assign(new Error('terminating connection'), { code: '57P01' })
    const draw = () => Promise.reject(new Error('Failed query', { cause }))
    await expect(drain(route, { ...desk(), draw })).rejects.toThrow('Failed query')
    expect(edits()).toEqual([])
    await drainAll()
    expect(screens()).toEqual({ A: 'board en: 1 pressed' })
  })

  it('shows what happened while nobody knew whether it was posted', async () => {
    await card('a', 'A')
    platform.script.push({ kind: 'unknown', code: 'timeout' })
    await drain(route, desk())
    await press('maya')
    platform.standing.set('a', { place: place('A'), id: '169.5' })
    await drainAll()
    expect(edits().map((one) => [one.edits?.id, textIn(one.message)])).toEqual([['169.5', 'board en: 1 pressed']])
  })

  it('is left alone once the platform refused to edit it', async () => {
    await card('a', 'A')
    await drainAll()
    platform.script.push({ kind: 'refused', cause: 'message gone', code: 'message_not_found' })
    await press('maya')
    await drainAll()
    await press('omar')
    await drainAll()
    expect(edits()).toHaveLength(1)
  })
})
