import { assertNever } from '../../../chat/assert-never.js'
import type { Block, Message, Table } from '../../../chat/message.js'
import { plainLines } from '../../../chat/plain.js'
import { clip, flatten, textOf } from '../../../chat/text.js'
import { LIMITS } from '../limits.js'

/** Cells in plain lines are padded to the widest one, so a long one would make every line long. */
const CELL = 60

/**
 * The plain lines of a message up to about `max` characters. What could not be shown anyway is taken out first: the lines of
 * a table grow with its rows times its widest cell, and a huge one would hold the process for seconds.
 */
export function briefLines(message: Message, max: number): readonly string[] {
  const lines: string[] = []
  let left = max
  for (const block of message.blocks) {
    if (left <= 0) break
    const drawn = plainLines({ blocks: [brief(block, left)], discloses: [] })
    lines.push(...drawn)
    left -= drawn.reduce((sum, line) => sum + line.length + 1, 0)
  }
  return lines
}

function brief(block: Block, max: number): Block {
  switch (block.kind) {
    case 'table':
      return briefTable(block)
    case 'text':
    case 'note':
      return { ...block, text: textOf(clip(flatten(block.text), max)) }
    case 'facts':
      return { ...block, facts: block.facts.slice(0, max) }
    case 'chart':
      return { ...block, categories: block.categories.slice(0, max) }
    case 'heading':
    case 'progress':
    case 'actions':
    case 'divider':
      return block
    default:
      return assertNever(block)
  }
}

/** The part of a table that fits into lines of text. */
export function briefTable(table: Table): Table {
  return {
    ...table,
    columns: table.columns.slice(0, LIMITS.table.columns).map((one) => ({ ...one, label: clip(one.label, CELL) })),
    rows: table.rows
      .slice(0, LIMITS.table.rows)
      .map((row) => row.slice(0, LIMITS.table.columns).map((cell) => textOf(clip(flatten(cell), CELL)))),
  }
}
