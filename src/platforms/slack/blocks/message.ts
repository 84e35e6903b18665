import { assertNever } from '../../../chat/assert-never.js'
import type { Block, Message } from '../../../chat/message.js'
import { flatten, leading, type Text, textOf } from '../../../chat/text.js'
import { LIMITS } from '../limits.js'
import { buttonsOf, type Counter, counter, rowsOf } from './actions.js'
import { briefLines } from './brief.js'
import { chartAsText, chartBlocks } from './chart.js'
import { type Frame, fitted, type Piece } from './fit.js'
import { contextOf, folded, plainText, type SlackBlock, type Surface, sizeOf, tidy } from './kit.js'
import { richTextOf, section } from './rich.js'
import { tableAsText, tableBlocks } from './table.js'

/** A message as Slack takes it: `text` is what notifications show and screen readers read. */
export interface SlackMessage {
  readonly text: string
  readonly blocks: readonly SlackBlock[]
}

/**
 * Draws a message for a channel, a direct message or a reply. However long the message is, Slack accepts the result: what is
 * too long is cut with an ellipsis, what is too many is counted. Throws only when a button's arguments do not fit, which is
 * a fault of the card.
 */
export function toBlocks(message: Message, workspace: string): SlackMessage {
  const known = drawings.get(message)
  if (known?.workspace === workspace) return known.drawn
  const frame = { blocks: LIMITS.message.blocks, size: LIMITS.message.size }
  const drawn = { text: notificationOf(message), blocks: draw(message, { kind: 'message', workspace }, frame) }
  drawings.set(message, { workspace, drawn })
  return drawn
}

/** Messages do not change, and drawing costs more than all else in an answer that is given again and again, such as help. */
const drawings = new WeakMap<Message, { readonly workspace: string; readonly drawn: SlackMessage }>()

/** Draws a message inside a dialog or on the bot's home tab, where tables and charts are text. */
export function toViewBlocks(message: Message, kind: 'home' | 'modal', workspace: string): readonly SlackBlock[] {
  return draw(message, { kind, workspace }, { blocks: LIMITS.view.blocks, size: LIMITS.view.size })
}

/**
 * The words of the message for notifications, escaped, because Slack parses this text. Never empty: Slack refuses a message
 * without text.
 */
export function notificationOf(message: Message): string {
  const words = tidy(briefLines(message, LIMITS.message.notification).join('\n')).trim()
  return clipBytes(escapeControl(words === '' ? '–' : words), LIMITS.message.notification)
}

