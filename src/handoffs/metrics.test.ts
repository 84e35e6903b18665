import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { applyCompany } from '../company/apply.js'
import { companyFile } from '../company/file.js'
import type { Company, Person } from '../company/model.js'
import { allPeople, companyOf } from '../company/store.js'
import { textsFor } from '../locales/texts.js'
import { askInWords } from '../metrics/terminal.js'
import { catalogueWith } from '../metrics/testing/acme.js'
import type { Verb } from './model.js'
import { openHandoff } from './open.js'
import { takeStep } from './step.js'

/** Finance works from nine to five in Berlin; New York works when Berlin goes home. */
const file = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR', country: 'DE' },
  departments: [
    { key: 'sales', label: 'Sales', leader: 'maya@acme.example' },
    { key: 'finance', label: 'Finance', leader: 'omar@acme.example' },
    { key: 'customer_success', label: 'Customer success', leader: 'kenji@acme.example' },
  ],
  people: [
    { name: 'Maya', email: 'maya@acme.example', department: 'sales', role: 'leader' },
    { name: 'Omar', email: 'omar@acme.example', department: 'finance', role: 'leader' },
    {
      name: 'Kenji',
      email: 'kenji@acme.example',
      department: 'customer_success',
      role: 'leader',
      zone: 'America/New_York',
    },
  ],
  holidays: [{ day: '2026-10-14', name: 'A day of rest', country: 'DE' }],
})

let database: Database
let company: Company
let people: readonly Person[]
const instant = (time: string) => Temporal.ZonedDateTime.from(`${time}[Europe/Berlin]`).toInstant()
let causes = 0
function acting(name: string, time: string) {
  const by = people.find((one) => one.name === name)
  if (!by) throw new Error(`Nobody is called ${name}`)
  const cause = `press ${++causes}`
  return { ...context(database.db, { now: instant(time), company, cause, t: textsFor('en', by.zone) }), by }
}
async function handedOver(to: string, time: string, steps: readonly (readonly [Verb, string, string])[]) {
  const wish = { to, title: 'Delta', why: '', evidence: '', due: null, record: null }
  const handoff = await openHandoff(acting('Maya', time), wish)
  for (const [verb, name, at] of steps) if (handoff) await takeStep(acting(name, at), handoff.id, verb, 'words')
}

beforeAll(async () => {
  database = await testDatabase()
  await applyCompany(database.db, file)
  const known = await companyOf(database.db)
  if (known) company = known
  people = await allPeople(database.db)
  // Tuesday 10:00, accepted after an hour; returned at 15:00, added on Thursday (Wednesday is a holiday), done at noon: 5 + 3 hours.
  await handedOver('finance', '2026-10-13T10:00', [
    ['accept', 'Omar', '2026-10-13T11:00'],
    ['return', 'Omar', '2026-10-13T15:00'],
    ['add', 'Maya', '2026-10-15T09:00'],
    ['done', 'Omar', '2026-10-15T12:00'],
    ['confirm', 'Maya', '2026-10-15T13:00'],
  ])
  // Monday 16:00, accepted on Tuesday at 10:00: two working hours; 20 working hours until it is done, which is four too many.
  await handedOver('finance', '2026-10-19T16:00', [
    ['accept', 'Omar', '2026-10-20T10:00'],
    ['done', 'Omar', '2026-10-22T12:00'],
  ])
  // 10:00 in Berlin is before New York begins at 15:00; accepted half an hour later.
  await handedOver('customer_success', '2026-10-20T10:00', [['accept', 'Kenji', '2026-10-20T15:30']])
  await handedOver('customer_success', '2026-11-02T16:00', [])
})
afterAll(async () => database.close())

const asked = { catalogue: catalogueWith(), person: null, asOf: '2026-11-10', t: textsFor('en', 'UTC') }
async function answer(words: string): Promise<string> {
  const { text } = await askInWords({ ...asked, words }, { db: database.db, company, now: instant('2026-11-10T12:00') })
  return text
}

const of = (label: string, ...parts: readonly string[]) =>
  expect.stringMatching(new RegExp(`^${label}: ${parts.join('[^]*')}`))

it.each([
  ['handoffs last month', of('Handoffs, last month', '3\\.$')],
  ['handoffs last month by department', of('Handoffs, last month', '3\\.', 'Finance +2 ', 'Customer success +1 ')],
  ['handoffs last month by sending department', of('Handoffs, last month', '3\\.', 'From Sales +3 ')],
  ['handoffs from sales to finance last month', of('Handoffs, From Sales and Finance, last month', '2\\.$')],
  ['handoff return rate last month', of('Handoff return rate, last month', '33% \\(1 of 3\\)\\.$')],
  [
    'handoff return rate last month by department',
    of('Handoff return rate, last month', '33%', 'Finance +50% +1 of 2', 'Customer success +0% +0 of 1'),
  ],
  [
    'time to accept last month by department',
    of('Time to accept a handoff, last month', '1 working hour\\.', 'Finance +1.5 ', 'Customer success +0.5 '),
  ],
  ['handoff time to done last month', of('Time to finish a handoff, last month', '14 working hours\\.$')],
  ['handoffs on time last month', of('Handoffs on time, last month', '50% \\(1 of 2\\)\\.$')],
  ['handoffs done last month', of('Handoffs done, last month', '2\\.$')],
  ['open handoffs by department', of('Open handoffs, today', '3\\.', 'Customer success +2 ', 'Finance +1 ')],
])('%s is a question like any other, counted in the working time of who receives', async (words, said) => {
  expect(await answer(words)).toEqual(said)
})
