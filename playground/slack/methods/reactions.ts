import { z } from 'zod'
import type { Post } from '../../model.js'
import { SlackError } from '../errors.js'
import type { Json } from '../json.js'
import { LIMITS } from '../limits.js'
import { messageObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import { timestamp } from '../time.js'
import { pageSize } from './conversations.js'
import { flag, type Method, method, page, whole } from './method.js'
import { knownChannel } from './places.js'

const target = { channel: z.string(), timestamp: z.string() }

/** A stored message; ephemeral ones cannot be found. @throws SlackError `message_not_found` */
function storedPost(slack: Slack, channel: string, ts: string): Post {
  const post = slack.world.post('slack', channel, ts)
  if (!post || post.onlyFor !== null) throw new SlackError('message_not_found')
  return post
}

const add = method({
  token: 'bot',
  scopes: ['reactions:write'],
  tier: 3,
  args: z.object({ ...target, name: z.string() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    if (channel.archived) throw new SlackError('is_archived')
    if (!/^[a-z0-9_+'-]+$/.test(args.name)) throw new SlackError('invalid_name')
    const post = storedPost(slack, channel.id, args.timestamp)
    const who = post.reactions?.[args.name] ?? []
    if (who.includes('bot')) throw new SlackError('already_reacted')
    slack.world.editPost('slack', channel.id, post.id, {
      reactions: { ...post.reactions, [args.name]: [...who, 'bot'] },
    })
    void slack.events.emit('reaction_added', {
      type: 'reaction_added',
      user: slack.config.botUser,
      reaction: args.name,
      item: { type: 'message', channel: channel.id, ts: post.id },
      event_ts: timestamp(slack.world),
    })
    return {}
  },
})

const remove = method({
  token: 'bot',
  scopes: ['reactions:write'],
  tier: 2,
  args: z.object({ ...target, name: z.string() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    const post = storedPost(slack, channel.id, args.timestamp)
    const who = post.reactions?.[args.name] ?? []
    if (!who.includes('bot')) throw new SlackError('no_reaction')
    const { [args.name]: _removed, ...others } = post.reactions ?? {}
    const left = who.filter((key) => key !== 'bot')
    slack.world.editPost('slack', channel.id, post.id, {
      reactions: left.length > 0 ? { ...others, [args.name]: left } : others,
    })
    return {}
  },
})

const get = method({
  token: 'bot',
  scopes: ['reactions:read'],
  tier: 3,
  args: z.object({ ...target, full: flag.optional() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    return item(slack, storedPost(slack, channel.id, args.timestamp))
  },
})

/** The bot's own reactions, by message, the latest message first. */
const listOwn = method({
  token: 'bot',
  scopes: ['reactions:read'],
  tier: 2,
  args: z.object({
    user: z.string().optional(),
    cursor: z.string().optional(),
    limit: whole.optional(),
    full: flag.optional(),
  }),
  run: (args, { slack }) => {
    const key = args.user === undefined || args.user === slack.config.botUser ? 'bot' : keyOf(slack, args.user)
    const all = slack.world
      .posts('slack')
      .filter((post) => slack.world.channel('slack', post.channel)?.hasBot === true)
      .filter((post) => Object.values(post.reactions ?? {}).some((who) => who.includes(key)))
      .toReversed()
    const { items, next } = page(all, args.cursor, pageSize(args.limit, LIMITS.listPage, LIMITS.listDefault))
    return { items: items.map((post) => item(slack, post)), response_metadata: { next_cursor: next } }
  },
})

/** @throws SlackError `user_not_found` */
function keyOf(slack: Slack, user: string): string {
  const person = slack.world.personById('slack', user)
  if (!person) throw new SlackError('user_not_found')
  return person.key
}

function item(slack: Slack, post: Post): Json {
  return { type: 'message', channel: post.channel, message: messageObject(slack, post, { metadata: false }) }
}

export const reactions: Readonly<Record<string, Method>> = {
  'reactions.add': add,
  'reactions.get': get,
  'reactions.list': listOwn,
  'reactions.remove': remove,
}
