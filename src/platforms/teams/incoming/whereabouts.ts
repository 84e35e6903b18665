import type { Account, Place } from '../../../chat/place.js'
import type { Activity } from './activity.js'

/** Where an activity comes from, in Teams' ids and in the bot's own. */
export interface Whereabouts {
  readonly tenant: string
  readonly serviceUrl: string
  /** The conversation's id as Teams names it; in a channel it ends in `;messageid=` and the thread's first message. */
  readonly conversation: string
  readonly kind: 'personal' | 'group' | 'channel'
  readonly team: string | null
  /** The bot's own account. */
  readonly bot: { readonly id: string; readonly name: string }
  readonly at: Place
  readonly from: Account | null
  /** The `29:` id of who acts: an address for this bot alone. */
  readonly user: string
}

const THREAD = ';messageid='

/** The conversation without its thread, and the thread. */
export function splitThread(conversation: string): { readonly bare: string; readonly thread: string | null } {
  const at = conversation.indexOf(THREAD)
  if (at < 0) return { bare: conversation, thread: null }
  return { bare: conversation.slice(0, at), thread: conversation.slice(at + THREAD.length) }
}

export function joinThread(bare: string, thread: string | null): string {
  return thread === null ? bare : `${bare}${THREAD}${thread}`
}

/**
 * The tenant that an activity speaks of, or null where it names none or two. Microsoft's signature says that Teams sent the
 * activity to this bot, not that the tenant is one of ours: that is for the caller to check.
 */
export function tenantOf(activity: Activity): string | null {
  const ids = [activity.conversation.tenantId, activity.channelData?.tenant?.id].filter((id) => typeof id === 'string')
  const [tenant] = ids
  return tenant === undefined || ids.some((id) => id !== tenant) ? null : tenant
}

/** Reads an activity's place and person. The person is null for bots, and for people whom Entra does not know. */
export function whereaboutsOf(activity: Activity, tenant: string): Whereabouts {
  const kind = kindOf(activity)
  const { bare, thread } = splitThread(activity.conversation.id)
  const user = activity.from.aadObjectId
  const channel = kind === 'personal' ? (user ?? bare) : bare
  return {
    tenant,
    serviceUrl: activity.serviceUrl,
    conversation: activity.conversation.id,
    kind,
    team: activity.channelData?.team?.id ?? null,
    bot: { id: activity.recipient.id, name: activity.recipient.name ?? '' },
    at: { platform: 'teams', workspace: tenant, kind: kind === 'personal' ? 'direct' : 'channel', channel, thread },
    from: user === undefined ? null : { platform: 'teams', workspace: tenant, user },
    user: activity.from.id,
  }
}

function kindOf(activity: Activity): Whereabouts['kind'] {
  const said = activity.conversation.conversationType
  if (said === 'personal') return 'personal'
  if (said === 'groupChat') return 'group'
  if (said === 'channel' || activity.channelData?.channel || activity.channelData?.team) return 'channel'
  return activity.conversation.isGroup === true ? 'group' : 'personal'
}
