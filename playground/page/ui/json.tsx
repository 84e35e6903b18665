import { useMemo } from 'preact/hooks'
import { scrollable } from './scrollable.js'

type Token = { readonly kind: 'key' | 'string' | 'number' | 'word' | 'plain'; readonly text: string }

const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

/** JSON as it went over the wire, indented, its parts told apart by colour. */
export function Json({ value }: { value: unknown }) {
  const tokens = useMemo(() => tokensOf(JSON.stringify(value, null, 2) ?? 'undefined'), [value])
  return (
    <pre class="json" dir="ltr" {...scrollable}>
      {tokens.map((token, index) =>
        token.kind === 'plain' ? (
          token.text
        ) : (
          <span key={index} class={`json-${token.kind}`}>
            {token.text}
          </span>
        ),
      )}
    </pre>
  )
}

/** Splits JSON text into parts. Very long texts are left in one piece, because thousands of elements make scrolling heavy. */
function tokensOf(text: string): readonly Token[] {
  if (text.length > 60_000) return [{ kind: 'plain', text }]
  const tokens: Token[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    const [whole, string, colon, number] = match
    if (match.index > from) tokens.push({ kind: 'plain', text: text.slice(from, match.index) })
    if (string !== undefined && colon !== undefined)
      tokens.push({ kind: 'key', text: string }, { kind: 'plain', text: colon })
    else tokens.push({ kind: string !== undefined ? 'string' : number !== undefined ? 'number' : 'word', text: whole })
    from = match.index + whole.length
  }
  if (from < text.length) tokens.push({ kind: 'plain', text: text.slice(from) })
  return tokens
}
