import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { saveDepartments } from '../company/store.js'
import { applyMetrics } from '../metrics/apply.js'
import { currentCatalogue } from '../metrics/current.js'
import { CatalogueError } from '../metrics/problems.js'
import { now } from '../metrics/testing/acme.js'
import { watchCatalogue } from './catalogue.js'

const bigDeals = {
  name: 'emea_deals',
  label: 'EMEA deals',
  owner: { department: 'sales' },
  unit: 'count',
  direction: 'up',
  description: 'Deals won in EMEA.',
  formula_text: 'opportunities won in EMEA, by close date',
  formula: {
    kind: 'simple',
    fact: 'opportunities',
    aggregate: 'count',
    date: 'closed_on',
    where: { outcome: 'won', region: 'EMEA' },
  },
}

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  await saveDepartments(database.db, [{ key: 'sales', label: 'Sales', leader: null, home: null }])
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.sql`delete from own_metrics`
})

const apply = (...entries: readonly { readonly name: string; readonly [key: string]: unknown }[]) =>
  database.db.transaction((tx) => applyMetrics(context(tx), entries))
const named = async (name: string) => (await currentCatalogue(database.db, now)).get(name)

describe('the metrics of a file', () => {
  it('are metrics like any other from then on, and applying them again changes nothing', async () => {
    expect(await apply(bigDeals)).toBe(1)
    expect((await named('emea_deals'))?.definition.label).toBe('EMEA deals')
    expect(await apply(bigDeals)).toBe(0)
  })

  it('state of a built-in one only what differs', async () => {
    await apply({ name: 'win_rate', target: { value: 0.4, per: 'quarter' } })
    const winRate = await named('win_rate')
    expect([winRate?.definition.target?.value, winRate?.definition.label]).toEqual([0.4, 'Win rate'])
  })

  it('get the next version when their formula changes, and keep it when their words do', async () => {
    await apply(bigDeals)
    const first = (await named('emea_deals'))?.version
    await apply({ ...bigDeals, description: 'Other words.' })
    expect((await named('emea_deals'))?.version).toBe(first)
    await apply({ ...bigDeals, formula: { ...bigDeals.formula, where: { outcome: 'won', region: 'APAC' } } })
    expect((await named('emea_deals'))?.version).toBe((first ?? 0) + 1)
  })

  it.each([
    [
      'a word that another one answers to',
      { ...bigDeals, aliases: ['Win-Rate'] },
      'metrics.yaml[0].aliases[0]: "Win-Rate" already means win_rate',
    ],
    [
      'itself below itself',
      { ...bigDeals, formula: { kind: 'derived', expression: 'emea_deals + 1' } },
      'metrics.yaml[0]',
    ],
    [
      'what is no arithmetic',
      { ...bigDeals, formula: { kind: 'derived', expression: "mrr'); drop table people; --" } },
      'metrics.yaml[0].formula.expression: "\'" at character 4',
    ],
    [
      'a field that there is not',
      { ...bigDeals, formula: { ...bigDeals.formula, date: 'closed' } },
      'metrics.yaml[0].formula.date: there is no field of opportunities "closed"',
    ],
  ])('with %s are refused with the place, and nothing is kept', async (_, entry, words) => {
    const refused = await apply(entry).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(CatalogueError)
    expect(String(refused)).toContain(words)
    expect(await database.sql`select 1 from own_metrics`).toEqual([])
  })
})

/** Waits until something holds, by looking again and again. */
async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !holds(); n += 1) await pause(25)
  expect(holds()).toBe(true)
}

describe('a running process', () => {
  it('hears of metrics that another one changes, and answers by them without a restart', async () => {
    const watched = await watchCatalogue(
      database,
      () => now,
      (error) => expect.fail(String(error)),
    )
    try {
      expect(watched.catalogue.find('EMEA deals')).toBeNull()
      await apply(bigDeals)
      await until(() => watched.catalogue.find('EMEA deals') !== null)
    } finally {
      await watched.stop()
    }
  })

  it('keeps what it had where the new ones cannot be loaded, and says so', async () => {
    const failures: unknown[] = []
    const watched = await watchCatalogue(
      database,
      () => now,
      (error) => failures.push(error),
    )
    try {
      await database.sql`insert into own_metrics (name, entry, since) values ('broken', '{"name": "broken"}', now())`
      await database.sql`notify drumbeat_metrics`
      await until(() => failures.length > 0)
      expect(failures[0]).toBeInstanceOf(CatalogueError)
      expect(watched.catalogue.get('win_rate')).not.toBeNull()
    } finally {
      await watched.stop()
    }
  })
})
