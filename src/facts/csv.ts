import type { Row } from './table.js'

/** A quote that is never closed would otherwise gather the rest of the file in memory. In bytes. */
const longestRecord = 1024 * 1024

/** A record that does not end, because a quote in it is never closed. `line` is where it begins. */
export class CsvFault extends Error {
  readonly line: number

  constructor(line: number) {
    super(`A quote that opens in line ${line} is not closed`)
    this.line = line
  }
}

/** A record with a quote in it: its cells so far, and what stands in the quotes that are open. */
interface Quoted {
  readonly line: number
  readonly cells: string[]
  open: string | null
}

/**
 * Cuts CSV (RFC 4180) into records as its bytes arrive. A record ends at LF, CRLF or CR; a quoted cell may hold line breaks and
 * doubled quotes. A quote elsewhere than around a whole cell is data, and a record may have any number of cells: those are faults of
 * one row, which is refused with its line, and not of the file.
 */
export class CsvRecords {
  readonly #separator: string
  #rest: Buffer = Buffer.alloc(0)
  #line = 1
  /** The record that goes on in the next line, because a quote is open. */
  #under: Quoted | null = null

  /** @param separator the sign between cells */
  constructor(separator: string) {
    this.#separator = separator
  }

  /**
   * The records that end in this piece, each with the line (from 1) in which it begins. One whose cells are all empty is none.
   * @param piece UTF-8, cut between two characters
   * @param last nothing comes after it
   * @throws CsvFault when a quote is not closed, or not within a megabyte
   */
  add(piece: Buffer, last: boolean): readonly Row[] {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    const lines = new Lines(bytes, last)
    const rows: Row[] = []
    let at = 0
    for (let line = lines.from(at); line !== null; line = lines.from(at)) {
      // A string for each line: a cell cut out of the whole piece would keep all of it alive for as long as a name is remembered.
      const row = this.#record(bytes.toString('utf8', at, line.end), line.sign)
      if (row?.cells.some((cell) => cell !== '')) rows.push(row)
      at = line.end + line.sign.length
    }
    this.#rest = bytes.subarray(at)
    if (this.#rest.length > longestRecord || (last && this.#under !== null)) throw this.#endless()
    return rows
  }

  /** @returns the record that ends with this line, or null where it goes on */
  #record(text: string, sign: string): Row | null {
    const line = this.#line++
    if (this.#under === null && !text.includes('"')) return { line, cells: text.split(this.#separator) }
    const record = this.#under ?? { line, cells: [], open: null }
    const open = cut(record, text, this.#separator)
    if (open === null) {
      this.#under = null
      return { line: record.line, cells: record.cells }
    }
    record.open = open + sign
    this.#under = record
    if (record.open.length > longestRecord) throw this.#endless()
    return null
  }

  #endless(): CsvFault {
    return new CsvFault(this.#under?.line ?? this.#line)
  }
}

/** Adds the cells of a line to its record. @returns what stands in the quotes that are open at its end, or null */
function cut(record: Quoted, text: string, separator: string): string | null {
  let [at, open] = [0, record.open]
  for (;;) {
    if (open === null && text[at] === '"') [at, open] = [at + 1, '']
    const cell = open === null ? { held: '', end: at } : quotedCell(text, at, open, separator)
    if (cell.end === null) return cell.held
    const end = text.indexOf(separator, cell.end)
    record.cells.push(cell.held + text.slice(cell.end, end === -1 ? undefined : end))
    if (end === -1) return null
    at = end + 1
    open = null
  }
}

/**
 * What a quoted cell holds, from somewhere in it on, and where its quotes end; null where they do not end in this line.
 * @param before what it holds from the lines before
 */
function quotedCell(text: string, from: number, before: string, separator: string) {
  let held = before
  for (let at = from; ; at += 1) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return { held: held + text.slice(at), end: null }
    held += text.slice(at, quote)
    at = quote + 1
    const next = text[at]
    if (next === undefined || next === separator) return { held, end: at }
    // Words behind a closed quote: then both quotes are data.
    if (next !== '"') return { held: `"${held}`, end: quote }
    held += '"'
  }
}

/** Where the lines of some bytes end, and by which sign. */
class Lines {
  readonly #bytes: Buffer
  readonly #last: boolean
  #feed: number
  #carriage: number

  constructor(bytes: Buffer, last: boolean) {
    this.#bytes = bytes
    this.#last = last
    this.#feed = bytes.indexOf('\n')
    this.#carriage = bytes.indexOf('\r')
  }

  /** @returns the end of the line that begins there; null where what comes next has to be known first */
  from(at: number): { readonly end: number; readonly sign: '\n' | '\r\n' | '\r' | '' } | null {
    const { length } = this.#bytes
    if (this.#feed !== -1 && this.#feed < at) this.#feed = this.#bytes.indexOf('\n', at)
    if (this.#carriage !== -1 && this.#carriage < at) this.#carriage = this.#bytes.indexOf('\r', at)
    const [feed, carriage] = [this.#feed, this.#carriage]
    if (carriage !== -1 && (feed === -1 || carriage < feed)) {
      if (carriage + 1 === length && !this.#last) return null
      return { end: carriage, sign: feed === carriage + 1 ? '\r\n' : '\r' }
    }
    if (feed !== -1) return { end: feed, sign: '\n' }
    return this.#last && at < length ? { end: length, sign: '' } : null
  }
}
