import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database, Db } from '../../../db/connect.js'
import { testDatabase } from '../../../test/database.js'
import { type Workbench, workbench } from '../../../test/importing.js'
import type { Company } from '../../company/model.js'
import {
  buildRollup,
  compareRollup,
  dropUnwanted,
  executing,
  keptRollups,
  missingRollups,
  usualWorth,
  wantRollups,
} from '../../facts/rollup-store.js'
import { valuesInCells } from '../../facts/values-store.js'
import type { Answer } from '../answer.js'
import type { Catalogue } from '../catalogue.js'
import { acme, asking, catalogueWith } from '../testing/acme.js'
import { addDeals, addSource, addSubscriptions, decided } from '../testing/rows.js'
import { chooseRollup } from './choose.js'
import { rollupsFor } from './wanted.js'

const catalogue = catalogueWith()
const deals = catalogue.metrics.filter(({ facts }) => facts.join() === 'opportunities')
const always = { rows: 0, rowsPerCell: 0 }
/** By the dimensions that are asked for here; all of them take their time to build anew and anew. */
const wanted = rollupsFor(catalogue).filter(
  ({ dimension, spec: { fact } }) =>
    ['opportunities', 'subscriptions'].includes(fact) &&
    ['', 'region', 'segment', 'reason', 'account'].includes(dimension),
)
let database: Database
let desk: Workbench

beforeAll(async () => {
  database = await testDatabase()
  desk = workbench()
  await wantRollups(executing(database.db), wanted)
})
afterAll(async () => {
  desk.close()
  await database.close()
})

async function buildAll(db: Db): Promise<void> {
  const execute = executing(db)
  for (const rollup of await missingRollups(execute)) await buildRollup(execute, rollup, always)
}

const mapping = {
  source: 'crm',
  label: 'Our CRM',
  fact: 'opportunities',
  file: 'deals.csv',
  columns: Object.fromEntries(
    [
      'id',
      'region',
      'segment',
      'outcome',
      'reason',
      'amount',
      'list_amount',
      'currency',
      'created_on',
      'closed_on',
    ].map((name) => [name, name]),
  ),
}

const some = (...values: readonly string[]) => fc.constantFrom(...values)
/** Half an hour before and after midnight in one zone or another, around the ends of months and quarters; some still to come. */
const instant = fc
  .tuple(
    some('2025-12-31', '2026-03-30', '2026-03-31', '2026-06-30', '2026-08-12', '2026-09-30'),
    some('10:30', '22:30', '04:30', '23:30'),
  )
  .map(([day, time]) => `${day}T${time}:00Z`)
const deal = fc.record({
  id: fc.integer({ min: 1, max: 8 }).map((n) => `D${n}`),
  region: some('EMEA', 'Americas', ''),
  segment: some('SMB', 'Enterprise'),
  outcome: some('open', 'won', 'lost', 'won'),
  reason: some('', 'Price'),
  amount: some('', '100', '250.50', '-20'),
  list_amount: some('', '300'),
  currency: fc.oneof({ weight: 9, arbitrary: fc.constant('EUR') }, { weight: 1, arbitrary: fc.constant('USD') }),
  created_on: fc.oneof(instant, fc.constant('')),
  closed_on: fc.oneof(instant, fc.constant('')),
})
type Deal = typeof deal extends fc.Arbitrary<infer T> ? T : never

/** What happens to the rows; the zone is the company's, in which timestamps become days. */
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      zone: some('Europe/Berlin', 'America/New_York', 'Pacific/Auckland'),
      deals: fc.uniqueArray(deal, { selector: ({ id }) => id, minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), id: fc.integer({ min: 1, max: 8 }) }) },
)
const question = fc.record({
  metric: fc.constantFrom(...deals.map(({ definition }) => definition.name)),
  period: some('2026', 'q1 2026', 'q2 2026', 'march 2026', 'this quarter', 'last 30 days', '2026-03-31'),
  by: fc.constantFrom(null, 'region', 'segment'),
  filter: fc.constantFrom(null, 'region', 'segment'),
  trend: fc.constantFrom(null, 'month' as const),
})
type Asked = typeof question extends fc.Arbitrary<infer T> ? T : never

