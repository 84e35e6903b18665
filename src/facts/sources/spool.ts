import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { z } from 'zod'
import type { Row, Table } from '../table.js'

const batchRows = 1000
const cells = z.array(z.string())

/** Rows on their way: written once, and read as often as an import wants. */
export interface Spool {
  write(rows: readonly (readonly string[])[]): Promise<void>
  /** Ends the writing. The rows are numbered from 1. */
  table(name: string, columns: readonly string[]): Promise<Table>
  /** Takes the rows off the disk. Doing it again does nothing. */
  remove(): Promise<void>
}

/**
 * Keeps rows on the disk while they are imported: an import may read them twice, and a database asked twice may answer differently.
 * The folder is readable for its owner alone, and gone when the import is over.
 */
export async function openSpool(): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), 'drumbeat-pull-'))
  const file = join(folder, 'rows')
  const stream = createWriteStream(file, { mode: 0o600 })
  return {
    write: (rows) => write(stream, rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
    table: async (name, columns) => {
      stream.end()
      await finished(stream)
      return { name, columns, size: stream.bytesWritten, batches: (onBytes) => batches(file, onBytes) }
    },
    remove: async () => {
      stream.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function write(stream: WriteStream, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

async function* batches(file: string, onBytes?: (bytes: number) => void): AsyncGenerator<readonly Row[]> {
  const stream = createReadStream(file, 'utf8')
  let batch: Row[] = []
  let line = 0
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1
      batch.push({ line, cells: cells.parse(JSON.parse(text)) })
      if (batch.length < batchRows) continue
      onBytes?.(stream.bytesRead)
      yield batch
      batch = []
    }
    onBytes?.(stream.bytesRead)
    if (batch.length > 0) yield batch
  } finally {
    stream.destroy()
  }
}