/** `&`, `<` and `>` are the characters that open Slack's mentions and links. */
function escapeControl(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** At most so many bytes of UTF-8, cut with an ellipsis and not inside a character or an entity. */
function clipBytes(value: string, max: number): string {
  if (Buffer.byteLength(value) <= max) return value
  const cut = Buffer.from(value)
    .subarray(0, max - 3)
    .toString()
  return `${cut.replace(/\uFFFD+$/, '').replace(/&[a-z]*$/, '')}…`
}

function draw(message: Message, surface: Surface, frame: Frame): readonly SlackBlock[] {
  const count = counter()
  const native = { tables: 0, charts: 0 }
  return fitted(
    message.blocks.map((block, index) => pieceOf(block, message.blocks[index + 1], surface, count, native)),
    frame,
  )
}

interface Native {
  tables: number
  charts: number
}

/**
 * The counts are taken here, once per block, and not while drawing, which happens again when a piece must shrink.
 * @param next the block below: a table there says what a chart that cannot be drawn would repeat without its units
 */
function pieceOf(block: Block, next: Block | undefined, surface: Surface, count: Counter, native: Native): Piece {
  const ordinary = (drawn: (room: number) => readonly SlackBlock[]): Piece => ({ keep: false, draw: drawn })
  const { workspace } = surface
  switch (block.kind) {
    case 'heading':
      return ordinary(() => headingOf(block.text))
    case 'text':
      return ordinary((room) => listOf(richTextOf(block.text, workspace, Math.min(room, LIMITS.richText))))
    case 'facts':
      return ordinary((room) => factsOf(block.facts, workspace, room))
    case 'table': {
      native.tables += 1
      const drawable = surface.kind === 'message' && native.tables <= LIMITS.message.tables
      return ordinary((room) => (drawable ? tableBlocks(block, workspace, room) : tableAsText(block, room)))
    }
    case 'chart': {
      native.charts += 1
      const drawable = surface.kind === 'message' && native.charts <= LIMITS.message.charts
      if (drawable) return ordinary((room) => chartBlocks(block, room))
      const repeated = next?.kind === 'table' && next.caption === block.title
      return ordinary((room) => (repeated ? [] : chartAsText(block, room)))
    }
    case 'progress':
      return ordinary(() => progressOf(block))
    case 'actions': {
      const buttons = buttonsOf(block.buttons, count)
      return { keep: true, draw: (room) => actionRows(buttons, room) }
    }
    case 'note':
      return ordinary((room) => noteOf(block.text, workspace, room))
    case 'divider':
      return ordinary(() => [{ type: 'divider' }])
    default:
      return assertNever(block)
  }
}

function listOf(block: SlackBlock | null): readonly SlackBlock[] {
  return block === null ? [] : [block]
}

function headingOf(text: string): readonly SlackBlock[] {
  return text.trim() === '' ? [] : [{ type: 'header', text: plainText(text, LIMITS.header) }]
}

type Facts = Extract<Block, { kind: 'facts' }>['facts']

/** One fact per line, its label bold; a last line counts the facts that do not fit. */
function factsOf(facts: Facts, workspace: string, room: number): readonly SlackBlock[] {
  const lines: Text[] = []
  let left = Math.min(room, LIMITS.richText)
  for (const fact of facts) {
    const line = textOf(
      { kind: 'strong', text: `${leading(plainText(fact.label, LIMITS.fact.label).text)} ` },
      fact.value,
    )
    const length = Math.min(flatten(line).length, LIMITS.fact.value + LIMITS.fact.label)
    if (length > left || lines.length >= LIMITS.facts) {
      lines.push(textOf(folded(facts.length - lines.length)))
      break
    }
    lines.push(line)
    left -= length
  }
  const longest = LIMITS.fact.value + LIMITS.fact.label
  const blocks = lines.flatMap((line, index) => {
    const drawn = richTextOf(index === 0 ? line : textOf({ kind: 'break' }, line), workspace, longest)
    return drawn?.elements.flatMap((one) => (one.type === 'rich_text_section' ? one.elements : [])) ?? []
  })
  return blocks.length === 0 ? [] : [section(blocks)]
}

const BAR = 10

function progressOf(block: Extract<Block, { kind: 'progress' }>): readonly SlackBlock[] {
  const share = block.total > 0 ? Math.min(1, Math.max(0, block.done / block.total)) : 0
  const full = Math.floor(share * BAR)
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full)
  return [
    section([
      { type: 'text', text: `${plainText(block.label, LIMITS.header).text}\n`, style: { bold: true } },
      { type: 'text', text: `${bar} ${block.done}/${block.total}` },
    ]),
  ]
}

/** Small grey text where it is only words; links and mentions need rich text, because a context block has none. */
function noteOf(text: Text, workspace: string, room: number): readonly SlackBlock[] {
  const words = flatten(text)
  if (words.trim() === '') return []
  const speaks = text.some((span) => span.kind === 'link' || span.kind === 'person')
  if (speaks) return listOf(richTextOf(text, workspace, Math.min(room, LIMITS.richText)))
  return [contextOf(words, Math.min(room, LIMITS.contextText))]
}

/** All buttons if they fit, else the first ones and the count of the others. */
function actionRows(buttons: ReturnType<typeof buttonsOf>, room: number): readonly SlackBlock[] {
  const all = rowsOf(buttons)
  if (sizeOf(all) <= room) return all
  const fold = (count: number): SlackBlock => contextOf(folded(count), 20)
  let left = room - sizeOf([fold(buttons.length)]) - all.length * sizeOf([{ type: 'actions', elements: [] }])
  const cut = buttons.findIndex((button) => {
    left -= JSON.stringify(button).length + 1
    return left < 0
  })
  return [...rowsOf(buttons.slice(0, cut)), fold(buttons.length - cut)]
}
