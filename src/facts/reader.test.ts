import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { workbench } from '../../test/importing.js'
import { csvLine, refusedColumns } from './cells.js'
import { FactsError } from './problems.js'
import { type FileFormat, openCsv } from './reader.js'
import type { Row } from './table.js'

const bench = workbench()
afterAll(() => bench.close())

async function read(
  content: string | Uint8Array,
  format?: FileFormat,
): Promise<{ columns: readonly string[]; rows: Row[] }> {
  bench.write('file.csv', content)
  const table = await openCsv(join(bench.folder, 'file.csv'), format)
  const rows: Row[] = []
  for await (const batch of table.batches()) rows.push(...batch)
  return { columns: table.columns, rows }
}

function problemOf(content: string | Uint8Array, format?: FileFormat): Promise<string> {
  return read(content, format).then(
    () => 'read without a problem',
    (error: unknown) => (error instanceof FactsError ? error.message : `threw ${String(error)}`),
  )
}

test('a byte order mark and CRLF are no part of the names and cells', async () => {
  const { columns, rows } = await read('\uFEFFid,name\r\n1,Ada\r\n2,Grace\r\n')
  expect(columns).toEqual(['id', 'name'])
  expect(rows).toEqual([
    { line: 2, cells: ['1', 'Ada'] },
    { line: 3, cells: ['2', 'Grace'] },
  ])
})

test.each([
  [';', 'id;name;note\n1;Ada;a,b,c,d\n'],
  ['\t', 'id\tname\tnote\n1\tAda\ta,b,c,d\n'],
  ['|', 'id|name|note\n1|Ada|a,b,c,d\n'],
  [';', '"id, of the deal";name;note\n1;Ada;a,b,c,d\n'],
])('the separator %j is found in the header', async (_, content) => {
  expect((await read(content)).rows).toEqual([{ line: 2, cells: ['1', 'Ada', 'a,b,c,d'] }])
})

test('lines are counted as an editor counts them, over quoted line breaks and empty lines', async () => {
  const { rows } = await read('id,note\n1,"two\nlines, ""quoted"""\n\n2,"three\r\nmore\r\nlines"\n,\n3,last')
  expect(rows).toEqual([
    { line: 2, cells: ['1', 'two\nlines, "quoted"'] },
    { line: 5, cells: ['2', 'three\r\nmore\r\nlines'] },
    { line: 9, cells: ['3', 'last'] },
  ])
})

test('a stray quote inside a cell is data', async () => {
  expect((await read('id,size\n1,19" rack\n2,ok\n')).rows.map((row) => row.cells[1])).toEqual(['19" rack', 'ok'])
})

test('files of old code pages and of spreadsheets are read where they say what they are', async () => {
  const western = Buffer.from('id;name\n1;Müller\n', 'latin1')
  expect((await read(western, { encoding: 'windows-1252' })).rows[0]?.cells).toEqual(['1', 'Müller'])
  const wide = Buffer.from('\uFEFFid\tname\n1\tMüller\n', 'utf16le')
  expect((await read(wide)).rows[0]?.cells).toEqual(['1', 'Müller'])
})

test('text in another encoding is refused, with the cure', async () => {
  const western = Buffer.from('id;name\n1;Müller\n', 'latin1')
  expect(await problemOf(western)).toMatch(
    /^file\.csv: line 2 is not written in utf-8.*`format: \{ encoding: windows-1252 \}`/,
  )
})

test('a quote that is never closed is refused by the line in which it opens, however long the file', async () => {
  expect(await problemOf('id,note\n1,ok\n2,"open\n3,lost\n')).toMatch(/^file\.csv: a quote that opens in line 3 /)
  const long = `id,note\n1,"open\n${'x'.repeat(80)}\n`.padEnd(3_000_000, 'all in one cell\n')
  expect(await problemOf(long)).toMatch(/^file\.csv: a quote that opens in line 2 /)
})

test('an empty file and a missing one are refused', async () => {
  expect(await problemOf('')).toMatch(/^file\.csv: the file is empty/)
  await expect(openCsv(join(bench.folder, 'absent.csv'))).rejects.toThrow(/absent\.csv: this file cannot be read/)
})

test('rows come in batches, so that a large file is never whole in memory', async () => {
  bench.write('file.csv', `id\n${Array.from({ length: 2500 }, (_, at) => at).join('\n')}\n`)
  const sizes: number[] = []
  for await (const batch of (await openCsv(join(bench.folder, 'file.csv'))).batches()) sizes.push(batch.length)
  expect(sizes).toEqual([1000, 1000, 500])
})

const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\t', '\r', '\n', ' ', '5', '.', '＝', 'x', '\u0000'),
  }),
)

test('whatever stood in a refused row stands there again when the file of refused rows is read', async () => {
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 100 })
  // As the mapping says of the source's own files, which the file of refused rows is not.
  const format = fc.constantFrom({}, { separator: ',' }, { separator: ';', encoding: 'windows-1252' })
  await fc.assert(
    fc.asyncProperty(rows, format, async (written, said) => {
      const lines = written.map((cells, at) => csvLine([...cells, String(at + 2), 'because']))
      const file = `\uFEFF${csvLine(['a', 'b', 'c', ...refusedColumns])}${lines.join('')}`
      const { rows: back } = await read(file, said)
      expect(back.map((row) => row.cells.slice(0, 3))).toEqual(written)
    }),
    { numRuns: 200 },
  )
})
