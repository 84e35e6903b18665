import { z } from 'zod'
import type { Incoming } from '../../chat/incoming.js'
import { place } from '../../chat/place.js'
import type { ReturnAddress } from '../../chat/platform.js'
import { uploadInfo } from './incoming/activity.js'
import type { Whereabouts } from './incoming/whereabouts.js'

/** How the answer gets back to who acted, after the turn or after a restart: all of it in one row. */
const back = z.object({
  tenant: z.string(),
  serviceUrl: z.string(),
  bot: z.object({ id: z.string(), name: z.string() }),
  /** With its thread. */
  conversation: z.string(),
  personal: z.boolean(),
  at: place,
  /** Who acted: the `29:` id, and the Entra object id. */
  user: z.string(),
  person: z.string(),
  /** The activity that is answered. */
  activity: z.string(),
  /** The message whose card was used, and whether that card shows to one person alone. */
  card: z.string().nullable(),
  alone: z.boolean(),
  locale: z.string().nullable(),
  /** Where the file goes that the person has let the bot store. */
  upload: uploadInfo.nullable().default(null),
})
export type Back = z.infer<typeof back>

export function backTo(
  where: Whereabouts,
  incoming: Incoming,
  activity: string,
  card: string | null,
  alone: boolean,
): Back {
  return {
    tenant: where.tenant,
    serviceUrl: where.serviceUrl,
    bot: where.bot,
    conversation: where.conversation,
    personal: where.kind === 'personal',
    at: where.at,
    user: where.user,
    person: incoming.from.user,
    activity,
    card,
    alone,
    locale: incoming.locale,
    upload: null,
  }
}

export function addressOf(data: Back): ReturnAddress {
  return { platform: 'teams', data }
}

/** What was kept; null where it is not one of ours, or of a version that wrote it differently. */
export function backFrom({ platform, data }: ReturnAddress): Back | null {
  return platform === 'teams' ? (back.safeParse(data).data ?? null) : null
}
