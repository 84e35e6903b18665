import { assertNever } from '../../../chat/assert-never.js'
import { clip, type Span, type Text } from '../../../chat/text.js'
import type { RichText, TextBlock, TextRun } from './elements.js'
import { folded, type Pen, userOf } from './pen.js'
import { data, isHarmless, webUrl } from './safe.js'

/** How a text looks as a whole. */
export interface Look {
  readonly size?: 'small'
  readonly isSubtle?: boolean
  readonly weight?: 'bolder'
  readonly align?: 'right'
}

type Line = readonly Span[]

/**
 * A text as one element per line. Runs of a RichTextBlock are never parsed, so that is what data is written in. A mention
 * exists only in a TextBlock, which is Markdown: a line with a mention becomes one if the rest of it is harmless; otherwise
 * the mention stands on a line of its own below.
 */
export function textElements(
  text: Text,
  pen: Pen,
  look: Look = {},
  max = pen.measure.text,
): readonly (RichText | TextBlock)[] {
  const all = linesOf(clipText(text, max))
  const shown = all.slice(0, pen.measure.lines)
  const rest = all.length - shown.length
  const lines: readonly Line[] = rest > 0 ? [...shown, [{ kind: 'plain', text: folded(rest) }]] : shown
  const drawn: (RichText | TextBlock)[] = []
  let gap = false
  for (const line of lines) {
    if (line.every((span) => span.kind !== 'person' && 'text' in span && span.text.trim() === '')) {
      gap = true
      continue
    }
    const spacing = drawn.length === 0 ? {} : { spacing: gap ? ('small' as const) : ('none' as const) }
    drawn.push(...lineElements(line, pen, look, spacing))
    gap = false
  }
  return drawn
}

function lineElements(
  line: Line,
  pen: Pen,
  look: Look,
  spacing: Pick<RichText, 'spacing'>,
): readonly (RichText | TextBlock)[] {
  const called = [...new Set(line.flatMap((span) => mentionText(span, pen) ?? []))]
  const align = look.align === undefined ? {} : { horizontalAlignment: look.align }
  if (called.length > 0 && isProse(line, pen)) {
    return [
      {
        type: 'TextBlock',
        text: line.map((span) => markdown(span, pen)).join(''),
        wrap: true,
        ...style(look),
        ...align,
        ...spacing,
      },
    ]
  }
  const rich: RichText = { type: 'RichTextBlock', inlines: line.map((span) => run(span, look)), ...align, ...spacing }
  if (called.length === 0) return [rich]
  return [
    rich,
    { type: 'TextBlock', text: called.join(' '), wrap: true, size: 'small', isSubtle: true, ...align, spacing: 'none' },
  ]
}

/** A line that means the same as Markdown: no links or code, and nothing in its words that a parser would take for more. */
function isProse(line: Line, pen: Pen): boolean {
  const formats = line.every((span) => span.kind === 'plain' || span.kind === 'strong' || span.kind === 'person')
  const words = line.map((span) => (span.kind === 'person' ? 'Name' : 'text' in span ? span.text : '')).join('')
  const named = line.every(
    (span) => span.kind !== 'person' || mentionText(span, pen) !== null || isHarmless(data(span.name)),
  )
  return formats && named && isHarmless(data(words).trim())
}

function mentionText(span: Span, pen: Pen): string | null {
  if (span.kind !== 'person') return null
  const user = userOf(span, pen.tenant)
  return user === null ? null : (pen.mentions.get(user)?.text ?? null)
}

function markdown(span: Span, pen: Pen): string {
  if (span.kind === 'person') return mentionText(span, pen) ?? data(span.name)
  if (span.kind === 'break') return ''
  const words = data(span.text)
  if (span.kind !== 'strong' || words.trim() === '') return words
  return words.replace(/^(\s*)(.*?)(\s*)$/su, '$1**$2**$3')
}

function run(span: Span, look: Look): TextRun {
  const base = style(look)
  switch (span.kind) {
    case 'plain':
      return { type: 'TextRun', text: data(span.text), ...base }
    case 'strong':
      return { type: 'TextRun', text: data(span.text), ...base, weight: 'bolder' }
    case 'emphasis':
      return { type: 'TextRun', text: data(span.text), ...base, italic: true }
    case 'code':
      return { type: 'TextRun', text: data(span.text), ...base, fontType: 'monospace' }
    case 'person':
      return { type: 'TextRun', text: data(span.name), ...base, weight: 'bolder' }
    case 'link': {
      const url = webUrl(span.url)
      const words = data(span.text) || (url ?? '')
      return {
        type: 'TextRun',
        text: words,
        ...base,
        ...(url !== null && { selectAction: { type: 'Action.OpenUrl', url } }),
      }
    }
    case 'break':
      return { type: 'TextRun', text: '\n' }
    default:
      return assertNever(span)
  }
}

const style = ({ size, isSubtle, weight }: Look): Pick<TextRun, 'isSubtle' | 'weight'> & { size?: 'small' } => ({
  ...(size !== undefined && { size }),
  ...(isSubtle !== undefined && { isSubtle }),
  ...(weight !== undefined && { weight }),
})

/** Breaks, and newlines within a span, end a line. */
function linesOf(text: Text): readonly Line[] {
  const lines: Span[][] = [[]]
  for (const span of text) {
    if (span.kind === 'break') lines.push([])
    else if (span.kind === 'person') lines.at(-1)?.push(span)
    else {
      for (const [index, part] of span.text.split(/\r?\n/).entries()) {
        if (index > 0) lines.push([])
        if (part !== '') lines.at(-1)?.push({ ...span, text: part })
      }
    }
  }
  return lines
}

/** The text up to `max` UTF-16 units, ending in `…` where it is cut. */
export function clipText(text: Text, max: number): Text {
  let left = max
  const kept: Span[] = []
  for (const span of text) {
    const words = span.kind === 'person' ? span.name : span.kind === 'break' ? ' ' : span.text
    if (words.length <= left) {
      kept.push(span)
      left -= words.length
      continue
    }
    const cut = clip(words, left)
    kept.push(span.kind === 'person' || span.kind === 'break' ? { kind: 'plain', text: cut } : { ...span, text: cut })
    return kept
  }
  return kept
}
