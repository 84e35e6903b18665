import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import type { Incoming } from '../chat/incoming.js'
import * as inbox from './store.js'

const now = Temporal.Instant.from('2026-11-23T08:00:00Z')
const later = (seconds: number) => now.add({ seconds })
const incoming: Incoming = {
  kind: 'words',
  key: 'slack:Ev1',
  text: 'win rate',
  from: { platform: 'slack', workspace: 'T0ACME', user: 'U0MAYA' },
  at: { platform: 'slack', workspace: 'T0ACME', kind: 'channel', channel: 'C0REVENUE', thread: null },
  locale: null,
}
const back = { platform: 'slack', data: { url: 'https://acme.example/response' } } as const

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())
beforeEach(async () => {
  await database.sql`truncate inbox`
})

const keep = () => inbox.keep(database.db, { incoming, back }, now, later(60))
const take = (seconds: number) => inbox.takeAbandoned(database.db, later(seconds), later(seconds + 60), 10)

it('keeps an event once, however often the platform delivers it and to however many processes', async () => {
  const verdicts = await Promise.all(Array.from({ length: 6 }, keep))
  expect(verdicts.filter((verdict) => verdict === 'kept')).toHaveLength(1)
  await inbox.settle(database.db, incoming.key, later(1))
  expect(await keep()).toBe('seen')
})

it('gives what a process left unanswered to exactly one other, and only after its lease', async () => {
  await keep()
  expect(await take(59)).toEqual([])
  const taken = (await Promise.all([take(61), take(61)])).flat()
  expect(taken).toEqual([{ incoming, back, attempts: 2 }])
})

it('does not keep what was typed once it is answered', async () => {
  await keep()
  await inbox.settle(database.db, incoming.key, later(1))
  expect(await take(1000)).toEqual([])
  expect(JSON.stringify(await database.sql`select * from inbox`)).not.toContain('win rate')
})

it('forgets answered events when the platform can no longer repeat them, and never an open one', async () => {
  await keep()
  await inbox.forget(database.db, later(1000))
  expect(await keep()).toBe('seen')
  await inbox.settle(database.db, incoming.key, later(1))
  await inbox.forget(database.db, later(1000))
  expect(await keep()).toBe('kept')
})
