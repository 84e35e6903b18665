import { parse } from 'csv-parse'
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
async function expected(text: string, delimiter: string): Promise<readonly (readonly string[])[] | null> {
  const parser = parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
  })
  const records: string[][] = []
  try {
    for await (const record of parser) records.push(record)
  } catch {
    return null
  }
  return records.filter((record) => record.some((cell) => cell !== ''))
}

test('cuts whatever comes as another parser does, in pieces of any size', async () => {
  const signs = fc.constantFrom('a', 'b c', ',', ';', '"', '""', '"x",', '\n', '\r\n', '\r', '",\n')
  const text = fc.array(signs, { maxLength: 40 }).map((parts) => parts.join(''))
  const width = fc.integer({ min: 1, max: 12 })
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(',', ';'), width, async (given, separator, pieces) => {
      const known = await expected(given, separator)
      if (known === null) expect(() => cells(given, separator, pieces)).toThrow(CsvFault)
      else expect(cells(given, separator, pieces)).toEqual(known)
    }),
    { numRuns: 1000 },
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
