import { readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connect, type Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { berlin, workbench } from '../../test/importing.js'
import { textsFor } from '../locales/texts.js'
import { importTables } from './import.js'
import { parseMapping } from './mapping.js'
import { importReport } from './report.js'
import type { Row } from './table.js'

let bench = workbench()
let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterEach(async () => {
  bench.close()
  bench = workbench()
  await database.sql`truncate opportunities, subscriptions, imports, sources, aliases`
})
afterAll(async () => {
  bench.close()
  await database.close()
})

const mapping = {
  source: 'crm',
  label: 'Our CRM',
  owner: 'nadia@acme.example',
  fact: 'opportunities',
  file: 'deals.csv',
  columns: {
    id: 'id',
    account: 'account',
    owner: 'owner',
    outcome: { column: 'stage', values: { Open: 'open', Won: 'won', Lost: 'lost' } },
    amount: 'amount',
    closed_on: 'closed',
  },
}
const header = 'id,account,owner,stage,amount,closed'

/** A hundred good deals, `D2` in line 2 and so on, with some lines changed. */
function deals(changes: Record<number, string> = {}): string {
  const lines = Array.from({ length: 100 }, (_, at) => `D${at + 2},Acme,Lena,Won,${at}.50,2026-01-15`)
  return [header, ...lines.map((line, at) => changes[at + 2] ?? line)].join('\n')
}

async function stored(): Promise<number> {
  const [row] = await database.sql<{ rows: number }[]>`select count(*)::int as rows from opportunities`
  return row?.rows ?? -1
}

async function traces(): Promise<number> {
  const [row] = await database.sql<{ rows: number }[]>`
    select (select count(*) from opportunities)::int + (select count(*) from imports)::int
      + (select count(*) from sources)::int as rows`
  return (row?.rows ?? -1) + bench.refusedFiles().length
}

test('of a hundred rows three are bad: 97 get in, 3 are reported with line, column, value and reason', async () => {
  bench.write(
    'deals.csv',
    deals({
      10: 'D10,Acme,Lena,Won,12.50,2026-02-31',
      20: 'D20,Acme,Lena,Winning,n/a,2026-01-15',
      30: 'D30,Acme,Lena,Won,1.50',
    }),
  )
  const report = await bench.run(database, mapping)
  expect(report).toMatchObject({ read: 100, added: 97, changed: 0, unchanged: 0, refused: 3 })
  expect(report.refusals.map(({ file, line, column, value, code }) => [file, line, column, value, code])).toEqual([
    ['deals.csv', 10, 'closed', '2026-02-31', 'not_a_day'],
    ['deals.csv', 20, 'amount', 'n/a', 'not_a_number'],
    ['deals.csv', 20, 'stage', 'Winning', 'not_listed'],
    ['deals.csv', 30, '', '5', 'wrong_cells'],
  ])
  expect(await stored()).toBe(97)
  expect(readFileSync(report.refusedFile ?? '', 'utf8')).toBe(
    [
      `\uFEFF${header},refused_line,refused_because`,
      'D10,Acme,Lena,Won,12.50,2026-02-31,10,closed: “2026-02-31” is not a day written as YYYY-MM-DD.',
      'D20,Acme,Lena,Winning,n/a,2026-01-15,20,"amount: “n/a” is not an amount with “.” before its decimals.\n' +
        'stage: “Winning” is not among the values of the mapping (Open, Won, Lost)."',
      'D30,Acme,Lena,Won,1.50,,30,The row has 5 cells instead of 6.',
      '',
    ].join('\r\n'),
  )
})

test('the file of refused rows, corrected, is imported by the same mapping', async () => {
  bench.write('deals.csv', deals({ 10: 'D10,=Acme,Lena,Won,12.50,2026-02-31' }))
  const { refusedFile } = await bench.run(database, mapping)
  bench.write('deals.csv', readFileSync(refusedFile ?? '', 'utf8').replace('2026-02-31', '2026-02-28'))
  expect(await bench.run(database, mapping)).toMatchObject({ read: 1, added: 1, refused: 0 })
  const [row] = await database.sql`select account, closed_on, amount::int from opportunities where id = 'D10'`
  expect({ ...row }).toEqual({ account: '=Acme', closed_on: '2026-02-28', amount: 1250 })
})

test('the same file twice changes nothing; a changed row is counted and carries its import', async () => {
  bench.write('deals.csv', deals())
  await bench.run(database, mapping)
  const before = await database.sql`select * from opportunities order by id`
  expect(await bench.run(database, mapping)).toMatchObject({ read: 100, added: 0, changed: 0, unchanged: 100 })
  expect([...(await database.sql`select * from opportunities order by id`)]).toEqual([...before])
  bench.write('deals.csv', `${deals({ 5: 'D5,Acme,Tom,Lost,,2026-01-20' })}\nD200,New,Tom,Open,1,`)
  expect(await bench.run(database, mapping)).toMatchObject({ read: 101, added: 1, changed: 1, unchanged: 99 })
  const rows = await database.sql`
    select o.id, o.outcome, o.amount::int, i.report->>'changed' as changed
    from opportunities o join imports i on i.id = o.import where o.owner = 'Tom' order by o.id`
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { id: 'D200', outcome: 'open', amount: 100, changed: '1' },
    { id: 'D5', outcome: 'lost', amount: null, changed: '1' },
  ])
})

