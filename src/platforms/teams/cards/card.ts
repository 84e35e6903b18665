import { assertNever } from '../../../chat/assert-never.js'
import type { Form } from '../../../chat/form.js'
import type { Block, Message } from '../../../chat/message.js'
import { clip } from '../../../chat/text.js'
import * as limits from '../limits.js'
import { buttonElements, opening } from './buttons.js'
import { chartElements } from './chart.js'
import type { AdaptiveCard, ColumnSet, Element, Mention } from './elements.js'
import { factElements, line, note, tableElements } from './grid.js'
import { folded, measures, mentionsIn, type Pen, smallest } from './pen.js'
import { data, isHarmless } from './safe.js'
import { lineOf, summaryOf } from './summary.js'
import { textElements } from './text.js'

/** Who sees the card: the tenant's people can be mentioned; `alone` when it is for one person. */
export interface Viewers {
  readonly tenant: string
  readonly alone: boolean
}

/** What is left for the body beside the summary, the frame and the line that counts what was left out. */
const ROOM = limits.MESSAGE_UNITS - 2 * limits.SUMMARY - 500

/**
 * Draws a message as an Adaptive Card 1.5. Pure, and never fails for what the message says: what is too long is cut with `…`,
 * what is too much is counted as `… +12`, and the whole stays within `limits.MESSAGE_UNITS`.
 */
export function toCard(message: Message, viewers: Viewers): AdaptiveCard {
  const mentions = mentionsIn(message, viewers.tenant)
  const room = ROOM - JSON.stringify([...mentions.values()]).length
  for (const measure of measures) {
    const whole = fill(message.blocks, { measure, mentions, ...viewers }, room)
    if (whole.drawn === message.blocks.length) return frame(whole.body, mentions)
  }
  const { body, drawn } = fill(message.blocks, { measure: smallest, mentions, ...viewers }, room)
  const left = message.blocks.length - drawn
  return frame(left > 0 ? [...body, note(folded(left))] : body, mentions)
}

/** The card as a message of the connector, with the line that notifications show, derived from the same message. */
export function toActivity(message: Message, viewers: Viewers): CardActivity {
  return activity(toCard(message, viewers), summaryOf(message))
}

/** A small card with the button that opens a form: nothing but a card's button can open one in Teams. */
export function formButton(form: Form): CardActivity {
  // A draft that does not fit into a card is given up rather than the answer.
  const draft = JSON.stringify(form.draft).length > ROOM / 2 ? {} : form.draft
  const body: Element[] = [{ type: 'ActionSet', actions: [opening(form.title, form.call, draft, true)] }]
  return activity(frame(body, new Map()), lineOf([form.title]))
}

/** What is posted to a conversation. */
export interface CardActivity {
  readonly type: 'message'
  readonly summary: string
  readonly attachments: readonly { readonly contentType: typeof CARD_TYPE; readonly content: AdaptiveCard }[]
}

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive'

function activity(card: AdaptiveCard, summary: string): CardActivity {
  return { type: 'message', summary, attachments: [{ contentType: CARD_TYPE, content: card }] }
}

/** Draws blocks until the next would not fit. Stops there, because a message of any length must be drawn in little time. */
function fill(
  blocks: readonly Block[],
  pen: Pen,
  room: number,
): { readonly body: readonly Element[]; readonly drawn: number } {
  const body: Element[] = []
  let left = room
  let separate = false
  for (const [index, block] of blocks.entries()) {
    if (block.kind === 'divider') separate = true
    const [first, ...others] = blockElements(block, index, pen)
    if (first === undefined) continue
    const elements = [separate ? { ...first, separator: true, spacing: 'medium' as const } : first, ...others]
    left -= JSON.stringify(elements).length
    if (left < 0) return { body, drawn: index }
    body.push(...elements)
    separate = false
  }
  return { body, drawn: blocks.length }
}

function frame(body: readonly Element[], mentions: ReadonlyMap<string, Mention>): AdaptiveCard {
  const text = JSON.stringify(body)
  const entities = [...mentions.values()].filter((one) => text.includes(JSON.stringify(one.text).slice(1, -1)))
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body: body.length > 0 ? body : [line('…')],
    msteams: { width: 'Full', ...(entities.length > 0 && { entities }) },
  }
}

function blockElements(block: Block, index: number, pen: Pen): readonly Element[] {
  switch (block.kind) {
    case 'heading':
      return headingElements(block.text)
    case 'text':
      return textElements(block.text, pen)
    case 'note':
      return textElements(block.text, pen, { size: 'small', isSubtle: true })
    case 'facts':
      return factElements(block.facts, pen)
    case 'table':
      return tableElements(block, pen)
    case 'chart':
      return chartElements(block, pen)
    case 'progress':
      return progressElements(block)
    case 'actions':
      return buttonElements(block.buttons, `ask-${index}`, pen)
    case 'divider':
      return []
    default:
      return assertNever(block)
  }
}

/** Only a TextBlock can be a heading for screen readers, and it parses Markdown: so where a heading could be read as such, it is bold text instead. */
function headingElements(text: string): readonly Element[] {
  const words = data(clip(text, limits.HEADING)).replace(/\s+/g, ' ').trim()
  if (words === '') return []
  if (isHarmless(words))
    return [{ type: 'TextBlock', style: 'heading', size: 'large', weight: 'bolder', text: words, wrap: true }]
  return [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: words, size: 'large', weight: 'bolder' }] }]
}

/** The count in words, and a bar of two columns whose widths are the shares. */
function progressElements(block: Block & { kind: 'progress' }): readonly Element[] {
  const done = Math.max(0, Math.min(block.done, block.total))
  const words = line(`${data(clip(block.label, limits.HEADING))}: ${block.done}/${block.total}`)
  const parts = [
    { style: 'accent', width: done },
    { style: 'emphasis', width: block.total - done },
  ] as const
  const columns: ColumnSet['columns'] = parts
    .filter((part) => part.width > 0)
    .map((part) => ({ type: 'Column', ...part, minHeight: '6px', items: [] }))
  return columns.length === 0 ? [words] : [words, { type: 'ColumnSet', columns, spacing: 'small' }]
}
