import type { Part, Span, Style } from './nodes.js'
import { textSpan } from './nodes.js'

/**
 * Reads the HTML that Teams takes with `textFormat: xml` into nodes. The browser's own parser builds a document that is
 * never shown and runs nothing; only the tags below mean something, every other tag is its text.
 */
export function parseHtml(source: string): readonly Part[] {
  const body = new DOMParser().parseFromString(source, 'text/html').body
  return blockParts(body)
}

const styles: Readonly<Record<string, Style>> = {
  B: 'bold',
  STRONG: 'bold',
  I: 'italic',
  EM: 'italic',
  S: 'strike',
  STRIKE: 'strike',
  DEL: 'strike',
  U: 'underline',
  CODE: 'code',
}

function blockParts(parent: Element): readonly Part[] {
  const parts: Part[] = []
  let spans: Span[] = []
  const flush = () => {
    if (spans.some((span) => span.kind !== 'text' || span.text.trim() !== '')) parts.push({ kind: 'paragraph', spans })
    spans = []
  }
  for (const node of parent.childNodes) {
    const block = node instanceof Element ? blockPart(node) : null
    if (block === null) spans.push(...inline(node))
    else {
      flush()
      parts.push(...block)
    }
  }
  flush()
  return parts
}

function blockPart(node: Element): readonly Part[] | null {
  switch (node.tagName) {
    case 'P':
    case 'DIV':
      return blockParts(node)
    case 'PRE':
      return [{ kind: 'code', text: node.textContent ?? '' }]
    case 'BLOCKQUOTE':
      return [{ kind: 'quote', parts: blockParts(node) }]
    case 'HR':
      return [{ kind: 'rule' }]
    case 'UL':
    case 'OL': {
      const items = [...node.children].filter((item) => item.tagName === 'LI').map(blockParts)
      return [{ kind: 'list', ordered: node.tagName === 'OL', start: 1, indent: 0, items }]
    }
    case 'H1':
    case 'H2':
    case 'H3':
      return [{ kind: 'heading', level: Number(node.tagName.slice(1)), spans: [...node.childNodes].flatMap(inline) }]
    default:
      return null
  }
}

function inline(node: Node): readonly Span[] {
  if (!(node instanceof Element)) return textSpan((node.textContent ?? '').replace(/\s+/g, ' '))
  const spans = [...node.childNodes].flatMap(inline)
  const style = styles[node.tagName]
  if (style !== undefined) return [{ kind: 'style', style, spans }]
  if (node.tagName === 'BR') return [{ kind: 'break' }]
  if (node.tagName === 'AT') {
    const label = node.textContent ?? ''
    return [{ kind: 'person', id: label, label }]
  }
  return node.tagName === 'A' ? [{ kind: 'link', url: node.getAttribute('href') ?? '', spans }] : spans
}
