import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../db/connect.js'
import { factNames } from '../src/facts/catalogue.js'
import { loadMapping } from '../src/facts/mapping.js'
import type { ImportReport } from '../src/facts/report.js'
import { testDatabase } from '../test/database.js'
import { workbench } from '../test/importing.js'
import { writeSample } from './generate.js'

const bench = workbench()
let database: Database
let reports: ReadonlyMap<string, ImportReport>
beforeAll(async () => {
  database = await testDatabase()
  reports = await importAll('2026-11-23')
}, 60_000)
afterAll(async () => {
  await database.close()
  bench.close()
})

const names = readdirSync('samples/mappings')
  .filter((name) => name.startsWith('acme-'))
  .map((name) => name.slice('acme-'.length, -'.yaml'.length))

async function importAll(asOf: string): Promise<ReadonlyMap<string, ImportReport>> {
  writeSample(bench.folder, { asOf })
  const reports = new Map<string, ImportReport>()
  for (const name of names) {
    reports.set(name, await bench.run(database, loadMapping(`samples/mappings/acme-${name}.yaml`)))
  }
  return reports
}

/** The rows of a question, numbers as such: the driver gives large ones as text. */
async function figures(statement: string): Promise<readonly (readonly (string | number)[])[]> {
  const rows = await database.sql.unsafe<Record<string, string | number>[]>(statement)
  return rows.map((row) => Object.values(row).map((each) => (Number.isNaN(Number(each)) ? each : Number(each))))
}

test('every fact has rows, and every flaw of the exports is refused with its reason', () => {
  expect(new Set([...reports.values()].map(({ fact }) => fact))).toEqual(new Set(factNames))
  const flaws = [...reports].map(([name, { refusals }]) => [
    name,
    [...new Set(refusals.map(({ column, code }) => `${column}: ${code}`))],
  ])
  expect(Object.fromEntries(flaws)).toEqual({
    billing: [],
    cash: ['Buchungstag: not_a_day', 'Saldo: missing'],
    crm: ['Closed: not_a_day', 'Amount (EUR): not_a_number', 'Stage: not_listed'],
    employees: [],
    entered: ['Value: not_a_number'],
    forecasts: [],
    invoices: ['Due: ends_before_start'],
    leads: ['Created: not_a_day', 'Lead ID: repeated_id'],
    quotas: ['Quota (EUR): not_a_number'],
    rates: ['EUR for one: not_above_zero'],
    renewals: ['ARR renewed: missing', 'Status: not_listed'],
    spend: ['Amount: not_a_number'],
    stages: ['Left: ends_before_start', 'Opportunity ID + Stage: repeated_id'],
    surveys: ['Score: off_the_scale'],
  })
})

test('names that were typed wrongly are put right, and no name that is right is taken for an error', async () => {
  const asked = [...reports].filter(([name]) => name !== 'crm').flatMap(([, { unknown }]) => unknown)
  expect(asked).toEqual([])
  expect((await figures('select distinct lead_source from leads order by 1')).flat()).toEqual([
    ...['Event', 'Inbound', 'Partner', 'Referral'],
  ])
  expect(await figures('select distinct channel from spend where category = $$paid$$ order by 1')).toEqual([
    ...[['Events'], ['Search ads'], ['Social ads']],
  ])
  expect(
    await figures(
      'select count(distinct stage), (select count(distinct team) from forecasts) as teams from stage_changes',
    ),
  ).toEqual([[6, 5]])
})

