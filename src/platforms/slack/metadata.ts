import { z } from 'zod'
import { call } from '../../chat/action.js'
import { type Values, values } from '../../chat/form.js'
import { place, postRef } from '../../chat/place.js'
import { asciiJson, parseJson } from './calls.js'
import { LIMITS } from './limits.js'

/**
 * Where an answer goes once its request has ended, as plain JSON: kept in a row by the bot, and inside a dialog's metadata by
 * Slack. `url` is a response address, good for five answers `until` (epoch milliseconds); `card` the message on which the person
 * pressed, if it can be edited; `view` the open dialog that waits for the answer; `home` says that the bot's home tab asked.
 */
export const origin = z
  .object({
    at: place,
    user: z.string(),
    locale: z.string().nullable(),
    url: z.object({ href: z.string(), until: z.number() }).readonly().nullable(),
    card: postRef.nullable(),
    view: z.string().nullable(),
    home: z.boolean(),
  })
  .readonly()
export type Origin = z.infer<typeof origin>

/**
 * What a dialog carries so that its submission finds its way without any memory of ours: the call, where it was opened
 * from, and what the person had typed when the dialog only says that it is late.
 */
const metadata = z.object({ call, from: origin.nullable(), draft: values.nullable() }).readonly()
export type Metadata = z.infer<typeof metadata>

/** Throws when the call's arguments leave no room: a fault of the form, not of what a person typed. */
export function encodeMetadata(value: Metadata): string {
  const json = asciiJson(value)
  if (json.length > LIMITS.view.metadata)
    throw new Error(
      `The form of "${value.call.action}" needs ${json.length} characters to find its way back; a Slack dialog carries ${LIMITS.view.metadata}: pass an id in its arguments instead of the data.`,
    )
  return json
}

/** The metadata with the draft in it, or null when the draft is too long to travel there. */
export function encodeWithDraft(value: Metadata, draft: Values): string | null {
  const json = asciiJson({ ...value, draft })
  return json.length > LIMITS.view.metadata ? null : json
}

/** Null for what is not ours: a dialog of an older version. */
export function decodeMetadata(json: string): Metadata | null {
  const parsed = metadata.safeParse(parseJson(json))
  return parsed.success ? parsed.data : null
}
