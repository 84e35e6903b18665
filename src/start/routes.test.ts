import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { claimDue } from '../schedules/claim.js'
import { saveSchedule } from '../schedules/save.js'
import { finish, lease } from '../schedules/store.js'
import { close, httpServer, listen } from './http.js'
import { metrics } from './routes.js'

const at = (text: string) => Temporal.Instant.from(text)

test('every outcome of a due time has a counter, which says why it was left out and how often', async () => {
  const database = await testDatabase()
  const server = httpServer(new Map([['/metrics', metrics(database.db)]]), () => {})
  try {
    const port = await listen(server, '127.0.0.1', 0)
    const read = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    expect(await read()).toContain('drumbeat_slot_outcomes_total{kind="digests",outcome="failed",reason=""} 0')

    const rule = { cron: '0 9 * * *', zone: 'UTC', holidays: 'run', catchUp: 7200 } as const
    const of = { kind: 'digests', subject: 'digest:daily', data: {}, rule, owner: null }
    await saveSchedule(context(database.db, { now: at('2026-11-20T00:00:00Z') }), of)
    const now = at('2026-11-23T09:30:00Z')
    await claimDue(database.db, now)
    const [slot] = await lease(database.db, now, now.add({ seconds: 60 }), 1)
    await finish(database.db, slot?.id ?? 0, { kind: 'late', seconds: 1800 }, now)
    const text = await read()
    expect(text).toContain('drumbeat_slot_outcomes_total{kind="digests",outcome="skipped",reason="missed"} 3')
    expect(text).toContain('drumbeat_slot_outcomes_total{kind="digests",outcome="late",reason=""} 1')
  } finally {
    await close(server)
    await database.close()
  }
})
