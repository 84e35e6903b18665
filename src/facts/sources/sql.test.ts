import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Database } from '../../../db/connect.js'
import { testDatabase } from '../../../test/database.js'
import { berlin, workbench } from '../../../test/importing.js'
import { textsFor } from '../../locales/texts.js'
import { importFacts } from '../import.js'
import { parseMapping } from '../mapping.js'
import { mappingYaml } from '../mapping-yaml.js'
import { FactsError } from '../problems.js'

const bench = workbench()
const password = 'a-word-that-nobody-may-see'
let database: Database
/** The company's warehouse: another database, whose user has a password. */
let warehouse: Database
let address = ''
beforeAll(async () => {
  database = await testDatabase()
  warehouse = await testDatabase({ empty: true })
  await warehouse.sql`create table deals (no int primary key, seller text, value numeric(12, 2), live boolean,
    closed timestamptz, stage text)`
  await warehouse.sql`insert into deals values
    (1, 'Lena', 1200.50, true, '2026-03-31 23:30:00+00', 'Won'),
    (2, 'Tom', 99.00, false, '2026-03-02 09:00:00+00', 'Lost'),
    (3, E'Two\nlines, "quoted"', null, null, null, 'Open'),
    (4, 'Tom', 5, true, null, 'Nonsense')`
  await warehouse.sql`create table written (at int)`
  await warehouse.sql`create function write() returns int language sql as 'insert into written values (1) returning at'`
  address = warehouse.url
})
afterAll(async () => {
  await warehouse.close()
  await database.close()
  bench.close()
})

const mapping = (from: object, change: object = {}) => ({
  source: 'warehouse',
  label: 'Warehouse',
  fact: 'opportunities',
  from: { sql: 'select * from deals order by no', url_from: 'WAREHOUSE_URL', ...from },
  columns: {
    id: 'no',
    owner: 'seller',
    amount: 'value',
    closed_on: 'closed',
    outcome: { column: 'stage', values: { Won: 'won', Lost: 'lost', Open: 'open' } },
  },
  ...change,
})

const pull = (from: object = {}, environment: Record<string, string> = { WAREHOUSE_URL: address }) =>
  importFacts({
    database,
    company: berlin,
    mapping: parseMapping(mapping(from)),
    from: bench.folder,
    now: Temporal.Instant.from('2026-03-02T08:00:00Z'),
    t: textsFor('en', 'UTC'),
    reports: bench.folder,
    environment: (name) => environment[name],
  })

/** What is said to whoever imports; it must never hold the password. */
async function refusal(from: object, environment?: Record<string, string>): Promise<string> {
  const error = await pull(from, environment).then(
    () => null,
    (caught: unknown) => caught,
  )
  if (!(error instanceof FactsError)) throw new Error(`expected a FactsError, got ${String(error)}`)
  expect(`${error.message} ${JSON.stringify(error.problems)} ${String(error.cause)}`).not.toContain(password)
  return error.message
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('drumbeat-pull-'))

