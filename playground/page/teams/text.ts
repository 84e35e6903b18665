import { parseHtml } from '../text/html.js'
import { decodeEntities, parseMarkdown } from '../text/markdown.js'
import type { Part, Span } from '../text/nodes.js'
import { lineSpans } from '../text/nodes.js'

/** A Teams message's text by its `textFormat`: markdown unless it says otherwise. */
export function teamsParts(text: string, format: string | undefined): readonly Part[] {
  if (format === 'xml') return parseHtml(text)
  if (format === 'plain') return [{ kind: 'paragraph', spans: plainSpans(text) }]
  return parseMarkdown(text)
}

/** Plain text, in which only `<at>name</at>` means something: a mention. */
function plainSpans(text: string): readonly Span[] {
  return text.split(/<at>([^<>]*)<\/at>/).flatMap((piece, index): readonly Span[] => {
    if (index % 2 === 0) return lineSpans(piece)
    const label = decodeEntities(piece)
    return [{ kind: 'person', id: label, label }]
  })
}
