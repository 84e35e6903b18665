import { z } from 'zod'
import type { Channel, Post } from '../../model.js'
import { SlackError } from '../errors.js'
import type { Json } from '../json.js'
import { LIMITS } from '../limits.js'
import { checkedBody, deletePost, editPost, postAsBot, threadOf } from '../messages.js'
import { messageObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import { flag, json, type Method, method } from './method.js'
import { knownChannel, writableChannel } from './places.js'

const content = {
  text: z.string().optional(),
  blocks: json.optional(),
  attachments: json.optional(),
  markdown_text: z.string().optional(),
  thread_ts: z.string().optional(),
  username: z.string().optional(),
  icon_emoji: z.string().optional(),
  icon_url: z.string().optional(),
}

const postMessage = method({
  token: 'bot',
  scopes: ['chat:write'],
  tier: 'post',
  args: z.object({
    channel: z.string(),
    ...content,
    metadata: json.optional(),
    reply_broadcast: flag.optional(),
  }),
  channel: (args) => args.channel,
  run: (args, { slack, late }) => {
    const channel = writableChannel(slack, args.channel)
    const { text, body } = checkedBody(slack, args)
    const thread = args.thread_ts === undefined ? null : threadRoot(slack, channel, args.thread_ts)
    const broadcast = thread !== null && args.reply_broadcast === true ? { subtype: 'thread_broadcast' } : {}
    const post = postAsBot(slack, {
      channel,
      thread,
      text,
      body: { ...body, ...broadcast, ...dress(slack, args) },
      onlyFor: null,
      late,
    })
    return { channel: channel.id, ts: post.id, message: messageObject(slack, post, { metadata: true }) }
  },
})

/** A reply to a message that is not there is refused; a reply to a reply goes to the thread. */
function threadRoot(slack: Slack, channel: Channel, ts: string): string {
  const root = threadOf(slack, channel, ts)
  if (!root || root.onlyFor !== null) throw new SlackError('cannot_reply_to_message')
  return root.id
}

/** Another name or picture needs a scope of its own; without it Slack ignores them. */
function dress(
  slack: Slack,
  args: { username?: string | undefined; icon_emoji?: string | undefined; icon_url?: string | undefined },
): Json {
  if (!slack.config.manifest.oauth_config.scopes.bot.includes('chat:write.customize')) return {}
  const { username, icon_emoji, icon_url } = args
  const icons = { ...(icon_emoji && { emoji: icon_emoji }), ...(icon_url && { image_64: icon_url }) }
  return { ...(username && { username }), ...(Object.keys(icons).length > 0 && { icons }) }
}

const postEphemeral = method({
  token: 'bot',
  scopes: ['chat:write'],
  tier: 4,
  args: z.object({ channel: z.string(), user: z.string(), ...content }),
  run: (args, { slack, late }) => {
    const channel = writableChannel(slack, args.channel)
    const reader = slack.world.personById('slack', args.user)
    if (!reader || !channel.members.includes(reader.key)) throw new SlackError('user_not_in_channel')
    const { text, body } = checkedBody(slack, args)
    const thread = args.thread_ts === undefined ? null : threadRoot(slack, channel, args.thread_ts)
    const post = postAsBot(slack, {
      channel,
      thread,
      text,
      body: { ...body, ...dress(slack, args) },
      onlyFor: reader.key,
      late,
    })
    return { message_ts: post.id }
  },
})

/** A stored message of the bot. Ephemeral ones are not stored: nobody can find them again. @throws SlackError */
function ownPost(slack: Slack, channel: Channel, ts: string, refusal: string): Post {
  const post = slack.world.post('slack', channel.id, ts)
  if (!post || post.onlyFor !== null) throw new SlackError('message_not_found')
  if (post.author.kind !== 'bot') throw new SlackError(refusal)
  return post
}

const update = method({
  token: 'bot',
  scopes: ['chat:write'],
  tier: 3,
  args: z.object({
    channel: z.string(),
    ts: z.string(),
    text: z.string().optional(),
    blocks: json.optional(),
    attachments: json.optional(),
    markdown_text: z.string().optional(),
    metadata: json.optional(),
  }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    const post = ownPost(slack, channel, args.ts, 'cant_update_message')
    if (channel.archived) throw new SlackError('is_inactive')
    if ((args.text?.length ?? 0) > LIMITS.updateText) throw new SlackError('msg_too_long')
    const kept = args.text === undefined && args.blocks === undefined ? post.body : {}
    const { text, body } = checkedBody(slack, {
      ...kept,
      ...defined(args),
      metadata: args.metadata ?? post.body.metadata,
    })
    const after = editPost(slack, post, text, body)
    return { channel: channel.id, ts: after.id, text, message: messageObject(slack, after, { metadata: true }) }
  },
})

function defined(args: Json): Json {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined))
}

const remove = method({
  token: 'bot',
  scopes: ['chat:write'],
  tier: 3,
  args: z.object({ channel: z.string(), ts: z.string() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    deletePost(slack, ownPost(slack, channel, args.ts, 'cant_delete_message'))
    return { channel: channel.id, ts: args.ts }
  },
})

const getPermalink = method({
  token: 'bot',
  scopes: [],
  tier: 'special',
  args: z.object({ channel: z.string(), message_ts: z.string() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    const post = slack.world.post('slack', channel.id, args.message_ts)
    if (!post || post.onlyFor !== null) throw new SlackError('message_not_found')
    const thread = post.thread === null ? '' : `?thread_ts=${post.thread}&cid=${channel.id}`
    const permalink = `https://${slack.config.domain}.slack.com/archives/${channel.id}/p${post.id.replace('.', '')}${thread}`
    return { channel: channel.id, permalink }
  },
})

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': getPermalink,
}
