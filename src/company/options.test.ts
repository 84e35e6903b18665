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
    departments: [],
    people: [
      { name: 'Zoë Novák', email: 'zoe@acme.example' },
      { name: 'Omar Haddad', email: 'omar@acme.example' },
      { name: 'Zoe of the agency', email: 'zoe@agency.example', guest: true },
    ],
  })
  await applyCompany(database.db, company)
})
afterAll(async () => database.close())

it.each([
  ['zoe', ['Zoë Novák']],
  ['NOVAK', ['Zoë Novák']],
  ['omar@', ['Omar Haddad']],
  ['agency', []],
  ['', ['Zoë Novák', 'Omar Haddad']],
])('%j finds %j: whatever the accents and the case, and no guest', async (typed, names) => {
  expect((await peopleLike(typed, database)).map(({ label }) => label)).toEqual(names)
})
