import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { versionSince } from './store.js'
import { catalogueWith } from './testing/acme.js'
import { recordVersions } from './versions.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const first = Temporal.Instant.from('2026-01-01T00:00:00Z')
const later = Temporal.Instant.from('2026-02-01T00:00:00Z')

/** The versions after recording a catalogue, by name. */
async function versions(text: string | null, at = later): Promise<(name: string) => number | undefined> {
  const catalogue = await recordVersions(database.db, catalogueWith(text), at)
  return (name) => catalogue.get(name)?.version
}

it('a definition keeps its version until its formula changes, its own or one below it', async () => {
  expect((await versions(null, first))('win_rate')).toBe(1)
  const again = await versions(null)
  expect([again('win_rate'), again('deals_won'), again('arr')]).toEqual([1, 1, 1])

  const renamed = await versions(
    '- { name: win_rate, label: Winning rate, description: The share that was won in the period. }',
  )
  expect(renamed('win_rate')).toBe(1)
  const [row] =
    await database.sql`select definition->'definition'->>'label' as label from definitions where name = 'win_rate'`
  expect(row?.label).toBe('Winning rate')

  const changed = await versions(
    '- name: deals_won\n  formula: { kind: simple, fact: opportunities, aggregate: count, date: created_on, where: { outcome: won } }',
  )
  expect([changed('deals_won'), changed('win_rate'), changed('pipeline_velocity')]).toEqual([2, 2, 2])
  expect([changed('deals_lost'), changed('won_revenue')]).toEqual([1, 1])

  const back = await versions(null)
  expect([back('deals_won'), back('win_rate'), back('deals_lost')]).toEqual([3, 3, 1])
  const kept = await database.sql`select version from definitions where name = 'win_rate' order by version`
  expect(kept.map(({ version }) => version)).toEqual([1, 2, 3])
})

it('a version that the file states is the least that it gets', async () => {
  expect((await versions('- { name: arr, version: 7 }'))('arr')).toBe(7)
  expect((await versions('- { name: arr, version: 7 }'))('arr')).toBe(7)
})

it('knows since when a version holds', async () => {
  expect((await versionSince(database.db, 'deals_lost', 1))?.toString()).toBe(first.toString())
  expect(await versionSince(database.db, 'deals_lost', 99)).toBeNull()
})

it('several processes that start at once agree', async () => {
  await database.sql`delete from definitions`
  const all = await Promise.all(Array.from({ length: 5 }, () => versions(null)))
  expect(all.map((version) => version('win_rate'))).toEqual([1, 1, 1, 1, 1])
})
