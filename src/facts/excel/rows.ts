import type { Readable } from 'node:stream'
import { FactsError } from '../problems.js'
import { cellText, columnOf } from './cell.js'
import { LIMITS } from './limits.js'
import type { Workbook } from './workbook.js'
import { readXml } from './xml.js'
import { damaged, tooLarge } from './zip.js'

/** One row of a sheet: its number as people see it, its cells from the first column on. */
export interface SheetRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Cells that were merged downwards: the first one's value stands for all. Columns from 0, lines as people see them. */
export interface Merge {
  readonly column: number
  readonly from: number
  readonly to: number
}

/** What else a sheet says, once it has been heard to its end: merges come behind the rows. */
export interface Heard {
  readonly merges: Merge[]
}

/** How many merged ranges are remembered; a sheet with more is a drawing. */
const mostMerges = 100_000

/**
 * The rows of a sheet as they come, those without any value left out. Formulas are never calculated: what Excel last showed is
 * what is read.
 * @throws FactsError when it is damaged or too large, or has a formula that nobody has calculated yet
 */
export async function* sheetRows(
  stream: Readable,
  book: Workbook,
  decimal: '.' | ',',
  heard: Heard,
  name: string,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<SheetRow> {
  const reader = new SheetReader(book, decimal, heard, name)
  try {
    for await (const bytes of readXml(stream, reader)) {
      onBytes?.(bytes)
      yield* reader.take()
    }
  } catch (error) {
    throw damaged(name, error)
  }
}

class SheetReader {
  readonly #book: Workbook
  readonly #decimal: '.' | ','
  readonly #heard: Heard
  readonly #name: string
  #ready: SheetRow[] = []
  #line = 0
  #cells: string[] = []
  #column = -1
  #kind = 'n'
  #style = 0
  #value = ''
  #has = { formula: false, value: false }
  #listens = false
  #rowText = 0
  #sheetText = 0

  constructor(book: Workbook, decimal: '.' | ',', heard: Heard, name: string) {
    this.#book = book
    this.#decimal = decimal
    this.#heard = heard
    this.#name = name
  }

  take(): readonly SheetRow[] {
    const ready = this.#ready
    this.#ready = []
    return ready
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (tag === 'row') {
      this.#line = attributes.r === undefined ? this.#line + 1 : Number(attributes.r)
      if (!(this.#line >= 1 && this.#line <= LIMITS.rows)) throw tooLarge(this.#name)
      this.#cells = []
      this.#rowText = 0
      this.#column = -1
    } else if (tag === 'c') {
      this.#column = columnOf(attributes.r ?? '') ?? this.#column + 1
      this.#kind = attributes.t ?? 'n'
      this.#style = Number(attributes.s ?? 0)
      this.#value = ''
      this.#has = { formula: false, value: false }
    } else if (tag === 'v' || tag === 't') {
      this.#listens = true
      this.#has.value = true
    } else if (tag === 'f') this.#has.formula = true
    else if (tag === 'mergeCell') this.#merge(attributes.ref ?? '')
  }

  text(text: string): void {
    if (this.#listens) this.#value += text
    if (this.#value.length > LIMITS.cell * 2) throw tooLarge(this.#name)
  }

  close(tag: string): void {
    if (tag === 'v' || tag === 't') this.#listens = false
    else if (tag === 'c') this.#endCell()
    else if (tag === 'row' && this.#cells.some((cell) => cell !== '')) {
      this.#ready.push({ line: this.#line, cells: this.#cells })
    }
  }

  #endCell(): void {
    if (this.#has.formula && !this.#has.value)
      throw new FactsError([{ at: this.#name, key: 'facts.excel_not_calculated', args: { line: this.#line } }])
    // Formats reach to the last column that somebody touched; cells there hold nothing.
    if (this.#column >= LIMITS.columns) return
    const value = cellText({ kind: this.#kind, style: this.#style, value: this.#value }, this.#book, this.#decimal)
    if (value === '') return
    // Cells share their texts, so that few bytes may stand for many.
    this.#rowText += value.length
    this.#sheetText += value.length
    if (this.#rowText > LIMITS.row || this.#sheetText > LIMITS.sheet) throw tooLarge(this.#name)
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells[this.#column] = value.trim()
  }

  #merge(reference: string): void {
    const [, first = '', from = '', to = ''] = /^([A-Z]+)(\d+):[A-Z]+(\d+)$/.exec(reference) ?? []
    const column = columnOf(first)
    if (column === null || Number(to) <= Number(from)) return
    if (this.#heard.merges.length >= mostMerges) throw tooLarge(this.#name)
    this.#heard.merges.push({ column, from: Number(from), to: Number(to) })
  }
}
