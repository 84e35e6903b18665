import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { workbench } from '../../test/importing.js'
import { type FactName, factNames } from './catalogue.js'

let bench = workbench()
let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterEach(async () => {
  bench.close()
  bench = workbench()
  await database.sql`truncate ${database.sql([...factNames, 'imports', 'sources'])}`
})
afterAll(async () => {
  bench.close()
  await database.close()
})

/** A mapping in which every column of the file is called as its field is. */
function straight(fact: FactName, header: string): Record<string, unknown> {
  const columns = Object.fromEntries(header.split(',').map((field) => [field, field]))
  return { source: 'plain', label: 'Plain', fact, file: `${fact}.csv`, columns }
}

async function given(fact: FactName, header: string, ...rows: readonly string[]) {
  bench.write(`${fact}.csv`, `${[header, ...rows].join('\n')}\n`)
  return bench.run(database, straight(fact, header))
}

const refused = ({ refusals }: Awaited<ReturnType<typeof given>>) =>
  refusals.map(({ line, column, value, code }) => [line, column, value, code])

/** A file of one row for each fact, and what a later export says of that row; null where nothing may be said later. */
const files: readonly (readonly [FactName, string, string, string | null])[] = [
  [
    ...(['stage_changes', 'id,opportunity,stage,entered_on,left_on'] as const),
    ...(['1,O1,Demo,2026-01-05,', '1,O1,Demo,2026-01-05,2026-01-20'] as const),
  ],
  [
    ...(['renewals', 'id,account,due_on,outcome,arr_due,arr_renewed'] as const),
    ...(['1,Oak,2026-04-01,pending,1200,', '1,Oak,2026-04-01,renewed,1200,1500.50'] as const),
  ],
  [
    ...(['spend', 'id,spent_on,department,category,channel,amount,currency'] as const),
    ...(['1,2026-01-31,marketing,paid,Ads,-12.30,USD', '1,2026-01-31,marketing,paid,Ads,12.30,USD'] as const),
  ],
  [
    ...(['leads', 'id,lead_on,mql_on,verdict,reason'] as const),
    ...(['1,2026-01-05,2026-01-03,,', '1,2026-01-05,2026-01-03,returned,Too small'] as const),
  ],
  [
    ...(['quotas', 'id,starts_on,per,level,owner,amount'] as const),
    ...(['1,2026-01-01,quarter,owner,Lena,46000', '1,2026-01-01,quarter,owner,Lena,48000'] as const),
  ],
  [
    ...(['forecasts', 'id,frozen_on,starts_on,per,category,amount'] as const),
    ...(['1,2026-01-05,2026-01-01,quarter,commit,250000', null] as const),
  ],
  [
    ...(['survey_scores', 'id,kind,account,asked_on,answered_on,score'] as const),
    ...(['1,nps,Oak,2026-01-05,,', '1,nps,Oak,2026-01-05,2026-01-06,0'] as const),
  ],
  [
    ...(['receivables', 'id,account,invoiced_on,due_on,paid_on,amount'] as const),
    ...(['1,Oak,2026-01-01,2026-01-31,,400', '1,Oak,2026-01-01,2026-01-31,2026-02-03,400'] as const),
  ],
  [
    ...(['cash', 'id,bank_account,balance_on,balance'] as const),
    ...(['1,Operating,2026-01-05,-17.20', '1,Operating,2026-01-05,17.20'] as const),
  ],
  [
    ...(['entered', 'id,metric,starts_on,per,value,entered_by'] as const),
    ...([
      '1,gross_margin,2026-01-01,month,0.785,omar@acme.example',
      '1,gross_margin,2026-01-01,month,0.79,omar@acme.example',
    ] as const),
  ],
  [
    ...(['rates', 'id,dated_on,currency,into_currency,rate'] as const),
    ...(['1,2026-01-05,USD,EUR,0.921054', '1,2026-01-05,USD,EUR,0.921055'] as const),
  ],
]

async function expectStored(fact: FactName, header: string, row: string): Promise<void> {
  const [stored] = await database.sql`select * from ${database.sql(fact)}`
  for (const [at, field] of header.split(',').entries()) {
    const written = row.split(',')[at] ?? ''
    // Amounts are kept in cents.
    const isAmount = written !== '' && /amount$|^arr_|^balance$/.test(field)
    expect(String(stored?.[field] ?? ''), field).toBe(isAmount ? String(Math.round(Number(written) * 100)) : written)
  }
}

test.each(files)(
  '%s: a row gets in, the same file twice changes nothing, a later export may',
  async (fact, header, row, later) => {
    expect(await given(fact, header, row)).toMatchObject({ read: 1, added: 1, refused: 0 })
    await expectStored(fact, header, row)
    expect(await given(fact, header, row)).toMatchObject({ read: 1, added: 0, changed: 0, unchanged: 1, refused: 0 })
    if (later === null) return
    expect(await given(fact, header, later)).toMatchObject({ added: 0, changed: 1, unchanged: 0, refused: 0 })
    await expectStored(fact, header, later)
  },
)

