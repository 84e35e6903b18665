import type { Account, Place } from '../../../chat/place.js'
import type { Notice } from '../../../chat/platform.js'
import type { Activity } from './activity.js'
import { splitThread, type Whereabouts } from './whereabouts.js'

/** What happens to a team as a whole is told once, in its first channel. */
const ofTeams: readonly unknown[] = ['teamArchived', 'teamUnarchived']

/** The team that an activity says something of, where that holds for each of its channels. */
export const wholeTeam = (activity: Activity, where: Whereabouts): string | null =>
  ofTeams.includes(activity.channelData?.eventType) ? where.team : null

/** The same of another channel. */
export const elsewhere = (notice: PlaceNotice, channel: string, name: string | null): PlaceNotice => ({
  ...notice,
  place: { ...notice.place, channel },
  name: name ?? notice.name,
})

export type PlaceNotice = Notice & { readonly kind: 'place' }

const changes: Readonly<Record<string, PlaceNotice['change']>> = {
  channelCreated: 'bot added',
  channelDeleted: 'archived',
  channelRestored: 'unarchived',
  channelRenamed: 'renamed',
  teamArchived: 'archived',
  teamUnarchived: 'unarchived',
  teamDeleted: 'bot removed',
}

/** What a `conversationUpdate` or an `installationUpdate` says of the bot's standing. None where it concerns nobody. */
export function noticesOf(activity: Activity, where: Whereabouts): readonly PlaceNotice[] {
  if (activity.type === 'installationUpdate') {
    return activity.action?.startsWith('remove') ? [notice(where, 'bot removed', null, where.from)] : []
  }
  const added = activity.membersAdded ?? []
  const joined = added.flatMap((member): readonly PlaceNotice[] => {
    if (member.id === activity.recipient.id) return [notice(where, 'bot added', nameOf(activity), where.from)]
    if (where.kind === 'personal') return []
    const user = member.aadObjectId
    return [
      notice(
        where,
        'person joined',
        null,
        user === undefined ? null : { platform: 'teams', workspace: where.tenant, user },
      ),
    ]
  })
  const gone = activity.membersRemoved ?? []
  const removed = gone.some((member) => member.id === activity.recipient.id)
  const left = gone.flatMap(({ id, aadObjectId: user }) =>
    id === activity.recipient.id || where.kind === 'personal' || user === undefined
      ? []
      : [notice(where, 'person left', null, { platform: 'teams', workspace: where.tenant, user })],
  )
  const change = changes[activity.channelData?.eventType ?? '']
  return [
    ...joined,
    ...left,
    ...(removed ? [notice(where, 'bot removed', nameOf(activity), where.from)] : []),
    ...(change === undefined ? [] : [changed(activity, where, change)]),
  ]
}

/** A channel's event comes in the conversation of the team; the channel that it is about stands in the data. */
function changed(activity: Activity, where: Whereabouts, change: PlaceNotice['change']): PlaceNotice {
  const channel = activity.channelData?.channel
  const at: Place = {
    ...where.at,
    kind: 'channel',
    thread: null,
    channel: channel?.id ?? splitThread(where.conversation).bare,
  }
  return { kind: 'place', place: at, change, name: channel?.name ?? nameOf(activity), who: where.from }
}

function notice(
  where: Whereabouts,
  change: PlaceNotice['change'],
  name: string | null,
  who: Account | null,
): PlaceNotice {
  return { kind: 'place', place: { ...where.at, thread: null }, change, name, who }
}

function nameOf(activity: Activity): string | null {
  return activity.channelData?.channel?.name ?? activity.channelData?.team?.name ?? activity.conversation.name ?? null
}
