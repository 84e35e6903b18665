import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../db/connect.js'
import { flatten } from '../src/chat/text.js'
import { companyOf } from '../src/company/store.js'
import { loadMapping } from '../src/facts/mapping.js'
import { textsFor } from '../src/locales/texts.js'
import { currentCatalogue } from '../src/metrics/current.js'
import { disagreements } from '../src/metrics/disagreement.js'
import { disagreementText } from '../src/metrics/disagreement-card.js'
import { applyFolder } from '../src/start/apply.js'
import { testDatabase } from '../test/database.js'
import { workbench } from '../test/importing.js'
import { writeSample } from './generate.js'

const now = Temporal.Instant.from('2026-11-23T08:00:00Z')
const bench = workbench()
let database: Database
beforeAll(async () => {
  database = await testDatabase()
  await applyFolder(database.db, 'samples', now)
  writeSample(bench.folder, { asOf: '2026-11-23' })
  for (const name of ['acme-billing', 'contracts']) {
    await bench.run(database, loadMapping(`samples/mappings/${name}.yaml`))
  }
}, 60_000)
afterAll(async () => {
  bench.close()
  await database.close()
})

test('sales and finance of the sample company are apart by three contracts that are not billed yet, and Omar decides', async () => {
  const company = (await companyOf(database.db)) ?? expect.fail('no company')
  const catalogue = await currentCatalogue(database.db, now)
  const found = await disagreements({ db: database.db, now, company }, catalogue.metrics)
  expect(found.map(({ metric }) => metric.definition.name)).toEqual(['arr'])
  const [arr] = found
  expect(arr && flatten(disagreementText(arr, textsFor('en', 'UTC')))).toMatch(
    /^ARR: Sales says €[\d.]+M, Finance €[\d.]+M\. Omar Haddad decides\.$/,
  )
  expect(arr?.differing.map(({ used }) => used)).toEqual([null, null, null])
  expect(arr?.gap).toBe(11_000_004)
})
