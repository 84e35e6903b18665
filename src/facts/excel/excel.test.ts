import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, describe, expect, test } from 'vitest'
import writeExcel from 'write-excel-file/node'
import { type Part, type TestSheet, workbookParts, zipOf } from '../../../test/xlsx.js'
import { openTable } from '../open.js'
import { FactsError } from '../problems.js'
import { openExcel, sheetNames } from './excel.js'
import { serialDate, showsDay } from './serial.js'

const folder = mkdtempSync(join(tmpdir(), 'drumbeat-excel-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

function written(bytes: Buffer | string): string {
  files += 1
  const file = join(folder, `book-${files}.xlsx`)
  writeFileSync(file, bytes)
  return file
}

const book = (sheets: readonly TestSheet[], options: Parameters<typeof workbookParts>[1] = {}): string =>
  written(zipOf(workbookParts(sheets, options)))

async function read(file: string, format: Parameters<typeof openExcel>[1] = {}) {
  const table = await openExcel(file, format)
  const rows = []
  for await (const batch of table.batches()) rows.push(...batch)
  return { columns: table.columns, rows: rows.map(({ cells }) => cells), lines: rows.map(({ line }) => line) }
}

/** The keys of what is wrong with a file. */
async function wrong(work: Promise<unknown>): Promise<readonly string[]> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(FactsError)
  return error instanceof FactsError ? error.problems.map(({ key }) => key) : []
}

const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`
const row = (r: number, ...cells: string[]) => `<row r="${r}">${cells.join('')}</row>`

describe('a workbook that another program wrote', () => {
  test('is read as it was written: texts, numbers, days, times, yes and no', async () => {
    const rows = [
      ['Deal', 'Amount', 'Closed', 'Called', 'Trial'],
      ['D-1', 1234.5, new Date('2026-03-31T00:00:00Z'), new Date('2026-03-30T14:05:09Z'), true],
      ['Größe <&> "x"', 0.1 + 0.2, new Date('1999-12-31T00:00:00Z'), null, false],
    ]
    const bytes = await writeExcel(rows, { dateFormat: 'dd/mm/yyyy hh:mm:ss' }).toBuffer()
    const { columns, rows: found, lines } = await read(written(bytes))
    expect(columns).toEqual(['Deal', 'Amount', 'Closed', 'Called', 'Trial'])
    expect(found).toEqual([
      ['D-1', '1234.5', '2026-03-31', '2026-03-30T14:05:09', 'true'],
      ['Größe <&> "x"', '0.3', '1999-12-31', '', 'false'],
    ])
    expect(lines).toEqual([2, 3])
  })
})

describe('what people do to sheets', () => {
  test('a formula is what Excel last showed, never calculated anew', async () => {
    const file = book([
      {
        name: 'Deals',
        rows:
          row(1, text('Deal'), text('Amount'), text('Stage')) +
          row(2, text('D-1'), '<c><f>2*3</f><v>999</v></c>', '<c t="str"><f>"W"&amp;"on"</f><v>Won</v></c>') +
          row(3, text('D-2'), '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c t="e"><f>NA()</f><v>#N/A</v></c>'),
      },
    ])
    expect((await read(file)).rows).toEqual([
      ['D-1', '999', 'Won'],
      ['D-2', '#DIV/0!', ''],
    ])
  })

  test('a formula that nobody has calculated is said, with its line', async () => {
    const file = book([{ name: 'A', rows: row(1, text('Deal')) + row(2, '<c><f>A9</f></c>') }])
    expect(await wrong(read(file))).toEqual(['facts.excel_not_calculated'])
  })

  test('cells merged downwards stand in each of their rows; a title above the names of the columns is passed over', async () => {
    const file = book([
      {
        name: 'Pipeline',
        rows:
          row(1, text('Pipeline of 2026')) +
          row(3, text('Region'), text('Deal'), text('Amount')) +
          row(4, text('EMEA'), text('D-1'), '<c><v>1</v></c>') +
          row(5, '<c r="B5" t="inlineStr"><is><t>D-2</t></is></c>', '<c r="C5"><v>2</v></c>') +
          row(6, text('APAC'), text('D-3'), '<c><v>3</v></c>', text('a note')) +
          row(7),
        after: '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A4:A5"/><mergeCell ref="A6:A9"/></mergeCells>',
      },
    ])
    expect(await read(file)).toEqual({
      columns: ['Region', 'Deal', 'Amount'],
      rows: [
        ['EMEA', 'D-1', '1'],
        ['EMEA', 'D-2', '2'],
        ['APAC', 'D-3', '3'],
      ],
      lines: [4, 5, 6],
    })
  })

  test('of several sheets those with rows are named; hidden ones are not', async () => {
    const filled = row(1, text('Deal')) + row(2, text('D-1'))
    const file = book([
      { name: 'Read me', rows: row(1, text('Made by Nadia')) },
      { name: 'Deals', rows: filled },
      { name: 'Old', rows: filled, state: 'hidden' },
      { name: 'Lost', rows: row(1, text('Lost deal')) + row(2, text('L-1')) },
    ])
    expect(await sheetNames(file)).toEqual(['Deals', 'Lost'])
    expect((await read(file, { sheet: 'Lost' })).rows).toEqual([['L-1']])
    expect(await wrong(read(file, { sheet: 'Won' }))).toEqual(['facts.excel_no_sheet'])
  })

  test('numbers typed as text and true numbers are written alike, in the sign of the sheet', async () => {
    const file = book([
      { name: 'A', rows: row(1, text('Amount')) + row(2, text('1.234,50')) + row(3, '<c><v>1234.5</v></c>') },
    ])
    expect((await read(file, { decimal: ',' })).rows).toEqual([['1.234,50'], ['1234,5']])
  })

  test('days are numbers in the calendar of 1900 or of 1904, told by their format', async () => {
    const rows =
      row(1, text('Day'), text('Time'), text('Share'), text('Number')) +
      row(
        2,
        '<c s="1"><v>46112</v></c>',
        '<c s="2"><v>46112.5</v></c>',
        '<c s="3"><v>0.24</v></c>',
        '<c><v>46112</v></c>',
      )
    expect((await read(book([{ name: 'A', rows }]))).rows).toEqual([
      ['2026-03-31', '2026-03-31T12:00:00', '0.24', '46112'],
    ])
    const since1904 = await read(book([{ name: 'A', rows }], { date1904: true }))
    expect(since1904.rows[0]?.[0]).toBe('2030-04-01')
  })

  test('large and small numbers keep their digits, without an exponent', async () => {
    const numbers = ['12345678901234567890', '1E21', '0.00000012', '1.10000000000000009', '-5']
    const rows = row(1, text('N')) + numbers.map((one, at) => row(at + 2, `<c><v>${one}</v></c>`)).join('')
    expect((await read(book([{ name: 'A', rows }]))).rows.flat()).toEqual([
      '12345678901234600000',
      '1000000000000000000000',
      '0.00000012',
      '1.1',
      '-5',
    ])
  })
})

describe('days of Excel', () => {
  test('every day from March 1900 on is the one that the calendar says', () => {
    const start = Temporal.PlainDate.from('1899-12-30')
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 2_958_465 }), (serial) => {
        expect(serialDate(serial, 1900)).toBe(start.add({ days: serial }).toString())
      }),
    )
  })
  test('before that day 60 never was, and numbers beyond the calendar are no days', () => {
    expect([1, 59, 61].map((one) => serialDate(one, 1900))).toEqual(['1900-01-01', '1900-02-28', '1900-03-01'])
    expect([0, -1, 2_958_466, Number.NaN].map((one) => serialDate(one, 1900))).toEqual([null, null, null, null])
  })
  test.each([
    ['dd/mm/yyyy', true],
    ['[$-409]mmm yy;@', true],
    ['mmmm', true],
    ['h:mm:ss', false],
    ['[h]:mm', false],
    ['0.00%', false],
    ['#,##0 "days"', false],
    ['0\\d', false],
    ['General', false],
    ['[Red]0', false],
  ])('the format %s shows a day: %s', (code, shows) => {
    expect(showsDay(164, code)).toBe(shows)
  })
})

describe('what must not be unpacked', () => {
  const sheet = (rows: string): readonly Part[] => workbookParts([{ name: 'A', rows }])
  const last = (parts: readonly Part[], change: Partial<Part>): Buffer =>
    zipOf(parts.map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, ...change } : part)))

  test('a sheet that says it grows beyond all measure is refused before it is unpacked', async () => {
    const file = written(last(sheet(row(1, text('Deal'))), { claims: 600 * 1024 * 1024 }))
    expect(await wrong(read(file))).toEqual(['facts.excel_too_large'])
  })
  test('one that lies about its size is given up where the lie shows', async () => {
    const bomb = `<worksheet><sheetData>${' '.repeat(8_000_000)}</sheetData></worksheet>`
    const file = written(last(sheet(''), { text: bomb, claims: 1000 }))
    expect(await wrong(read(file))).toEqual(['facts.excel_damaged'])
  })
  test('one text that stands in very many cells is no way around it', async () => {
    const cells = '<c t="s"><v>0</v></c>'.repeat(100)
    const parts = workbookParts([{ name: 'A', rows: row(1, cells) + row(2, cells) }], { strings: ['x'.repeat(30_000)] })
    expect(await wrong(read(written(zipOf(parts))))).toEqual(['facts.excel_too_large'])
  })
  test('thousands of parts, rows beyond those of Excel, entities of its own: refused', async () => {
    const many = Array.from({ length: 2_100 }, (_, at) => ({ name: `xl/media/${at}.png`, text: '' }))
    expect(await wrong(read(written(zipOf([...sheet(''), ...many]))))).toEqual(['facts.excel_too_large'])
    expect(await wrong(read(book([{ name: 'A', rows: row(1_048_577, text('x')) }])))).toEqual(['facts.excel_too_large'])
    const laughs =
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row><c t="str"><v>&a;</v></c></row></sheetData></worksheet>'
    expect(await wrong(read(written(last(sheet(''), { text: laughs }))))).toEqual(['facts.excel_damaged'])
  })
  test('a text file, a broken zip, another zip, an old Excel file: each with its cure', async () => {
    const csv = written('Deal,Amount\nD-1,5\n')
    expect((await openTable(csv)).columns).toEqual(['Deal', 'Amount'])
    expect(await wrong(openTable(written('PK\u0003\u0004 and nothing more')))).toEqual(['facts.excel_damaged'])
    expect(await wrong(openTable(written(zipOf([{ name: 'a.txt', text: 'x' }]))))).toEqual(['facts.excel_not'])
    const old = written(Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(500)]))
    expect(await wrong(openTable(old))).toEqual(['facts.excel_old'])
    expect(await wrong(openTable(join(folder, 'absent.xlsx')))).toEqual(['facts.file_unreadable'])
  })
  test('whatever bytes follow, a file is read or refused with words, never more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const file = written(Buffer.concat([Buffer.from('PK\u0003\u0004'), bytes]))
        expect((await wrong(openTable(file))).length).toBeGreaterThan(0)
      }),
      { numRuns: 40 },
    )
  })
})
