import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { memoryOf } from '../../test/memory.js'
import { scriptedPlatform } from '../../test/scripted-platform.js'
import type { Profile } from '../chat/platform.js'
import { type Introducer, introducer } from './introducer.js'
import { logger } from './log.js'

const now = Temporal.Instant.from('2026-11-23T08:00:00Z')
const account = { platform: 'slack', workspace: 'T1', user: 'U0MAYA' } as const
const maya: Profile = {
  account,
  name: 'Maya',
  email: 'maya@acme.example',
  zone: null,
  locale: null,
  guest: false,
  awayUntil: null,
  active: true,
}
const left: Profile = { ...maya, email: null, active: false }

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  await database.sql`insert into installations (platform, workspace, secrets, installed_at) values ('slack', 'T1', '', now())`
  await database.sql`insert into people (id, name, email, role, locale, zone, work_days, work_from, work_to, outsider, active)
    values (1, 'Maya', 'maya@acme.example', 'member', 'en', 'UTC', '{1}', '09:00', '17:00', false, true)`
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.sql`truncate accounts, place_troubles`
})

/** Somebody who reads the directory of one workspace. @param meanwhile what happens after Maya's page was read, and before the last one */
function reader(meanwhile: (people: Introducer) => Promise<void> = async () => {}) {
  const lines: string[] = []
  let backs = 0
  const platform = {
    ...scriptedPlatform('slack'),
    people: async function* () {
      yield maya
      await meanwhile(people)
    },
  }
  const people: Introducer = introducer({
    db: database.db,
    platforms: new Map([['slack', platform]]),
    now: () => now,
    machine: () => now,
    changed: async (_db, { back }) => {
      backs += back.length
    },
    log: logger('info', memoryOf(lines)),
  })
  return { people, lines, backs: () => backs }
}

const linked = () => database.sql`select "user" from accounts`

test('who is deactivated while the directory is read stays gone, and nobody is told that they came back', async () => {
  const { people, backs } = reader((meanwhile) => meanwhile.notice({ kind: 'person', profile: left }))
  await people.notice({ kind: 'person', profile: maya })
  await people.all()
  expect(await linked()).toEqual([])
  expect(await database.sql`select channel, reason from place_troubles`).toEqual([
    { channel: 'U0MAYA', reason: 'person gone' },
  ])
  expect(backs()).toBe(0)
})

test('the next reading knows of nothing that an earlier one was told', async () => {
  let told = false
  const { people, backs } = reader(async (meanwhile) => {
    if (!told) await meanwhile.notice({ kind: 'person', profile: left })
    told = true
  })
  await people.notice({ kind: 'person', profile: maya })
  await people.all()
  await people.all()
  expect(await linked()).toEqual([{ user: 'U0MAYA' }])
  expect(backs()).toBe(1)
})

test('who is told of in another workspace has no part in what is read of this one', async () => {
  const elsewhere = { ...left, account: { ...account, workspace: 'T2' } }
  const { people } = reader((meanwhile) => meanwhile.notice({ kind: 'person', profile: elsewhere }))
  await people.all()
  expect(await linked()).toEqual([{ user: 'U0MAYA' }])
})

test('a status that somebody sets leaves no line in the log', async () => {
  const { people, lines } = reader()
  await people.notice({ kind: 'person', profile: { ...maya, awayUntil: 'open' } })
  expect(lines).toEqual([])
  await people.notice({ kind: 'installed', platform: 'slack', workspace: 'T1', by: null })
  expect(lines.join()).toContain('A platform told of a change')
})
