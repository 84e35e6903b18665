import { z } from 'zod'
import type { Channel } from '../../model.js'
import { addBot, addPerson, makeChannel, nameProblem, removePerson, renameChannel, setArchived } from '../channels.js'
import { SlackError } from '../errors.js'
import type { Json } from '../json.js'
import { LIMITS } from '../limits.js'
import { channelObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import { flag, list, type Method, method } from './method.js'
import { knownChannel, needScope } from './places.js'

/** What the bot does to channels themselves: making, naming, filling and closing them. */

const MANAGE = ['channels:manage', 'groups:write']

/** A channel that the bot is in and may change; direct conversations are none. @throws SlackError */
function ownChannel(slack: Slack, id: string): Channel {
  const channel = knownChannel(slack, id)
  if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type')
  needScope(slack, channel.private ? 'groups:write' : 'channels:manage')
  if (!channel.hasBot) throw new SlackError('not_in_channel')
  return channel
}

/** @throws SlackError with the documented word for a name that cannot be */
function freeName(slack: Slack, name: string): string {
  const problem = nameProblem(slack, name)
  if (problem !== null) throw new SlackError(problem)
  return name
}

const create = method({
  token: 'bot',
  scopes: MANAGE,
  tier: 2,
  args: z.object({ name: z.string(), is_private: flag.optional(), team_id: z.string().optional() }),
  run: (args, { slack }) => {
    const isPrivate = args.is_private === true
    needScope(slack, isPrivate ? 'groups:write' : 'channels:manage')
    const name = freeName(slack, args.name)
    const { channel } = makeChannel(
      slack,
      { name, private: isPrivate, members: [], hasBot: true },
      slack.config.botUser,
    )
    return { channel: channelObject(slack, channel) }
  },
})

const archive = method({
  token: 'bot',
  scopes: MANAGE,
  tier: 2,
  args: z.object({ channel: z.string() }),
  run: (args, { slack }) => {
    const channel = ownChannel(slack, args.channel)
    if (channel.name === 'general') throw new SlackError('cant_archive_general')
    if (channel.archived) throw new SlackError('already_archived')
    void setArchived(slack, channel, true, slack.config.botUser)
    return {}
  },
})

const unarchive = method({
  token: 'bot',
  scopes: MANAGE,
  tier: 2,
  args: z.object({ channel: z.string() }),
  run: (args, { slack }) => {
    const channel = ownChannel(slack, args.channel)
    if (!channel.archived) throw new SlackError('not_archived')
    void setArchived(slack, channel, false, slack.config.botUser)
    return {}
  },
})

const rename = method({
  token: 'bot',
  scopes: MANAGE,
  tier: 2,
  args: z.object({ channel: z.string(), name: z.string() }),
  run: (args, { slack }) => {
    const channel = ownChannel(slack, args.channel)
    const name = freeName(slack, args.name)
    void renameChannel(slack, channel, name)
    return { channel: channelObject(slack, { ...channel, name }) }
  },
})

const setTopic = method({
  token: 'bot',
  scopes: MANAGE,
  tier: 2,
  args: z.object({ channel: z.string(), topic: z.string() }),
  run: (args, { slack }) => {
    const channel = openChannel(slack, args.channel)
    if (args.topic.length > LIMITS.topic) throw new SlackError('too_long')
    return { channel: channelObject(slack, slack.world.putChannel({ ...channel, topic: args.topic })) }
  },
})

const setPurpose = method({
  token: 'bot',
  scopes: MANAGE,
  tier: 2,
  args: z.object({ channel: z.string(), purpose: z.string() }),
  run: (args, { slack }) => {
    const channel = openChannel(slack, args.channel)
    if (args.purpose.length > LIMITS.purpose) throw new SlackError('too_long')
    slack.world.putChannel({ ...channel, purpose: args.purpose })
    return { purpose: args.purpose }
  },
})

/** As `ownChannel`, and not archived. @throws SlackError */
function openChannel(slack: Slack, id: string): Channel {
  const channel = ownChannel(slack, id)
  if (channel.archived) throw new SlackError('is_archived')
  return channel
}

const invite = method({
  token: 'bot',
  scopes: MANAGE,
  tier: 3,
  args: z.object({ channel: z.string(), users: list.optional(), force: flag.optional() }),
  run: (args, { slack }) => {
    const channel = openChannel(slack, args.channel)
    const users = args.users ?? []
    if (users.length === 0) throw new SlackError('no_user')
    if (users.length > LIMITS.inviteUsers) throw new SlackError('too_many_users')
    const problems = users.flatMap((user) => {
      const error = inviteProblem(slack, channel, user)
      return error === null ? [] : [{ user, ok: false, error }]
    })
    const [first] = problems
    if (first && (args.force !== true || problems.length === users.length))
      throw new SlackError(first.error, [], { errors: problems })
    for (const user of users) addUser(slack, channel.id, user)
    return { channel: channelObject(slack, knownChannel(slack, channel.id)), ...(first && { errors: problems }) }
  },
})

function inviteProblem(slack: Slack, channel: Channel, user: string): string | null {
  if (user === slack.config.botUser) return 'cant_invite_self'
  const person = slack.world.personById('slack', user)
  if (!person) return 'user_not_found'
  return channel.members.includes(person.key) ? 'already_in_channel' : null
}

/** The channel is looked up anew for each: everyone invited changes who is in it. */
function addUser(slack: Slack, id: string, user: string): void {
  const channel = slack.world.channel('slack', id)
  const person = slack.world.personById('slack', user)
  if (channel && person && !channel.members.includes(person.key))
    void addPerson(slack, channel, person.key, slack.config.botUser)
}

const kick = method({
  token: 'bot',
  scopes: MANAGE,
  tier: 3,
  args: z.object({ channel: z.string(), user: z.string().optional() }),
  run: (args, { slack }): Json => {
    const channel = ownChannel(slack, args.channel)
    if (args.user === undefined) throw new SlackError('no_user')
    if (args.user === slack.config.botUser) throw new SlackError('cant_kick_self')
    if (channel.name === 'general') throw new SlackError('cant_kick_from_general')
    const person = slack.world.personById('slack', args.user)
    if (!person) throw new SlackError('user_not_found')
    if (!channel.members.includes(person.key)) throw new SlackError('not_in_channel')
    void removePerson(slack, channel, person.key)
    return { errors: {} }
  },
})

const join = method({
  token: 'bot',
  scopes: ['channels:join'],
  tier: 3,
  args: z.object({ channel: z.string() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type')
    if (channel.archived) throw new SlackError('is_archived')
    if (channel.hasBot)
      return {
        channel: channelObject(slack, channel),
        warning: 'already_in_channel',
        response_metadata: { warnings: ['already_in_channel'] },
      }
    return { channel: channelObject(slack, addBot(slack, channel, null).channel) }
  },
})

const leave = method({
  token: 'bot',
  scopes: [...MANAGE, 'channels:join'],
  tier: 3,
  args: z.object({ channel: z.string() }),
  run: (args, { slack }): Json => {
    const channel = knownChannel(slack, args.channel)
    if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type')
    if (channel.name === 'general') throw new SlackError('cant_leave_general')
    if (channel.archived) throw new SlackError('is_archived')
    if (!channel.hasBot) return { not_in_channel: true }
    slack.world.putChannel({ ...channel, hasBot: false })
    return {}
  },
})

/** Closes a direct conversation in the bot's own list; the next message opens it again, so nothing is lost by it. */
const close = method({
  token: 'bot',
  scopes: [...MANAGE, 'im:write', 'mpim:write'],
  tier: 2,
  args: z.object({ channel: z.string() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    if (channel.kind === 'channel') throw new SlackError('method_not_supported_for_channel_type')
    needScope(slack, channel.kind === 'direct' ? 'im:write' : 'mpim:write')
    return { no_op: true, already_closed: true }
  },
})

export const channels: Readonly<Record<string, Method>> = {
  'conversations.archive': archive,
  'conversations.close': close,
  'conversations.create': create,
  'conversations.invite': invite,
  'conversations.join': join,
  'conversations.kick': kick,
  'conversations.leave': leave,
  'conversations.rename': rename,
  'conversations.setPurpose': setPurpose,
  'conversations.setTopic': setTopic,
  'conversations.unarchive': unarchive,
}
