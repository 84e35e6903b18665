import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../db/connect.js'
import { acmeDatabase } from './acme.js'
import { built, type Clone, clone } from './clone.js'
import { rowCounts } from './ledger.js'
import { run } from './process.js'

let copy: Clone
let cli: string
let cwd: string
let database: Database
beforeAll(async () => {
  copy = clone('pointed at')
  cli = built(copy)
  cwd = mkdtempSync(join(tmpdir(), 'drumbeat-cli-'))
  database = await acmeDatabase()
})
afterAll(async () => {
  await database.close()
  copy.remove()
  rmSync(cwd, { recursive: true })
})

const drumbeat = (...args: readonly string[]) => run(cli, args, { cwd, env: { DATABASE_URL: database.url } })

const part = z.object({
  value: z.number().nullable(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  rows: z.number(),
})
const answer = part.extend({
  metric: z.string(),
  version: z.number(),
  unit: z.string(),
  currency: z.string().nullable(),
  period: z.object({ from: z.string(), to: z.string() }),
  missing: z.string().nullable(),
  breakdown: z.array(part.extend({ key: z.string().nullable() })),
})
const question = ['win', 'rate', 'last', 'quarter', 'by', 'region', '--as-of', '2026-11-19']

test('ask --json gives the number with its parts, by region too, as they are counted in the database', async () => {
  const { code, said } = await drumbeat('ask', ...question, '--json')
  expect(code).toBe(0)
  const given = answer.parse(JSON.parse(said))
  const rows = await database.sql`
    select region as key, count(*) filter (where outcome = 'won')::int as won, count(*)::int as closed
    from opportunities where outcome in ('won', 'lost') and closed_on between '2026-07-01' and '2026-09-30'
    group by region`
  const won = rows.reduce((sum, row) => sum + row.won, 0)
  const closed = rows.reduce((sum, row) => sum + row.closed, 0)
  expect(given).toMatchObject({
    ...{ metric: 'win_rate', version: 1, unit: 'percent', currency: null, missing: null },
    ...{ period: { from: '2026-07-01', to: '2026-10-01' }, numerator: won, denominator: closed, rows: closed },
  })
  expect(given.value).toBeCloseTo(won / closed, 9)
  const parts = given.breakdown.map(({ key, numerator, denominator }) => ({ key, won: numerator, closed: denominator }))
  expect(parts).toHaveLength(3)
  expect(parts).toEqual(expect.arrayContaining([...rows]))
})

test('ask in words says the same, and money stays in minor units in JSON', async () => {
  const { code, said } = await drumbeat('ask', ...question)
  expect(code).toBe(0)
  expect(said).toMatch(/Win rate, last quarter: \d\d% \(\d+ of \d+\)/)
  for (const region of ['Americas', 'EMEA', 'APAC']) expect(said).toContain(region)

  const money = await drumbeat('ask', 'won revenue 2025', '--json', '--as-of', '2026-11-19')
  const [row] = await database.sql`
    select sum(amount)::float8 as total from opportunities
    where outcome = 'won' and closed_on between '2025-01-01' and '2025-12-31'`
  expect(answer.parse(JSON.parse(money.said))).toMatchObject({ value: row?.total, currency: 'EUR', unit: 'currency' })
})

test('ask tells why there is no number, who may not ask, and what it did not understand, each by its exit code', async () => {
  const [nothing, guest, nobody, unknown] = await Promise.all([
    drumbeat('ask', 'win rate 2026-11-15', '--json'),
    drumbeat('ask', 'win rate', '--as', 'gus@acme.example'),
    drumbeat('ask', 'win rate', '--as', 'who@acme.example'),
    drumbeat('ask', 'gross winning of deals', '--json'),
  ])
  expect(nothing.code).toBe(0)
  expect(answer.parse(JSON.parse(nothing.said))).toMatchObject({ value: null, missing: 'no base' })
  expect(guest).toMatchObject({ code: 1, said: expect.stringContaining('only for people of the company') })
  expect(nobody).toMatchObject({ code: 1, said: expect.stringContaining('who@acme.example') })
  expect(unknown.code).toBe(2)
  expect(JSON.parse(unknown.said)).toMatchObject({
    error: expect.stringContaining('gross'),
    suggestions: [expect.anything()],
  })
  for (const { said } of [guest, nobody, unknown]) expect(said).not.toContain('    at ')
})

/** A hundred rows of a CRM, of which three cannot be read. */
function hundredRows(): string {
  const rows = Array.from({ length: 100 }, (_, index) => {
    const amount = index === 40 ? 'a lot' : `${1000 + index},50`
    const stage = index === 60 ? 'Perhaps' : index % 3 === 0 ? 'Won' : 'Lost'
    const closed = index === 80 ? '31.02.2026' : '15.05.2026'
    return `H-${index};Customer ${index};${stage};${amount};01.02.2026;${closed}`
  })
  return ['Id;Account;Stage;Amount;Created;Closed', ...rows].join('\r\n')
}

const mapping = `source: hundred
label: A hundred rows
owner: nadia@acme.example
fact: opportunities
file: hundred.csv
currency: EUR
format: { separator: ";", decimal: ",", dates: DD.MM.YYYY }
columns:
  id: Id
  account: Account
  stage: Stage
  outcome: { column: Stage, values: { Won: won, Lost: lost } }
  amount: Amount
  created_on: Created
  closed_on: Closed
`

function fileOf(folder: string, name: string, content: string): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const storedRows = async (): Promise<number> => {
  const [row] = await database.sql`
    select count(*)::int as count from opportunities where source in (select id from sources where name = 'hundred')`
  return Number(row?.count)
}

test('import takes 97 rows of 100, and reports the other three with line, column, value and reason', async () => {
  const exported = join(cwd, 'exported')
  fileOf(exported, 'hundred.csv', hundredRows())
  const file = fileOf(join(cwd, 'mappings'), 'hundred.yaml', mapping)
  const { code, said } = await drumbeat('import', file, '--from', exported)
  expect(code).toBe(0)
  expect(said).toContain('100 rows read: 97 new, 0 changed, 0 unchanged, 3 refused.')
  expect(said).toMatch(/Line 42: Amount: “a lot”/)
  expect(said).toMatch(/Line 62: Stage: “Perhaps”/)
  expect(said).toMatch(/Line 82: Closed: “31\.02\.2026”/)
  expect(await storedRows()).toBe(97)

  const again = await drumbeat('import', file, '--from', exported)
  expect(again.said).toContain('100 rows read: 0 new, 0 changed, 97 unchanged, 3 refused.')

  // The refused rows, corrected in their file, are imported by the same mapping.
  const [, refused = ''] = /The refused rows, to correct and import again: (\S+)/.exec(said) ?? []
  const rows = readFileSync(refused, 'utf8')
  expect(rows.match(/H-\d+/g)).toEqual(['H-40', 'H-60', 'H-80'])
  const corrected = rows.replace('a lot', '"1040,50"').replace('Perhaps', 'Lost').replace('31.02.2026', '28.02.2026')
  fileOf(join(cwd, 'corrected'), 'hundred.csv', corrected)
  const rest = await drumbeat('import', file, '--from', join(cwd, 'corrected'))
  expect(rest.said).toContain('3 rows read: 3 new, 0 changed, 0 unchanged, 0 refused.')
  expect(await storedRows()).toBe(100)
})

test('import refuses a mapping that does not fit, with the place in the YAML and the cure, and stores nothing', async () => {
  const before = await rowCounts(database)
  const exported = join(cwd, 'exported')
  fileOf(exported, 'hundred.csv', hundredRows())
  const broken: readonly (readonly [string, string, string])[] = [
    ['amount: Amount', 'amount: Ammount', 'columns.amount'],
    ['closed_on: Closed', 'closed_om: Closed', 'did you mean `closed_on`?'],
    ['  id: Id\n', '', 'columns'],
    ['fact: opportunities', 'fact: oportunities', 'fact'],
    ['label: A hundred rows', 'label: [A hundred rows', 'YAML'],
  ]
  const results = await Promise.all(
    broken.map(async ([right, wrong, expected], index) => {
      const file = fileOf(join(cwd, 'mappings'), `broken-${index}.yaml`, mapping.replace(right, wrong))
      return { ...(await drumbeat('import', file, '--from', exported)), wrong, expected }
    }),
  )
  for (const { code, said, wrong, expected } of results) {
    expect(said, wrong).toContain(expected)
    expect(said, wrong).toContain('Nothing was imported.')
    expect({ wrong, code }).toEqual({ wrong, code: 1 })
    expect(said, wrong).not.toContain('    at ')
  }
  const missing = await drumbeat('import', join(cwd, 'mappings', 'no-such.yaml'))
  expect(missing).toMatchObject({ code: 1, said: expect.stringContaining('no-such.yaml') })
  // That it was tried is remembered; of what was tried nothing is.
  expect({ ...(await rowCounts(database)), source_runs: 0 }).toEqual({ ...before, source_runs: 0 })
})

test('apply refuses a folder that does not fit, with the file, the place and the value, and keeps nothing of it', async () => {
  const before = await rowCounts(database)
  const folder = join(cwd, 'company')
  const original = readFileSync('samples/company.yaml', 'utf8')
  fileOf(folder, 'company.yaml', original.replace('zone: Europe/Berlin', 'zone: Europe/Berlinn'))
  const { code, said } = await drumbeat('apply', folder)
  expect(code).toBe(1)
  expect(said).toMatch(/company\.yaml[\s\S]*company\.zone[\s\S]*Europe\/Berlinn/)
  expect(await rowCounts(database)).toEqual(before)
})