test('a table whose statistics say that it is empty is filled no slower', async () => {
  bench.write(
    'deals.csv',
    [header, ...Array.from({ length: 40_000 }, (_, at) => `D${at},Acme,Lena,Won,1,2026-01-15`)].join('\n'),
  )
  await database.sql`analyze opportunities`
  expect(await bench.run(database, mapping)).toMatchObject({ added: 40_000 })
  expect(await bench.run(database, mapping)).toMatchObject({ added: 0, changed: 0, unchanged: 40_000 })
}, 15_000)

test('rows of two sources with the same ids stand side by side', async () => {
  bench.write('deals.csv', deals())
  await bench.run(database, mapping)
  expect(await bench.run(database, { ...mapping, source: 'other-crm' })).toMatchObject({ added: 100, changed: 0 })
  expect(await stored()).toBe(200)
})

test('a file that turns out to be unreadable on the way leaves nothing behind', async () => {
  const many = Array.from({ length: 5000 }, (_, at) => `D${at},Acme,Lena,${at === 3 ? 'Odd' : 'Won'},1,2026-01-15`)
  bench.write(
    'deals.csv',
    Buffer.concat([Buffer.from(`${header}\n${many.join('\n')}\n`), Buffer.from([0x44, 0xff, 0x0a])]),
  )
  await expect(bench.run(database, mapping)).rejects.toThrow(/^deals\.csv: line 5002 is not written in utf-8/)
  expect(await traces()).toBe(0)
})

test('a refusal by the database while merging leaves nothing behind, and the next import works', async () => {
  bench.write('deals.csv', deals({ 7: 'D7,Acme,Lena,Odd,1,' }))
  await database.sql`alter table opportunities add constraint cheap check (amount < 9000)`
  await expect(bench.run(database, mapping)).rejects.toThrow(/violates check constraint "cheap"/)
  expect(await traces()).toBe(0)
  await database.sql`alter table opportunities drop constraint cheap`
  expect(await bench.run(database, mapping)).toMatchObject({ added: 99, refused: 1 })
})

