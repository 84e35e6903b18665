import type { Part, Span, Style } from './nodes.js'
import { lineSpans } from './nodes.js'

/**
 * Reads Slack's mrkdwn as its client does: `*bold* _italic_ ~strike~ \`code\``, code fences, quotes, and the escaped forms in
 * angle brackets for links, mentions and dates. `&amp; &lt; &gt;` are the only entities; nothing else is special.
 */
export function parseMrkdwn(source: string): readonly Part[] {
  return source
    .split(/```/)
    .flatMap((chunk, index, all): readonly Part[] =>
      index % 2 === 1 && index < all.length - 1
        ? [{ kind: 'code', text: decode(stripAngles(chunk)).replace(/^\n|\n$/g, '') }]
        : proseParts(index % 2 === 1 ? `\`\`\`${chunk}` : chunk, index > 0, index < all.length - 1),
    )
}

/** Text beside a fence loses the line break that touches the fence: the fence is a block of its own. */
function proseParts(source: string, afterFence: boolean, beforeFence: boolean): readonly Part[] {
  let text = source
  if (afterFence) text = text.replace(/^\n/, '')
  if (beforeFence) text = text.replace(/\n$/, '')
  return text === '' && (afterFence || beforeFence) ? [] : quoteParts(text.split('\n'))
}

function quoteParts(lines: readonly string[]): readonly Part[] {
  const rest = lines.findIndex((line) => line.startsWith('&gt;&gt;&gt;'))
  const until = rest < 0 ? lines : lines.slice(0, rest)
  const parts = runs(until).map(({ quoted, text }): Part => {
    const paragraph: Part = { kind: 'paragraph', spans: inlineSpans(text) }
    return quoted ? { kind: 'quote', parts: [paragraph] } : paragraph
  })
  if (rest < 0) return parts
  const tail = lines
    .slice(rest)
    .join('\n')
    .replace(/^&gt;&gt;&gt; ?/, '')
  return [...parts, { kind: 'quote', parts: [{ kind: 'paragraph', spans: inlineSpans(tail) }] }]
}

/** Neighbouring lines of the same kind, joined. */
function runs(lines: readonly string[]): readonly { quoted: boolean; text: string }[] {
  const found: { quoted: boolean; text: string }[] = []
  for (const line of lines) {
    const quoted = line.startsWith('&gt;')
    const text = quoted ? line.replace(/^&gt; ?/, '') : line
    const last = found.at(-1)
    if (last?.quoted === quoted) last.text += `\n${text}`
    else found.push({ quoted, text })
  }
  return found
}

const styles: Readonly<Record<string, Style>> = { '*': 'bold', _: 'italic', '~': 'strike', '`': 'code' }

/** Spans within one paragraph. */
export function inlineSpans(source: string): readonly Span[] {
  const spans: Span[] = []
  let text = ''
  const flush = () => {
    spans.push(...emojiSpans(decode(text)))
    text = ''
  }
  for (let at = 0; at < source.length; ) {
    const found = angled(source, at) ?? styled(source, at)
    if (found === null) {
      text += source.charAt(at)
      at += 1
    } else {
      flush()
      spans.push(found.span)
      at = found.end
    }
  }
  flush()
  return spans
}

interface Found {
  readonly span: Span
  readonly end: number
}

function angled(source: string, at: number): Found | null {
  if (source.charAt(at) !== '<') return null
  const close = source.indexOf('>', at)
  const inner = close < 0 ? '' : source.slice(at + 1, close)
  if (inner === '' || inner.includes('<') || inner.includes('\n')) return null
  return { span: angleSpan(inner), end: close + 1 }
}

function angleSpan(inner: string): Span {
  const bar = inner.indexOf('|')
  const target = bar < 0 ? inner : inner.slice(0, bar)
  const label = bar < 0 ? null : decode(inner.slice(bar + 1))
  if (target.startsWith('@')) return { kind: 'person', id: target.slice(1), label }
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label }
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice('!subteam^'.length), label }
  if (target.startsWith('!date^')) return dateSpan(target, label ?? '')
  if (target.startsWith('!')) return { kind: 'broadcast', range: target.slice(1) }
  const url = decode(target)
  return { kind: 'link', url, spans: lineSpans(label ?? url.replace(/^mailto:/, '')) }
}

function dateSpan(target: string, fallback: string): Span {
  const [, at = '', format = '', url] = target.split('^')
  return { kind: 'date', at: Number(at), format: decode(format), url: url === undefined ? null : decode(url), fallback }
}

/** A marker opens after a space or punctuation, closes before one, hugs its text, and both stand on one line. */
function styled(source: string, at: number): Found | null {
  const mark = source.charAt(at)
  const style = styles[mark]
  if (style === undefined || isWord(source.charAt(at - 1))) return null
  if (style !== 'code' && /^\s?$/.test(source.charAt(at + 1))) return null
  const end = closing(source, at, mark)
  if (end < 0) return null
  const inner = source.slice(at + 1, end)
  const spans = style === 'code' ? lineSpans(decode(stripAngles(inner))) : inlineSpans(inner)
  return { span: { kind: 'style', style, spans }, end: end + 1 }
}

function closing(source: string, at: number, mark: string): number {
  for (let end = at + 1; end < source.length; end += 1) {
    const char = source.charAt(end)
    if (char === '\n') return -1
    if (char === '<' && mark !== '`') {
      const close = source.indexOf('>', end)
      if (close > 0) end = close
      continue
    }
    if (char !== mark || end === at + 1) continue
    if (mark === '`' || (!/\s/.test(source.charAt(end - 1)) && !isWord(source.charAt(end + 1)))) return end
  }
  return -1
}

function isWord(char: string): boolean {
  return char !== '' && /[\p{L}\p{N}_*~`]/u.test(char)
}

/** Inside code Slack shows a link's address or label, not a link. */
function stripAngles(source: string): string {
  return source.replace(/<([^<>\n]+)>/g, (_, inner: string) => {
    const bar = inner.indexOf('|')
    return bar < 0 ? inner : inner.slice(bar + 1)
  })
}

function decode(source: string): string {
  return source.replace(/&(lt|gt|amp);/g, (_, name: string) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'))
}

/** `:wave:` in text; names that are not known stay as they are when drawn. */
export function emojiSpans(text: string): readonly Span[] {
  return text
    .split(/:([a-z0-9_+-]{2,60}):/)
    .flatMap((piece, index): readonly Span[] =>
      index % 2 === 1 ? [{ kind: 'emoji', name: piece, shown: null }] : lineSpans(piece),
    )
}
