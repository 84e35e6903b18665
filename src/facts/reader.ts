import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { TextDecoder } from 'node:util'
import { isRefusedFile, refusedColumns, unguard } from './cells.js'
import { CsvFault, CsvRecords } from './csv.js'
import { FactsError } from './problems.js'
import type { Row, Table } from './table.js'

/** How a file is written. What is left out is found out from the file. */
export interface FileFormat {
  readonly separator?: string | undefined
  /** A label of the Encoding Standard, such as `windows-1252`. */
  readonly encoding?: string | undefined
}

const batchRows = 1000
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
  const records = (onBytes?: (bytes: number) => void) => readRecords({ file, name, encoding, separator, onBytes })
  const columns = await readHeader(name, records())
  const guarded = isRefusedFile(columns)
  return {
    name,
    columns,
    size: (await stat(file)).size,
    batches: (onBytes) => inBatches(records(onBytes), guarded),
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

async function readHeader(name: string, records: AsyncIterable<readonly Row[]>): Promise<readonly string[]> {
  for await (const [header] of records) {
    if (header) return header.cells.map((cell) => cell.trim())
  }
  throw new FactsError([{ at: name, key: 'facts.file_empty', args: {} }])
}

interface Reading {
  readonly file: string
  readonly name: string
  readonly encoding: string
  readonly separator: string
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/** Every record that is not empty, the header included, as many at a time as were read at once. */
async function* readRecords(reading: Reading): AsyncGenerator<readonly Row[]> {
  const records = new CsvRecords(reading.separator)
  try {
    for await (const { text, last } of decoded(reading)) yield records.add(text, last)
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    throw new FactsError([{ at: reading.name, key: 'facts.file_quote', args: { line: error.line } }], error)
  }
}

async function* decoded({ file, name, encoding, onBytes }: Reading): AsyncGenerator<{ text: Buffer; last: boolean }> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let bytes = 0
  let lines = 1
  for await (const chunk of createReadStream(file, { highWaterMark: readAtOnce })) {
    bytes += chunk.length
    onBytes?.(bytes)
    yield { text: decodeChunk(decoder, chunk, name, lines), last: false }
    lines += lineFeeds(chunk)
  }
  yield { text: decodeChunk(decoder, null, name, lines), last: true }
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

async function* inBatches(records: AsyncIterable<readonly Row[]>, guarded: boolean): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = []
  let header = true
  for await (const some of records) {
    for (const row of some) {
      if (header) {
        header = false
        continue
      }
      batch.push(guarded ? { line: row.line, cells: row.cells.map(unguard) } : row)
      if (batch.length < batchRows) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
