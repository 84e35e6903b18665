import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Temporal } from 'temporal-polyfill'
import type { Texts } from '../locales/texts.js'
import { csvLine, refusedColumns } from './cells.js'
import { cellReason, type Refusal } from './refusal.js'
import type { Row, Table } from './table.js'

/**
 * The rows that were left out, as a CSV file that a person corrects and imports again: the source's own columns, then the line
 * and the reasons. It begins with the first refusal; an import without one leaves no file.
 */
export class RefusedFile {
  readonly path: string
  readonly #table: Table
  readonly #folder: string | null
  readonly #t: Texts
  #stream: WriteStream | null = null

  /**
   * @param name of the source and its fact: two facts of one source may be imported in the same second
   * @param folder made when it is needed, readable for its owner alone: the rows are the company's. Null: no file is written
   */
  constructor(folder: string | null, name: string, now: Temporal.Instant, table: Table, t: Texts) {
    const stamp = now.toString({ smallestUnit: 'second' }).replace(/[:-]/g, '')
    this.path = join(folder ?? '', `${name}-${stamp}-refused.csv`)
    this.#folder = folder
    this.#table = table
    this.#t = t
  }

  get written(): boolean {
    return this.#stream !== null
  }

  async add(row: Row, refusals: readonly Refusal[]): Promise<void> {
    if (this.#folder === null) return
    const stream = this.#stream ?? (await this.#begin(this.#folder))
    const reasons = refusals.map((one) => cellReason(one, this.#t))
    const own = this.#table.columns.map((_, at) => row.cells[at] ?? '')
    // Cells beyond the last column would take the place of ours.
    await write(stream, csvLine([...own, String(row.line), reasons.join('\n')]))
  }

  /** Waits until every row is on the disk. */
  async close(): Promise<void> {
    if (this.#stream === null) return
    this.#stream.end()
    if (!this.#stream.closed) await once(this.#stream, 'close')
  }

  /** Leaves nothing behind of an import that did not take place. */
  async discard(): Promise<void> {
    if (this.#stream === null) return
    this.#stream.destroy()
    await rm(this.path, { force: true })
  }

  async #begin(folder: string): Promise<WriteStream> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const stream = createWriteStream(this.path, { mode: 0o600 })
    this.#stream = stream
    await once(stream, 'open')
    // A byte order mark, because without one spreadsheets take UTF-8 for an old code page.
    await write(stream, `\uFEFF${csvLine([...this.#table.columns, ...refusedColumns])}`)
    return stream
  }
}

async function write(stream: WriteStream, text: string): Promise<void> {
  if (stream.errored) throw stream.errored
  if (!stream.write(text)) await once(stream, 'drain')
}
