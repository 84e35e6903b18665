import { createHash } from 'node:crypto'
import type { Channel } from '../model.js'
import { channelType, type Outcome } from './events.js'
import type { Json } from './json.js'
import { LIMITS } from './limits.js'
import type { Slack } from './slack.js'
import { seconds, timestamp } from './time.js'

/** What happens to channels, whoever does it, with the events that tell the bot of it. `by` is a user id. */

type Told = Promise<Outcome>

/** Slack's word for what is wrong with a new channel's name; null where nothing is. */
export function nameProblem(slack: Slack, name: string): string | null {
  if (name === '') return 'invalid_name_required'
  if (name.length > LIMITS.channelName) return 'invalid_name_maxlength'
  if (/^[_-]+$/.test(name)) return 'invalid_name_punctuation'
  if (!/^[a-z0-9_-]+$/.test(name)) return 'invalid_name_specials'
  return slack.world.channels('slack').some((one) => one.kind === 'channel' && one.name === name) ? 'name_taken' : null
}

/** Makes a channel. The bot hears of public ones, whether it is in them or not. */
export function makeChannel(
  slack: Slack,
  made: Pick<Channel, 'name' | 'private' | 'members' | 'hasBot'>,
  by: string | null,
): { readonly channel: Channel; readonly told: Told } {
  const channel = slack.world.putChannel({
    ...made,
    platform: 'slack',
    id: freeId(slack, made.name),
    kind: 'channel',
    archived: false,
    team: null,
  })
  const about = { id: channel.id, name: channel.name, creator: by, created: seconds(slack.world) }
  return { channel, told: tell(slack, !channel.private, 'channel_created', { channel: about }) }
}

/** The name gives the id, as far as no channel that was once called so has it. */
function freeId(slack: Slack, name: string): string {
  const id = `C0${createHash('sha256').update(name).digest('hex').slice(0, 9).toUpperCase()}`
  return slack.world.channel('slack', id) === undefined ? id : freeId(slack, `${name}+`)
}

export function setArchived(slack: Slack, channel: Channel, archived: boolean, by: string | null): Told {
  slack.world.putChannel({ ...channel, archived })
  const what = archived ? 'archive' : 'unarchive'
  return tell(slack, channel.hasBot, `${channelType(channel)}_${what}`, { channel: channel.id, user: by })
}

export function renameChannel(slack: Slack, channel: Channel, name: string): Told {
  slack.world.putChannel({ ...channel, name })
  const about = { id: channel.id, name, created: seconds(slack.world) }
  return tell(slack, channel.hasBot, `${channelType(channel)}_rename`, { channel: about })
}

/** A person comes into a channel, on their own or invited. */
export function addPerson(slack: Slack, channel: Channel, key: string, inviter: string | null): Told {
  const members = [...new Set([...channel.members, key])]
  slack.world.putChannel({ ...channel, members })
  return membership(slack, channel, 'member_joined_channel', slack.world.person(key)?.slack ?? null, inviter)
}

export function removePerson(slack: Slack, channel: Channel, key: string): Told {
  slack.world.putChannel({ ...channel, members: channel.members.filter((one) => one !== key) })
  return membership(slack, channel, 'member_left_channel', slack.world.person(key)?.slack ?? null, null)
}

/** The bot comes into a channel, by itself (`by` is null) or invited. */
export function addBot(slack: Slack, channel: Channel, by: string | null): { channel: Channel; told: Told } {
  const joined = slack.world.putChannel({ ...channel, hasBot: true })
  return { channel: joined, told: membership(slack, joined, 'member_joined_channel', slack.config.botUser, by) }
}

/** Somebody takes the bot out of a channel: the last it hears of it. */
export function removeBot(slack: Slack, channel: Channel, by: string | null): Told {
  slack.world.putChannel({ ...channel, hasBot: false })
  return tell(slack, channel.hasBot, `${channelType(channel)}_left`, { channel: channel.id, actor_id: by })
}

function membership(slack: Slack, channel: Channel, type: string, user: string | null, inviter: string | null): Told {
  return tell(slack, channel.hasBot, type, {
    user,
    channel: channel.id,
    channel_type: channel.private ? 'G' : 'C',
    team: slack.config.team,
    ...(inviter !== null && { inviter }),
  })
}

async function tell(slack: Slack, hears: boolean, type: string, event: Json): Told {
  if (!hears || !slack.state.installed) return 'not subscribed'
  return slack.events.emit(type, { type, ...event, event_ts: timestamp(slack.world) })
}
