import { z } from 'zod'
import { account } from './place.js'

/**
 * Text is built from spans, so that what a person typed can never become a mention, a link or a format: data only ever
 * sits in the `text` of a span, and each platform escapes that.
 */
export const span = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('plain'), text: z.string() }),
    z.object({ kind: z.literal('strong'), text: z.string() }),
    z.object({ kind: z.literal('emphasis'), text: z.string() }),
    z.object({ kind: z.literal('code'), text: z.string() }),
    z.object({ kind: z.literal('link'), text: z.string(), url: z.string() }),
    z.object({ kind: z.literal('person'), name: z.string(), accounts: z.array(account).readonly() }),
    z.object({ kind: z.literal('break') }),
  ])
  .readonly()
export type Span = z.infer<typeof span>

export const text = z.array(span).readonly()
export type Text = z.infer<typeof text>

/** What may be put into a text: a string is always data. */
export type TextPart = string | Span | Text

function isSpan(part: Span | Text): part is Span {
  return 'kind' in part
}

/** Joins parts into one text; strings become plain spans. */
export function textOf(...parts: readonly TextPart[]): Text {
  return parts.flatMap((part): readonly Span[] => {
    if (typeof part === 'string') return part === '' ? [] : [{ kind: 'plain', text: part }]
    return isSpan(part) ? [part] : part
  })
}

/** The words of a text without any format: for notifications, the terminal, titles, and for measuring. */
export function flatten(parts: Text): string {
  return parts
    .map((part) => {
      if (part.kind === 'break') return '\n'
      return part.kind === 'person' ? part.name : part.text
    })
    .join('')
}

/**
 * Takes out what no reader should meet in text that came from outside: control characters (other than newline and tab), and
 * the bidirectional overrides and isolates with which a name could reorder the words around it. Right-to-left letters stay.
 */
export function clean(value: string): string {
  return value.replace(/\p{Cc}|[\u202A-\u202E\u2066-\u2069\u200E\u200F\uFEFF]/gu, (one) =>
    one === '\n' || one === '\t' ? one : '',
  )
}

/** A label as it stands before its value: with a colon, unless it ends in a mark of its own, as a question does. */
export const leading = (label: string): string => (/[?!:？！：؟]$/u.test(label) ? label : `${label}:`)

/** At most `max` UTF-16 units, cut visibly with an ellipsis and never inside a surrogate pair. */
export function clip(value: string, max: number): string {
  if (value.length <= max) return value
  const cut = value.slice(0, Math.max(0, max - 1))
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
