import type { Part, Span, Style } from './nodes.js'
import { lineSpans } from './nodes.js'

/**
 * Reads the small part of Markdown that the platforms show: emphasis, strikethrough, code, links, lists, quotes, headings,
 * fences, backslash escapes and entities. HTML is text, except `<at>name</at>`, by which Teams marks a mention.
 */
export function parseMarkdown(source: string): readonly Part[] {
  return blockParts(source.replace(/\r\n?/g, '\n').split('\n'))
}

const fence = /^\s*(```|~~~)/
const bullet = /^(\s*)([-*+])\s+(.*)$/
const numbered = /^(\s*)(\d{1,9})[.)]\s+(.*)$/
const headline = /^(#{1,6})\s+(.*?)\s*#*$/
const ruled = /^\s*([-*_])(\s*\1){2,}\s*$/

interface Cursor {
  readonly lines: readonly string[]
  at: number
}

function blockParts(lines: readonly string[]): readonly Part[] {
  const cursor: Cursor = { lines, at: 0 }
  const parts: Part[] = []
  while (cursor.at < lines.length) {
    if ((lines[cursor.at] ?? '').trim() === '') cursor.at += 1
    else parts.push(nextPart(cursor))
  }
  return parts
}

function nextPart(cursor: Cursor): Part {
  const line = cursor.lines[cursor.at] ?? ''
  const head = headline.exec(line)
  if (head !== null) {
    cursor.at += 1
    return { kind: 'heading', level: (head[1] ?? '#').length, spans: markdownSpans(head[2] ?? '') }
  }
  if (fence.test(line)) return fencePart(cursor)
  if (ruled.test(line)) {
    cursor.at += 1
    return { kind: 'rule' }
  }
  if (/^\s*>/.test(line)) {
    const quoted = takeWhile(cursor, (one) => /^\s*>/.test(one))
    return { kind: 'quote', parts: blockParts(quoted.map((one) => one.replace(/^\s*> ?/, ''))) }
  }
  if (bullet.test(line) || numbered.test(line)) return listPart(cursor)
  const prose = takeWhile(cursor, (one) => one.trim() !== '' && !startsBlock(one), 1)
  return { kind: 'paragraph', spans: markdownSpans(prose.map((one) => one.trim()).join('\n')) }
}

function startsBlock(line: string): boolean {
  return [headline, fence, ruled, bullet, numbered, /^\s*>/].some((pattern) => pattern.test(line))
}

function takeWhile(cursor: Cursor, fits: (line: string) => boolean, atLeast = 0): readonly string[] {
  const from = cursor.at
  cursor.at += atLeast
  while (cursor.at < cursor.lines.length && fits(cursor.lines[cursor.at] ?? '')) cursor.at += 1
  return cursor.lines.slice(from, cursor.at)
}

function fencePart(cursor: Cursor): Part {
  cursor.at += 1
  const code = takeWhile(cursor, (line) => !fence.test(line))
  cursor.at += 1
  return { kind: 'code', text: code.join('\n') }
}

function listPart(cursor: Cursor): Part {
  const first = cursor.lines[cursor.at] ?? ''
  const pattern = bullet.test(first) ? bullet : numbered
  const depth = (pattern.exec(first)?.[1] ?? '').length
  const items: (readonly Part[])[] = []
  while (cursor.at < cursor.lines.length) {
    const match = pattern.exec(cursor.lines[cursor.at] ?? '')
    if (match === null || (match[1] ?? '').length !== depth) break
    cursor.at += 1
    const deeper = takeWhile(cursor, (line) => line.trim() !== '' && line.search(/\S/) > depth)
    items.push(blockParts([match[3] ?? '', ...deeper.map((line) => line.slice(depth + 1))]))
  }
  const start = Number(numbered.exec(first)?.[2] ?? 1)
  return { kind: 'list', ordered: pattern === numbered, start, indent: 0, items }
}

/** Spans within one paragraph of Markdown. */
function markdownSpans(source: string): readonly Span[] {
  const spans: Span[] = []
  let text = ''
  const flush = () => {
    spans.push(...lineSpans(text))
    text = ''
  }
  for (let at = 0; at < source.length; ) {
    const plain = literal(source, at)
    const found =
      plain === null ? (mention(source, at) ?? link(source, at) ?? code(source, at) ?? styled(source, at)) : null
    if (found !== null) {
      flush()
      spans.push(found.span)
      at = found.end
    } else {
      text += plain?.text ?? source.charAt(at)
      at = plain?.end ?? at + 1
    }
  }
  flush()
  return spans
}

interface Found {
  readonly span: Span
  readonly end: number
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** A character that a backslash or an entity takes its meaning from. */
function literal(source: string, at: number): { text: string; end: number } | null {
  const char = source.charAt(at)
  if (char === '\\' && /[!-/:-@[-`{-~]/.test(source.charAt(at + 1))) return { text: source.charAt(at + 1), end: at + 2 }
  if (char !== '&') return null
  const match = /^&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});/i.exec(source.slice(at, at + 12))
  const name = match?.[1] ?? ''
  const shown = name.startsWith('#') ? codePoint(name.slice(1)) : entities[name.toLowerCase()]
  return match === null || shown === undefined ? null : { text: shown, end: at + match[0].length }
}

