import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import type { PlatformName } from '../../playground/model.js'
import { applyFolder } from '../../src/start/apply.js'
import { testDatabase } from '../database.js'
import type { Hands } from '../playground.js'
import { samples, thursday } from './acme.js'
import { house } from './house.js'
import { wordsOf } from './ledger.js'

const folder = new URL('../../../shared/data/maven-crm/', import.meta.url)
const lists = ['accounts.csv', 'products.csv', 'sales_teams.csv']
const absent = {
  rows: 0,
  overall: { won: 0, lost: 0, won_revenue: 0, win_rate_list_value: { num: 0, den: 0 } },
  by_quarter: {},
}

/** Somebody drops a file of the data set into the direct message. */
async function drop(person: Hands, name: string): Promise<void> {
  const bytes = readFileSync(new URL(name, folder)).toString('base64')
  expect(await person.file({ name, bytes })).toMatchObject({ status: 'ok' })
}

const quarter = z.object({ won: z.number(), lost: z.number(), won_revenue: z.number() })
const expected = z
  .object({
    rows: z.number(),
    overall: quarter.extend({ win_rate_list_value: z.object({ num: z.number(), den: z.number() }) }),
    by_quarter: z.record(z.string(), quarter),
  })
  .parse(existsSync(folder) ? JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) : absent)

test.for<PlatformName>(['slack', 'teams'])(
  'four files dropped into %s give the numbers of the data set, as exactly as from the command line',
  async (platform, context) => {
    if (!existsSync(folder)) return context.skip(`The data set is not at ${folder.pathname}: not checked.`)
    await using acme = await house({ database: await emptyCompany(), schedules: [] })
    const nadia = acme.as('nadia', platform)
    for (const name of lists) {
      await drop(nadia, name)
      await nadia.waitForPost({ text: `${name}` })
    }
    await drop(nadia, 'sales_pipeline.csv')
    const recognised = await nadia.waitForPost({ text: '8,800 deals' })
    expect(wordsOf(recognised)).toContain('List price sales_price, from products.csv')
    await nadia.press({ post: recognised.id, button: 'Answer 3 questions' })
    await nadia.waitForDialog('What only you know')
    // What was recognised as won and lost is chosen already; the currency is none that a file says.
    expect(await nadia.submit({ values: { currency: 'USD' } })).toMatchObject({ status: 'ok' })
    const report = await nadia.waitForPost({ text: 'none refused' })
    expect(wordsOf(report)).toContain('8,800 deals read, none refused')
    expect(wordsOf(report)).toMatch(/Product: *GTXPro *\(1,480 rows\) looks like *GTX Pro/)
    expect(wordsOf(report)).toContain('Your data can answer these numbers now')
    await nadia.press({ post: report.id, button: 'Same' })
    await nadia.waitForPost({ text: '1,480 changed' })
    expect(await numbersOf(acme.database)).toEqual({
      rows: expected.rows,
      overall: expected.overall,
      by_quarter: expected.by_quarter,
    })
  },
)

async function emptyCompany(): Promise<Database> {
  const database = await testDatabase()
  await applyFolder(database.db, samples, thursday)
  return database
}

/** The same figures out of the rows that were stored. */
async function numbersOf({ sql }: Database) {
  const sums = sql`count(*) filter (where outcome = 'won')::int as won, count(*) filter (where outcome = 'lost')::int as lost,
    coalesce(sum(amount) filter (where outcome = 'won'), 0)::int / 100 as won_revenue`
  const list = sql`sum(list_amount) filter (where outcome = 'won')::bigint / 100 as num,
    sum(list_amount) filter (where outcome in ('won', 'lost'))::bigint / 100 as den`
  const [all] = await sql`select count(*)::int as rows, ${sums}, ${list} from opportunities where currency = 'USD'`
  const quarters = await sql`
    select to_char(closed_on, 'YYYY"-Q"Q') as quarter, ${sums} from opportunities where closed_on is not null group by 1`
  const { rows, won, lost, won_revenue, num, den } = all ?? {}
  return {
    rows,
    overall: { won, lost, won_revenue, win_rate_list_value: { num: Number(num), den: Number(den) } },
    by_quarter: Object.fromEntries(
      quarters.map((one) => [one.quarter, { won: one.won, lost: one.lost, won_revenue: one.won_revenue }]),
    ),
  }
}
