import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../../db/connect.js'
import { context } from '../../../test/context.js'
import { testDatabase } from '../../../test/database.js'
import { changesOf } from '../../audit/store.js'
import { executing, keptRollups, missingRollups } from '../../facts/rollup-store.js'
import { catalogueOf } from '../catalogue.js'
import { catalogueWith } from '../testing/acme.js'
import { addDeals, addSource, decided } from '../testing/rows.js'
import { scheduleRollups, type Tended, tendRollups } from './tend.js'

const catalogue = catalogueOf(catalogueWith().metrics.filter(({ definition }) => definition.name === 'win_rate_amount'))
const always = { rows: 0, rowsPerCell: 0 }
/** Between the first day and any other there are fewer days than shares. */
const shares = 96
let database: Database

beforeAll(async () => {
  database = await testDatabase()
  await database.db.transaction((tx) => scheduleRollups(context(tx), catalogue))
  const from = await addSource(database.db, 'opportunities')
  const common = { segment: 'SMB', amount: 100_00 }
  await addDeals(database.db, from, [
    ...decided('won', '2026-05-04', 4, common),
    ...decided('lost', '2026-05-07', 6, common),
  ])
})
afterAll(async () => database.close())

const tend = (share: number): Promise<Tended> =>
  database.db.transaction((tx) => tendRollups(context(tx), catalogue, share, always))

it('is due every quarter of an hour once a company has been applied', async () => {
  const [schedule] = await database.sql`select cron, zone, state from schedules where kind = 'rollups'`
  expect(schedule).toEqual({ cron: '7,22,37,52 * * * *', zone: 'UTC', state: 'active' })
})

it('builds what is missing and drops what no definition asks for', async () => {
  await database.sql`insert into rollups (fact, dimension, spec, meaning, wanted, kept)
    select fact, dimension, spec, 'of old', false, true from rollups where fact = 'opportunities' limit 1`
  const { built } = await tend(0)
  expect(built).toBeGreaterThan(0)
  expect(await missingRollups(executing(database.db))).toEqual([])
  expect(await database.sql`select from rollups where meaning = 'of old'`).toHaveLength(0)
  expect(await tend(1)).toEqual({ built: 0, differed: 0, more: false })
})

it('looks at every day once in its shares, puts a wrong sum right, and writes down that it was wrong', async () => {
  const [segment] = (await keptRollups(executing(database.db))).filter(
    ({ dimension, spec }) =>
      dimension === 'segment' &&
      spec.timing.kind === 'flow' &&
      spec.timing.date === 'closed_on' &&
      spec.fact === 'opportunities',
  )
  await database.sql`update rollup_cells set rows = rows + 1 where rollup = ${segment?.id ?? 0} and day = '2026-05-07'`
  let differed = 0
  for (let share = 0; share < shares; share++) differed += (await tend(share)).differed
  expect(differed).toBe(1)
  const [change] = await changesOf(context(database.db), 'rollup:opportunities', 1)
  expect(change?.after).toMatchObject({ dimension: 'segment', days: ['2026-05-07'] })
  const [cells] = await database.sql`select sum(rows)::int as rows from rollup_cells
    where rollup = ${segment?.id ?? 0} and day = '2026-05-07'`
  expect(cells).toEqual({ rows: 6 })
}, 60_000)

it('puts the cells that imports have added together again', async () => {
  const [{ rollup, day } = {}] = await database.sql`select rollup, day from rollup_cells where value = 'SMB' limit 1`
  const times = (list: string) => `array(select n * x from unnest(${list}) with ordinality as u(x, at) order by at)`
  await database.sql.unsafe(`insert into rollup_cells
    select rollup, day, value, currency, mask, n * rows, ${times('given')}, ${times('totals')}, latest
    from rollup_cells cross join (values (1), (-1)) as sign(n) where rollup = ${rollup} and day = '${day}'`)
  for (let share = 0; share < shares; share++) await tend(share)
  const [left] = await database.sql`select count(*)::int as cells, count(distinct (value, currency, mask))::int as kinds
    from rollup_cells where rollup = ${rollup} and day = ${day}`
  expect(left?.cells).toBe(left?.kinds)
}, 60_000)
