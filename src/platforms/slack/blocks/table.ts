import type { RawTextElement, RichTextBlock, TableBlock } from '@slack/types'
import type { Table } from '../../../chat/message.js'
import { plainLines } from '../../../chat/plain.js'
import { flatten, type Text } from '../../../chat/text.js'
import { LIMITS } from '../limits.js'
import { briefTable } from './brief.js'
import { folded, type SlackBlock, shortLine, sizeOf } from './kit.js'
import { elementsOf, preformatted, section } from './rich.js'

type Cell = RawTextElement | RichTextBlock

/**
 * A native table with its caption above, in at most `room` characters of JSON: rows that do not fit are counted in a last
 * row, columns in a last column.
 */
export function tableBlocks(table: Table, workspace: string, room: number): readonly SlackBlock[] {
  const caption = captionOf(table.caption)
  if (table.columns.length === 0) return caption
  const shown = table.columns.length > LIMITS.table.columns ? LIMITS.table.columns - 1 : table.columns.length
  const hidden = table.columns.length - shown
  const header = cells(table.columns.map((column) => column.label).slice(0, shown), hidden)
  const draw = (row: Table['rows'][number]): Cell[] => [
    ...Array.from({ length: shown }, (_, index) => cellOf(row[index] ?? [], workspace)),
    ...(hidden > 0 ? [raw('…')] : []),
  ]
  const settings = table.columns.slice(0, shown).map((column) => ({
    align: column.align === 'end' ? ('right' as const) : ('left' as const),
    is_wrapped: column.align === 'start',
  }))
  const frame: TableBlock = { type: 'table', rows: [header], column_settings: settings }
  const kept = rowsThatFit(table.rows, draw, room - sizeOf([...caption, frame]), header)
  return [...caption, { ...frame, rows: [header, ...kept] }]
}

/** Tables beyond the one that a message may have, and tables where Slack draws none. */
export function tableAsText(table: Table, room: number): readonly SlackBlock[] {
  const [, ...lines] = plainLines({ blocks: [briefTable(table)], discloses: [] })
  const text = preformatted(lines, room)
  return [...captionOf(table.caption), ...(text === null ? [] : [text])]
}

function captionOf(caption: string): readonly SlackBlock[] {
  if (caption.trim() === '') return []
  return [section([{ type: 'text', text: shortLine(caption, LIMITS.header), style: { bold: true } }])]
}

function cells(labels: readonly string[], hidden: number): Cell[] {
  return [...labels.map(raw), ...(hidden > 0 ? [raw(folded(hidden))] : [])]
}

/** Slack refuses an empty cell; a space shows nothing. */
function raw(value: string): RawTextElement {
  return { type: 'raw_text', text: value.trim() === '' ? ' ' : shortLine(value, LIMITS.table.cell) }
}

/** Cells with a link, a person or a format are rich text; the others are plain, which is shorter. */
function cellOf(text: Text, workspace: string): Cell {
  if (text.every((span) => span.kind === 'plain' || span.kind === 'break')) return raw(flatten(text))
  const elements = elementsOf(text, workspace, LIMITS.table.cell)
  return elements.length === 0 ? raw('') : section(elements)
}

/** Draws row by row until the room is full: a table may have far more rows than can ever be shown. */
function rowsThatFit(
  rows: Table['rows'],
  draw: (row: Table['rows'][number]) => Cell[],
  room: number,
  header: readonly Cell[],
): Cell[][] {
  const limit = LIMITS.table.rows - 1
  const fold = (count: number): Cell[] => [raw(folded(count)), ...header.slice(1).map(() => raw(''))]
  const foldSize = size(fold(rows.length))
  let left = Math.min(room, LIMITS.table.characters) - size(header)
  const kept: Cell[][] = []
  for (const [index, row] of rows.entries()) {
    const reserve = index === rows.length - 1 ? { size: 0, rows: 0 } : { size: foldSize, rows: 1 }
    const drawn = draw(row)
    left -= size(drawn)
    if (left < reserve.size || kept.length + 1 + reserve.rows > limit) return [...kept, fold(rows.length - index)]
    kept.push(drawn)
  }
  return kept
}

/** JSON characters, which are never fewer than the characters shown. */
function size(row: readonly Cell[]): number {
  return JSON.stringify(row).length + 1
}
