import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { workbench } from '../../test/importing.js'
import { factFields, factNames } from './catalogue.js'
import { mappingSchema } from './mapping-schema.js'

const page = readFileSync('docs/importing.md', 'utf8')
const bench = workbench()
let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => {
  await database.close()
  bench.close()
})

test('the mapping of the documentation imports a file as it describes', async () => {
  const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? ''
  bench.write(
    'deals.csv',
    'Deal No;Seller;Product;Stage;Value;Created;Closed\n1;Lena Vogt;AcmeFlow;Won;1.054,50;02.01.2026;31.03.2026\n',
  )
  bench.write('teams.csv', 'Seller,Team\nLena Vogt,EMEA North\n')
  expect(await bench.run(database, parse(example))).toMatchObject({ added: 1, refused: 0, unknown: [] })
  const [row] = await database.sql`select team, product, outcome, amount::int, created_on, closed_on from opportunities`
  expect({ ...row }).toEqual({
    ...{ team: 'EMEA North', product: 'Acme Flow', outcome: 'won', amount: 105_450 },
    ...{ created_on: '2026-01-02', closed_on: '2026-03-31' },
  })
})

test('the documentation names every field of every fact, and every key of a mapping', () => {
  const named = new Set([...page.matchAll(/`([a-z_]+)`/g)].map((match) => match[1]))
  const fields = factNames.flatMap((fact) => [fact, ...factFields(fact).map((field) => field.name)])
  expect(fields.filter((field) => !named.has(field))).toEqual([])
  const choices = factNames.flatMap((fact) =>
    factFields(fact).flatMap((field) => (field.type === 'choice' ? field.choices : [])),
  )
  expect(choices.filter((choice) => !named.has(choice))).toEqual([])
  const example = [...page.matchAll(/```yaml\n(.*?)```/gs)].map((one) => one[1]).join('')
  const keys = Object.keys(mappingSchema.shape)
  expect(keys.filter((key) => !new RegExp(`^${key}:`, 'm').test(example))).toEqual([])
  const options = [
    ...Object.keys(mappingSchema.shape.format.unwrap().shape),
    ...Object.keys(mappingSchema.shape.from.unwrap().shape),
    'columns',
    'lookup',
    'constant',
    'values',
    'otherwise',
    'unit',
  ]
  expect(options.filter((option) => !named.has(option))).toEqual([])
})
