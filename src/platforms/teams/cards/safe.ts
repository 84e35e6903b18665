import { clean } from '../../../chat/text.js'

/**
 * What came from outside, ready for a place that is not parsed as Markdown. Two things are parsed even there: `<at>` where the
 * card mentions somebody of that name, and `{{DATE(...)}}`; an invisible space takes them apart. Unpaired surrogates are not
 * text in any encoding, and the connector refuses them.
 */
export function data(value: string): string {
  return clean(value)
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/<(?=\/?at\b)/gi, '<\u200B')
    .replaceAll('{{', '{\u200B{')
}

/** Letters, digits and the marks of ordinary prose and figures, none of which Markdown knows. */
const prose = /^[\p{L}\p{M}\p{N}\p{Zs}\p{Sc},;:%()'"’‘“”–—…!?·•°.+/\-&=]*$/u
/** What begins a list or a rule, and what a linkifier takes for an address: `evil.com`, `www.`, `http:`, `a/b.co`. */
const marks = [
  /^\s*(?:[-+]|\d+[.)])(?:\s|$)/u,
  /^[\s\-=]+$/u,
  /\p{L}\.[\p{L}\p{N}]/u,
  /\p{N}\.\p{L}/u,
  /:\//u,
  /\/\//u,
  /&#?\w/u,
]

/** Whether a line means the same to a Markdown parser and to a reader, whatever parser it is. Empty lines do not. */
export function isHarmless(line: string): boolean {
  const value = line.trim()
  return value !== '' && value === line && prose.test(value) && !marks.some((mark) => mark.test(value))
}

const lookalikes: Readonly<Record<string, string>> = {
  '[': '［',
  ']': '］',
  '*': '＊',
  _: '＿',
  '`': '｀',
  '~': '～',
  '<': '＜',
  '>': '＞',
  '#': '＃',
  '|': '｜',
  '\\': '＼',
}

/**
 * For the labels of choices: some clients draw them as Markdown and some do not, so neither escapes nor runs help. What could be
 * markup becomes its full-width twin, and an address is taken apart by an invisible space.
 */
export function defused(value: string): string {
  const line = data(value).replace(/\s+/g, ' ')
  if (isHarmless(line)) return line
  return line
    .replace(/[[\]*_`~<>#|\\]/g, (mark) => lookalikes[mark] ?? mark)
    .replace(/:(?=\/)/g, ':\u200B')
    .replace(/\.(?=[\p{L}\p{N}])/gu, '.\u200B')
    .replace(/^(\s*(?:[-+]|\d+[.)]))(?=\s|$)/u, '\u200B$1')
}

/** The address as a browser writes it if it is one of the web, else null: `javascript:` and its like never get into a card. */
export function webUrl(url: string): string | null {
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null
}