describe('a query of another database', () => {
  it('becomes a fact: days in the company’s zone, amounts in minor units, and what does not fit is refused by its row', async () => {
    const before = leftovers()
    const report = await pull()
    expect(report).toMatchObject({ file: 'WAREHOUSE_URL', read: 4, added: 3, refused: 1 })
    expect(report.refusals).toMatchObject([{ line: 4, column: 'stage', value: 'Nonsense', code: 'not_listed' }])
    const rows = await database.sql`
      select id, owner, amount::int, closed_on::text as closed, outcome from opportunities order by id`
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['1', 'Lena', 1200_50, '2026-04-01', 'won'],
      ['2', 'Tom', 99_00, '2026-03-02', 'lost'],
      ['3', 'Two lines, "quoted"', null, null, 'open'],
    ])
    expect(leftovers()).toEqual(before)
    expect(await pull()).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
  })

  it('keeps the name of the variable, and never the address', async () => {
    await pull()
    const [row] = await database.sql`select mapping::text from sources where name = 'warehouse'`
    expect(row?.mapping).toContain('WAREHOUSE_URL')
    expect(row?.mapping).not.toContain('postgres://')
    const yaml = mappingYaml(parseMapping(mapping({})))
    expect(parseMapping(mapping({}))).toEqual(parseMapping(JSON.parse(JSON.stringify(parseMapping(mapping({}))))))
    expect(yaml).toContain('url_from: WAREHOUSE_URL')
  })

  it.each([
    ['writes', { sql: 'insert into written values (1) returning at' }, /refuses the query: syntax error/],
    ['calls what writes', { sql: 'select write()' }, /refuses the query: .*read-only transaction/],
    ['is several statements', { sql: 'select 1; commit; drop table written' }, /refuses the query: syntax error/],
    ['allows itself to write', { sql: 'set transaction read write' }, /syntax error/],
    ['has no columns', { sql: 'select from deals' }, /gives no columns/],
    ['is no SQL', { sql: 'selec * from deals' }, /refuses the query: syntax error/],
    ['asks for what is not there', { sql: 'select * from secrets' }, /refuses the query: relation "secrets"/],
    ['takes too long', { sql: 'select pg_sleep(30)', timeout: 1 }, /took longer than 1 second/],
    ['gives too many rows', { sql: 'select * from generate_series(1, 2001)', rows: 2000 }, /more than 2,000 rows/],
    ['lacks a column', { sql: 'select no from deals' }, /no column `seller` in WAREHOUSE_URL/],
  ])('that %s is refused, and nothing is kept', async (_what, from, said) => {
    const before = leftovers()
    expect(await refusal(from)).toMatch(said)
    expect(await warehouse.sql`select * from written`).toEqual([])
    expect(leftovers()).toEqual(before)
  })

  it('may give just as many rows as are allowed, and none', async () => {
    expect(await pull({ sql: 'select * from deals where no < 3', rows: 2 })).toMatchObject({ read: 2 })
    expect(await pull({ sql: 'select * from deals where no > 90' })).toMatchObject({ read: 0, added: 0 })
  })

  it('says which variable is to be set, and to what', async () => {
    expect(await refusal({}, {})).toMatch(/the variable `WAREHOUSE_URL` is not set/)
    expect(await refusal({}, { WAREHOUSE_URL: `mysql://drumbeat:${password}@127.0.0.1/x` })).toMatch(/begins with/)
    const nobody = `postgres://nobody:${password}@127.0.0.1:1/warehouse`
    expect(await refusal({}, { WAREHOUSE_URL: nobody })).toMatch(
      /`WAREHOUSE_URL` names cannot be reached: .*ECONNREFUSED/,
    )
    const { host, pathname } = new URL(address)
    const stranger = `postgres://nobody:${password}@${host}${pathname}`
    expect(await refusal({}, { WAREHOUSE_URL: stranger })).toMatch(/cannot be reached: .*nobody/)
  })

  it('leaves no connection behind', async () => {
    await pull()
    await refusal({ sql: 'select pg_sleep(30)', timeout: 1 })
    const look = connect(address, { max: 1 })
    const left = () => look.sql`select pid from pg_stat_activity where application_name = 'drumbeat source'`
    await expect.poll(left).toEqual([])
    await look.close()
  })
})

describe('the mapping of a query', () => {
  const problems = (change: object, from: object = {}) => {
    try {
      parseMapping(mapping(from, change))
      return ''
    } catch (error) {
      return error instanceof FactsError ? error.message : String(error)
    }
  }

  it.each([
    ['a file beside it', { file: 'deals.csv' }, {}, /^file: a mapping says either `file` or `from`/],
    ['neither', { from: undefined }, {}, /^file: a mapping says either `file` or `from`/],
    [
      'an address instead of a variable',
      {},
      { url_from: 'postgres://x:y@h/d' },
      /^from.url_from: .*does not belong here/,
    ],
    ['a variable of Drumbeat itself', {}, { url_from: 'DATABASE_URL' }, /^from.url_from: .*Drumbeat itself/],
    ['lookups', { lookups: { teams: { file: 't.csv', key: 'k', by: 'owner' } } }, {}, /^lookups: a query joins/],
    ['a time that never comes', {}, { every: '0 0 30 2 *' }, /^from.every: .*never comes/],
    ['a time that is none', {}, { every: 'daily' }, /^from.every: `daily` says no time/],
    ['no patience', {}, { timeout: 0 }, /^from.timeout: `0` .* from 1 to 600/],
    ['too much of it', {}, { timeout: 601 }, /^from.timeout: `601` .* from 1 to 600/],
    ['no rows', {}, { rows: 0 }, /^from.rows: `0` .* from 1 to 20,000,000/],
    ['a key that is misspelt', {}, { querry: 'x' }, /^from.querry: .*it has: sql, url_from/],
  ])('with %s is refused', (_what, change, from, said) => {
    expect(problems(change, from)).toMatch(said)
  })

  it('takes a time and bounds', () => {
    expect(problems({}, { every: '0 6 * * 1-5', timeout: 600, rows: 20_000_000 })).toBe('')
  })
})
