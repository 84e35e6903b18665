import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { PlatformName } from '../src/chat/place.js'
import { addDeliveries } from '../src/deliveries/add.js'
import { saveSchedule } from '../src/schedules/save.js'
import { context } from '../test/context.js'
import { testDatabase } from '../test/database.js'
import { counting, earliest, most, perChannel, type Request, sendWaiting, windowsOf } from '../test/paced.js'
import { anyJob, startClock } from './clock.js'

const friday = Temporal.Instant.from('2026-11-20T00:00:00Z')
const monday = Temporal.Instant.from('2026-11-23T08:00:00Z')
const rule = { cron: '0 9 * * 1', zone: 'Europe/Berlin', holidays: 'run', catchUp: 7200 } as const
/** Twenty places on each platform, taken in turn. */
const placeOf = (number: number): { readonly platform: PlatformName; readonly channel: string } => ({
  platform: number % 2 === 0 ? 'slack' : 'teams',
  channel: `C${Math.floor(number / 2) % 20}`,
})

/** Posts one message, whose key tells its number, into the place of its schedule. */
const job = anyJob<{ number: number }>({
  kind: 'thousand',
  data: z.object({ number: z.number() }),
  run: async (slot, asked) => {
    const { number } = slot.data
    const to = { ...placeOf(number), workspace: 'W', kind: 'channel' as const, thread: null }
    const key = String(number).padStart(5, '0')
    const message = { blocks: [], discloses: [] }
    const about = 'digest:weekly' as const
    const deliveries = await addDeliveries(asked, [
      { key, about, to, message, edits: null, slot: slot.id, urgent: false },
    ])
    return { kind: 'composed', deliveries }
  },
})

test('1,000 schedules due in the same second reach 40 places once each, in order, as early as every limit allows', async () => {
  const database = await testDatabase()
  const asked = context(database.db, { now: friday })
  for (let number = 0; number < 1000; number++) {
    const subject = `test:${String(number).padStart(5, '0')}` as const
    await saveSchedule(asked, { kind: 'thousand', subject, data: { number }, rule, owner: null })
  }
  const clock = startClock({
    db: database.db,
    jobs: [job],
    now: () => monday,
    machine: () => monday,
    contextOf: async (db, cause) => context(db, { now: monday, cause }),
    lease: 60,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  await clock.beat()
  await clock.stop()
  const slots = await database.sql`select state, count(*)::int as count from slots group by 1`
  expect(slots.map((row) => ({ ...row }))).toEqual([{ state: 'composed', count: 1000 }])

  const keys: string[] = []
  for (const platform of ['slack', 'teams'] as const) {
    const requests: readonly Request[] = await sendWaiting(database, platform, monday)
    expect(requests).toHaveLength(500)
    keys.push(...requests.map(({ key }) => key))
    for (const inOrder of perChannel(requests)) expect(inOrder).toEqual([...inOrder].sort())
    for (const window of counting(platform)) expect(most(requests, window)).toBeLessThanOrEqual(window.max)
    const last = Math.max(...requests.map(({ at }) => at)) - monday.epochMilliseconds
    expect(last).toBeLessThanOrEqual(1.05 * earliest(windowsOf[platform], 20, 500))
  }
  expect(new Set(keys).size).toBe(1000)
  await database.close()
})
