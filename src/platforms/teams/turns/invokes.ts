import type { Message } from '../../../chat/message.js'
import { clip, flatten } from '../../../chat/text.js'
import type { DialogInfo } from '../cards/dialog.js'
import type { AdaptiveCard } from '../cards/elements.js'
import { data } from '../cards/safe.js'
import * as limits from '../limits.js'

/** The answer to an invoke activity: it travels in the HTTP response of the same turn. */
export interface InvokeAnswer {
  readonly status: number
  readonly body?: unknown
}

/** A card in the place of the one whose button was pressed, for who pressed it. */
export function cardAnswer(card: AdaptiveCard): InvokeAnswer {
  return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card } }
}

/** A line that the client shows to who pressed. */
export function lineAnswer(words: string): InvokeAnswer {
  return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: words } }
}

export function dialogAnswer(info: DialogInfo): InvokeAnswer {
  return { status: 200, body: { task: { type: 'continue', value: info } } }
}

/** A dialog that says one thing, in the place of the form. */
export function dialogLine(words: string): InvokeAnswer {
  return { status: 200, body: { task: { type: 'message', value: words } } }
}

/** Closes the dialog. */
export const closed: InvokeAnswer = { status: 200 }

export function searchAnswer(results: readonly { readonly title: string; readonly value: string }[]): InvokeAnswer {
  return { status: 200, body: { type: 'application/vnd.microsoft.search.searchResponse', value: { results } } }
}

/** The message's words if it is one short text without a link: then a line of the client is enough. */
export function shortWords(message: Message): string | null {
  const [block, ...more] = message.blocks
  if (block === undefined || more.length > 0 || (block.kind !== 'text' && block.kind !== 'note')) return null
  if (block.text.some((span) => span.kind === 'link')) return null
  const words = flatten(block.text).trim()
  return words === '' || words.includes('\n') || words.length > limits.TOAST ? null : data(clip(words, limits.TOAST))
}