test('a connection that is lost in the middle leaves nothing behind', async () => {
  const other = connect(database.url, { max: 1 })
  const row = (at: number): Row => ({ line: at, cells: [`D${at}`, 'Acme', 'Lena', 'Won', '1', '2026-01-15'] })
  const main = {
    name: 'deals.csv',
    columns: header.split(','),
    size: 1,
    async *batches() {
      yield Array.from({ length: 1000 }, (_, at) => row(at + 2))
      await other.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like 'copy "opportunities"%'`
      // More than the driver takes ahead, so that the loss shows while rows are still coming.
      for (let round = 1; round <= 100; round += 1)
        yield Array.from({ length: 1000 }, (_, at) => row(round * 1000 + at + 2))
    },
  }
  const options = { database, company: berlin, mapping: parseMapping(mapping), reports: bench.folder }
  const now = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const lost = importTables({ main, lookups: new Map() }, { ...options, now, t: textsFor('en', 'UTC') })
  await expect(lost).rejects.toThrow(/terminat|closed|CONNECTION/i)
  await other.close()
  expect(await traces()).toBe(0)
  bench.write('deals.csv', deals())
  expect(await bench.run(database, mapping)).toMatchObject({ added: 100 })
})

test('a mistake in the reading code itself rolls back and frees the connection', async () => {
  const main = {
    name: 'deals.csv',
    columns: header.split(','),
    size: 1,
    async *batches(): AsyncGenerator<readonly Row[]> {
      yield [{ line: 2, cells: ['D2', 'Acme', 'Lena', 'Won', '1', '2026-01-15'] }]
      throw new Error('unplugged')
    },
  }
  const options = { database, company: berlin, mapping: parseMapping(mapping), reports: bench.folder }
  const now = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const broken = importTables({ main, lookups: new Map() }, { ...options, now, t: textsFor('en', 'UTC') })
  await expect(broken).rejects.toThrow('unplugged')
  expect(await traces()).toBe(0)
})

test('two imports of one source at the same time add each row once', async () => {
  bench.write('deals.csv', deals())
  const reports = await Promise.all([bench.run(database, mapping), bench.run(database, mapping)])
  expect(reports.map((one) => one.added).sort()).toEqual([0, 100])
  expect(await stored()).toBe(100)
})

test('an id that stood before is refused with the line of the first', async () => {
  bench.write('deals.csv', deals({ 40: 'D7,Other,Tom,Lost,3,2026-01-16', 41: 'D7,Third,Tom,Lost,3,2026-01-16' }))
  const report = await bench.run(database, mapping)
  expect(report).toMatchObject({ read: 100, added: 98, refused: 2 })
  expect(report.refusals.map(({ line, column, value, args }) => [line, column, value, args.first])).toEqual([
    [40, 'id', 'D7', 7],
    [41, 'id', 'D7', 7],
  ])
  expect(readFileSync(report.refusedFile ?? '', 'utf8')).toContain(
    'D7,Third,Tom,Lost,3,2026-01-16,41,id: “D7” stood in line 7 already.',
  )
  const [row] = await database.sql`select account from opportunities where id = 'D7'`
  expect(row?.account).toBe('Acme')
})

test('an import of which every row is refused stores nothing, but says why', async () => {
  bench.write('deals.csv', `${header}\n,Acme,Lena,Won,1,2026-01-15\n`)
  const report = await bench.run(database, mapping)
  expect(report).toMatchObject({ read: 1, added: 0, unchanged: 0, refused: 1 })
  expect(report.refusals).toMatchObject([{ line: 2, column: 'id', value: '', code: 'missing' }])
  expect(bench.refusedFiles()).toEqual([report.refusedFile])
  expect(await database.sql`select from imports`).toHaveLength(0)
})

test('semicolons, decimal commas, German days, a byte order mark and quoted line breaks', async () => {
  bench.write(
    'deals.csv',
    '\uFEFFid;account;owner;stage;amount;closed\r\nD1;"Acme;\r\n GmbH";Lena;Won;1.054,50;31.03.2026\r\nD2;Acme ;-;Open;;\r\n',
  )
  const format = { decimal: ',', dates: 'DD.MM.YYYY', blanks: ['-'] }
  expect(await bench.run(database, { ...mapping, format })).toMatchObject({ added: 2, refused: 0 })
  const rows = await database.sql`
    select id, account, owner, amount::int, currency, closed_on from opportunities order by id`
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { id: 'D1', account: 'Acme; GmbH', owner: 'Lena', amount: 105_450, currency: 'EUR', closed_on: '2026-03-31' },
    { id: 'D2', account: 'Acme', owner: null, amount: null, currency: 'EUR', closed_on: null },
  ])
})

test('a timestamp counts in the quarter of the company: 23:30 in New York on 31 March lands in Q1', async () => {
  bench.write('deals.csv', `${header}\nD1,Acme,Lena,Won,1,2026-04-01T03:30:00Z\nD2,Acme,Lena,Won,1,2026-03-31\n`)
  const newYork = { zone: 'America/New_York', currency: 'USD' }
  await bench.run(database, mapping, newYork)
  const rows = await database.sql`select id, closed_on from opportunities order by id`
  expect(rows.map((row) => row.closed_on)).toEqual(['2026-03-31', '2026-03-31'])
})

test('amounts are minor units of the currency of their row', async () => {
  bench.write('deals.csv', 'id,stage,amount,cur\nD1,Won,10,EUR\nD2,Won,10,jpy\nD3,Won,1.5,JPY\nD4,Won,10,XXL\n')
  const { id, outcome, amount } = mapping.columns
  const report = await bench.run(database, { ...mapping, columns: { id, outcome, amount, currency: 'cur' } })
  const rows = await database.sql`select id, amount::int, currency from opportunities order by id`
  expect(rows.map((row) => [row.id, row.amount, row.currency])).toEqual([
    ['D1', 1000, 'EUR'],
    ['D2', 10, 'JPY'],
  ])
  expect(report.refusals.map(({ value, code }) => [value, code])).toEqual([
    ['1.5', 'too_precise'],
    ['XXL', 'not_a_currency'],
  ])
})

test('names are put right before lookups are searched, and what is not found is named with what it may be', async () => {
  bench.write('products.csv', 'name;price\nGTX Pro;4.821,00\nMG Special;55,00\n')
  bench.write('deals.csv', 'id,product,stage\n1,GTXPro,Won\n2,GTX Pro,Won\n3,MG Spezial,Won\n4,,Won\n5,Zebra,Won\n')
  const products = { file: 'products.csv', key: 'name', by: 'product', format: { decimal: ',' } }
  const withProducts = {
    ...mapping,
    aliases: { product: { GTXPro: 'GTX Pro' } },
    lookups: { products },
    columns: {
      id: 'id',
      product: 'product',
      outcome: mapping.columns.outcome,
      list_amount: { lookup: 'products', column: 'price' },
    },
  }
  const report = await bench.run(database, withProducts)
  const rows = await database.sql`select product, list_amount::int from opportunities order by id`
  expect(rows.map((row) => [row.product, row.list_amount])).toEqual([
    ['GTX Pro', 482_100],
    ['GTX Pro', 482_100],
    ['MG Spezial', null],
    [null, null],
    ['Zebra', null],
  ])
  expect(report.unknown).toEqual([
    { field: 'product', name: 'MG Spezial', rows: 1, file: 'products.csv', near: ['MG Special'] },
    { field: 'product', name: 'Zebra', rows: 1, file: 'products.csv', near: [] },
  ])
})

test('without an alias the odd spelling is reported as what it looks like', async () => {
  bench.write('deals.csv', deals({ 9: 'D9,ACME,Lena,Won,1,2026-01-15', 10: 'D10,Acme Corp,Lena,Won,1,2026-01-15' }))
  const { unknown } = await bench.run(database, mapping)
  expect(unknown).toEqual([{ field: 'account', name: 'ACME', rows: 1, file: null, near: ['Acme'] }])
})

test('spellings that people have settled hold for every source', async () => {
  await database.sql`insert into aliases (field, alias, name) values ('account', 'ACME', 'Acme')`
  bench.write('deals.csv', deals({ 9: 'D9,ACME,Lena,Won,1,2026-01-15' }))
  expect((await bench.run(database, mapping)).unknown).toEqual([])
  const [row] = await database.sql`select account from opportunities where id = 'D9'`
  expect(row?.account).toBe('Acme')
})

test('a lookup with two answers for one key is refused', async () => {
  bench.write('deals.csv', deals())
  bench.write('teams.csv', 'owner,team\nLena,North\nTom,South\nLena,South\n')
  const teams = { file: 'teams.csv', key: 'owner', by: 'owner' }
  const columns = { ...mapping.columns, team: { lookup: 'teams', column: 'team' } }
  const run = bench.run(database, { ...mapping, lookups: { teams }, columns })
  await expect(run).rejects.toThrow(
    'lookups.teams.key: `Lena` stands twice in teams.csv, the second time in line 4 with other values. Leave one of the two.',
  )
})

test('what a mapping says about empty cells, other days and too many decimals', async () => {
  bench.write('deals.csv', `${header}\nD1,,Lena,Won,1.005,1/31/2026\nD2,Acme,,Won,2.004,31.01.2026\nD3,Acme,Tom,,3,\n`)
  const columns = {
    ...mapping.columns,
    account: { column: 'account', default: 'Unknown' },
    owner: { column: 'owner', required: true },
    outcome: { ...mapping.columns.outcome, default: 'open' },
    amount: { column: 'amount', round: true },
    closed_on: { column: 'closed', dates: ['DD.MM.YYYY', 'M/D/YYYY'] },
  }
  const report = await bench.run(database, { ...mapping, columns })
  expect(report.refusals).toMatchObject([{ line: 3, column: 'owner', value: '', code: 'missing' }])
  const rows = await database.sql`select id, account, outcome, amount::int, closed_on from opportunities order by id`
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { id: 'D1', account: 'Unknown', outcome: 'won', amount: 101, closed_on: '2026-01-31' },
    { id: 'D3', account: 'Acme', outcome: 'open', amount: 300, closed_on: null },
  ])
})

test('a column that is no id at all is refused as a whole', async () => {
  const rows = Array.from({ length: 100_002 }, (_, at) => `same,Acme,Lena,Won,${at},2026-01-15`)
  bench.write('deals.csv', `${header}\n${rows.join('\n')}\n`)
  await expect(bench.run(database, mapping)).rejects.toThrow(
    'columns.id: 100,001 rows repeat an id that stood in an earlier row. Choose a column that is different in every row.',
  )
  expect(await traces()).toBe(0)
})

test('subscriptions: defaults, flags, cents as they are, and a period that ends before it begins', async () => {
  bench.write(
    'subs.csv',
    'id,customer,cents,start,end,free\n1,Acme,12345,2026-01-01,,no\n2,Beta,500,2026-01-01,2025-12-31,no\n3,Beta,0,2026-01-01,2026-02-01,Yes\n',
  )
  const columns = {
    id: 'id',
    account: 'customer',
    mrr: { column: 'cents', unit: 'minor' },
    valid_from: 'start',
    valid_to: 'end',
    trial: 'free',
    plan: { constant: 'Team' },
    reason: { column: 'end', values: {}, otherwise: 'ended' },
  }
  const report = await bench.run(database, { ...mapping, fact: 'subscriptions', file: 'subs.csv', columns })
  expect(report.refusals).toMatchObject([{ line: 3, column: 'end', value: '2025-12-31', code: 'ends_before_start' }])
  const rows =
    await database.sql`select id, account, plan, mrr::int, trial, valid_to, reason from subscriptions order by id`
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { id: '1', account: 'Acme', plan: 'Team', mrr: 12_345, trial: false, valid_to: null, reason: null },
    { id: '3', account: 'Beta', plan: 'Team', mrr: 0, trial: true, valid_to: '2026-02-01', reason: 'ended' },
  ])
})

test('every character a cell can hold arrives in the database', async () => {
  const odd = 'tab\there \\ back\\nslash “quotes” 😀'
  bench.write('deals.csv', `${header}\nD1,"${odd}",\\N,Won,1,2026-01-15\nD2,nul\u0000l,Lena,Won,1,2026-01-15\n`)
  await bench.run(database, mapping)
  const rows = await database.sql`select account, owner from opportunities order by id`
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { account: 'tab here \\ back\\nslash “quotes” 😀', owner: '\\N' },
    { account: 'nul l', owner: 'Lena' },
  ])
})

test('every run is recorded with its source, its time and its report', async () => {
  bench.write('deals.csv', deals({ 9: 'D9,Acme,Lena,Odd,1,' }))
  await bench.run(database, mapping)
  await bench.run(database, { ...mapping, label: 'Renamed', owner: undefined })
  const rows = await database.sql`
    select s.name, s.fact, s.label, s.owner, i.started_at <= i.finished_at as in_order, i.report
    from imports i join sources s on s.id = i.source order by i.id`
  const common = { name: 'crm', fact: 'opportunities', label: 'Renamed', owner: null, in_order: true }
  expect(rows).toMatchObject([common, common])
  const reports = rows.map((row) =>
    importReport.parse(typeof row.report === 'string' ? JSON.parse(row.report) : row.report),
  )
  expect(reports.map(({ added, unchanged, refused }) => [added, unchanged, refused])).toEqual([
    [99, 0, 1],
    [0, 99, 1],
  ])
})