test('stages, leads and renewals agree with the deals and the subscriptions', async () => {
  const [stages] = await figures(`
    select count(*) as stages, count(*) filter (where s.stage = o.stage) as agree
    from stage_changes s join opportunities o on o.id = s.opportunity where s.left_on is null`)
  expect(stages?.[0]).toBeGreaterThan(1000)
  expect(stages?.[1]).toBe(stages?.[0])
  const [wins] = await figures(`
    select count(*) as wins, count(*) filter (where l.won_on = o.closed_on) as agree from leads l
    join opportunities o on replace(o.id, 'OPP', 'LEAD') = l.id where o.outcome = 'won'`)
  expect(wins?.[0]).toBeGreaterThan(200)
  expect(wins?.[1]).toBe(wins?.[0])
  const [renewed] = await figures(`
    select sum(r.arr_renewed) as renewed, sum(s.mrr) * 12 as paid from renewals r
    left join subscriptions s on s.id like split_part(r.id, ' / ', 1) || '-%' and not s.trial
      and s.valid_from <= r.due_on and (s.valid_to is null or s.valid_to > r.due_on)
    where r.outcome = 'renewed'`)
  expect(renewed?.[0]).toBeGreaterThan(0)
  expect(renewed?.[1]).toBe(renewed?.[0])
})

test('the numbers tell the story: EMEA misses its forecast, small customers are unhappy, and the company lives', async () => {
  const misses = await figures(`
    select f.region, sum(f.amount) / (select sum(amount) from opportunities o
      where o.region = f.region and outcome = 'won' and closed_on >= '2026-10-01') as times
    from forecasts f where starts_on = '2026-10-01' and category = 'commit' group by region order by region`)
  expect(misses.map(([region]) => region)).toEqual(['APAC', 'Americas', 'EMEA'])
  expect(Number(misses[2]?.[1])).toBeGreaterThan(2 * Number(misses[1]?.[1]))
  const attained = await figures(`
    select (select sum(amount) from opportunities where outcome = 'won' and closed_on >= starts_on
      and closed_on < starts_on + interval '3 months') / sum(amount) as share
    from quotas where starts_on between '2025-01-01' and '2026-07-01' group by starts_on`)
  for (const [share] of attained) {
    expect(share).toBeGreaterThan(0.5)
    expect(share).toBeLessThan(1.1)
  }
  const nps = await figures(`
    select 100.0 * (count(*) filter (where score >= 9) - count(*) filter (where score <= 6)) / count(score) as nps
    from survey_scores where kind = 'nps' and segment = 'SMB' group by asked_on >= '2026-10-01' order by asked_on >= '2026-10-01'`)
  expect(nps[0]?.[0]).toBeGreaterThan(20)
  expect(nps[1]?.[0]).toBeLessThan(0)
  const [held] = await figures(`select sum(balance) / 100 as held from cash where balance_on = '2026-11-20'`)
  expect(held?.[0]).toBeGreaterThan(1_000_000)
})

test('what was spent in dollars has a rate on its day', async () => {
  const [dollars] = await figures(`
    select count(*) as spent, count(*) filter (where exists (select from rates r
      where r.currency = 'USD' and r.into_currency = 'EUR' and r.dated_on = s.spent_on)) as rated
    from spend s where currency = 'USD'`)
  expect(dollars?.[0]).toBeGreaterThan(90)
  expect(dollars?.[1]).toBe(dollars?.[0])
})

test('the same exports twice change nothing, and those of the next day change little and no forecast', async () => {
  const total = (all: ReadonlyMap<string, ImportReport>) =>
    [...all.values()].reduce((sum, { added, changed }) => sum + added + changed, 0)
  expect(total(await importAll('2026-11-23'))).toBe(0)
  const next = await importAll('2026-11-24')
  expect(total(next)).toBeGreaterThan(10)
  expect(total(next)).toBeLessThan(80)
  expect(next.get('forecasts')).toMatchObject({ added: 0, changed: 0, refused: 0 })
}, 30_000)

test.each(['2024-02-29', '2028-10-20'])(
  'as of %s every export is there and gets in',
  async (asOf) => {
    await database.sql`truncate ${database.sql([...factNames, 'imports', 'sources'])}`
    for (const [name, { read, refused }] of await importAll(asOf)) {
      expect(read - refused, name).toBeGreaterThan(30)
      expect(refused, name).toBeLessThan(4)
    }
  },
  30_000,
)
