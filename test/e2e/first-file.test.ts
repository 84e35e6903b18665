import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import type { PlatformName } from '../../playground/model.js'
import { applyFolder } from '../../src/start/apply.js'
import { testDatabase } from '../database.js'
import {
  absent,
  compareByQuarter,
  compareByRegion,
  compareOverall,
  comparePipeline,
  compareStages,
  folder,
  metrics,
  present,
} from '../maven.js'
import type { Hands } from '../playground.js'
import { samples, thursday } from './acme.js'
import { house } from './house.js'
import { wordsOf } from './ledger.js'

const lists = ['accounts.csv', 'products.csv', 'sales_teams.csv']

/** Somebody drops a file of the data set into the direct message. */
async function drop(person: Hands, name: string): Promise<void> {
  const bytes = readFileSync(join(folder, name)).toString('base64')
  expect(await person.file({ name, bytes })).toMatchObject({ status: 'ok' })
}

test.for<PlatformName>(['slack', 'teams'])(
  'four files dropped into %s give the numbers of the data set, as exactly as from the command line',
  async (platform, context) => {
    if (!present) return context.skip(absent)
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
    await compareAll(acme.database)
  },
)

/** Every figure that others computed: overall, by quarter and by region, and what is open. */
async function compareAll(database: Database): Promise<void> {
  await compareStages(database)
  await comparePipeline(database)
  for (const metric of metrics) {
    await compareOverall(database, metric)
    await compareByQuarter(database, metric)
    await compareByRegion(database, metric)
  }
}

async function emptyCompany(): Promise<Database> {
  const database = await testDatabase()
  await applyFolder(database.db, samples, thursday)
  return database
}
