import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import {
  absent,
  answerAtItsEnd,
  company,
  compareByQuarter,
  compareByRegion,
  compareOverall,
  comparePipeline,
  folder,
  metrics,
  present,
} from '../../test/maven.js'
import { importFacts } from '../facts/import.js'
import { loadMapping } from '../facts/mapping.js'
import { textsFor } from '../locales/texts.js'

const work = mkdtempSync(join(tmpdir(), 'drumbeat-figures-'))
let database: Database

beforeAll(async () => {
  database = await testDatabase()
  if (!present) return
  await importFacts({
    database,
    company,
    mapping: loadMapping('samples/mappings/maven-crm.yaml'),
    from: folder,
    now: Temporal.Instant.from('2018-01-02T08:00:00Z'),
    t: textsFor('en', 'UTC'),
    reports: work,
  })
})
afterAll(async () => {
  await database.close()
  rmSync(work, { recursive: true })
})

describe.each(metrics)('%s of the public data set', (...metric) => {
  it('is exact over everything', async (ctx) => {
    if (!present) return ctx.skip(absent)
    await compareOverall(database, metric)
  })

  it('is exact by quarter', async (ctx) => {
    if (!present) return ctx.skip(absent)
    await compareByQuarter(database, metric)
  })

  it('is exact by region, asked at once and one by one', async (ctx) => {
    if (!present) return ctx.skip(absent)
    await compareByRegion(database, metric)
  })
})

it('the open pipeline of the public data set brings what others computed per day', async (ctx) => {
  if (!present) return ctx.skip(absent)
  await comparePipeline(database)
})

it('what the data set does not have is missing, and not zero', async (ctx) => {
  if (!present) return ctx.skip(absent)
  expect(await answerAtItsEnd(database, 'arr')).toMatchObject({ value: null, missing: 'not connected', rows: 0 })
  expect(await answerAtItsEnd(database, 'win rate 2016')).toMatchObject({ value: null, missing: 'before the data' })
  expect(await answerAtItsEnd(database, 'win rate next month')).toMatchObject({ value: null, missing: 'not begun' })
})
