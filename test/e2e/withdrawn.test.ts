import { beforeAll, expect, test } from 'vitest'
import { watchFollows } from '../../src/alerts/watch.js'
import { applyMetrics } from '../../src/metrics/apply.js'
import { currentCatalogue } from '../../src/metrics/current.js'
import { context } from '../context.js'
import { slotOf } from '../slot.js'
import { acmeDatabase, acmeReady, thursday } from './acme.js'
import { house } from './house.js'
import { sentOff } from './ledger.js'

beforeAll(acmeReady)

test('a permission withdrawn between composing and sending takes the line out, and all that would tell of it, on Slack and on Teams', async () => {
  const database = await acmeDatabase()
  const { db, sql } = database
  const visibility = { departments: ['sales', 'finance'], roles: [] }
  await applyMetrics(context(db, { now: thursday }), [{ name: 'deals_lost', visibility }])
  await using acme = await house({ schedules: [], database })
  const [maya, omar] = [acme.as('maya', 'slack'), acme.as('omar', 'teams')]
  for (const metric of ['deals lost', 'deals won']) {
    await maya.command({ channel: '#revenue', text: `/kpi follow ${metric} this quarter above 0` })
    await omar.message({ text: `kpi follow ${metric} this quarter above 0` })
  }
  await expect.poll(() => sql`select follow from follow_standings where inside and told`).toHaveLength(4)
  // As if both numbers had not been there at the last look.
  await sql`update follow_standings set inside = false, told = false`
  const catalogue = await currentCatalogue(db, thursday)
  const slot = await slotOf(database, 'alerts')
  // What is composed and what takes the right away become true together, so it is sent under the rights of afterwards.
  await db.transaction(async (tx) => {
    expect(await watchFollows(context(tx, { now: thursday }), catalogue, slot)).toBe(2)
    const composed = await tx.execute(
      `select key from deliveries where key like 'alerts:%' and message::text like '%Deals lost%'`,
    )
    expect(composed).toHaveLength(2)
    await tx.execute(`update people set department = 'marketing', role = 'member'
      where email in ('maya@acme.example', 'omar@acme.example')`)
  })
  const sent = (await sentOff(database)).filter(({ key }) => key.startsWith('alerts:'))
  expect(sent.map(({ platform, state }) => `${platform} ${state}`).toSorted()).toEqual(['slack sent', 'teams sent'])
  for (const who of [maya, omar]) {
    const told = await who.waitForPost({ text: 'What I follow' })
    expect(JSON.stringify(told)).toMatch(/deals won/i)
    expect(JSON.stringify(told)).not.toMatch(/lost|these numbers/i)
  }
})
