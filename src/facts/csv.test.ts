import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvFault, CsvRecords } from './csv.js'

/** The cells of every record, the bytes given in pieces of so many. */
function cells(text: string, separator: string, width: number): readonly (readonly string[])[] {
  const bytes = Buffer.from(text)
  const records = new CsvRecords(separator)
  const rows: (readonly string[])[] = []
  const take = (piece: Buffer, last: boolean) => rows.push(...records.add(piece, last).map((row) => row.cells))
  for (let at = 0; at < bytes.length; at += width) take(bytes.subarray(at, at + width), false)
  take(Buffer.alloc(0), true)
  return rows
}

/** The same by a parser that others wrote, or null where a quote is never closed. */
function expected(text: string, delimiter: string): readonly (readonly string[])[] | null {
  try {
    const records: string[][] = parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
    })
    return records.filter((record) => record.some((cell) => cell !== ''))
  } catch {
    return null
  }
}

test('cuts whatever comes as another parser does, in pieces of any size', () => {
  const signs = fc.constantFrom('a', 'b c', ',', ';', '"', '""', '"x",', '\n', '\r\n', '\r', '",\n')
  const text = fc.array(signs, { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, fc.constantFrom(',', ';'), fc.integer({ min: 1, max: 12 }), (given, separator, width) => {
      const known = expected(given, separator)
      if (known === null) expect(() => cells(given, separator, width)).toThrow(CsvFault)
      else expect(cells(given, separator, width)).toEqual(known)
    }),
    { numRuns: 1500 },
  )
})

test('a file of carriage returns alone has lines too', () => {
  const records = new CsvRecords(',')
  expect(records.add(Buffer.from('id,name\r1,"Ada\rand more"\r2,Grace'), true)).toEqual([
    { line: 1, cells: ['id', 'name'] },
    { line: 2, cells: ['1', 'Ada\rand more'] },
    { line: 4, cells: ['2', 'Grace'] },
  ])
})

test('a line that goes on for more than a megabyte is refused before the memory is full', () => {
  const records = new CsvRecords(',')
  const piece = Buffer.alloc(64 * 1024, 'x')
  records.add(Buffer.from('id\n'), false)
  expect(() => {
    for (let pieces = 0; pieces < 20; pieces++) records.add(piece, false)
  }).toThrow('line 2')
})
