import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { scriptedPlatform } from '../../test/scripted-platform.js'
import type { PlatformName } from '../chat/place.js'
import type { Outgoing, PaceWindow } from '../chat/platform.js'
import { textsFor } from '../locales/texts.js'
import { addDeliveries } from './add.js'
import { madeSince } from './claim-store.js'
import { endDeliveries } from './end.js'
import { defaultLease } from './model.js'
import { Pacer } from './pacer.js'
import { drain } from './sender.js'

const start = Temporal.Instant.from('2026-11-23T08:00:00Z')

/** As the adapters state them, each with a test of its own. */
const windowsOf: Readonly<Record<PlatformName, readonly PaceWindow[]>> = {
  slack: [
    { scope: 'place', of: 'post', max: 1, per: 1_000 },
    { scope: 'workspace', of: 'post', max: 240, per: 60_000 },
    { scope: 'workspace', of: 'edit', max: 45, per: 60_000 },
  ],
  teams: [
    { scope: 'place', max: 7, per: 1_000 },
    { scope: 'place', max: 8, per: 2_000 },
    { scope: 'place', max: 60, per: 30_000 },
    { scope: 'place', max: 1_800, per: 3_600_000 },
    { scope: 'workspace', max: 50, per: 1_000 },
  ],
}

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate deliveries restart identity cascade`
})

interface Request {
  readonly channel: string
  readonly key: string
  readonly at: number
}

/** Adds messages to channels in turn, all due in the same second, and sends them by a clock that jumps to each next moment. */
async function sendAll(platform: PlatformName, channels: number, count: number): Promise<readonly Request[]> {
  const route = { platform, workspace: 'W' }
  const rows = Array.from({ length: count }, (_, index) => ({
    key: `${String(index).padStart(5, '0')}`,
    about: 'digest:weekly' as const,
    to: { ...route, kind: 'channel' as const, channel: `C${index % channels}`, thread: null },
    message: { blocks: [], discloses: [] },
    edits: null,
    slot: null,
    urgent: false,
  }))
  await addDeliveries(context(database.db), rows)
  let clock = start
  const requests: Request[] = []
  const windows = windowsOf[platform]
  const scripted = scriptedPlatform(platform, windows)
  const send = async (outgoing: Outgoing) => {
    requests.push({ channel: outgoing.to.channel, key: outgoing.key, at: clock.epochMilliseconds })
    return scripted.send(outgoing)
  }
  const pacer = new Pacer(windows)
  for (let next: Temporal.Instant | null = clock; next !== null; ) {
    if (Temporal.Instant.compare(next, clock) > 0) clock = next
    next = await drain(route, {
      db: database.db,
      platform: { ...scripted, send },
      pacer,
      machine: () => clock,
      random: () => 0.5,
      permits: async () => true,
      draw: async () => null,
      end: (all) => endDeliveries(database.db, all, { now: () => clock, textsFor: () => textsFor('en', 'UTC') }),
      stopping: () => false,
      lease: defaultLease,
      warn: () => {},
    })
  }
  return requests
}

const counting = (platform: PlatformName) => windowsOf[platform].filter((window) => window.of !== 'edit')

/** The most requests within any window of this length, at one place or in all. */
function most(requests: readonly Request[], { scope, per }: PaceWindow): number {
  const groups = new Map<string, number[]>()
  for (const { channel, at } of requests) {
    const name = scope === 'place' ? channel : ''
    groups.set(name, [...(groups.get(name) ?? []), at])
  }
  return Math.max(
    ...[...groups.values()].map((times) =>
      Math.max(...times.map((end, index) => times.slice(0, index + 1).filter((at) => at > end - per).length)),
    ),
  )
}

/** When the last of the messages could be requested at the earliest: no window allows more, whatever the order (milliseconds). */
function earliest(windows: readonly PaceWindow[], channels: number, count: number): number {
  const alone = (scope: PaceWindow['scope'], messages: number): number => {
    const times: number[] = []
    for (let index = 0; index < messages; index++) {
      const after = windows
        .filter((window) => window.scope === scope && window.of !== 'edit')
        .map(({ max, per }) => (index < max ? 0 : (times[index - max] ?? 0) + per))
      times.push(Math.max(0, times[index - 1] ?? 0, ...after))
    }
    return times[messages - 1] ?? 0
  }
  return Math.max(alone('workspace', count), alone('place', Math.ceil(count / channels)))
}

const perChannel = (requests: readonly Request[]): readonly string[][] => {
  const keys = new Map<string, string[]>()
  for (const { channel, key } of requests) keys.set(channel, [...(keys.get(channel) ?? []), key])
  return [...keys.values()]
}

describe('1,000 messages due in the same second to 40 places', () => {
  it.each(['slack', 'teams'] as const)('reach the 20 places in %s as early as its limits allow', async (platform) => {
    const requests = await sendAll(platform, 20, 500)
    expect(requests).toHaveLength(500)
    for (const keys of perChannel(requests)) expect(keys).toEqual([...keys].sort())
    for (const window of counting(platform)) expect(most(requests, window)).toBeLessThanOrEqual(window.max)
    const last = Math.max(...requests.map(({ at }) => at)) - start.epochMilliseconds
    expect(last).toBeLessThanOrEqual(1.05 * earliest(windowsOf[platform], 20, 500))
  })
})

describe('a busy thread in Teams', () => {
  it('gets 60 messages in 30 s as early as it may', async () => {
    const requests = await sendAll('teams', 1, 150)
    for (const window of windowsOf.teams) expect(most(requests, window)).toBeLessThanOrEqual(window.max)
    const last = (requests.at(-1)?.at ?? 0) - start.epochMilliseconds
    expect(last).toBeLessThanOrEqual(1.05 * earliest(windowsOf.teams, 1, 150))
  })

  it('gets no more than 1,800 in any hour', () => {
    const pacer = new Pacer(windowsOf.teams)
    const made: number[] = []
    let now = start.epochMilliseconds
    while (made.length < 4_000) {
      const { free, from } = pacer.channel('post', 'C1', now)
      now = free === 0 ? from : now
      if (free === 0) continue
      pacer.note('post', 'C1', now)
      made.push(now)
    }
    const busiest = Math.max(...made.map((at, index) => index - made.findIndex((other) => other > at - 3_600_000) + 1))
    expect(busiest).toBe(1_800)
  })
})

describe('a sender that takes over', () => {
  it('counts what its predecessor requested', async () => {
    const route = { platform: 'slack', workspace: 'W' } as const
    await sendAll('slack', 3, 3)
    const pacer = new Pacer(windowsOf.slack)
    for (const { act, channel, at } of await madeSince(database.db, route, start.subtract({ seconds: 60 })))
      pacer.note(act, channel, at.epochMilliseconds)
    const now = start.epochMilliseconds + 400
    expect(pacer.channel('post', 'C1', now)).toEqual({ free: 0, from: start.epochMilliseconds + 1_000 })
    expect(pacer.workspace('post', now).free).toBe(237)
    expect(pacer.channel('edit', 'C1', now).free).toBe(45)
  })
})
