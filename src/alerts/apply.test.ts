import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KpiDoor, kpiDoor } from '../../test/kpi-door.js'
import { catalogueWith } from '../metrics/testing/acme.js'
import { applyAlerts, exportAlerts } from './apply.js'
import { alertsFile } from './model.js'

const catalogue = catalogueWith()
let door: KpiDoor
beforeAll(async () => {
  door = await kpiDoor(async () => catalogue)
})
afterAll(() => door[Symbol.asyncDispose]())

const follow = {
  name: 'win-rate-by-region',
  owner: 'nadia@acme.example',
  metric: 'win_rate',
  period: 'this quarter',
  by: 'region',
  when: 'below 20%',
  to: { place: 'general' },
}
const apply = async (change: object = {}): Promise<void> =>
  applyAlerts(await door.asking('nadia'), alertsFile.parse({ follows: [{ ...follow, ...change }] }), catalogue)
const refused = (change: object): Promise<string> =>
  apply(change).then(
    () => '',
    (error: Error) => error.message,
  )
const changes = async (): Promise<unknown> =>
  (await door.database.sql`select count(*)::int as count from audit`)[0]?.count

test('what is applied is exported, and applying it again changes nothing', async () => {
  await apply()
  expect(await exportAlerts(door.database.db)).toEqual(alertsFile.parse({ follows: [follow] }))
  const before = await changes()
  await apply()
  expect(await changes()).toBe(before)
  await apply({ when: 'above 60%' })
  expect((await exportAlerts(door.database.db)).follows).toEqual([
    { ...alertsFile.parse({ follows: [follow] }).follows[0], when: 'above 60%' },
  ])
})

test('what could never be told, or not where it is meant to, is refused in a file as it is in chat', async () => {
  const deals = { metric: 'deals_won', by: 'region' }
  expect(await refused({ name: 'one', ...deals, when: 'below 3' })).toContain('grows until its period is over')
  expect(await refused({ name: 'one', ...deals, when: 'target' })).toContain('has no target')
  expect(await refused({ name: 'one', ...deals, when: 'above 3', to: { place: 'partners' } })).toContain(
    'and others read this channel',
  )
  expect(await refused({ name: 'one', ...deals, when: 'above 3' })).toBe('')
  // What stands there already is applied again whoever reads there by now: a file that was exported stays one.
  await door.database
    .sql`update places set audience = jsonb_set(audience, '{outsiders}', 'true') where name = 'general'`
  expect(await refused({ name: 'one', ...deals, when: 'above 3' })).toBe('')
  expect(await refused({ name: 'two', ...deals, when: 'above 3' })).toContain('and others read this channel')
  await door.database
    .sql`update places set audience = jsonb_set(audience, '{outsiders}', 'false') where name = 'general'`
})

test('a follow that cannot work is refused with its place in the file and the cure', async () => {
  expect(await refused({ owner: 'x@acme.example' })).toContain(
    'alerts.yaml, follows[0] ("win-rate-by-region"): nobody in the company',
  )
  expect(await refused({ to: { place: 'attic' } })).toContain(
    'the place "attic" is not known; known are finance, general, partners',
  )
  expect(await refused({ to: { person: 'omar@acme.example' } })).toContain('write their e-mail as "owner" too')
  expect(await refused({ as: 'morning note' })).toContain('a place has no morning note')
  expect(await refused({ period: 'some day' })).toContain('some day')
  expect(await refused({ by: 'colour' })).toContain('colour')
  expect(() => alertsFile.parse({ follows: [{ ...follow, when: 'sometimes' }] })).toThrow('write target, unusual')
})
