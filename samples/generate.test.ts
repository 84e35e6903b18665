import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../db/connect.js'
import { loadMapping } from '../src/facts/mapping.js'
import type { ImportReport } from '../src/facts/report.js'
import { testDatabase } from '../test/database.js'
import { workbench } from '../test/importing.js'
import { sampleFiles, writeSample } from './generate.js'

const bench = workbench()
let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => database.sql`truncate opportunities, subscriptions, imports, sources`)
afterAll(async () => {
  await database.close()
  bench.close()
})

async function importSample(asOf: string): Promise<{ crm: ImportReport; billing: ImportReport }> {
  writeSample(bench.folder, { asOf })
  return {
    crm: await bench.run(database, loadMapping('samples/mappings/acme-crm.yaml')),
    billing: await bench.run(database, loadMapping('samples/mappings/acme-billing.yaml')),
  }
}

/** The exports that the screenshots and figures of the documentation were made of. */
const first = ['opportunities.csv', 'subscriptions.csv', 'accounts.csv', 'products.csv', 'sales_teams.csv']

const isAny = () => true

function digest(
  asOf: string,
  { seed = 1, of = isAny }: { seed?: number; of?: (name: string) => boolean } = {},
): string {
  const hash = createHash('sha256')
  for (const { name, content } of sampleFiles({ asOf, seed })) if (of(name)) hash.update(`${name}\n${content}`)
  return hash.digest('hex')
}

const content = (asOf: string, name: string) => sampleFiles({ asOf }).find((file) => file.name === name)?.content ?? ''

test('the files are byte for byte the same for the same day and seed, in this run and in every other', () => {
  expect(digest('2026-11-22')).toBe(digest('2026-11-22'))
  const isFirst = (name: string) => first.includes(name)
  expect(digest('2026-11-22', { of: isFirst })).toBe('abb4cd40d6be6a50482dd5b05a56b6a1081a7084d63815f7686cad816d392001')
  expect(digest('2026-11-22', { of: (name) => !isFirst(name) })).toBe(
    '322d5caa42c9f2914021fdf162e41b31571395be074f61b8904b5508343a29b3',
  )
  expect(digest('2026-11-22', { seed: 2 })).not.toBe(digest('2026-11-22'))
  expect(digest('2026-11-23')).not.toBe(digest('2026-11-22'))
})

test('a day that is none, or before the company had a history, is refused', () => {
  expect(() => sampleFiles({ asOf: '2026-02-30' })).toThrow('2026-02-30 is not a day; write it as 2026-11-30')
  expect(() => sampleFiles({ asOf: '2023-12-31' })).toThrow(/no numbers as of 2023-12-31; ask for 2024-01-01 or later/)
})

test('the files have the flaws that real exports have', () => {
  const crm = content('2026-11-22', 'opportunities.csv')
  expect(crm.startsWith('\uFEFFOpportunity ID,')).toBe(true)
  expect(crm).toMatch(/[^\r]\nCheck the budget/)
  expect(crm.split('\r\n').length).toBeGreaterThan(1000)
  expect(crm).toContain('Demo for the ""data council""')
  expect(crm).toContain(',AcmeFlow,')
  expect(crm).toContain(',Acme Conect,')
  expect(content('2026-11-22', 'subscriptions.csv')).toMatch(/;\d+,\d\d;EUR;\d\d\.\d\d\.\d{4};/)
  expect(content('2026-11-22', 'accounts.csv')).toContain(';Mid-markt;')
  expect(content('2026-11-22', 'sales_teams.csv')).toContain('Oskar Lund\tEMEA North\tEMEA')
})

