import { z } from 'zod'
import type { PostFile } from '../../model.js'
import { CONSENT_TYPE, FILE_TYPE } from '../attachment-types.js'
import type { Conversation } from '../places.js'
import type { Service } from '../service.js'

/** The cards by which a bot asks to store a file, and then shows it. */

const consent = z.looseObject({
  name: z.string().min(1),
  content: z.looseObject({
    description: z.string().optional(),
    sizeInBytes: z.number().int().min(0).optional(),
    acceptContext: z.unknown().optional(),
    declineContext: z.unknown().optional(),
  }),
})
const shown = z.looseObject({
  name: z.string().min(1),
  contentUrl: z.string().min(1),
  content: z.looseObject({ uniqueId: z.string(), fileType: z.string() }),
})

export type Consent = z.output<typeof consent>

/** Why this attachment cannot stand here, or null where it can or is none of the two. */
export function fileCardProblem(service: Service, { channel }: Conversation, attachment: unknown): string | null {
  const type = typeOf(attachment)
  if (type === null) return null
  if (channel.kind !== 'direct') return 'files go to personal chats only'
  if (!service.stage.config.teams.manifest.bots.some((one) => one.supportsFiles))
    return 'the manifest of the bot does not say supportsFiles'
  if (type === CONSENT_TYPE)
    return consent.safeParse(attachment).success ? null : 'a consent card needs a name and a content'
  const card = shown.safeParse(attachment)
  if (!card.success) return 'a file card needs name, contentUrl, and content {uniqueId, fileType}'
  return service.files.get(card.data.content.uniqueId)?.complete ? null : 'there is no such file'
}

function typeOf(attachment: unknown): typeof CONSENT_TYPE | typeof FILE_TYPE | null {
  const parsed = z.looseObject({ contentType: z.enum([CONSENT_TYPE, FILE_TYPE]) }).safeParse(attachment)
  return parsed.success ? parsed.data.contentType : null
}

/** The consent cards of a message, with what they ask. */
export function consentsOf(attachments: unknown): readonly Consent[] {
  return ofType(attachments, CONSENT_TYPE).flatMap((one) => consent.safeParse(one).data ?? [])
}

/** The files that a message shows. */
export function filesOf(service: Service, attachments: unknown): readonly PostFile[] {
  return ofType(attachments, FILE_TYPE).flatMap((one) => {
    const file = service.files.get(shown.safeParse(one).data?.content.uniqueId ?? '')
    return file ? [{ id: file.id, name: file.name, size: file.bytes.length }] : []
  })
}

function ofType(attachments: unknown, type: string): readonly unknown[] {
  return Array.isArray(attachments) ? attachments.filter((one) => typeOf(one) === type) : []
}
