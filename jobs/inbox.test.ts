import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../db/connect.js'
import type { Incoming } from '../src/chat/incoming.js'
import { testDatabase } from '../test/database.js'
import { testSecrecy } from '../test/secrecy.js'
import { keeping } from './inbox.js'

const now = Temporal.Instant.from('2026-11-23T08:00:00Z')
const pressed = (action: string): Incoming => ({
  kind: 'press',
  key: `slack:${action}`,
  from: { platform: 'slack', workspace: 'T0ACME', user: 'U0MAYA' },
  at: { platform: 'slack', workspace: 'T0ACME', kind: 'direct', channel: 'U0MAYA', thread: null },
  locale: null,
  call: { action, args: {}, opens: null },
  on: null,
})

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())

it('what is done without a name has no row, and its platform is told that nobody else will answer it', async () => {
  const keep = keeping({
    db: database.db,
    machine: () => now,
    seal: testSecrecy,
    untraced: (incoming) => 'call' in incoming && incoming.call.action === 'feedback.mail',
  })
  const back = { platform: 'slack', data: null } as const
  const said = []
  for (const action of ['feedback.mail', 'digests.send', 'digests.send']) said.push(await keep(pressed(action), back))
  expect(said).toEqual(['unkept', 'kept', 'seen'])
  expect(
    await database.sql`select key, extract(epoch from lease_until - received_at)::int as seconds from inbox`,
  ).toEqual([{ key: 'slack:digests.send', seconds: 60 }])
})
