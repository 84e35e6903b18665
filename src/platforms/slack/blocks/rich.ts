import type { RichTextBlock, RichTextElement } from '@slack/types'
import { assertNever } from '../../../chat/assert-never.js'
import { clip, type Span, type Text } from '../../../chat/text.js'
import { LIMITS } from '../limits.js'
import { tidy } from './kit.js'

/**
 * Rich text is how all data goes out: its elements are typed, so Slack parses nothing in them. In mrkdwn the characters
 * `*_~` and the backtick cannot be escaped, and a customer called `*Acme*` would turn bold.
 */
export function richTextOf(text: Text, workspace: string, max: number = LIMITS.richText): RichTextBlock | null {
  const elements = elementsOf(text, workspace, max)
  return elements.length === 0 ? null : section(elements)
}

export function section(elements: readonly RichTextElement[]): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [...elements] }] }
}

/** Lines in a fixed-width font, for what has no block of its own here (a second table, a chart in a dialog). */
export function preformatted(lines: readonly string[], max: number): RichTextBlock | null {
  const text = clip(tidy(lines.join('\n')), Math.min(max, LIMITS.richText))
  if (text.trim() === '') return null
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }] }
}

/** The spans as rich text elements with at most `max` characters together; what is cut ends with an ellipsis. */
export function elementsOf(text: Text, workspace: string, max: number): readonly RichTextElement[] {
  const elements: RichTextElement[] = []
  let room = max
  for (const span of text) {
    const shown = tidy(spanWords(span))
    if (shown === '') continue
    if (room <= 0) {
      markCut(elements)
      break
    }
    elements.push(elementOf(span, clip(shown, room), workspace))
    room -= shown.length
    if (room < 0) break
  }
  return joined(elements)
}

function spanWords(span: Span): string {
  if (span.kind === 'break') return '\n'
  return span.kind === 'person' ? span.name : span.text
}

function elementOf(span: Span, shown: string, workspace: string): RichTextElement {
  switch (span.kind) {
    case 'plain':
    case 'break':
      return { type: 'text', text: shown }
    case 'strong':
      return { type: 'text', text: shown, style: { bold: true } }
    case 'emphasis':
      return { type: 'text', text: shown, style: { italic: true } }
    case 'code':
      return { type: 'text', text: shown, style: { code: true } }
    case 'link': {
      const url = webUrl(span.url)
      return url === null ? { type: 'text', text: shown } : { type: 'link', url, text: shown }
    }
    case 'person': {
      const user = span.accounts.find((one) => one.platform === 'slack' && one.workspace === workspace)?.user
      return user !== undefined && isUserId(user) ? { type: 'user', user_id: user } : { type: 'text', text: shown }
    }
    default:
      return assertNever(span)
  }
}

/** A mention is made only from something that can be an id: anything else would be refused with the whole message. */
function isUserId(value: string): boolean {
  return /^[UW][A-Z0-9]{1,20}$/.test(value)
}

/** The address in its normal form if it is of the web and short enough; null for `javascript:` and everything else. */
export function webUrl(value: string): string | null {
  if (!URL.canParse(value)) return null
  const url = new URL(value)
  const web = url.protocol === 'https:' || url.protocol === 'http:'
  return web && url.href.length <= LIMITS.linkUrl ? url.href : null
}

/** Says that something was left out at a place where the last element had just filled the room. */
function markCut(elements: RichTextElement[]): void {
  const last = elements.at(-1)
  if (last?.type === 'text' && last.text.endsWith('…')) return
  elements.push({ type: 'text', text: '…' })
}

/** Neighbours of the same kind in one: the JSON of a message is what Slack measures. */
function joined(elements: readonly RichTextElement[]): readonly RichTextElement[] {
  const all: RichTextElement[] = []
  for (const one of elements) {
    const last = all.at(-1)
    if (last?.type === 'text' && one.type === 'text' && !last.style && !one.style) {
      all[all.length - 1] = { type: 'text', text: last.text + one.text }
    } else all.push(one)
  }
  return all
}