test('every fact has a file here', () => {
  expect(new Set(files.map(([fact]) => fact))).toEqual(new Set(factNames.slice(2)))
})

const forecast = 'id,frozen_on,starts_on,per,category,team,amount'

test('a frozen forecast stands: what would change it or add to it is refused and reported, the same is ignored', async () => {
  await given(
    'forecasts',
    forecast,
    '1,2026-01-05,2026-01-01,quarter,commit,North,100',
    '2,2026-01-05,2026-01-01,quarter,commit,South,50',
  )
  const report = await given(
    ...(['forecasts', forecast] as const),
    '1,2026-01-05,2026-01-01,quarter,commit,North,90',
    '2,2026-01-05,2026-01-01,quarter,commit,South,50',
    '3,2026-01-05,2026-01-01,quarter,best_case,North,200',
    '4,2026-02-02,2026-01-01,quarter,commit,North,80',
    '5,2026-01-05,2026-04-01,quarter,commit,North,300',
  )
  expect(report).toMatchObject({ read: 5, added: 2, changed: 0, unchanged: 1, refused: 2 })
  expect(refused(report)).toEqual([
    [2, '', '2026-01-05', 'frozen'],
    [4, '', '2026-01-05', 'frozen'],
  ])
  expect(readFileSync(report.refusedFile ?? '', 'utf8')).toContain(
    'The forecast for this period that was frozen on 2026-01-05 stands since the import of 2026-03-02, and is not changed or added to.',
  )
  const rows = await database.sql`select id, amount::int from forecasts order by id`
  expect(rows.map(({ id, amount }) => [id, amount])).toEqual([
    ['1', 10_000],
    ['2', 5000],
    ['4', 8000],
    ['5', 30_000],
  ])
})

test('a number that a frozen forecast has already is not taken for another day', async () => {
  await given('forecasts', forecast, '1,2026-01-05,2026-01-01,quarter,commit,North,100')
  const report = await given('forecasts', forecast, '1,2026-02-02,2026-01-01,quarter,commit,North,100')
  expect(report).toMatchObject({ added: 0, refused: 1 })
  expect(refused(report)).toEqual([[2, '', '2026-01-05', 'frozen']])
})

test('two sources each state a forecast of their own', async () => {
  await given('forecasts', forecast, '1,2026-01-05,2026-01-01,quarter,commit,North,100')
  const other = { ...straight('forecasts', forecast), source: 'other' }
  bench.write('forecasts.csv', `${forecast}\n1,2026-01-05,2026-01-01,quarter,commit,North,120\n`)
  expect(await bench.run(database, other)).toMatchObject({ added: 1, refused: 0 })
})

test('two imports that state the same forecast at once: one of them stands', async () => {
  const header = forecast
  const run = async (team: string) => {
    bench.write(`${team}.csv`, `${header}\n${team},2026-01-05,2026-01-01,quarter,commit,${team},1\n`)
    return bench.run(database, { ...straight('forecasts', header), file: `${team}.csv` })
  }
  const reports = await Promise.all([run('North'), run('South')])
  expect(reports.map(({ added }) => added).sort()).toEqual([0, 1])
  expect(reports.map((one) => one.refused).sort()).toEqual([0, 1])
})

test('the database itself refuses to change a forecast', async () => {
  await given('forecasts', forecast, '1,2026-01-05,2026-01-01,quarter,commit,North,100')
  await expect(database.sql`update forecasts set amount = 1`).rejects.toThrow('rows of forecasts are never changed')
})

test('scores off their scale, and answers of the wrong people, are refused', async () => {
  const report = await given(
    ...(['survey_scores', 'id,kind,account,employee,asked_on,answered_on,score'] as const),
    '1,nps,Oak,,2026-01-05,2026-01-06,11',
    '2,nps,Oak,,2026-01-05,2026-01-06,10',
    '3,csat,Oak,,2026-01-05,2026-01-06,0',
    '4,csat,Oak,,2026-01-05,2026-01-06,5',
    '5,enps,Oak,,2026-01-05,2026-01-06,9',
    '6,enps,,E-1,2026-01-05,2026-01-06,9',
    '7,csat,Oak,E-1,2026-01-05,2026-01-06,4',
    '8,nps,Oak,,2026-01-05,,',
    '9,nps,Oak,,2026-01-05,,7',
    '10,nps,Oak,,2026-01-05,2026-01-04,7',
    '11,nps,Oak,,2026-01-05,2026-01-06,7.5',
    '12,ces,Oak,,2026-01-05,2026-01-06,7',
  )
  expect(refused(report)).toEqual([
    [2, 'score', '11', 'off_the_scale'],
    [4, 'score', '0', 'off_the_scale'],
    [6, 'account', 'Oak', 'not_of_employees'],
    [8, 'employee', 'E-1', 'not_of_customers'],
    [10, 'answered_on', '', 'missing'],
    [11, 'answered_on', '2026-01-04', 'ends_before_start'],
    [12, 'score', '7.5', 'too_many_decimals'],
    [13, 'kind', 'ces', 'not_a_choice'],
  ])
  expect(report.added).toBe(4)
})

