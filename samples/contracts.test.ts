import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../db/connect.js'
import { plainLines } from '../src/chat/plain.js'
import { flatten } from '../src/chat/text.js'
import { companyOf } from '../src/company/store.js'
import { previewDigest } from '../src/digests/compose.js'
import { digest } from '../src/digests/model.js'
import { loadMapping } from '../src/facts/mapping.js'
import { textsFor } from '../src/locales/texts.js'
import { currentCatalogue } from '../src/metrics/current.js'
import { disagreements } from '../src/metrics/disagreement.js'
import { disagreementText } from '../src/metrics/disagreement-card.js'
import { applyFolder } from '../src/start/apply.js'
import { context } from '../test/context.js'
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

/** The lines of a digest of these sections, as it would be posted to the whole company in English. */
async function digestLines(
  sections: readonly object[],
  filters: Record<string, string> = {},
): Promise<readonly string[]> {
  const made = digest.parse({
    name: 'money-beat',
    title: 'Money beat',
    owner: 'nadia@acme.example',
    schedule: { cron: '0 9 * * 1', zone: 'Europe/Berlin' },
    destinations: [{ place: 'revenue', filters }],
    sections,
  })
  const company = (await companyOf(database.db)) ?? expect.fail('no company')
  const inside = context(database.db, { now, company })
  const catalogue = await currentCatalogue(database.db, now)
  return plainLines(await previewDigest(inside, catalogue, made, () => true, textsFor('en', 'UTC'), filters))
}

const arr = { metric: 'arr', period: 'this month' }
const mrr = { metric: 'mrr', period: 'this month' }

test('a digest of seven numbers has seven lines, of which the one that two sources state differently says what both say', async () => {
  const said = await digestLines([...Array.from({ length: 6 }, () => mrr), arr])
  const lines = said.filter((line) => /^(MRR|ARR)/.test(line))
  expect(lines).toHaveLength(7)
  expect(lines.at(-1)).toMatch(/^ARR: Sales says €[\d.]+M, Finance €[\d.]+M\. Omar Haddad decides\.$/)
})

test('a line for a part of the business keeps its number beside what two sources state of the whole, which is said once', async () => {
  const said = await digestLines([arr, { ...arr, period: 'this quarter' }], { region: 'EMEA' })
  const [first = '', second = ''] = said.filter((line) => line.startsWith('ARR'))
  expect(first).toMatch(/^ARR, EMEA, today: €[\d.]+M.* ARR: Sales says €[\d.]+M, .* Omar Haddad decides\.$/)
  expect(second).not.toContain('says')
})