function csv(list: readonly Deal[]): string {
  const columns = Object.keys(mapping.columns)
  const line = (one: Readonly<Record<string, string>>) => columns.map((column) => one[column] ?? '').join(',')
  return [columns.join(','), ...list.map(line)].join('\n')
}

const values = { region: 'EMEA', segment: 'SMB' } as const

/** The numbers of an answer, without what says when and how it was asked. */
async function numbers(db: Db, company: Company, { metric, period, by, filter, trend }: Asked): Promise<unknown> {
  const where = filter === null ? [] : [{ dimension: filter, values: [values[filter]] }]
  const more = { by, where, trend }
  const answer: Answer = await asking(db, catalogue, metric, period, more, { company })
  const { result, against, breakdown, trend: points, aside, blame } = answer
  return { result, against, breakdown, points, aside, blame }
}

/** Asks the same with the roll-ups and, in a transaction that is taken back, without any. */
async function both(company: Company, asked: Asked): Promise<readonly [unknown, unknown]> {
  const sums = await database.db.transaction((tx) => numbers(tx, company, asked))
  let rows: unknown
  const undone = database.db.transaction(async (tx) => {
    await tx.execute('update rollups set kept = false')
    rows = await numbers(tx, company, asked)
    tx.rollback()
  })
  await expect(undone).rejects.toThrow('Rollback')
  return [sums, rows]
}

it('answers from sums what the rows answer, whatever is imported, edited and deleted, in whichever zone and period', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 4 }),
      fc.array(question, { minLength: 8, maxLength: 8 }),
      async (steps, questions) => {
        await database.sql`truncate opportunities`
        await buildAll(database.db)
        let company = acme
        for (const one of steps) {
          if (one.kind === 'delete') {
            await database.sql`delete from opportunities where id = ${`D${one.id}`}`
            expect(
              (await keptRollups(executing(database.db))).filter(({ spec }) => spec.fact === 'opportunities'),
            ).toEqual([])
            await buildAll(database.db)
          } else {
            company = { ...acme, zone: one.zone }
            desk.write('deals.csv', csv(one.deals))
            await desk.run(database, mapping, company)
          }
        }
        expect(await missingRollups(executing(database.db))).toEqual([])
        for (const dimension of ['region', 'segment'] as const) {
          const occurring = await database.sql`select distinct ${database.sql(dimension)} as value from opportunities
            where ${database.sql(dimension)} is not null`
          expect(await fromCells(dimension)).toEqual(expect.arrayContaining(occurring.map((row) => row.value)))
        }
        for (const asked of questions) {
          const [sums, rows] = await both(company, asked)
          expect(sums).toEqual(rows)
        }
      },
    ),
    { numRuns: 15 },
  )
}, 120_000)

const subscription = fc.record({
  validFrom: some('2025-11-30', '2026-01-01', '2026-03-31', '2026-08-12'),
  validTo: fc.constantFrom(null, '2026-03-31', '2026-04-01', '2026-08-13', '2026-12-31'),
  mrr: fc.constantFrom(0, 100_00, 333_33),
  region: fc.constantFrom(null, 'EMEA', 'Americas'),
  trial: fc.boolean(),
  currency: fc.oneof({ weight: 9, arbitrary: fc.constant('EUR') }, { weight: 1, arbitrary: fc.constant('USD') }),
})

