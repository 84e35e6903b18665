import { z } from 'zod'
import { CARD_TYPE } from '../attachment-types.js'
import { isObject, type Json } from '../card/check.js'
import { validateCard } from '../validate-card.js'
import type { Turn } from './deliver.js'

/** What the bot's answer to a pressed `Action.Execute` asks of the client. */
export type ActionAnswer =
  | { readonly kind: 'card'; readonly card: Json }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'unreached'; readonly toast: string }
  | { readonly kind: 'wrong'; readonly why: string }

const actionBody = z.looseObject({ statusCode: z.number(), type: z.string(), value: z.unknown() })
const errorValue = z.looseObject({ code: z.string().optional(), message: z.string().optional() })

export function readActionAnswer(turn: Turn): ActionAnswer {
  if (turn.kind === 'none') return { kind: 'unreached', toast: turn.toast }
  const parsed = actionBody.safeParse(turn.body)
  if (!parsed.success) return wrong(`the bot answered ${turn.status} without statusCode, type and value`)
  const { statusCode, type, value } = parsed.data
  if (type === 'application/vnd.microsoft.error' || statusCode !== 200 || turn.status !== 200) {
    const error = errorValue.safeParse(value)
    return wrong(
      `${statusCode} ${error.success ? `${error.data.code ?? ''} ${error.data.message ?? ''}`.trim() : type}`,
    )
  }
  if (type === 'application/vnd.microsoft.activity.message')
    return typeof value === 'string'
      ? { kind: 'message', text: value }
      : wrong('the message in the answer is not a text')
  if (type === CARD_TYPE) return readCard(value)
  return wrong(`the bot answered with ${type}`)
}

/** What the bot's answer to `task/fetch` or `task/submit` asks of the client. */
export type TaskAnswer =
  | { readonly kind: 'dialog'; readonly title: string; readonly card: Json }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'unreached'; readonly toast: string }
  | { readonly kind: 'wrong'; readonly why: string }

const side = z.union([z.number().positive(), z.enum(['small', 'medium', 'large'])]).nullish()
const taskBody = z.looseObject({
  task: z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('message'), value: z.string() }),
    z.looseObject({
      type: z.literal('continue'),
      value: z.looseObject({
        title: z.string().nullish(),
        height: side,
        width: side,
        card: z.looseObject({ contentType: z.literal(CARD_TYPE), content: z.unknown() }),
      }),
    }),
  ]),
})

export function readTaskAnswer(turn: Turn): TaskAnswer {
  if (turn.kind === 'none') return { kind: 'unreached', toast: turn.toast }
  if (turn.status !== 200) return wrong(`the bot answered ${turn.status}`)
  if (!isObject(turn.body) || turn.body.task === undefined || turn.body.task === null) return { kind: 'close' }
  const parsed = taskBody.safeParse(turn.body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return wrong(`the answer does not fit: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { task } = parsed.data
  if (task.type === 'message') return { kind: 'message', text: task.value }
  const card = readCard(task.value.card.content)
  return card.kind === 'card' ? { kind: 'dialog', title: task.value.title ?? '', card: card.card } : card
}

const searchBody = z.looseObject({
  type: z.literal('application/vnd.microsoft.search.searchResponse'),
  value: z.looseObject({ results: z.array(z.looseObject({ title: z.string(), value: z.string() })) }),
})
export type SearchAnswer =
  | { readonly kind: 'results'; readonly results: readonly { readonly title: string; readonly value: string }[] }
  | { readonly kind: 'unreached'; readonly toast: string }
  | { readonly kind: 'wrong'; readonly why: string }

export function readSearchAnswer(turn: Turn): SearchAnswer {
  if (turn.kind === 'none') return { kind: 'unreached', toast: turn.toast }
  const parsed = searchBody.safeParse(turn.body)
  if (turn.status !== 200 || !parsed.success) return wrong(`the bot answered ${turn.status} without a search response`)
  return { kind: 'results', results: parsed.data.value.results }
}

function readCard(
  value: unknown,
): { readonly kind: 'card'; readonly card: Json } | { readonly kind: 'wrong'; readonly why: string } {
  const [first] = validateCard(value)
  if (first) return wrong(`the card cannot be shown: ${first.path}: ${first.message}`)
  return isObject(value) ? { kind: 'card', card: value } : wrong('the card is not an object')
}

function wrong(why: string): { readonly kind: 'wrong'; readonly why: string } {
  return { kind: 'wrong', why }
}
