import { z } from 'zod'
import type { Channel, Post } from '../../model.js'
import { SlackError } from '../errors.js'
import { isPinned, messageObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import { timestamp } from '../time.js'
import { type Method, method } from './method.js'
import { knownChannel } from './places.js'

/** Messages that the bot pins to their channel. People's own pins are not played. */

const target = z.object({ channel: z.string(), timestamp: z.string().optional() })

/** @throws SlackError */
function pinnable(slack: Slack, args: z.output<typeof target>): { readonly channel: Channel; readonly post: Post } {
  const channel = knownChannel(slack, args.channel)
  if (!channel.hasBot) throw new SlackError('channel_not_found')
  if (args.timestamp === undefined) throw new SlackError('no_item_specified')
  if (!/^\d+\.\d+$/.test(args.timestamp)) throw new SlackError('bad_timestamp')
  const post = slack.world.post('slack', channel.id, args.timestamp)
  if (!post || post.onlyFor !== null) throw new SlackError('message_not_found')
  return { channel, post }
}

const add = method({
  token: 'bot',
  scopes: ['pins:write'],
  tier: 2,
  args: target,
  run: (args, { slack }) => {
    const { channel, post } = pinnable(slack, args)
    if (channel.archived) throw new SlackError('is_archived')
    if (isPinned(post)) throw new SlackError('already_pinned')
    slack.world.editPost('slack', channel.id, post.id, { pinnedAt: slack.world.clock() })
    void told(slack, 'pin_added', channel, post)
    return {}
  },
})

const remove = method({
  token: 'bot',
  scopes: ['pins:write'],
  tier: 2,
  args: target,
  run: (args, { slack }) => {
    const { channel, post } = pinnable(slack, args)
    if (!isPinned(post)) throw new SlackError('not_pinned')
    slack.world.editPost('slack', channel.id, post.id, { pinnedAt: null })
    void told(slack, 'pin_removed', channel, post)
    return {}
  },
})

function told(slack: Slack, type: 'pin_added' | 'pin_removed', channel: Channel, post: Post) {
  const message = messageObject(slack, post, { metadata: false })
  return slack.events.emit(type, {
    type,
    user: slack.config.botUser,
    channel_id: channel.id,
    item: { type: 'message', channel: channel.id, created_by: slack.config.botUser, message },
    event_ts: timestamp(slack.world),
  })
}

const listAll = method({
  token: 'bot',
  scopes: ['pins:read'],
  tier: 2,
  args: z.object({ channel: z.string() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    const items = slack.world
      .posts('slack', channel.id)
      .flatMap((post) => (isPinned(post) ? [{ post, created: Date.parse(post.pinnedAt) / 1_000 }] : []))
      .sort((one, other) => other.created - one.created)
    return {
      items: items.map(({ post, created }) => ({
        type: 'message',
        channel: channel.id,
        created: Math.floor(created),
        created_by: slack.config.botUser,
        message: messageObject(slack, post, { metadata: false }),
      })),
    }
  },
})

export const pins: Readonly<Record<string, Method>> = {
  'pins.add': add,
  'pins.list': listAll,
  'pins.remove': remove,
}
