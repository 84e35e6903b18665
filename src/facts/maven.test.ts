import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { textsFor } from '../locales/texts.js'
import { importFacts } from './import.js'
import { loadMapping } from './mapping.js'
import type { ImportReport } from './report.js'

/** A public data set whose licence is not known: it stands beside the repository, where there is one, and not in it. */
const folder = '../shared/data/maven-crm'

const group = z.object({
  won: z.number(),
  lost: z.number(),
  win_rate_list_value: z.object({ num: z.number(), den: z.number() }),
  won_revenue: z.number(),
})
const expectedFile = z.object({
  stage_counts: z.record(z.string(), z.number()),
  by_quarter: z.record(z.string(), group),
  by_region: z.record(z.string(), group),
})

const work = mkdtempSync(join(tmpdir(), 'drumbeat-maven-'))
let database: Database
let report: ImportReport | null = null

beforeAll(async () => {
  database = await testDatabase()
  if (existsSync(folder)) report = await importMaven()
})
afterAll(async () => {
  await database.close()
  rmSync(work, { recursive: true })
})

function importMaven(): Promise<ImportReport> {
  return importFacts({
    database,
    company: { zone: 'America/New_York', currency: 'EUR' },
    mapping: loadMapping('samples/mappings/maven-crm.yaml'),
    from: folder,
    now: Temporal.Instant.from('2018-01-02T08:00:00Z'),
    t: textsFor('en', 'UTC'),
    reports: work,
  })
}

function expected(): z.infer<typeof expectedFile> {
  return expectedFile.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))
}

test('every opportunity of the public data set gets in, and none is lost to a misspelt product', async (ctx) => {
  if (!report) return ctx.skip(`${folder} is absent: nothing was compared`)
  expect(report).toMatchObject({
    read: 8800,
    added: 8800,
    changed: 0,
    unchanged: 0,
    refused: 0,
    refusedFile: null,
    undated: 0,
  })
  expect(report.blanks).toEqual({ account: 1425, segment: 1425, created_on: 500, closed_on: 2089, amount: 2089 })
  expect(report.unknown).toEqual([])
  const [row] = await database.sql`
    select count(*) filter (where product = 'GTX Pro')::int as pro, count(*) filter (where product = 'GTXPro')::int as misspelt,
      count(*) filter (where list_amount is null or team is null or region is null)::int as lost,
      count(*) filter (where segment = 'technolgy')::int as technolgy from opportunities`
  expect({ ...row }).toEqual({ pro: 1480, misspelt: 0, lost: 0, technolgy: 0 })
})

test('a second import of the same files changes nothing', async (ctx) => {
  if (!report) return ctx.skip(`${folder} is absent: nothing was compared`)
  expect(await importMaven()).toMatchObject({ read: 8800, added: 0, changed: 0, unchanged: 8800, refused: 0 })
})

test('counts, revenue and list values by quarter and region are those of the reference', async (ctx) => {
  if (!report) return ctx.skip(`${folder} is absent: nothing was compared`)
  const { stage_counts, by_quarter, by_region } = expected()
  const stages = await database.sql<{ stage: string; rows: number }[]>`
    select stage, count(*)::int as rows from opportunities group by stage`
  expect(Object.fromEntries(stages.map(({ stage, rows }) => [stage, rows]))).toEqual(stage_counts)
  const byQuarter = await groups(`to_char(closed_on, 'YYYY-"Q"Q')`)
  expect(byQuarter).toEqual(comparable(by_quarter))
  expect(await groups('region')).toEqual(comparable(by_region))
})

interface Group {
  key: string
  won: number
  lost: number
  revenue: number
  num: number
  den: number
}

async function groups(key: string): Promise<Record<string, Group>> {
  const rows = await database.sql.unsafe<Group[]>(`
    select ${key} as key, count(*) filter (where outcome = 'won')::int as won, count(*) filter (where outcome = 'lost')::int as lost,
      (sum(amount) filter (where outcome = 'won'))::float8 as revenue,
      (sum(list_amount) filter (where outcome = 'won'))::float8 as num, sum(list_amount)::float8 as den
    from opportunities where outcome <> 'open' and currency = 'USD' group by 1`)
  return Object.fromEntries(rows.map((row) => [row.key, { ...row }]))
}

/** The reference counts in dollars, we in cents. */
function comparable(reference: Record<string, z.infer<typeof group>>): Record<string, Group> {
  return Object.fromEntries(
    Object.entries(reference).map(([key, { won, lost, won_revenue, win_rate_list_value: rate }]) => [
      key,
      { key, won, lost, revenue: won_revenue * 100, num: rate.num * 100, den: rate.den * 100 },
    ]),
  )
}
