import { z } from 'zod'
import type { Channel } from '../../model.js'
import { SlackError } from '../errors.js'
import { channelType } from '../events.js'
import { LIMITS } from '../limits.js'
import { channelObject, memberIds } from '../payloads.js'
import type { Slack } from '../slack.js'
import { flag, list, type Method, method, page, whole } from './method.js'
import { needScope, visibleChannel } from './places.js'

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read']
const TYPES = { public_channel: 'channels', private_channel: 'groups', im: 'im', mpim: 'mpim' } as const
const KIND = { channel: 'public_channel', group: 'private_channel', im: 'im', mpim: 'mpim' } as const

const paging = { cursor: z.string().optional(), limit: whole.optional() }

/** @throws SlackError `invalid_limit` */
export function pageSize(limit: number | undefined, max: number, usual: number): number {
  const size = limit ?? usual
  if (size < 1 || size > max) throw new SlackError('invalid_limit')
  return size
}

const info = method({
  token: 'bot',
  scopes: READ,
  tier: 3,
  args: z.object({ channel: z.string(), include_num_members: flag.optional(), include_locale: flag.optional() }),
  run: (args, { slack }) => ({ channel: channelObject(slack, visibleChannel(slack, args.channel, 'read')) }),
})

const listAll = method({
  token: 'bot',
  scopes: READ,
  tier: 2,
  args: z.object({
    ...paging,
    types: list.optional(),
    exclude_archived: flag.optional(),
    team_id: z.string().optional(),
  }),
  run: (args, { slack }) => {
    const all = listed(slack, args.types ?? ['public_channel'], args.exclude_archived === true)
    const { items, next } = page(all, args.cursor, pageSize(args.limit, LIMITS.listPage, LIMITS.listDefault))
    return { channels: items.map((one) => channelObject(slack, one)), response_metadata: { next_cursor: next } }
  },
})

/** The channels of some types that the bot may see. @throws SlackError */
function listed(slack: Slack, types: readonly string[], excludeArchived: boolean): readonly Channel[] {
  for (const type of types) {
    if (!isType(type)) throw new SlackError('invalid_types')
    needScope(slack, `${TYPES[type]}:read`)
  }
  return slack.world
    .channels('slack')
    .filter((one) => types.includes(KIND[channelType(one)]))
    .filter((one) => !one.private || one.hasBot)
    .filter((one) => !(excludeArchived && one.archived))
}

function isType(type: string): type is keyof typeof TYPES {
  return Object.hasOwn(TYPES, type)
}

const members = method({
  token: 'bot',
  scopes: READ,
  tier: 4,
  args: z.object({ channel: z.string(), ...paging }),
  run: (args, { slack }) => {
    const channel = visibleChannel(slack, args.channel, 'read')
    const size = pageSize(args.limit, LIMITS.listPage, LIMITS.listDefault)
    const { items, next } = page(memberIds(slack, channel), args.cursor, size)
    return { members: items, response_metadata: { next_cursor: next } }
  },
})

const open = method({
  token: 'bot',
  scopes: ['channels:manage', 'groups:write', 'im:write', 'mpim:write'],
  tier: 3,
  args: z.object({
    channel: z.string().optional(),
    users: list.optional(),
    return_im: flag.optional(),
    prevent_creation: flag.optional(),
  }),
  run: (args, { slack }) => {
    if (args.channel !== undefined) return opened(slack, visibleDirect(slack, args.channel), args.return_im)
    const [user, ...others] = args.users ?? []
    if (user === undefined) throw new SlackError('users_list_not_supplied')
    if (others.length >= LIMITS.openUsers) throw new SlackError('too_many_users')
    if (others.length > 0) throw new SlackError('method_not_supported_for_channel_type')
    needScope(slack, 'im:write')
    const person = slack.world.personById('slack', user)
    const direct = person && slack.world.direct('slack', person.key)
    if (!direct) throw new SlackError('user_not_found')
    return opened(slack, direct.id, args.return_im)
  },
})

function visibleDirect(slack: Slack, id: string): string {
  const channel = slack.world.channel('slack', id)
  if (!channel?.hasBot) throw new SlackError('channel_not_found')
  if (channel.kind !== 'direct') throw new SlackError('method_not_supported_for_channel_type')
  return id
}

function opened(slack: Slack, id: string, full: boolean | undefined) {
  const channel = slack.world.channel('slack', id)
  if (!channel) throw new SlackError('channel_not_found')
  const short = { no_op: true, already_open: true, channel: { id } }
  return full === true ? { ...short, channel: channelObject(slack, channel) } : short
}

const join = method({
  token: 'bot',
  scopes: ['channels:join'],
  tier: 3,
  args: z.object({ channel: z.string() }),
  run: async (args, { slack }) => {
    const channel = slack.world.channel('slack', args.channel)
    if (!channel || (channel.private && !channel.hasBot)) throw new SlackError('channel_not_found')
    if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type')
    if (channel.archived) throw new SlackError('is_archived')
    if (channel.hasBot)
      return {
        channel: channelObject(slack, channel),
        warning: 'already_in_channel',
        response_metadata: { warnings: ['already_in_channel'] },
      }
    const joined = slack.world.putChannel({ ...channel, hasBot: true })
    void slack.events.emit('member_joined_channel', {
      type: 'member_joined_channel',
      user: slack.config.botUser,
      channel: channel.id,
      channel_type: 'C',
      team: slack.config.team,
    })
    return { channel: channelObject(slack, joined) }
  },
})

const leave = method({
  token: 'bot',
  scopes: ['channels:manage', 'groups:write', 'channels:join'],
  tier: 3,
  args: z.object({ channel: z.string() }),
  run: (args, { slack }) => {
    const channel = slack.world.channel('slack', args.channel)
    if (!channel || (channel.private && !channel.hasBot)) throw new SlackError('channel_not_found')
    if (channel.kind !== 'channel') throw new SlackError('method_not_supported_for_channel_type')
    if (channel.archived) throw new SlackError('is_archived')
    if (!channel.hasBot) return { not_in_channel: true }
    slack.world.putChannel({ ...channel, hasBot: false })
    return {}
  },
})

const ofUser = method({
  token: 'bot',
  scopes: READ,
  tier: 2,
  args: z.object({
    ...paging,
    user: z.string().optional(),
    types: list.optional(),
    exclude_archived: flag.optional(),
  }),
  run: (args, { slack }) => {
    const types = args.types ?? ['public_channel']
    const person = args.user === undefined ? null : slack.world.personById('slack', args.user)
    if (person === undefined) throw new SlackError('user_not_found')
    const all = listed(slack, types, args.exclude_archived === true).filter((one) =>
      person === null ? one.hasBot : one.members.includes(person.key),
    )
    const { items, next } = page(all, args.cursor, pageSize(args.limit, LIMITS.listPage, LIMITS.listDefault))
    return { channels: items.map((one) => channelObject(slack, one)), response_metadata: { next_cursor: next } }
  },
})

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.info': info,
  'conversations.list': listAll,
  'conversations.members': members,
  'conversations.open': open,
  'conversations.join': join,
  'conversations.leave': leave,
  'users.conversations': ofUser,
}
