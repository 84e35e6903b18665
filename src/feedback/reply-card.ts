import { pressOf } from '../chat/button.js'
import type { Block, Button, Message } from '../chat/message.js'
import { clip, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './item-actions.js'
import { type ItemView, itemMail, wordsOnly } from './item-card.js'
import type { Response } from './reply-store.js'

/** An answer of one's own that was answered. */
export interface ResponseView {
  readonly response: Response
  /** `name` is null for what one wrote oneself. */
  readonly letters: readonly { readonly name: string | null; readonly words: string }[]
}

/** The button with which an owner answers an answer to a prompt. @param n which one of a list it is; null alone */
export function responseAnswerButton(id: string, t: Texts, n: number | null = null): Button {
  const label = n === null ? t.plain('feedback_items.reply') : t.plain('feedback_items.reply_nth', { n })
  return pressOf(label, actions.replyToResponse, { answer: id })
}

/** The button with which somebody answers back to the owner of a prompt. */
export const responseBackButton = (id: string, t: Texts): Button =>
  pressOf(t.plain('feedback_items.answer_back'), actions.answerOwner, { answer: id })

/** A card is read at a glance: of many exchanges it shows the latest, and of a long one the end. */
const mostThreads = 12
const mostLetters = 4
const longestOwn = 600

/** Everything that was answered to what somebody said without their name, with a press to answer back. */
export function mailCard(items: readonly ItemView[], responses: readonly ResponseView[], t: Texts): Message {
  const threads = [...items.map((view) => itemMail(view, t)), ...responses.map((view) => responseBlocks(view, t))]
  if (threads.length === 0) return wordsOnly(t.text('feedback_items.mail_none'))
  return {
    blocks: [{ kind: 'heading', text: t.plain('feedback_items.mail_title') }, ...threads.slice(-mostThreads).flat()],
    discloses: [],
  }
}

function responseBlocks({ response, letters }: ResponseView, t: Texts): readonly Block[] {
  const own = clip(response.words, longestOwn)
  return [
    { kind: 'text', text: t.text('feedback_items.mail_response', { title: response.prompt.title }) },
    ...(own === '' ? [] : [{ kind: 'text', text: textOf({ kind: 'emphasis', text: own }) } as const]),
    ...letters.slice(-mostLetters).map(
      ({ name, words }): Block => ({
        kind: 'text',
        text: t.text('feedback_items.letter', { who: name ?? t.plain('feedback_items.you'), words, kind: 'reply' }),
      }),
    ),
    { kind: 'actions', buttons: [responseBackButton(response.id, t)] },
  ]
}
