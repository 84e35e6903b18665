import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { applyCompany } from '../company/apply.js'
import { companyFile } from '../company/file.js'
import { applyHandoffs, exportHandoffs, handoffsFile } from './apply.js'

let database: Database
const by = 'omar@acme.example'
beforeAll(async () => {
  database = await testDatabase()
  const departments = ['sales', 'finance'].map((key) => ({ key, label: key, leader: by }))
  await applyCompany(
    database.db,
    companyFile.parse({
      company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR' },
      departments,
      people: [{ name: 'Omar', email: by, department: 'finance', role: 'leader' }],
    }),
  )
})
afterAll(async () => database.close())

const apply = (...rules: readonly object[]) => applyHandoffs(context(database.db), handoffsFile.parse({ rules }))

it('keeps what two departments agreed in a file, and gives it back as it was written', async () => {
  const rules = [
    { from: 'finance', to: 'sales', within: '15 minutes' },
    { from: 'sales', to: 'finance', within: '1 day' },
  ]
  await apply(...rules)
  await apply(...rules)
  expect(await exportHandoffs({ db: database.db })).toEqual({
    rules: [rules[0], { from: 'sales', to: 'finance', within: '1 days' }],
  })
  expect(handoffsFile.parse(await exportHandoffs({ db: database.db })).rules).toHaveLength(2)
  // Applied twice, it is agreed once.
  expect(await database.sql`select 1 from audit where verb = 'agree'`).toHaveLength(2)
})

it.each([
  [{ from: 'sales', to: 'legal', within: '1 day' }, /rules\[0\]: "legal" is no department; known are finance, sales/],
  [{ from: 'sales', to: 'sales', within: '1 day' }, /sales hands nothing to itself/],
  [{ from: 'sales', to: 'finance', within: '11 days' }, /15 minutes to 10 working days/],
  [{ from: 'sales', to: 'finance', within: '5 minutes' }, /15 minutes to 10 working days/],
  [{ from: 'sales', to: 'finance', within: 'soon' }, /write a time as 15 minutes, 4 hours or 2 days/],
])('refuses %j with the cure', async (rule, says) => {
  await expect((async () => apply(rule))()).rejects.toThrow(says)
})
