import { z } from 'zod'
import type { Channel } from '../../model.js'
import { groupMessage } from '../../people.js'
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
    if (args.channel !== undefined) return opened(slack, visibleDirect(slack, args.channel), args.return_im, true)
    const users = args.users ?? []
    if (users.length === 0) throw new SlackError('users_list_not_supplied')
    if (users.length > LIMITS.openUsers) throw new SlackError('too_many_users')
    const people = users.map((user) => slack.world.personById('slack', user))
    if (!people.every((one) => one !== undefined)) throw new SlackError('user_not_found')
    if (people.some((one) => one.deactivated)) throw new SlackError('user_disabled')
    const keys = [...new Set(people.map((one) => one.key))]
    return keys.length === 1 ? openDirect(slack, keys, args.return_im) : openGroup(slack, keys, args)
  },
})

/** @throws SlackError */
function openDirect(slack: Slack, [key = '']: readonly string[], full: boolean | undefined) {
  needScope(slack, 'im:write')
  const direct = slack.world.direct('slack', key)
  if (!direct) throw new SlackError('user_not_found')
  return opened(slack, direct.id, full, true)
}

/** Finds the group conversation of these people and the bot, or makes it. @throws SlackError */
function openGroup(
  slack: Slack,
  members: readonly string[],
  args: { return_im?: boolean | undefined; prevent_creation?: boolean | undefined },
) {
  needScope(slack, 'mpim:write')
  const group = groupMessage({ members, bot: true })
  const known = slack.world
    .channels('slack')
    .find((one) => one.hasBot && one.kind === 'group' && sameMembers(one, group))
  if (known) return opened(slack, known.id, args.return_im, true)
  if (args.prevent_creation === true) throw new SlackError('channel_not_found')
  return opened(slack, slack.world.putChannel(group).id, args.return_im, false)
}

function sameMembers(one: Channel, other: Channel): boolean {
  return one.members.length === other.members.length && one.members.every((key) => other.members.includes(key))
}

function visibleDirect(slack: Slack, id: string): string {
  const channel = slack.world.channel('slack', id)
  if (!channel?.hasBot) throw new SlackError('channel_not_found')
  if (channel.kind === 'channel') throw new SlackError('method_not_supported_for_channel_type')
  return id
}

function opened(slack: Slack, id: string, full: boolean | undefined, already: boolean) {
  const channel = slack.world.channel('slack', id)
  if (!channel) throw new SlackError('channel_not_found')
  const short = { ...(already && { no_op: true, already_open: true }), channel: { id } }
  return full === true ? { ...short, channel: channelObject(slack, channel) } : short
}

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
  'users.conversations': ofUser,
}