it('adds a stock up from what came and went by day', async () => {
  const from = await addSource(database.db, 'subscriptions', { name: 'billing' })
  const fitting = fc
    .array(subscription, { minLength: 1, maxLength: 8 })
    .map((list) => list.filter(({ validFrom, validTo }) => validTo === null || validFrom <= validTo))
  const asked = question.map((one) => ({
    ...one,
    by: one.by && ('region' as const),
    filter: one.filter && ('region' as const),
  }))
  await fc.assert(
    fc.asyncProperty(fitting, asked, async (list, one) => {
      await database.sql`truncate subscriptions`
      if (list.length > 0) await addSubscriptions(database.db, from, list)
      await buildAll(database.db)
      for (const metric of ['mrr', 'arr']) {
        const [sums, rows] = await both(acme, { ...one, metric })
        expect(sums).toEqual(rows)
      }
    }),
    { numRuns: 25 },
  )
}, 120_000)

/** Ten deals of a quarter, four of them won, with every roll-up built. */
async function tenDeals(): Promise<{ source: number; import: number }> {
  await database.sql`truncate opportunities`
  await database.sql`delete from imports where source in (select id from sources where fact = 'opportunities')`
  await database.sql`delete from sources where fact = 'opportunities'`
  const from = await addSource(database.db, 'opportunities')
  const common = { region: 'EMEA', segment: 'SMB', amount: 100_00 }
  await addDeals(database.db, from, [
    ...decided('won', '2026-05-04', 4, common),
    ...decided('lost', '2026-05-05', 6, common),
  ])
  await buildAll(database.db)
  return from
}

const winRate = async (db: Db, of: Catalogue = catalogue) =>
  (await asking(db, of, 'win_rate', 'q2 2026', { by: 'segment' })).result.value

/** The values of a dimension of deals, without a look at the rows that have a day. */
async function fromCells(dimension: string): Promise<readonly string[] | null> {
  const execute = executing(database.db)
  return valuesInCells(execute, 'opportunities', dimension, await keptRollups(execute))
}

it('knows the values of a dimension from sums and from the rows without a day, and not once somebody else has written', async () => {
  const from = await tenDeals()
  await addDeals(database.db, from, [{ outcome: 'open', createdOn: null, region: 'APAC', segment: null }])
  expect(await fromCells('region')).toBeNull()
  await buildAll(database.db)
  expect((await fromCells('region'))?.toSorted()).toEqual(['APAC', 'EMEA'])
  expect(await fromCells('segment')).toEqual(['SMB'])
  expect(await fromCells('owner')).toBeNull()
})

/** Every handle remembers for a while which roll-ups are kept; a transaction has a handle of its own. */
const afresh = <T>(ask: (db: Db) => Promise<T>): Promise<T> => database.db.transaction((tx) => ask(tx))

it('reads the sums and not the rows; where a sum is wrong, a comparison with the rows finds the day and puts it right', async () => {
  await tenDeals()
  await database.sql`update rollup_cells set rows = rows + 6 where day = '2026-05-04'`
  expect(await afresh(winRate)).toBe(10 / 16)
  const execute = executing(database.db)
  const days = ['2026-05-04', '2026-05-05', '2026-05-06']
  for (const rollup of await keptRollups(execute)) {
    const wrong = await database.db.transaction((tx) =>
      compareRollup(executing(tx), rollup, days, '2026-08-13T10:00:00Z'),
    )
    if (rollup.spec.fact === 'opportunities' && rollup.dimension === 'segment') expect(wrong).toEqual(wrong.slice(0, 1))
  }
  expect(await afresh(winRate)).toBe(0.4)
  const [marked] = await database.sql`select max(differed) as most, count(compared_at) > 0 as compared from rollups`
  expect(marked).toEqual({ most: 1, compared: true })
})

it('goes to the rows at once when somebody else writes to a fact, whatever was remembered of its roll-ups', async () => {
  const from = await tenDeals()
  await afresh(async (tx) => {
    expect(await winRate(tx)).toBe(0.4)
    await addDeals(tx, from, decided('won', '2026-05-06', 2, { segment: 'SMB' }))
    expect(await winRate(tx)).toBe(0.5)
  })
  expect(await afresh(winRate)).toBe(0.5)
  await buildAll(database.db)
  expect(await afresh(winRate)).toBe(0.5)
})

