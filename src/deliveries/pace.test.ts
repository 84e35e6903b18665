import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { counting, earliest, most, perChannel, type Request, sendWaiting, windowsOf } from '../../test/paced.js'
import type { PlatformName } from '../chat/place.js'
import { addDeliveries } from './add.js'
import { madeSince } from './claim-store.js'
import { Pacer } from './pacer.js'

const start = Temporal.Instant.from('2026-11-23T08:00:00Z')

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate deliveries restart identity cascade`
})

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
  return sendWaiting(database, platform, start)
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
