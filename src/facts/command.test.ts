import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/connect.js'
import { testDatabase } from '../../test/database.js'
import { berlin, workbench } from '../../test/importing.js'
import { textsFor } from '../locales/texts.js'
import { importCommand, type Terminal } from './command.js'

const bench = workbench()
let database: Database
beforeAll(async () => {
  database = await testDatabase()
  const mapping = `
source: billing
label: Billing
fact: subscriptions
file: subs.csv
columns: { id: id, account: customer, mrr: price, valid_from: start, product: product }
`
  writeFileSync(join(bench.folder, 'billing.yaml'), mapping)
  writeFileSync(join(bench.folder, 'broken.yaml'), mapping.replace('mrr: price', 'mrr: prize'))
})
afterAll(async () => {
  await database.close()
  bench.close()
})

async function drumbeatImport(
  files: string | readonly string[],
  from: string | null,
  terminal: Terminal | null = null,
) {
  const lines: string[] = []
  const code = await importCommand({
    mappingFiles: [files].flat().map((file) => join(bench.folder, file)),
    from,
    reports: join(bench.folder, 'reports'),
    database,
    company: berlin,
    now: Temporal.Instant.from('2026-03-02T08:00:00Z'),
    t: textsFor('en', 'UTC'),
    out: (line) => lines.push(line),
    terminal,
  })
  return { code, lines }
}

test('the report is printed in words, and refused rows are no failure', async () => {
  bench.write(
    'subs.csv',
    'id,customer,price,start,product\n1,Acme,10,2026-01-01,Insight\n2,Beta,free,2026-01-01,Insight\n3,Gamma,10,2026-01-01,In-sight\n4,Delta,10,2026-01-01,Insight\n',
  )
  const { code, lines } = await drumbeatImport('billing.yaml', null)
  expect(code).toBe(0)
  expect(lines[0]).toMatch(/^Billing \(subs\.csv\), [\d.]+ s$/)
  expect(lines.slice(1)).toEqual([
    '4 rows read: 3 new, 0 changed, 0 unchanged, 1 refused.',
    'product “In-sight” (1 row) looks like Insight. If it is the same, add it under aliases.',
    'Line 3: price: “free” is not an amount with “.” before its decimals.',
    `The refused rows, to correct and import again: ${join(bench.folder, 'reports', 'billing-subscriptions-20260302T080000Z-refused.csv')}`,
  ])
})

test('a mapping that does not fit fails with the path and the cure', async () => {
  const { code, lines } = await drumbeatImport('broken.yaml', bench.folder)
  expect(code).toBe(1)
  expect(lines).toEqual(['columns.mrr: no column `prize` in subs.csv; did you mean `price`?', 'Nothing was imported.'])
})

test('a file of which no row fits fails, but says why', async () => {
  bench.write('subs.csv', 'id,customer,price,start,product\n,Acme,10,2026-01-01,Insight\n')
  const { code, lines } = await drumbeatImport('billing.yaml', null)
  expect(code).toBe(1)
  expect(lines.slice(1)).toEqual([
    '1 row read: 0 new, 0 changed, 0 unchanged, 1 refused.',
    'Line 2: id: The cell is empty, and the field is needed.',
    expect.stringContaining('The refused rows'),
    'Nothing was imported.',
  ])
})

test('of several mappings each is imported and reported by itself, and one that fails keeps back none of the others', async () => {
  bench.write('subs.csv', 'id,customer,price,start,product\n9,Acme,10,2026-01-01,Insight\n')
  const { code, lines } = await drumbeatImport(['broken.yaml', 'billing.yaml'], null)
  expect(code).toBe(1)
  expect(lines).toEqual([
    'columns.mrr: no column `prize` in subs.csv; did you mean `price`?',
    'Nothing was imported by broken.yaml.',
    '',
    expect.stringMatching(/^Billing \(subs\.csv\), [\d.]+ s$/),
    '1 row read: 1 new, 0 changed, 0 unchanged, 0 refused.',
  ])
  expect((await drumbeatImport(['billing.yaml', 'billing.yaml'], null)).code).toBe(0)
})

test('a terminal shows how far it is and is left clean; a pipe gets nothing', async () => {
  const rows = Array.from({ length: 3000 }, (_, at) => `${at},Acme,10,2026-01-01,Insight`)
  bench.write('subs.csv', `id,customer,price,start,product\n${rows.join('\n')}\n`)
  const shown = async (isTTY: boolean) => {
    const pipe = new PassThrough()
    await drumbeatImport('billing.yaml', null, Object.assign(pipe, { isTTY }))
    return String(pipe.read() ?? '')
  }
  const terminal = await shown(true)
  expect(terminal).toMatch(/█+.* \d+ % · [\d,]+ rows/)
  // The last thing is the cursor, visible again, at the start of an emptied line.
  expect(terminal.slice(-40)).toContain('\u001b[?25h')
  expect(await shown(false)).toBe('')
})
