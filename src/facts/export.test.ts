import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { workbench } from '../../test/importing.js'
import { textsFor } from '../locales/texts.js'
import { exportMappings } from './export.js'
import { loadMapping, parseMapping } from './mapping.js'
import { mappingYaml, mappingYamlForChat } from './mapping-yaml.js'

const bench = workbench()
let database: Database
const mapping = {
  source: 'crm',
  label: 'Our CRM: the new one',
  owner: 'nadia@acme.example',
  fact: 'opportunities',
  file: 'deals.csv',
  format: { dates: ['ISO', 'D.M.YYYY'], decimal: ',', blanks: ['-', 'null'] },
  currency: 'EUR',
  lookups: { teams: { file: 'teams.csv', key: 'Seller', by: 'owner', format: { decimal: ',' } } },
  aliases: { product: { AcmeFlow: 'Acme Flow', '=1+1': "it's" } },
  different: { product: { 'Acme Flow 2': ['Acme Flow'] } },
  columns: {
    id: { columns: ['Deal', 'Day'] },
    owner: 'Seller',
    team: { lookup: 'teams', column: 'Team' },
    product: { column: 'Product', default: 'none', required: true },
    outcome: { column: 'Stage', values: { yes: 'won', '1': 'lost' }, otherwise: 'open' },
    amount: { column: 'Value', unit: 'minor' },
    closed_on: { column: 'Closed', dates: 'DD.MM.YYYY' },
  },
}

beforeAll(async () => {
  database = await testDatabase()
  bench.write('deals.csv', 'Deal;Day;Seller;Product;Stage;Value;Closed\n1;2;Lena;Acme Flow;yes;5;31.03.2026\n')
  bench.write('teams.csv', 'Seller,Team\nLena,North\n')
  await bench.run(database, mapping)
})
afterAll(async () => {
  await database.close()
  bench.close()
})

const t = textsFor('en', 'UTC')

test('a mapping written out and read again is the same, whatever stands in it', () => {
  const known = parseMapping(mapping)
  expect(parseMapping(parse(mappingYaml(known)))).toEqual(known)
  expect(parseMapping(parse(mappingYamlForChat(known)))).toEqual(known)
  expect(mappingYamlForChat(known)).not.toMatch(/^\s/m)
  const samples = readdirSync('samples/mappings').map((file) => loadMapping(join('samples/mappings', file)))
  for (const one of samples) expect(parseMapping(parse(mappingYaml(one)))).toEqual(one)
})

test('what goes without saying is left out, and a column alone is its bare name', () => {
  const yaml = mappingYaml(parseMapping(mapping))
  expect(yaml).toContain('  owner: Seller\n')
  expect(yaml).not.toContain('required: false')
  expect(yaml).not.toContain('different: {}')
})

test('the mappings of a source are written as files that import the same rows again', async () => {
  const lines: string[] = []
  const to = join(bench.folder, 'exported')
  const code = await exportMappings({ db: database.db, source: 'crm', to, t, out: (line) => lines.push(line) })
  expect([code, lines]).toEqual([0, [`Written: ${join(to, 'crm-opportunities.yaml')}`]])
  const again = loadMapping(join(to, 'crm-opportunities.yaml'))
  expect(again).toEqual(parseMapping(mapping))
  expect(await bench.run(database, again)).toMatchObject({ added: 0, changed: 0, unchanged: 1 })
})

test('without a folder they are printed; an unknown source is said with those that there are', async () => {
  const printed: string[] = []
  const to = null
  expect(await exportMappings({ db: database.db, source: null, to, t, out: (line) => printed.push(line) })).toBe(0)
  expect(parseMapping(parse(printed.join('\n')))).toEqual(parseMapping(mapping))
  const said: string[] = []
  expect(await exportMappings({ db: database.db, source: 'cmr', to, t, out: (line) => said.push(line) })).toBe(1)
  expect(said).toEqual(['There is no source cmr. There are: crm.'])
})
