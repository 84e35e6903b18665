import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { memoryOf } from '../../test/memory.js'
import { scriptedPlatform } from '../../test/scripted-platform.js'
import type { Platform } from '../chat/platform.js'
import { introducer } from './introducer.js'
import { logger } from './log.js'
import { statuses } from './statuses.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  await database.sql`insert into installations (platform, workspace, secrets, installed_at)
    values ('slack', 'T1', '', now()), ('teams', 'tenant', '', now())`
  await database.sql`insert into people (id, name, email, role, locale, zone, work_days, work_from, work_to, outsider, active)
    values (1, 'Maya', 'maya@acme.example', 'member', 'en', 'UTC', '{1}', '09:00', '17:00', false, true)`
  await database.sql`insert into rounds (id, kind, subject, occasion, day, opened_at, closes_at)
    values (1, 'standups', 'standup:revenue', 'x', '2026-11-23', '2026-11-23T00:00Z', '2026-11-23T12:00Z')`
  await database.sql`insert into round_people (round, person, ask_at, state) values (1, 1, '2026-11-23T10:00Z', 'waiting')`
})
afterAll(() => database.close())

/** Looks again and again. @returns the workspaces whose people were read, each with the time */
async function readAt(...times: readonly string[]): Promise<readonly string[]> {
  let now = Temporal.Instant.from('2026-11-23T00:00:00Z')
  const read: string[] = []
  const platform = (name: 'slack' | 'teams'): Platform => {
    const scripted = scriptedPlatform(name)
    const people = (workspace: string) => {
      read.push(`${workspace} ${now.toString().slice(11, 16)}`)
      return scripted.people(workspace)
    }
    return { ...scripted, people }
  }
  const log = logger('silent', memoryOf([]))
  const platforms = new Map([platform('slack'), platform('teams')].map((one) => [one.name, one]))
  const desk = { db: database.db, platforms, now: () => now, machine: () => now, log }
  const people = introducer({ ...desk, changed: async () => {} })
  const { look } = statuses({ db: database.db, introducer: people, now: () => now, log })
  for (const time of times) {
    now = Temporal.Instant.from(`2026-11-23T${time}:00Z`)
    await look()
  }
  return read
}

test('statuses are read shortly before somebody is asked and while they are waited for, once in ten minutes; Teams tells none', async () => {
  expect(await readAt('09:40', '09:50', '09:51', '09:59', '10:00', '10:05', '10:12', '12:00')).toEqual([
    'T1 09:50',
    'T1 10:00',
    'T1 10:12',
  ])
})

test('they are not read where everybody has answered', async () => {
  await database.sql`update round_people set state = 'answered'`
  expect(await readAt('09:55', '10:00')).toEqual([])
})
