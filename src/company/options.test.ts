import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { applyCompany } from './apply.js'
import { companyFile } from './file.js'
import { peopleLike } from './options.js'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  const company = companyFile.parse({
    company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR' },
    departments: [{ key: 'finance', label: 'Finance', leader: 'omar@acme.example' }],
    people: [
      { name: 'Ioána Marin', email: 'ioana@acme.example' },
      { name: 'Omar Haddad', email: 'omar@acme.example' },
      { name: 'Gus Hall', email: 'gus@acme.example', guest: true },
    ],
  })
  await applyCompany(database.db, company)
})
afterAll(async () => database.close())

it.each([
  ['ioana', ['Ioána Marin']],
  ['MÁRIN', ['Ioána Marin']],
  ['omar@', ['Omar Haddad']],
  ['gus', []],
  ['', ['Ioána Marin', 'Omar Haddad']],
])('a search for %j finds %j, whatever the accents and the case, and no guest', async (typed, names) => {
  expect((await peopleLike(typed, database)).map(({ label }) => label)).toEqual(names)
})
