import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { CsvError, parse } from 'csv-parse'
import { isRefusedFile, refusedColumns, unguard } from './cells.js'
import { FactsError } from './problems.js'
import type { Row, Table } from './table.js'

/** How a file is written. What is left out is found out from the file. */
export interface FileFormat {
  readonly separator?: string | undefined
  /** A label of the Encoding Standard, such as `windows-1252`. */
  readonly encoding?: string | undefined
}

const batchRows = 1000
/** A quote that is never closed would otherwise gather the rest of the file in memory. In bytes. */
const longestRow = 1024 * 1024
/** Small reads leave the parser waiting for the disk. In bytes. */
const readAtOnce = 256 * 1024
const separators = [',', ';', '\t', '|']

/**
 * Opens a CSV file: a byte order mark, CRLF or LF, quoted line breaks, and `,` `;` tab or `|` between cells. Empty lines are no
 * rows. A file of refused rows is read back with its cells as they were before they were made safe for spreadsheets.
 * @throws FactsError when the file is missing, empty, not in its encoding, or has a quote that is never closed
 */
export async function openCsv(file: string, format: FileFormat = {}): Promise<Table> {
  const name = basename(file)
  const start = await readStart(file)
  const { encoding, separator } = writingOf(start, format)
  const lines = (onBytes?: (bytes: number) => void) => readLines({ file, name, encoding, separator, onBytes })
  const columns = await readHeader(name, lines())
  const guarded = isRefusedFile(columns)
  return {
    name,
    columns,
    size: (await stat(file)).size,
    batches: (onBytes) => inBatches(lines(onBytes), guarded),
  }
}

async function readStart(file: string): Promise<Buffer> {
  try {
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw new FactsError([{ at: file, key: 'facts.file_unreadable', args: {} }], error)
  }
}

/** How a file is written: a file of refused rows always in our own way, whatever its mapping says of the source's files. */
function writingOf(start: Buffer, format: FileFormat): Pick<Reading, 'encoding' | 'separator'> {
  if (headerOf(new TextDecoder().decode(start)).endsWith(`,${refusedColumns.join(',')}`))
    return { encoding: 'utf-8', separator: ',' }
  const encoding = format.encoding ?? (start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : 'utf-8')
  return { encoding, separator: format.separator ?? findSeparator(new TextDecoder(encoding).decode(start)) }
}

/** The first line, which may go on over line breaks inside of quotes. */
const headerOf = (start: string): string => /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(start)?.[0] ?? ''

/** The separator that stands most often in the header, outside of quotes. */
function findSeparator(start: string): string {
  const header = headerOf(start).replace(/"(?:[^"]|"")*"/g, '')
  const count = (separator: string) => header.split(separator).length
  return separators.reduce((best, each) => (count(each) > count(best) ? each : best))
}

async function readHeader(name: string, lines: AsyncIterable<Row>): Promise<readonly string[]> {
  for await (const { cells } of lines) return cells.map((cell) => cell.trim())
  throw new FactsError([{ at: name, key: 'facts.file_empty', args: {} }])
}

interface Reading {
  readonly file: string
  readonly name: string
  readonly encoding: string
  readonly separator: string
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/** Every line that is not empty, the header included. */
async function* readLines(reading: Reading): AsyncGenerator<Row> {
  const parser = parse({
    delimiter: reading.separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    // A cell too many or too few, or a stray quote, is one row's fault: it is refused with its line, not the whole file.
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRow,
  })
  pipeline(Readable.from(decoded(reading)), parser, () => {})
  let line = 1
  try {
    for await (const record of parser) {
      const cells: readonly string[] = record
      if (cells.some((cell) => cell !== '')) yield { line, cells }
      line += 1 + lineBreaks(cells)
    }
  } catch (error) {
    throw explain(error, reading.name, line)
  }
}

async function* decoded({ file, name, encoding, onBytes }: Reading): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let bytes = 0
  let lines = 1
  for await (const chunk of createReadStream(file, { highWaterMark: readAtOnce })) {
    bytes += chunk.length
    onBytes?.(bytes)
    yield decodeChunk(decoder, chunk, name, lines)
    lines += lineFeeds(chunk)
  }
  yield decodeChunk(decoder, null, name, lines)
}

function decodeChunk(decoder: TextDecoder, chunk: Buffer | null, name: string, lines: number): Buffer {
  try {
    return Buffer.from(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode())
  } catch (error) {
    const { encoding } = decoder
    // The same again, with a mark in place of what cannot be read: it says in which line that is.
    const before = chunk ? new TextDecoder(encoding).decode(chunk).split('\uFFFD')[0] : ''
    const line = lines + lineFeeds(Buffer.from(before ?? ''))
    throw new FactsError([{ at: name, key: 'facts.file_encoding', args: { line, encoding } }], error)
  }
}

function lineFeeds(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1
  return count
}

function lineBreaks(cells: readonly string[]): number {
  let breaks = 0
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.match(/\r\n|\n|\r/g)?.length ?? 0
  }
  return breaks
}

function explain(error: unknown, name: string, line: number): unknown {
  if (!(error instanceof CsvError)) return error
  const isOpenQuote = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
  const key = isOpenQuote ? 'facts.file_quote' : 'facts.file_csv'
  return new FactsError([{ at: name, key, args: { line, said: error.message } }], error)
}

async function* inBatches(lines: AsyncIterable<Row>, guarded: boolean): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = []
  let header = true
  for await (const row of lines) {
    if (header) {
      header = false
      continue
    }
    batch.push(guarded ? { line: row.line, cells: row.cells.map(unguard) } : row)
    if (batch.length < batchRows) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