test('what makes no sense between the fields of a row is refused', async () => {
  const renewals = await given(
    ...(['renewals', 'id,account,due_on,outcome,arr_due,arr_renewed'] as const),
    '1,Oak,2026-04-01,renewed,1200,',
    '2,Oak,2026-04-01,pending,1200,',
    '3,Oak,2026-04-01,lost,1200,',
  )
  expect(refused(renewals)).toEqual([[2, 'arr_renewed', '', 'missing']])
  const stages = await given(
    'stage_changes',
    'id,opportunity,stage,entered_on,left_on',
    '1,O1,Demo,2026-01-05,2026-01-04',
  )
  expect(refused(stages)).toEqual([[2, 'left_on', '2026-01-04', 'ends_before_start']])
  const invoices = await given('receivables', 'id,account,invoiced_on,due_on,amount', '1,Oak,2026-01-05,2026-01-04,1')
  expect(refused(invoices)).toEqual([[2, 'due_on', '2026-01-04', 'ends_before_start']])
})

test('rates: as exact as they were stated, never nothing, never of a currency in itself', async () => {
  const report = await given(
    ...(['rates', 'id,dated_on,currency,into_currency,rate'] as const),
    '1,2026-01-05,JPY,EUR,0.005512340000',
    '2,2026-01-05,USD,EUR,0',
    '3,2026-01-05,USD,EUR,-0.9',
    '4,2026-01-05,EUR,EUR,1',
    '5,2026-01-05,,EUR,1',
    '6,2026-01-05,GBP,,1.17',
    '7,2026-01-05,USD,EUR,0.1234567890123',
  )
  expect(refused(report)).toEqual([
    [3, 'rate', '0', 'not_above_zero'],
    [4, 'rate', '-0.9', 'not_above_zero'],
    [5, 'into_currency', 'EUR', 'same_currency'],
    [6, 'currency', '', 'missing'],
    [8, 'rate', '0.1234567890123', 'too_many_decimals'],
  ])
  const rows = await database.sql`select currency, into_currency, rate from rates order by id`
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['JPY', 'EUR', '0.00551234'],
    ['GBP', 'EUR', '1.17'],
  ])
})

test('rows without a number of their own are known by several columns together', async () => {
  bench.write(
    'cash.csv',
    'Day,Account,Balance\n2026-01-05,Operating,10\n2026-01-05,Reserve,20\n2026-01-05,Reserve,30\n,,5\n',
  )
  const mapping = {
    ...straight('cash', 'id'),
    columns: { id: { columns: ['Day', 'Account'] }, bank_account: 'Account', balance_on: 'Day', balance: 'Balance' },
  }
  const report = await bench.run(database, mapping)
  expect(report).toMatchObject({ added: 2, refused: 2 })
  expect(refused(report)).toEqual([
    [4, 'Day + Account', '2026-01-05 / Reserve', 'repeated_id'],
    [5, 'Day + Account', '', 'missing'],
    [5, 'Day', '', 'missing'],
  ])
  const wrong = { ...mapping, columns: { ...mapping.columns, id: { columns: ['Day', 'Acount'] } } }
  await expect(bench.run(database, wrong)).rejects.toThrow(
    'columns.id: no column `Acount` in cash.csv; did you mean `Account`?',
  )
})

test('the questions of each fact find their rows by an index', async () => {
  const asked: readonly (readonly [string, string])[] = [
    ['stage_changes', 'entered_on >= $1'],
    ['renewals', 'due_on >= $1'],
    ['spend', 'spent_on >= $1'],
    ['leads', 'mql_on >= $1'],
    ['quotas', "starts_on >= $1 and per = 'quarter'"],
    ['forecasts', "starts_on = $1 and per = 'quarter'"],
    ['survey_scores', "kind = 'nps' and answered_on >= $1"],
    ['receivables', 'invoiced_on >= $1'],
    ['cash', 'balance_on = $1'],
    ['entered', "metric = 'gross_margin' and starts_on >= $1"],
    ['rates', "currency = 'USD' and into_currency = 'EUR' and dated_on <= $1"],
  ]
  await database.sql.begin(async (sql) => {
    await sql`set local enable_seqscan = off`
    for (const [fact, where] of asked) {
      const plan = await sql.unsafe(`explain select count(*) from ${fact} where ${where}`, ['2026-01-01'])
      expect(JSON.stringify(plan), fact).toMatch(new RegExp(`Index.* ${fact}_`))
    }
  })
})
