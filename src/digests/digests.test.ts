import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { context, personOf } from '../../test/context.js'
import { testDatabase } from '../../test/database.js'
import { type Workbench, workbench } from '../../test/importing.js'
import { message } from '../chat/message.js'
import { plainLines } from '../chat/plain.js'
import { applyCompany } from '../company/apply.js'
import { companyFile } from '../company/file.js'
import { Refusal } from '../locales/refusal.js'
import { type Catalogue, loadCatalogue } from '../metrics/catalogue.js'
import { find } from '../schedules/store.js'
import { applyDigests } from './apply.js'
import { postDigest, previewDigest } from './compose.js'
import { digestsFile } from './model.js'
import { sendNow } from './send.js'
import { digestByName } from './store.js'

const company = companyFile.parse({
  company: { name: 'Acme Cloud', zone: 'Europe/Berlin', currency: 'EUR' },
  departments: [
    { key: 'sales', label: 'Sales' },
    { key: 'finance', label: 'Finance' },
  ],
  people: [{ name: 'Nadia', email: 'nadia@acme.example', role: 'revops' }],
  places: [
    {
      name: 'revenue',
      platform: 'slack',
      workspace: 'T0ACME',
      channel: 'C0REVENUE',
      audience: { departments: ['sales'] },
    },
    {
      name: 'finance',
      platform: 'teams',
      workspace: 'tenant',
      channel: '19:finance',
      audience: { departments: ['finance'] },
    },
    {
      name: 'agency',
      platform: 'slack',
      workspace: 'T0ACME',
      channel: 'C0AGENCY',
      audience: { company: true, outsiders: true },
    },
  ],
})

const weekly = {
  name: 'weekly',
  title: 'Weekly revenue beat',
  owner: 'nadia@acme.example',
  schedule: { cron: '0 9 * * 1', zone: 'Europe/Berlin' },
  destinations: [{ place: 'revenue' }, { place: 'finance', locale: 'de' }],
  sections: [
    { metric: 'win rate', period: 'this quarter', by: 'region' },
    { metric: 'won_revenue', period: 'last quarter' },
  ],
}

let database: Database
let catalogue: Catalogue
let bench: Workbench
beforeAll(async () => {
  database = await testDatabase()
  bench = workbench()
  catalogue = loadCatalogue(['sales', 'finance', 'marketing', 'customer_success'], null)
})
afterAll(async () => {
  bench.close()
  await database.close()
})
beforeEach(async () => {
  await database.sql`truncate companies, departments, people, places, holidays, schedules, deliveries, digests, sources restart identity cascade`
  await applyCompany(database.db, company)
  await facts()
})

/** EMEA won 1 of 5 this quarter and 4 of 5 at this point of the last one; the Americas won 3 of 5 both times. */
async function facts(): Promise<void> {
  const deals = (region: string, day: string, won: number) =>
    Array.from({ length: 5 }, (_, index) => [region, '2026-06-01', day, index < won ? 'won' : 'lost', '1000'])
  const all = [
    ...deals('EMEA', '2026-10-12', 1),
    ...deals('Americas', '2026-10-12', 3),
    ...deals('EMEA', '2026-07-12', 4),
    ...deals('Americas', '2026-07-12', 3),
  ]
  bench.write(
    'deals.csv',
    ['id,region,created,closed,outcome,amount', ...all.map((deal, index) => `D${index},${deal.join(',')}`)].join('\n'),
  )
  await bench.run(database, {
    source: 'crm',
    label: 'Acme CRM',
    fact: 'opportunities',
    file: 'deals.csv',
    currency: 'EUR',
    columns: {
      id: 'id',
      region: 'region',
      created_on: 'created',
      closed_on: 'closed',
      outcome: 'outcome',
      amount: 'amount',
    },
  })
}

const file = (change: object = {}) => digestsFile.parse({ digests: [{ ...weekly, ...change }] })
const apply = (change: object = {}) => applyDigests(context(database.db), file(change), catalogue)
const stored = async () => (await digestByName(database.db, 'weekly')) ?? expect.fail('the digest is not stored')
const posted = async () => {
  const rows = await database.sql<
    { channel: string; message: unknown }[]
  >`select channel, message from deliveries where under is null order by id`
  return Object.fromEntries(rows.map((row) => [row.channel, plainLines(message.parse(row.message))]))
}

