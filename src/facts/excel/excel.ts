import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { FactsError } from '../problems.js'
import type { Row, Table } from '../table.js'
import { LIMITS } from './limits.js'
import { type Heard, type Merge, type SheetRow, sheetRows } from './rows.js'
import { readWorkbook, type Sheet, type Workbook } from './workbook.js'
import { openZip, type Parts } from './zip.js'

const batchRows = 1000
/** Above the names of the columns there may be a title, a date, a filter: so many rows are looked at. */
const headRows = 20

/** What a file is by its first bytes, whatever its name says: people rename files. */
export async function fileKind(file: string): Promise<'zip' | 'old excel' | 'text'> {
  const handle = await open(file)
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0)
    if (buffer.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return 'zip'
    return buffer.equals(Buffer.from('d0cf11e0a1b11ae1', 'hex')) ? 'old excel' : 'text'
  } finally {
    await handle.close()
  }
}

/**
 * The sheets of a workbook that have a header and at least one row.
 * @throws FactsError when it is no workbook, is damaged or too large
 */
export async function sheetNames(file: string, name = basename(file)): Promise<readonly string[]> {
  return withBook(file, name, async (parts, book) => {
    const names: string[] = []
    for (const sheet of book.sheets) {
      let rows = 0
      for await (const _ of rowsOf(parts, book, sheet, '.', name)) {
        rows += 1
        if (rows > 1) break
      }
      if (rows > 1) names.push(sheet.name)
    }
    return names
  })
}

interface ExcelFormat {
  /** Of several sheets the one that is meant; the first with rows where none is named. */
  readonly sheet?: string | undefined
  /** The sign before decimals in numbers that were typed as text. */
  readonly decimal?: '.' | ',' | undefined
}

/**
 * Opens one sheet of a workbook as a table: the first row that names columns is its header, a cell that was merged downwards
 * stands in each of its rows, a formula is what Excel last showed.
 * @throws FactsError when it cannot be read, has no such sheet, or the sheet has no rows
 */
export async function openExcel(file: string, format: ExcelFormat = {}): Promise<Table> {
  const name = basename(file)
  const { decimal = '.' } = format
  const { sheet, head } = await withBook(file, name, async (parts, book) => {
    const chosen = await chooseSheet(parts, book, format.sheet, name)
    return { sheet: chosen, head: await headOf(parts, book, chosen, name) }
  })
  return {
    name,
    columns: head.columns,
    size: head.bytes,
    batches: (onBytes) => batches(file, name, sheet, head, decimal, onBytes),
  }
}

async function withBook<T>(file: string, name: string, work: (parts: Parts, book: Workbook) => Promise<T>): Promise<T> {
  const parts = await openZip(file, name)
  try {
    return await work(parts, await readWorkbook(parts, name))
  } finally {
    parts.close()
  }
}

async function chooseSheet(parts: Parts, book: Workbook, wanted: string | undefined, name: string): Promise<Sheet> {
  if (wanted !== undefined) {
    const found = book.sheets.find((one) => one.name === wanted)
    const sheets = book.sheets.map((one) => one.name).join(', ')
    if (!found) throw new FactsError([{ at: name, key: 'facts.excel_no_sheet', args: { sheet: wanted, sheets } }])
    return found
  }
  for (const sheet of book.sheets) {
    for await (const _ of rowsOf(parts, book, sheet, '.', name)) return sheet
  }
  throw new FactsError([{ at: name, key: 'facts.file_empty', args: {} }])
}

async function* rowsOf(
  parts: Parts,
  book: Workbook,
  sheet: Sheet,
  decimal: '.' | ',',
  name: string,
  heard: Heard = { merges: [] },
  onBytes?: (bytes: number) => void,
): AsyncGenerator<SheetRow> {
  yield* sheetRows(await parts.stream(sheet.part, LIMITS.sheet), book, decimal, heard, name, onBytes)
}

/** What has to be known of a sheet before its rows can be read. */
interface Head {
  readonly line: number
  readonly columns: readonly string[]
  readonly merges: ReadonlyMap<number, readonly Merge[]>
  readonly bytes: number
}

/** Reads the sheet to its end: which cells are merged stands behind the rows. */
async function headOf(parts: Parts, book: Workbook, sheet: Sheet, name: string): Promise<Head> {
  const heard: Heard = { merges: [] }
  const first: SheetRow[] = []
  let bytes = 0
  const rows = rowsOf(parts, book, sheet, '.', name, heard, (read) => {
    bytes = read
  })
  for await (const row of rows) if (first.length < headRows) first.push(row)
  const header = headerOf(first)
  if (!header) throw new FactsError([{ at: name, key: 'facts.file_empty', args: {} }])
  const merges = new Map<number, Merge[]>()
  for (const one of heard.merges) {
    if (one.from > header.line) merges.set(one.column, [...(merges.get(one.column) ?? []), one])
  }
  return { line: header.line, columns: header.cells, merges, bytes }
}

/** The first row that fills at least half of the table's width: titles and dates above it fill less. */
function headerOf(rows: readonly SheetRow[]): SheetRow | undefined {
  const filled = ({ cells }: SheetRow) => cells.filter((cell) => cell !== '').length
  const width = Math.max(0, ...rows.map(filled))
  return rows.find((row) => filled(row) >= Math.max(1, width / 2))
}

async function* batches(
  file: string,
  name: string,
  sheet: Sheet,
  head: Head,
  decimal: '.' | ',',
  onBytes?: (bytes: number) => void,
): AsyncGenerator<readonly Row[]> {
  const parts = await openZip(file, name)
  try {
    const book = await readWorkbook(parts, name)
    const fill = filler(head)
    let batch: Row[] = []
    for await (const row of rowsOf(parts, book, sheet, decimal, name, { merges: [] }, onBytes)) {
      if (row.line <= head.line) continue
      const cells = fill(row)
      if (cells.every((cell) => cell === '')) continue
      batch.push({ line: row.line, cells })
      if (batch.length < batchRows) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  } finally {
    parts.close()
  }
}

/** Brings rows to the width of the header (notes to the right of the table belong to no column), and merged cells into each row. */
function filler({ columns, merges }: Head): (row: SheetRow) => readonly string[] {
  // Rows come in their order, and so do the ranges: one look ahead per column is enough.
  const down = [...merges]
    .filter(([column]) => column < columns.length)
    .map(([column, ranges]) => ({ column, ranges: ranges.toSorted((a, b) => a.from - b.from), at: 0, value: '' }))
  return ({ line, cells }) => {
    const filled = columns.map((_, column) => cells[column] ?? '')
    if (filled.every((cell) => cell === '')) return filled
    for (const one of down) {
      while ((one.ranges[one.at]?.to ?? line) < line) one.at += 1
      const range = one.ranges[one.at]
      if (!range || line < range.from) continue
      if (line === range.from) one.value = filled[one.column] ?? ''
      else filled[one.column] = one.value
    }
    return filled
  }
}
