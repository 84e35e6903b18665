import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../db/connect.js'
import { importFacts } from '../src/facts/import.js'
import { parseMapping } from '../src/facts/mapping.js'
import { runLine } from '../src/facts/run-words.js'
import { lastRuns, nextPulls, recentRuns } from '../src/facts/runs-store.js'
import { schedulePull } from '../src/facts/sources/schedule.js'
import { textsFor } from '../src/locales/texts.js'
import { context } from '../test/context.js'
import { testDatabase } from '../test/database.js'
import { berlin, workbench } from '../test/importing.js'
import { anyJob, startClock } from './clock.js'
import { pullJob, startPulls } from './facts.js'

const bench = workbench()
const t = textsFor('en-GB', 'Europe/Berlin')
const monday = Temporal.Instant.from('2026-11-23T05:00:00Z')
let database: Database
let warehouse: Database
let now = monday
let machine = monday
const lines: string[] = []
const said = (fields: object, text: string) => void lines.push(`${JSON.stringify(fields)} ${text}`)
const log = { info: said, warn: said, error: said }

beforeAll(async () => {
  database = await testDatabase()
  warehouse = await testDatabase({ empty: true })
  await warehouse.sql`create table deals (id text, stage text, value int)`
  await database.sql`insert into companies (name, zone, currency, fiscal_month, week_start, locale)
    values ('Acme Cloud', 'Europe/Berlin', 'EUR', 1, 1, 'en')`
})
afterAll(async () => {
  await warehouse.close()
  await database.close()
  bench.close()
})
beforeEach(async () => {
  now = monday
  machine = monday
  lines.length = 0
  await database.sql`truncate source_runs, schedules, slots, imports, sources, opportunities restart identity cascade`
  await warehouse.sql`truncate deals`
  await warehouse.sql`insert into deals values ('D1', 'won', 100), ('D2', 'lost', 5), ('D3', 'dreamt of', 1)`
})

const mapping = (change: object = {}) =>
  parseMapping({
    source: 'warehouse',
    label: 'Warehouse',
    fact: 'opportunities',
    from: { sql: 'select * from deals', url_from: 'WAREHOUSE_URL', every: '0 6 * * 1-5', ...change },
    columns: { id: 'id', outcome: 'stage', amount: 'value' },
  })
const environment = (name: string) => (name === 'WAREHOUSE_URL' ? warehouse.url : undefined)
const options = () => ({ database, company: berlin, now, t, reports: bench.folder, from: bench.folder, environment })
const first = async (change: object = {}) => {
  await importFacts({ ...options(), mapping: mapping(change) })
  return schedulePull(context(database.db, { now }), mapping(change))
}
const clock = () =>
  startClock({
    db: database.db,
    jobs: [anyJob(pullJob)],
    now: () => now,
    machine: () => machine,
    contextOf: async (db, cause) => context(db, { now, cause }),
    lease: 60,
    log,
  })
const pulls = (where: (name: string) => string | undefined = environment) => {
  const reports = bench.folder
  return startPulls({ database, environment: where, now: () => now, machine: () => machine, reports, log }, 3_600_000)
}
const runs = async () => (await recentRuns(database.db, null, 20)).map((one) => runLine(one, t))

/** Lets a time come: the clock beats, and whoever looks for pulls looks. */
async function at(instant: string, where?: Parameters<typeof pulls>[0]): Promise<void> {
  now = Temporal.Instant.from(instant)
  const [beating, looking] = [clock(), pulls(where)]
  await beating.beat()
  await looking.look()
  await beating.stop()
  await looking.stop()
}

