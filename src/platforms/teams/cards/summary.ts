import type { Block, Message } from '../../../chat/message.js'
import { plainLines } from '../../../chat/plain.js'
import { clip } from '../../../chat/text.js'
import { SUMMARY } from '../limits.js'
import { data } from './safe.js'
import { clipText } from './text.js'

/** Rows and points that a notification could show at most. */
const FEW = 10

/** The line that notifications show: the message's own words from the beginning, without its buttons. */
export function summaryOf(message: Message): string {
  const lines: string[] = []
  let length = 0
  for (const block of message.blocks) {
    if (length > SUMMARY) break
    for (const line of plainLines({ blocks: [beginning(block)], discloses: [] }).map((one) => one.trim())) {
      if (line === '') continue
      lines.push(line)
      length += line.length + 3
    }
  }
  return lineOf(lines)
}

/** Lines as one, as notifications show it. */
export function lineOf(lines: readonly string[]): string {
  return data(clip(lines.join(' · '), SUMMARY)) || '…'
}

/** The part of a block that could get into the line: a whole table would be laid out in full otherwise. */
function beginning(block: Block): Block {
  switch (block.kind) {
    case 'text':
    case 'note':
      return { ...block, text: clipText(block.text, SUMMARY) }
    case 'facts':
      return {
        ...block,
        facts: block.facts
          .slice(0, FEW)
          .map((fact) => ({ label: clip(fact.label, SUMMARY), value: clipText(fact.value, SUMMARY) })),
      }
    case 'table':
      return {
        ...block,
        columns: block.columns.slice(0, FEW),
        rows: block.rows.slice(0, FEW).map((row) => row.slice(0, FEW).map((cell) => clipText(cell, SUMMARY))),
      }
    case 'chart':
      return { ...block, categories: block.categories.slice(0, FEW), series: block.series.slice(0, FEW) }
    default:
      return block
  }
}
