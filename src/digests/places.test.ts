import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type KpiDoor, kpiDoor } from '../../test/kpi-door.js'
import type { Place } from '../chat/place.js'
import type { Notice } from '../chat/platform.js'
import type { PostingsAt } from '../company/posting.js'
import { savePlaces } from '../company/store.js'
import { troublesOf } from '../company/trouble-store.js'
import { catalogueWith } from '../metrics/testing/acme.js'
import { placesChanged } from './places.js'

const names = ['finance', 'closing', 'payroll'] as const
type Name = (typeof names)[number]
const channel = (name: Name): Place => ({
  platform: 'teams',
  workspace: 'acme',
  kind: 'channel',
  channel: `19:${name}@thread.tacv2`,
  thread: null,
})

/** One thing of Omar's is posted to each place. */
const sources: readonly PostingsAt[] = [
  async (_context, { name }) => [
    { about: `digest:${name}`, owner: 'omar@acme.example', title: () => `The ${name} beat`, closed: () => [] },
  ],
]

let door: KpiDoor
beforeAll(async () => {
  door = await kpiDoor(async () => catalogueWith())
})
afterAll(() => door[Symbol.asyncDispose]())
beforeEach(async () => {
  const readers = { kind: 'departments' as const, departments: ['finance'] }
  const audience = { outsiders: false, readers }
  await savePlaces(
    door.database.db,
    names.map((name) => ({ name, place: channel(name), audience, locale: null, zone: null })),
  )
})
afterEach(async () => {
  await door.database.sql`truncate place_troubles`
})

let minutes = 0
/** Each thing happens a minute after the one before. */
async function happens(name: Name, change: Extract<Notice, { kind: 'place' }>['change']): Promise<void> {
  const { by: _by, at: _at, on: _on, ...asking } = await door.asking('nadia')
  const notice = { kind: 'place', place: channel(name), change, name: null, who: null } as const
  await placesChanged({ ...asking, by: 'clock', now: asking.now.add({ minutes: ++minutes }) }, sources, notice)
}

/** What cannot be posted to, and of which places Omar heard since that they are back. */
async function after(change: () => Promise<void>): Promise<{ paused: readonly Name[]; back: readonly Name[] }> {
  const before = (await door.posted()).length
  await change()
  const lines = (await door.posted()).slice(before).flatMap((one) => one.lines)
  const troubles = [...(await troublesOf(door.database.db)).keys()]
  return {
    paused: names.filter((name) => troubles.some((key) => key.includes(`:${name}@`))),
    back: names.filter((name) => lines.some((line) => line.startsWith(`${name} (Teams) is back.`))),
  }
}

test('a channel of Teams that is restored goes on alone: what else is archived in the tenant stays paused, and nobody hears otherwise', async () => {
  for (const name of ['finance', 'closing'] as const) await happens(name, 'archived')
  expect(await after(() => happens('finance', 'unarchived'))).toEqual({ paused: ['closing'], back: ['finance'] })
  expect(await after(() => happens('closing', 'unarchived'))).toEqual({ paused: [], back: ['closing'] })
})

test('a team of Teams that gets the bot again goes on in all that lacked it, and what is archived stays paused', async () => {
  for (const name of ['finance', 'closing'] as const) await happens(name, 'bot removed')
  await happens('payroll', 'archived')
  expect(await after(() => happens('finance', 'bot added'))).toEqual({
    paused: ['payroll'],
    back: ['finance', 'closing'],
  })
})
