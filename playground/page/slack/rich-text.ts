import { assertNever } from '../../assert-never.js'
import { emojiFromCodes } from '../text/emoji.js'
import type { Part, Span, Style } from '../text/nodes.js'
import { lineSpans } from '../text/nodes.js'
import type { RichElement, RichPart, RichStyle } from './schema/objects.js'

/** Slack's rich text as nodes. */
export function richParts(elements: readonly RichPart[]): readonly Part[] {
  return elements.map(richPartOf)
}

function richPartOf(part: RichPart): Part {
  switch (part.type) {
    case 'rich_text_section':
      return { kind: 'paragraph', spans: richSpans(part.elements) }
    case 'rich_text_quote':
      return { kind: 'quote', parts: [{ kind: 'paragraph', spans: richSpans(part.elements) }] }
    case 'rich_text_preformatted':
      return { kind: 'code', text: part.elements.map(plainOf).join('') }
    case 'rich_text_list':
      return {
        kind: 'list',
        ordered: part.style === 'ordered',
        start: (part.offset ?? 0) + 1,
        indent: part.indent ?? 0,
        items: part.elements.map((item) => [{ kind: 'paragraph', spans: richSpans(item.elements) }]),
      }
    default:
      return assertNever(part)
  }
}

function richSpans(elements: readonly RichElement[]): readonly Span[] {
  return elements.flatMap((element) => styledSpans(spansOf(element), element.style))
}

/** In Slack's own order of nesting: code innermost. */
const order: readonly Style[] = ['code', 'underline', 'strike', 'italic', 'bold']

function styledSpans(spans: readonly Span[], style: RichStyle): readonly Span[] {
  return order
    .filter((one) => style?.[one] === true)
    .reduce<readonly Span[]>((inner, one) => [{ kind: 'style', style: one, spans: inner }], spans)
}

function spansOf(element: RichElement): readonly Span[] {
  switch (element.type) {
    case 'text':
      return lineSpans(element.text)
    case 'link':
      return [{ kind: 'link', url: element.url, spans: lineSpans(element.text ?? element.url) }]
    case 'user':
      return [{ kind: 'person', id: element.user_id, label: null }]
    case 'channel':
      return [{ kind: 'channel', id: element.channel_id, label: null }]
    case 'usergroup':
      return [{ kind: 'group', id: element.usergroup_id, label: null }]
    case 'team':
      return [{ kind: 'group', id: element.team_id, label: null }]
    case 'broadcast':
      return [{ kind: 'broadcast', range: element.range }]
    case 'color':
      return [{ kind: 'colour', value: element.value }]
    case 'emoji': {
      const shown = element.unicode === undefined ? null : emojiFromCodes(element.unicode)
      return [{ kind: 'emoji', name: element.name, shown }]
    }
    case 'date':
      return [
        {
          kind: 'date',
          at: element.timestamp,
          format: element.format,
          url: element.url ?? null,
          fallback: element.fallback ?? '',
        },
      ]
    default:
      return assertNever(element)
  }
}

function plainOf(element: RichElement): string {
  if (element.type === 'text') return element.text
  return element.type === 'link' ? (element.text ?? element.url) : ''
}

/** Rich text as lines of plain text: for a field that edits it, for sorting a table. */
export function richPlain(elements: readonly RichPart[]): string {
  return elements
    .flatMap((part) => (part.type === 'rich_text_list' ? part.elements.map((item) => item.elements) : [part.elements]))
    .map((line) => line.map(plainOf).join(''))
    .join('\n')
}
