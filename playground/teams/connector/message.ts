import { z } from 'zod'
import { CARD_TYPE, CONSENT_TYPE, FILE_TYPE } from '../attachment-types.js'
import { isObject } from '../card/check.js'
import { ATTACHMENTS } from '../limits.js'
import { pictureProblem } from '../picture.js'
import type { Places } from '../places.js'
import { validateCard } from '../validate-card.js'

const attachment = z.looseObject({
  contentType: z.string().min(1),
  content: z.unknown().optional(),
  contentUrl: z.string().nullish(),
  name: z.string().nullish(),
})
const entity = z.looseObject({ type: z.string() })

/** What a bot may send into a conversation. More fields may stand in it; the client ignores what it does not know. */
export const outgoing = z.looseObject({
  type: z.enum(['message', 'typing']),
  text: z.string().nullish(),
  textFormat: z.enum(['plain', 'markdown', 'xml']).nullish(),
  summary: z.string().nullish(),
  attachments: z.array(attachment).max(ATTACHMENTS).nullish(),
  attachmentLayout: z.enum(['list', 'carousel']).nullish(),
  entities: z.array(entity).nullish(),
  recipient: z.looseObject({ id: z.string().min(1) }).nullish(),
})
export type Outgoing = z.output<typeof outgoing>

const mention = z.looseObject({
  type: z.literal('mention'),
  text: z.string(),
  mentioned: z.looseObject({ id: z.string(), name: z.string() }),
})

/**
 * Says why Teams does not take this message, or null. Checked beyond its shape: that there is something to show, every
 * attachment, and that mentions stand in the text and name somebody of this tenant.
 */
export function messageProblem(message: Outgoing, places: Places): string | null {
  if (message.type === 'typing') return null
  const attachments = message.attachments ?? []
  if ((message.text ?? '') === '' && attachments.length === 0) return 'The message has neither text nor attachments.'
  for (const [index, one] of attachments.entries()) {
    const problem = attachmentProblem(one)
    if (problem !== null) return `attachments[${index}]: ${problem}`
  }
  for (const one of message.entities ?? []) {
    const problem = one.type === 'mention' ? textMentionProblem(one, message.text ?? '', places) : null
    if (problem !== null) return problem
  }
  return cardMentionProblem(attachments, places)
}

/** What can be said of an attachment by itself; where it may stand is another question (file cards). */
function attachmentProblem(one: z.output<typeof attachment>): string | null {
  if (one.contentType === CARD_TYPE) {
    const problems = validateCard(one.content)
    if (problems.length === 0) return null
    const shown = problems.slice(0, 3).map((problem) => `${problem.path}: ${problem.message}`)
    return `the card is malformed: ${shown.join('; ')}${problems.length > 3 ? ` and ${problems.length - 3} more` : ''}`
  }
  if (/^image\/(png|jpeg|gif)$/.test(one.contentType)) {
    const url = one.contentUrl ?? ''
    if (/^https:\/\//.test(url)) return null
    const data = /^data:image\/(?:png|jpeg|gif);base64,(.*)$/s.exec(url)?.[1]
    return data === undefined
      ? 'an image needs a contentUrl that is an https address or a data URI'
      : pictureProblem(data)
  }
  if (one.contentType === CONSENT_TYPE || one.contentType === FILE_TYPE) return null
  return `the content type ${one.contentType} is not one that this Teams draws`
}

function textMentionProblem(entity: unknown, text: string, places: Places): string | null {
  const parsed = mention.safeParse(entity)
  if (!parsed.success) return 'A mention needs text and mentioned {id, name}.'
  if (!text.includes(parsed.data.text)) return `The mention ${parsed.data.text} stands nowhere in the text.`
  return strangerProblem(parsed.data, places)
}

/** The shape of mentions inside cards was checked with the card; here whom they name. */
function cardMentionProblem(attachments: readonly z.output<typeof attachment>[], places: Places): string | null {
  for (const { content } of attachments) {
    const entities = isObject(content) && isObject(content.msteams) ? content.msteams.entities : undefined
    for (const one of Array.isArray(entities) ? entities : []) {
      const parsed = mention.safeParse(one)
      const problem = parsed.success ? strangerProblem(parsed.data, places) : null
      if (problem !== null) return problem
    }
  }
  return null
}

function strangerProblem({ mentioned }: z.output<typeof mention>, places: Places): string | null {
  return places.known(mentioned.id) ? null : `Nobody in this tenant has the mentioned id ${mentioned.id}.`
}

/** How much of the limit a payload takes: all of it as UTF-16, but for images in base64. */
export function payloadBytes(body: string): number {
  return body.replace(/data:image\/[\w.+-]+;base64,[A-Za-z0-9+/=]*/g, '').length * 2
}