it('does not trust a roll-up that was built beside a write that nobody had seen yet', async () => {
  const from = await tenDeals()
  await database.sql`update rollups set kept = false`
  let building: Promise<void> | undefined
  await database.db.transaction(async (tx) => {
    await addDeals(tx, from, decided('won', '2026-05-06', 2, { segment: 'SMB' }))
    building = database.db.transaction((other) => buildAll(other))
    await untilSomebodyWaits()
  })
  await building
  expect(await afresh(winRate)).toBe(0.5)
})

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const [row] = await database.sql`select count(*)::int as waiting from pg_locks
      where not granted and database = (select oid from pg_database where datname = current_database())
        or not granted and locktype = 'transactionid'`
    if (row?.waiting > 0) return
  }
}

it('leaves to the rows what sums cannot tell: two dimensions, a median, and what nobody has summed up', async () => {
  await tenDeals()
  const choose = (name: string, by: string | null, filters: readonly string[]) =>
    afresh(async (tx) => {
      const [scan] = catalogue.get(name)?.plan.scans ?? []
      if (!scan) throw new Error(`${name} reads nothing`)
      const where = filters.map((dimension) => ({ dimension, values: ['EMEA'] }))
      return (await chooseRollup(tx, { scan, by, firstOnly: false, where }))?.rollup.dimension ?? null
    })
  expect(await choose('win_rate', null, [])).toBe('')
  expect(await choose('win_rate', 'region', [])).toBe('region')
  expect(await choose('win_rate', null, ['region'])).toBe('region')
  expect(await choose('win_rate', 'region', ['region'])).toBe('region')
  expect(await choose('win_rate', 'region', ['segment'])).toBeNull()
  expect(await choose('win_rate', null, ['region', 'segment'])).toBeNull()
  expect(await choose('median_deal', null, [])).toBeNull()
})

const own = `
- name: enterprise_wins
  label: Enterprise wins
  owner: { department: sales }
  unit: count
  direction: up
  description: Deals won in the segment SMB.
  formula_text: count of opportunities won in a segment
  formula: { kind: simple, fact: opportunities, aggregate: count, date: closed_on, where: { outcome: won, segment: SMB } }
  dimensions: [region]
`

it('a changed definition is answered from the rows until its sums are built; the old ones serve until then', async () => {
  await tenDeals()
  const changed = catalogueWith(own)
  const wins = (db: Db) => asking(db, changed, 'enterprise_wins', 'q2 2026').then(({ result }) => result.value)
  await wantRollups(executing(database.db), rollupsFor(changed))
  expect((await missingRollups(executing(database.db))).map(({ dimension }) => dimension)).toContain('region')
  expect(await afresh(wins)).toBe(4)
  expect(await afresh((db) => winRate(db, changed))).toBe(0.4)
  await buildAll(database.db)
  await dropUnwanted(executing(database.db))
  expect(await afresh(wins)).toBe(4)
  const [left] = await database.sql`select count(*)::int as cells from rollup_cells
    where rollup not in (select id from rollups)`
  expect(left).toEqual({ cells: 0 })
  await wantRollups(executing(database.db), wanted)
})

it('keeps no sums where they would be nearly as many as the rows, or the rows are few', async () => {
  await tenDeals()
  await database.sql`update opportunities set account = id`
  await database.sql`analyze opportunities`
  const execute = executing(database.db)
  for (const rollup of await missingRollups(execute)) expect(await buildRollup(execute, rollup, usualWorth)).toBe(false)
  const built: string[] = []
  for (const rollup of await missingRollups(execute)) {
    if (rollup.spec.fact !== 'opportunities' || rollup.spec.timing.kind !== 'flow') continue
    if (await buildRollup(execute, rollup, { rows: 10, rowsPerCell: 5 })) built.push(rollup.dimension)
  }
  expect(built).toContain('segment')
  expect(built).not.toContain('account')
})