describe('a digest', () => {
  it('says each number with its counts, what it was, and where the change came from', async () => {
    await apply()
    await postDigest(context(database.db), catalogue, await stored(), { key: 'slot:1', slot: null, holdUntil: null })
    const { C0REVENUE: lines = [] } = await posted()
    expect(lines[0]).toBe('Weekly revenue beat')
    expect(lines[1]).toContain('40% so far (4 of 10), was 70% at this point last quarter')
    expect(lines[1]).toContain('Most of it: EMEA, 20% (1 of 5).')
    expect(lines[2]).toContain('€7,000.00')
    expect(lines.at(-1)).toContain('Acme CRM')
  })

  it('goes once to each destination, in its language, with the same numbers', async () => {
    await apply()
    const post = async () =>
      postDigest(context(database.db), catalogue, await stored(), { key: 'slot:1', slot: null, holdUntil: null })
    expect(await post()).toMatchObject({ deliveries: 2 })
    expect(await post()).toMatchObject({ deliveries: 0 })
    const { '19:finance': german = [] } = await posted()
    expect(german[1]).toMatch(/40\s?%/)
    expect(german[2]).toMatch(/7[.,]000[.,]00/)
  })

  it('is the same digest filtered where a destination says so', async () => {
    await apply({ destinations: [{ place: 'revenue', filters: { region: 'Americas' } }] })
    await postDigest(context(database.db), catalogue, await stored(), { key: 'slot:1', slot: null, holdUntil: null })
    const { C0REVENUE: lines = [] } = await posted()
    expect(lines[1]).toBe('Only Americas')
    expect(lines[2]).toContain('60% so far (3 of 5)')
  })

  it('leaves out what the readers of a place may not see, and tells outsiders nothing', async () => {
    await apply({ destinations: [{ place: 'agency' }] })
    await postDigest(context(database.db), catalogue, await stored(), { key: 'slot:1', slot: null, holdUntil: null })
    expect((await posted()).C0AGENCY).toEqual([
      'Weekly revenue beat',
      'Nothing in this digest is for the readers of this place.',
    ])
  })

  it('is previewed under the rights of the person who looks', async () => {
    await apply()
    const digest = await stored()
    const { t } = context(database.db)
    const shown = await previewDigest(
      context(database.db),
      catalogue,
      digest.digest,
      (metric) => metric.definition.name === 'won_revenue',
      t,
    )
    expect(shown.discloses).toEqual(['metric:won_revenue'])
  })
})

describe('posting a digest now', () => {
  const by = (change: Parameters<typeof personOf>[0]) => ({
    ...context(database.db, { cause: 'press:1' }),
    by: personOf(change),
  })

  it('is for RevOps and the owner, and happens once for one press', async () => {
    await apply()
    const digest = await stored()
    const tom = by({ id: 2, email: 'tom@acme.example', role: 'member' })
    await expect(sendNow(tom, catalogue, digest)).rejects.toThrow(Refusal)
    expect(await sendNow(by({}), catalogue, digest)).toMatchObject({ deliveries: 2 })
    expect(await sendNow(by({}), catalogue, digest)).toMatchObject({ deliveries: 0 })
  })
})

describe('the file of digests', () => {
  it('makes a schedule, and changes nothing when it is applied again', async () => {
    await apply()
    await apply()
    const schedule = await find(database.db, 'digests', 'digest:weekly')
    expect([schedule?.version, schedule?.nextDue?.toString()]).toEqual([1, '2026-11-30T08:00:00Z'])
  })

  it.each([
    [
      { sections: [{ metric: 'wn_rte', period: 'this quarter' }] },
      'digests[0].sections[0].metric: there is no metric "wn_rte"',
    ],
    [
      { sections: [{ metric: 'win_rate', period: 'someday' }] },
      'digests[0].sections[0].period: "someday" is no period',
    ],
    [{ sections: [{ metric: 'win_rate', period: 'this quarter', by: 'moon' }] }, 'win_rate has no dimension "moon"'],
    [
      { destinations: [{ place: 'revenu' }] },
      'digests[0].destinations[0].place: "revenu" is no place; known are agency, finance, revenue',
    ],
    [{ owner: 'who@acme.example' }, 'digests[0].owner: nobody in the company has the e-mail "who@acme.example"'],
    [{ schedule: { cron: '0 9 * * 9', zone: 'Europe/Berlin' } }, 'digests[0].schedule: "0 9 * * 9"'],
  ])('names the place, the value and the cure for %j', async (change, words) => {
    await expect(apply(change)).rejects.toThrow(words)
  })
})

it('composes at the time of its slot, not at the time of the machine', async () => {
  await apply()
  const august = context(database.db, { now: Temporal.Instant.from('2026-08-17T07:00:00Z') })
  await postDigest(august, catalogue, await stored(), { key: 'slot:2', slot: null, holdUntil: null })
  const { C0REVENUE: lines = [] } = await posted()
  expect(lines[1]).toContain('70% so far (7 of 10)')
})