describe('a source that is asked again', () => {
  it('comes at its times in the company’s zone, and brings what has changed since', async () => {
    expect((await first())?.toString()).toBe('2026-11-24T05:00:00Z')
    await warehouse.sql`update deals set stage = 'won' where id = 'D2'`
    await warehouse.sql`insert into deals values ('D4', 'open', 7)`
    await at('2026-11-24T05:00:10Z')
    expect(await runs()).toEqual([
      '24 Nov 2026, 06:00 · Warehouse · opportunities (query): 4 rows read: 1 new, 1 changed, 1 unchanged, 1 refused.',
      '23 Nov 2026, 06:00 · Warehouse · opportunities (query): 3 rows read: 2 new, 0 changed, 0 unchanged, 1 refused.',
    ])
    const [row] = await database.sql`select outcome from opportunities where id = 'D2'`
    expect(row?.outcome).toBe('won')
    expect(await nextPulls(database.db, ['opportunities'])).toMatchObject([
      { label: 'Warehouse', at: Temporal.Instant.from('2026-11-25T05:00:00Z') },
    ])
  })

  it('that fails is recorded with the reason, keeps what was there, and is asked again', async () => {
    await first()
    await at('2026-11-24T05:00:10Z', () => undefined)
    expect((await runs())[0]).toBe(
      '24 Nov 2026, 06:00 · Warehouse · opportunities (query): nothing imported. from: the variable `WAREHOUSE_URL` is not set. Set it to the address of the database: postgres://user:password@host/name.',
    )
    expect(await lastRuns(database.db, ['opportunities'])).toMatchObject([{ state: 'failed', label: 'Warehouse' }])
    expect(await database.sql`select id from opportunities`).toHaveLength(2)
    await at('2026-11-25T05:00:10Z')
    expect(await lastRuns(database.db, ['opportunities'])).toMatchObject([{ state: 'done' }])
    expect(lines.join()).not.toContain(warehouse.url)
  })

  it('is asked once, however many processes there are', async () => {
    await first()
    now = Temporal.Instant.from('2026-11-24T05:00:10Z')
    const all = [clock(), clock(), pulls(), pulls(), pulls()]
    await Promise.all(all.flatMap((one) => ('beat' in one ? [one.beat()] : [])))
    await Promise.all(all.flatMap((one) => ('look' in one ? [one.look()] : [])))
    await Promise.all(all.map((one) => one.stop()))
    expect(await recentRuns(database.db, 'warehouse', 20)).toHaveLength(2)
  })

  it('that a process has left is taken over after its lease, and not before', async () => {
    await first()
    await database.sql`insert into source_runs (source, fact, via, state, key, started_at, lease_until)
      values ('warehouse', 'opportunities', 'sql', 'running', 'slot:99', ${monday.toString()},
        ${monday.add({ seconds: 60 }).toString()})`
    const look = async () => {
      const looking = pulls()
      await looking.look()
      await looking.stop()
      return (await recentRuns(database.db, null, 1))[0]?.state
    }
    expect(await look()).toBe('running')
    machine = monday.add({ seconds: 61 })
    expect(await look()).toBe('done')
  })

  it('is asked no more when its mapping says so no more', async () => {
    await first()
    expect(await first({ every: undefined })).toBeNull()
    expect(await nextPulls(database.db, ['opportunities'])).toEqual([])
    await at('2026-11-24T05:00:10Z')
    expect(await runs()).toHaveLength(2)
  })

  it('whose mapping asks no database any more is told of, not forgotten', async () => {
    await first()
    await database.sql`update sources set mapping = '{}'`
    await at('2026-11-24T05:00:10Z')
    expect((await runs())[0]).toMatch(
      /nothing imported\. warehouse: the mapping of this source does not ask a database/,
    )
  })
})

describe('the record of tries', () => {
  it('has those from files too, and those that failed', async () => {
    const file = (name: string) => parseMapping({ ...mapping(), from: undefined, file: name })
    bench.write('deals.csv', 'id,stage,value\nD1,won,1\n')
    await importFacts({ ...options(), mapping: file('deals.csv') })
    await expect(importFacts({ ...options(), mapping: file('gone.csv') })).rejects.toThrow('cannot be read')
    expect(await runs()).toEqual([
      expect.stringMatching(/ · opportunities \(file\): nothing imported\. .*gone\.csv: this file cannot be read/),
      '23 Nov 2026, 06:00 · Warehouse · opportunities (file): 1 row read: 1 new, 0 changed, 0 unchanged, 0 refused.',
    ])
  })

  it('of one source is forgotten after ninety days', async () => {
    await importFacts({ ...options(), mapping: mapping() })
    now = monday.add({ hours: 91 * 24 })
    await importFacts({ ...options(), mapping: mapping() })
    expect(await runs()).toHaveLength(1)
  })
})
