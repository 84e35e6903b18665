import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { TransactionSql } from 'postgres'
import type { FactRow, FactValue } from './catalogue.js'

/** Text gathered before it goes to the socket: many small writes cost more than the rows in them. In characters. */
const chunk = 64 * 1024
/** What may wait for the server while the next rows are read, so that both work at once. In bytes. */
const ahead = 1024 * 1024
const special = /[\\\t\n\r]/
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** Streams rows into a table of the transaction by PostgreSQL's COPY, as fast as the server takes them. */
export class Copy {
  readonly #sql: TransactionSql
  readonly #stream: Writable
  readonly #columns: readonly string[]
  #text = ''

  /** @param more the columns behind those of a row */
  static async open(
    sql: TransactionSql,
    table: string,
    columns: readonly string[],
    more: readonly string[],
  ): Promise<Copy> {
    const stream = await sql`copy ${sql(table)} (${sql([...columns, ...more])}) from stdin`.writable()
    return new Copy(sql, stream, columns)
  }

  private constructor(sql: TransactionSql, stream: Writable, columns: readonly string[]) {
    this.#sql = sql
    this.#columns = columns
    this.#stream = stream
    // A server that refuses the copy says so at the next write; without a listener the process would end.
    stream.on('error', () => {})
  }

  /**
   * One row.
   * @param more what stands in the columns behind the row's own, in COPY's format
   * @returns null, or what is to be awaited before the next row, because the server is busy
   */
  row(row: FactRow, more: string): Promise<void> | null {
    let line = ''
    for (const column of this.#columns) line += `${encode(row[column] ?? null)}\t`
    this.#text += `${line}${more}\n`
    return this.#text.length >= chunk ? this.#flush() : null
  }

  /** Ends the copy; throws what the server had against it. */
  async close(): Promise<void> {
    const rest = this.#text
    this.#text = ''
    // The end may only be asked for when nothing waits any more: else the driver takes the query below for one during the copy.
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(rest, (error) => (error ? reject(error) : resolve()))
    })
    this.#stream.end()
    // The driver does not say when the server refuses the end of a copy; a query behind it is answered either way.
    await this.#sql`select 1`
  }

  /** Gives the copy up, so that the connection can go on to the rollback. */
  abandon(): void {
    this.#stream.destroy(new Error('The import was given up'))
  }

  async #flush(): Promise<void> {
    if (this.#stream.errored) throw this.#stream.errored
    this.#stream.write(this.#text)
    this.#text = ''
    if (this.#stream.writableLength > ahead) await once(this.#stream, 'drain')
  }
}

/** A value in COPY's text format. */
function encode(value: FactValue): string {
  if (value === null) return '\\N'
  if (typeof value !== 'string') return String(value)
  return special.test(value) ? value.replace(/[\\\t\n\r]/g, (one) => escapes[one] ?? one) : value
}