function codePoint(code: string): string | undefined {
  const point = /^x/i.test(code) ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 10)
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined
}

function mention(source: string, at: number): Found | null {
  const match = source.charAt(at) === '<' ? /^<at(?:\s[^<>]*)?>([^<>]*)<\/at>/i.exec(source.slice(at)) : null
  if (match === null) return null
  const label = decodeEntities(match[1] ?? '')
  return { span: { kind: 'person', id: label, label }, end: at + match[0].length }
}

/** Text with entities and no other markup. */
export function decodeEntities(source: string): string {
  return source.replace(/&(#?\w{1,8});/g, (whole) => literal(whole, 0)?.text ?? whole)
}

function link(source: string, at: number): Found | null {
  const bare = /^(?:<(https?:\/\/[^\s<>]+)>|(https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"*_~`]))/.exec(
    source.charAt(at) === '<' || /[\w/]/.test(source.charAt(at - 1)) === false ? source.slice(at) : '',
  )
  if (bare !== null) {
    const url = decodeEntities(bare[1] ?? bare[2] ?? '')
    return { span: { kind: 'link', url, spans: lineSpans(url) }, end: at + bare[0].length }
  }
  if (source.charAt(at) !== '[') return null
  const match = /^\[((?:\\.|[^[\]\\])*)\]\(\s*<?((?:\\.|[^\s()\\<>])*)>?(?:\s+"[^"]*")?\s*\)/.exec(source.slice(at))
  if (match === null) return null
  const url = decodeEntities((match[2] ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1'))
  return { span: { kind: 'link', url, spans: markdownSpans(match[1] ?? '') }, end: at + match[0].length }
}

function code(source: string, at: number): Found | null {
  const match = source.charAt(at) === '`' ? /^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/.exec(source.slice(at)) : null
  if (match === null) return null
  const spans = lineSpans((match[2] ?? '').replace(/^ (.*) $/, '$1'))
  return { span: { kind: 'style', style: 'code', spans }, end: at + match[0].length }
}

const marks: readonly (readonly [string, Style])[] = [
  ['**', 'bold'],
  ['__', 'bold'],
  ['~~', 'strike'],
  ['*', 'italic'],
  ['_', 'italic'],
]

function styled(source: string, at: number): Found | null {
  for (const [mark, style] of marks) {
    if (!source.startsWith(mark, at) || /^\s?$/.test(source.charAt(at + mark.length))) continue
    if (mark.startsWith('_') && /[\p{L}\p{N}]/u.test(source.charAt(at - 1))) continue
    const end = closing(source, at + mark.length, mark)
    if (end < 0) continue
    const spans = markdownSpans(source.slice(at + mark.length, end))
    return { span: { kind: 'style', style, spans }, end: end + mark.length }
  }
  return null
}

function closing(source: string, from: number, mark: string): number {
  for (let end = from + 1; end <= source.length - mark.length; end += 1) {
    if (source.charAt(end - 1) === '\\' || !source.startsWith(mark, end) || /\s/.test(source.charAt(end - 1))) continue
    if (mark.startsWith('_') && /[\p{L}\p{N}]/u.test(source.charAt(end + mark.length))) continue
    if (mark.length === 1 && source.charAt(end + 1) === mark) {
      end += 1
      continue
    }
    return end
  }
  return -1
}
