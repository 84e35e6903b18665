/**
 * Formatted text as plain data. Slack's mrkdwn and rich text, and the markdown of Teams, are all read into these nodes and
 * drawn by one component, so that what a message holds can never become markup of the page.
 */

export type Style = 'bold' | 'italic' | 'strike' | 'underline' | 'code'

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'style'; readonly style: Style; readonly spans: readonly Span[] }
  | { readonly kind: 'link'; readonly url: string; readonly spans: readonly Span[] }
  | { readonly kind: 'person'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'channel'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'group'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'broadcast'; readonly range: string }
  | { readonly kind: 'emoji'; readonly name: string; readonly shown: string | null }
  /** `at` in epoch seconds; `format` with tokens such as `{date_short}`. */
  | {
      readonly kind: 'date'
      readonly at: number
      readonly format: string
      readonly url: string | null
      readonly fallback: string
    }
  | { readonly kind: 'colour'; readonly value: string }
  | { readonly kind: 'break' }

export type Part =
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'heading'; readonly level: number; readonly spans: readonly Span[] }
  | { readonly kind: 'quote'; readonly parts: readonly Part[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      readonly start: number
      readonly indent: number
      readonly items: readonly (readonly Part[])[]
    }

/** A text node, or nothing where there is no text. */
export function textSpan(text: string): readonly Span[] {
  return text === '' ? [] : [{ kind: 'text', text }]
}

/** Lines of plain text with breaks between them. */
export function lineSpans(text: string): readonly Span[] {
  return text
    .split('\n')
    .flatMap((line, index): Span[] => [...(index > 0 ? [{ kind: 'break' } as const] : []), ...textSpan(line)])
}

/** What of an address the page lets a person follow: web pages and mail. Anything else (`javascript:`) is shown as text. */
export function safeUrl(url: string): string | null {
  return /^(https?:\/\/|mailto:|tel:)/i.test(url.trim()) ? url.trim() : null
}
