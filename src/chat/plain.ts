import { assertNever } from './assert-never.js'
import type { Block, Message } from './message.js'
import { clip, flatten, leading } from './text.js'

/**
 * A message as plain lines: what the terminal prints, what a notification shows and what a screen reader reads. Buttons are
 * left out, because nobody can press them there.
 */
export function plainLines(message: Message): readonly string[] {
  return message.blocks.flatMap(blockLines)
}

function blockLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return [block.text]
    case 'text':
    case 'note':
      return flatten(block.text).split('\n')
    case 'facts':
      return block.facts.map((fact) => `${leading(fact.label)} ${flatten(fact.value)}`)
    case 'table':
      return tableLines(block.caption, [
        block.columns.map((column) => column.label),
        ...block.rows.map((row) => row.map(flatten)),
      ])
    case 'chart':
      return [block.title, ...chartLines(block.categories, block.series, block.unit)]
    case 'progress':
      return [`${block.label}: ${block.done}/${block.total}`]
    case 'actions':
    case 'divider':
      return []
    default:
      return assertNever(block)
  }
}

/** A table of more rows than this is read elsewhere; here its end is counted. */
const mostRows = 50
/** A cell longer than this is cut: one long cell would pad every row of its column to the same width. */
const widestCell = 40

/** Columns padded to the same width, two spaces apart. */
function tableLines(caption: string, rows: readonly (readonly string[])[]): readonly string[] {
  const shown = rows.slice(0, mostRows + 1).map((row) => row.map((cell) => clip(cell, widestCell)))
  const widths = (shown[0] ?? []).map((_, index) => Math.max(...shown.map((row) => (row[index] ?? '').length)))
  const lines = shown.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const left = rows.length - shown.length
  return [caption, ...lines, ...(left > 0 ? [`… +${left}`] : [])]
}

function chartLines(
  categories: readonly string[],
  series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[],
  unit: string,
): readonly string[] {
  return categories.map((category, index) => {
    const points = series.map((one) => {
      const value = one.values[index] ?? null
      const shown = value === null ? '–' : `${value} ${unit}`.trim()
      return series.length > 1 ? `${one.name} ${shown}` : shown
    })
    return `${category}: ${points.join(', ')}`
  })
}