test('all rows get in but three, which say why; the names nobody knows come with what they may be', async () => {
  const { crm, billing } = await importSample('2026-11-22')
  expect(crm).toMatchObject({ read: 1218, added: 1215, changed: 0, unchanged: 0, refused: 3, undated: 0 })
  expect(crm.refusals.map(({ column, value, code }) => [column, value, code])).toEqual([
    ['Closed', '2025-02-30', 'not_a_day'],
    ['Amount (EUR)', 'tbd', 'not_a_number'],
    ['Stage', 'Wno', 'not_listed'],
  ])
  expect(crm.blanks.account).toBeGreaterThan(50)
  expect(crm.blanks.created_on).toBeGreaterThan(5)
  const [conect] = crm.unknown.filter((one) => one.field === 'product')
  expect(conect).toMatchObject({ name: 'Acme Conect', file: 'products.csv', near: ['Acme Connect'] })
  const strangers = crm.unknown.filter((one) => one.field === 'account')
  expect(strangers.length).toBeGreaterThan(5)
  for (const one of strangers) expect(one.near).toContain(one.name.replace('-', ' '))
  expect(billing).toMatchObject({ refused: 0, unknown: [] })
  const [row] = await database.sql`
    select count(*) filter (where product = 'AcmeFlow')::int as misspelt, count(*) filter (where product = 'Acme Flow')::int as flow,
      count(*) filter (where team is null or region is null)::int as homeless from opportunities`
  expect(row).toMatchObject({ misspelt: 0, homeless: 0 })
  expect(row?.flow).toBeGreaterThan(200)
})

test('the same export twice changes nothing, and the export of the next day changes little', async () => {
  await importSample('2026-11-23')
  const again = await importSample('2026-11-23')
  expect([again.crm.added + again.crm.changed, again.billing.added + again.billing.changed]).toEqual([0, 0])
  const next = await importSample('2026-11-24')
  expect(next.crm.added).toBeLessThan(10)
  expect(next.crm.changed).toBeLessThan(30)
  expect(next.crm.unchanged).toBeGreaterThan(1000)
  expect(next.billing.added + next.billing.changed).toBeLessThan(10)
})

test.each(['2024-03-31', '2025-02-14', '2026-11-22', '2027-07-01', '2028-10-20'])(
  'as of %s there are 24 months of deals, and EMEA wins half as much as before',
  async (asOf) => {
    await importSample(asOf)
    const [span] = await database.sql`
      select min(closed_on) as first, max(closed_on) filter (where outcome <> 'open') as last, ${asOf}::date - interval '24 months' as since from opportunities`
    expect(String(span?.last) <= asOf).toBe(true)
    const [months] = await database.sql`
      select count(distinct date_trunc('month', closed_on))::int as months from opportunities where closed_on is not null and outcome <> 'open'`
    expect(months?.months).toBeGreaterThanOrEqual(24)
    const rates = await database.sql<{ emea: boolean; story: boolean; rate: number; deals: number }[]>`
      select region = 'EMEA' as emea, closed_on >= date_trunc('quarter', ${asOf}::date - 28) as story,
        avg((outcome = 'won')::int)::float8 as rate, count(*)::int as deals
      from opportunities where closed_on is not null and outcome <> 'open' group by 1, 2`
    const rate = (emea: boolean, story: boolean) =>
      rates.find((one) => one.emea === emea && one.story === story)?.rate ?? -1
    expect(rate(true, false)).toBeCloseTo(0.3, 1)
    expect(rate(false, false)).toBeCloseTo(0.3, 1)
    expect(rate(false, true)).toBeGreaterThan(0.22)
    expect(rate(true, true)).toBeLessThan(0.22)
    expect(rate(true, true)).toBeGreaterThan(0.05)
  },
)

test('small customers leave, mostly because of the price, and revenue still grows over two years', async () => {
  await importSample('2026-11-22')
  const churn = await database.sql<{ segment: string; story: boolean; left: number; price: number }[]>`
    select segment, valid_to >= '2026-09-01' as story, count(*)::int as left,
      count(*) filter (where reason = 'Too expensive')::int as price
    from subscriptions where reason is not null and valid_to >= '2026-06-01' group by 1, 2`
  const of = (segment: string, story: boolean) => churn.find((one) => one.segment === segment && one.story === story)
  expect(of('SMB', true)?.left).toBeGreaterThan(2 * (of('SMB', false)?.left ?? 0))
  expect(of('SMB', true)?.price).toBeGreaterThan((of('SMB', true)?.left ?? 0) / 2)
  const mrr = async (day: string) => {
    const [row] = await database.sql`
      select sum(mrr)::float8 as mrr from subscriptions
      where not trial and valid_from <= ${day} and (valid_to is null or valid_to > ${day})`
    return Number(row?.mrr)
  }
  expect(await mrr('2026-11-22')).toBeGreaterThan(1.2 * (await mrr('2024-11-22')))
  // Six and a half million euros a year, in cents a month.
  expect(await mrr('2026-11-22')).toBeGreaterThan(50_000_000)
  expect(await mrr('2026-11-22')).toBeLessThan(60_000_000)
})
