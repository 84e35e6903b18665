import { clean } from '../../chat/text.js'
import { fold } from '../../facts/names.js'

/** One word of a question. */
export interface Token {
  /** As it was typed. */
  readonly raw: string
  /** In lower case, without the punctuation around it: what phrases are matched with. */
  readonly word: string
  /** Letters and digits only: what metrics and values are matched with. */
  readonly fold: string
  /** In quotation marks it is a value and nothing else. */
  readonly quoted: boolean
}

/** Longer questions are pasted text; reading them would only take time. */
const longest = 400
export const mostTokens = 40

const pattern = /["“„]([^"“”„]*)["”“]|([=,])|([^\s="“”„,]+)/gu

/** @returns the words of a question in order, at most `mostTokens` + 1 of them */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (const match of clean(text).slice(0, longest).matchAll(pattern)) {
    const quoted = match[1] !== undefined
    const raw = (match[1] ?? match[0]).trim()
    const word = quoted ? raw.toLowerCase() : bare(raw.toLowerCase())
    if (word !== '') tokens.push({ raw, word, fold: fold(word), quoted })
    if (tokens.length > mostTokens) break
  }
  return tokens
}

/** Words that stand for others, as if they had been typed. */
export function typed(text: string, quoted = false): readonly Token[] {
  if (quoted) return [{ raw: text, word: text.toLowerCase(), fold: fold(text), quoted: true }]
  return tokensOf(text)
}

/** Without brackets, closing punctuation and a possessive s; a lone sign stays what it is. */
function bare(word: string): string {
  const trimmed = word
    .replace(/^[([{]+/, '')
    .replace(/[)\]}?!;:]+$/, '')
    .replace(/(?<!\.)\.$/, '')
  return trimmed.replace(/['’]s$/, '')
}

/** What somebody would type to get these tokens again. */
export function textFrom(tokens: readonly Token[]): string {
  return tokens
    .map((token) => (token.quoted ? `"${token.raw}"` : token.raw))
    .join(' ')
    .replace(/ ?= ?/g, '=')
    .replace(/ ,/g, ',')
}
