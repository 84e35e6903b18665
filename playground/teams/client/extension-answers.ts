import { z } from 'zod'
import { CARD_TYPE } from '../attachment-types.js'
import { isObject, type Json } from '../card/check.js'
import { EXTENSION_RESULTS } from '../limits.js'
import { validateCard } from '../validate-card.js'
import { readTaskAnswer, type TaskAnswer } from './answers.js'
import type { Turn } from './deliver.js'

const PREVIEWS = ['application/vnd.microsoft.card.hero', 'application/vnd.microsoft.card.thumbnail'] as const

/** One result of a message extension: what the list shows, and what is sent when it is picked. */
export interface Result {
  readonly title: string
  /** What the list shows below the title; empty where the preview has no more. */
  readonly detail: string
  readonly attachment: { readonly contentType: string; readonly content: Json }
  /** What the bot wants to be asked when the result is picked. */
  readonly tap: unknown
}

export type ExtensionAnswer = TaskAnswer | { readonly kind: 'results'; readonly results: readonly Result[] }

const composed = z.looseObject({
  composeExtension: z.looseObject({
    type: z.string(),
    text: z.string().optional(),
    attachments: z.unknown().optional(),
  }),
})
const preview = z.looseObject({
  contentType: z.enum(PREVIEWS),
  content: z.looseObject({
    title: z.string().optional(),
    subtitle: z.string().optional(),
    text: z.string().optional(),
    tap: z.looseObject({ type: z.string(), value: z.unknown() }).optional(),
  }),
})

/** Reads what the bot answered to `composeExtension/...`: results, words, a dialog, or nothing. */
export function readExtensionAnswer(turn: Turn): ExtensionAnswer {
  if (turn.kind === 'none' || turn.status !== 200 || !isObject(turn.body) || turn.body.composeExtension === undefined)
    return readTaskAnswer(turn)
  const parsed = composed.safeParse(turn.body)
  if (!parsed.success) return wrong('the composeExtension in the answer has no type')
  const { type, text, attachments } = parsed.data.composeExtension
  if (type === 'message') return { kind: 'message', text: text ?? '' }
  if (type !== 'result') return wrong(`this Teams does not play answers of the type ${type}`)
  if (!Array.isArray(attachments)) return wrong('the result has no attachments')
  const results = attachments.slice(0, EXTENSION_RESULTS).map(readResult)
  const problem = results.find((one) => typeof one === 'string')
  if (typeof problem === 'string') return wrong(problem)
  return { kind: 'results', results: results.flatMap((one) => (typeof one === 'string' ? [] : [one])) }
}

/** One attachment; or what is wrong with it. An Adaptive Card needs a preview, the simple cards are their own. */
function readResult(attachment: unknown, index: number): Result | string {
  const at = `attachments[${index}]`
  if (!isObject(attachment) || !isObject(attachment.content)) return `${at} has no content`
  const { contentType, content } = attachment
  const isCard = contentType === CARD_TYPE
  if (!isCard && !PREVIEWS.some((one) => one === contentType)) return `${at}: ${contentType} is not shown in a list`
  const [first] = isCard ? validateCard(content) : []
  if (first) return `${at}: the card cannot be shown: ${first.path}: ${first.message}`
  if (isCard && attachment.preview === undefined) return `${at}: an Adaptive Card needs a preview`
  const shown = preview.safeParse(attachment.preview ?? attachment)
  if (!shown.success) return `${at}: the preview must be a hero or thumbnail card`
  const { title, subtitle, text, tap } = shown.data.content
  return {
    title: title ?? text ?? '',
    detail: [subtitle, title === undefined ? undefined : text].filter(Boolean).join(' · '),
    attachment: { contentType: String(contentType), content },
    tap: tap?.type === 'invoke' ? tap.value : undefined,
  }
}

function wrong(why: string): { readonly kind: 'wrong'; readonly why: string } {
  return { kind: 'wrong', why }
}
