import { createHash } from 'node:crypto'
import { type ActResult, type ChannelAct, type InstallAct, refused } from '../../acts.js'
import { assertNever } from '../../assert-never.js'
import type { Channel, Person } from '../../model.js'
import { findChannel } from '../../stage.js'
import { channelType, type Outcome } from '../events.js'
import type { Json } from '../json.js'
import type { Slack } from '../slack.js'
import { seconds, timestamp } from '../time.js'

/** What happens to channels and to the app itself, with the events that tell the bot. */

export async function changeChannel(slack: Slack, act: ChannelAct): Promise<ActResult> {
  const person = slack.world.person(act.person)
  if (!person?.slack) return refused(`Nobody in Slack has the key "${act.person}".`)
  if (act.change === 'create') return createChannel(slack, person, act.name ?? act.channel)
  const channel = findChannel(slack.world, 'slack', person.key, act.channel)
  if (channel?.kind !== 'channel') return refused(`There is no channel "${act.channel}" in Slack.`)
  return asResult(await change(slack, person, channel, act))
}

async function change(slack: Slack, person: Person, channel: Channel, act: ChannelAct): Promise<readonly Outcome[]> {
  const family = channelType(channel)
  const put = (patch: Partial<Channel>) => slack.world.putChannel({ ...channel, ...patch })
  const about = (what: string, extra: Json = {}) =>
    tell(slack, channel.hasBot, `${family}_${what}`, { channel: channel.id, user: person.slack, ...extra })
  switch (act.change) {
    case 'create':
      return []
    case 'archive':
      put({ archived: true })
      return about('archive')
    case 'unarchive':
      put({ archived: false })
      return about('unarchive')
    case 'rename': {
      const name = act.name ?? channel.name
      put({ name })
      return about('rename', { channel: { id: channel.id, name, created: seconds(slack.world) } })
    }
    case 'join':
      put({ members: [...new Set([...channel.members, person.key])] })
      return membership(slack, channel, 'member_joined_channel', person.slack)
    case 'leave':
      put({ members: channel.members.filter((key) => key !== person.key) })
      return membership(slack, channel, 'member_left_channel', person.slack)
    case 'add bot':
      return membership(slack, put({ hasBot: true }), 'member_joined_channel', slack.config.botUser, person.slack)
    case 'remove bot': {
      put({ hasBot: false })
      return tell(slack, channel.hasBot, `${family}_left`, { channel: channel.id, actor_id: person.slack })
    }
    default:
      return assertNever(act.change)
  }
}

async function createChannel(slack: Slack, person: Person, ref: string): Promise<ActResult> {
  const name = ref.replace(/^#/, '')
  if (!/^[a-z0-9_-]{1,80}$/.test(name)) return refused('Channel names are small letters, digits, - and _.')
  if (slack.world.channels('slack').some((one) => one.name === name)) return refused(`#${name} is taken.`)
  const channel = slack.world.putChannel({
    platform: 'slack',
    id: `C0${createHash('sha256').update(name).digest('hex').slice(0, 9).toUpperCase()}`,
    name,
    kind: 'channel',
    private: false,
    members: [person.key],
    hasBot: false,
    archived: false,
    team: null,
  })
  const made = { id: channel.id, name, creator: person.slack, created: seconds(slack.world) }
  return asResult(await tell(slack, true, 'channel_created', { channel: made }))
}

function membership(slack: Slack, channel: Channel, type: string, user: string | null, inviter?: string | null) {
  return tell(slack, channel.hasBot, type, {
    user,
    channel: channel.id,
    channel_type: channel.private ? 'G' : 'C',
    team: slack.config.team,
    ...(inviter && { inviter }),
  })
}

async function tell(slack: Slack, hears: boolean, type: string, event: Json): Promise<readonly Outcome[]> {
  if (!hears || !slack.state.installed) return []
  return [await slack.events.emit(type, { type, ...event, event_ts: timestamp(slack.world) })]
}

function asResult(outcomes: readonly Outcome[]): ActResult {
  return { status: outcomes.includes('failed') ? 'failed' : 'ok' }
}

/** An administrator removes the app, or puts it back by hand. */
export async function install(slack: Slack, act: InstallAct): Promise<ActResult> {
  if (act.change === 'install') {
    slack.tokens.restore()
    slack.state.installed = true
    return { status: 'ok' }
  }
  slack.tokens.revokeAll()
  slack.state.installed = false
  // The two come in no certain order in the real service.
  const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: [slack.config.botUser] } }
  const outcomes = await Promise.all([
    slack.events.emit('tokens_revoked', revoked),
    slack.events.emit('app_uninstalled', { type: 'app_uninstalled' }),
  ])
  return asResult(outcomes)
}
