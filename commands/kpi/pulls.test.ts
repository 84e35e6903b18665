import { afterAll, beforeAll, expect, it } from 'vitest'
import { beginRun, endRun } from '../../src/facts/runs-store.js'
import { catalogueWith, now } from '../../src/metrics/testing/acme.js'
import { addDeals, addSource, decided } from '../../src/metrics/testing/rows.js'
import { type KpiDoor, kpiDoor, linesOf } from '../../test/kpi-door.js'

let door: KpiDoor
beforeAll(async () => {
  door = await kpiDoor(async ({ db, sql }) => {
    const crm = await addSource(db, 'opportunities', { label: 'Acme CRM' })
    await addDeals(db, crm, decided('won', '2026-07-20', 4))
    await sql`update sources set name = 'crm'`
    await sql`insert into schedules (kind, subject, data, cron, zone, catch_up_seconds, holidays, overlap, next_due, state, version)
      values ('pull', 'source:crm/opportunities', '{}', '0 6 * * *', 'Europe/Berlin', 86400, 'run', 'skip',
        '2026-08-17T04:00:00Z', 'active', 1)`
    return catalogueWith('')
  })
})
afterAll(() => door[Symbol.asyncDispose]())

const aboutPulls = async () =>
  linesOf(await door.say('maya', 'about deals won')).filter((line) => line.startsWith('Asked on schedule'))

it('says under a number when its source is asked next, and why it brought nothing', async () => {
  const { db } = door.database
  expect(await aboutPulls()).toEqual([expect.stringMatching(/^Asked on schedule: Acme CRM next Aug 17, 2026/)])
  const run = { source: 'crm', fact: 'opportunities', via: 'sql', at: now } as const
  const args = { variable: 'CRM_DATABASE_URL' }
  const problems = [{ at: 'from', key: 'facts.sql_no_address', args } as const]
  await endRun(db, await beginRun(db, run), now, { problems })
  expect((await aboutPulls())[0]).toMatch(
    /The latest try with Acme CRM, .* brought nothing\. from: the variable `CRM_DATABASE_URL` is not set/,
  )
  const counts = { read: 1, added: 1, changed: 0, unchanged: 0, refused: 0 }
  await endRun(db, await beginRun(db, run), now, { counts })
  expect((await aboutPulls())[0]).not.toContain('brought nothing')
})
