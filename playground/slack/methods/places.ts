import type { Channel } from '../../model.js'
import { SlackError } from '../errors.js'
import { channelType } from '../events.js'
import type { Slack } from '../slack.js'

/** Which channels the bot may see, read and write. */

function granted(slack: Slack, scope: string): boolean {
  return slack.config.manifest.oauth_config.scopes.bot.includes(scope)
}

/** @throws SlackError `missing_scope`, as Slack words it */
export function needScope(slack: Slack, scope: string): void {
  if (granted(slack, scope)) return
  throw new SlackError('missing_scope', [], {
    needed: scope,
    provided: slack.config.manifest.oauth_config.scopes.bot.join(','),
  })
}

const FAMILY = { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' } as const

/** A channel that the bot can see: private ones only while it is a member. @throws SlackError */
export function visibleChannel(slack: Slack, id: string, use: 'read' | 'history'): Channel {
  const channel = slack.world.channel('slack', id)
  if (!channel) throw new SlackError('channel_not_found')
  needScope(slack, `${FAMILY[channelType(channel)]}:${use}`)
  if (channel.private && !channel.hasBot) throw new SlackError('channel_not_found')
  return channel
}

/** A channel whose messages the bot may read. @throws SlackError */
export function readableChannel(slack: Slack, id: string): Channel {
  const channel = visibleChannel(slack, id, 'history')
  if (!channel.hasBot) throw new SlackError('not_in_channel')
  return channel
}

/** A channel in which the bot has something to do with a message, whatever its scopes. @throws SlackError */
export function knownChannel(slack: Slack, id: string): Channel {
  const channel = slack.world.channel('slack', id)
  if (!channel || (channel.private && !channel.hasBot)) throw new SlackError('channel_not_found')
  return channel
}

/** Where a message can be posted: a channel by id or name, or a person's direct conversation by user id. @throws SlackError */
export function writableChannel(slack: Slack, ref: string): Channel {
  const channel = /^[UW][A-Z0-9]+$/.test(ref) ? directOf(slack, ref) : byIdOrName(slack, ref)
  if (!channel || (channel.private && !channel.hasBot)) throw new SlackError('channel_not_found')
  if (channel.archived) throw new SlackError('is_archived')
  if (channel.kind === 'direct' && !slack.config.manifest.features.app_home.messages_tab_enabled)
    throw new SlackError('messages_tab_disabled')
  if (!channel.hasBot && !granted(slack, 'chat:write.public')) throw new SlackError('not_in_channel')
  return channel
}

function directOf(slack: Slack, user: string): Channel | undefined {
  const person = slack.world.personById('slack', user)
  return person && slack.world.direct('slack', person.key)
}

function byIdOrName(slack: Slack, ref: string): Channel | undefined {
  const name = ref.replace(/^#/, '')
  return (
    slack.world.channel('slack', ref) ??
    slack.world.channels('slack').find((one) => one.kind === 'channel' && one.name === name)
  )
}
