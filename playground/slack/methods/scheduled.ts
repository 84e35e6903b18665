import { z } from 'zod'
import type { Channel } from '../../model.js'
import { SlackError } from '../errors.js'
import type { Json } from '../json.js'
import { LIMITS } from '../limits.js'
import { checkedBody, postAsBot, threadOf } from '../messages.js'
import type { Slack } from '../slack.js'
import { pageSize } from './conversations.js'
import { flag, json, type Method, method, page, whole } from './method.js'
import { knownChannel, writableChannel } from './places.js'

/** Within this many seconds of its time a scheduled message can no longer be taken back. */
const TOO_LATE = 60

const schedule = method({
  token: 'bot',
  scopes: ['chat:write'],
  tier: 3,
  args: z.object({
    channel: z.string(),
    post_at: whole,
    text: z.string().optional(),
    blocks: json.optional(),
    attachments: json.optional(),
    markdown_text: z.string().optional(),
    metadata: json.optional(),
    thread_ts: z.string().optional(),
    reply_broadcast: flag.optional(),
  }),
  run: (args, { slack }) => {
    const channel = writableChannel(slack, args.channel)
    const { text, body } = checkedBody(slack, args)
    const problem = slack.scheduled.problem(channel, args.post_at)
    if (problem !== null) throw new SlackError(problem)
    const { metadata, ...shown } = body
    const post = () => postLater(slack, channel, { thread: args.thread_ts ?? null, text, body: shown, metadata })
    const kept = slack.scheduled.add({ channel, at: args.post_at, text, post })
    const { botId, team, appId } = slack.config
    return {
      channel: channel.id,
      scheduled_message_id: kept.id,
      post_at: kept.at,
      message: { type: 'delayed_message', subtype: 'bot_message', bot_id: botId, app_id: appId, team, ...body },
    }
  },
})

interface Later {
  readonly thread: string | null
  readonly text: string
  readonly body: Json
  readonly metadata: unknown
}

/**
 * Posts a message whose time has come. The service's own reference warns that one with metadata never comes; nor does one whose
 * channel is gone for the bot by then.
 */
function postLater(slack: Slack, before: Channel, { thread, text, body, metadata }: Later): void {
  const channel = slack.world.channel('slack', before.id)
  if (!channel || channel.archived || !channel.hasBot || !slack.state.installed || metadata !== undefined) return
  const root = thread === null ? null : (threadOf(slack, channel, thread)?.id ?? null)
  postAsBot(slack, { channel, thread: root, text, body, onlyFor: null })
}

const listAll = method({
  token: 'bot',
  scopes: [],
  tier: 3,
  args: z.object({
    channel: z.string().optional(),
    cursor: z.string().optional(),
    limit: whole.optional(),
    latest: whole.optional(),
    oldest: whole.optional(),
    team_id: z.string().optional(),
  }),
  run: (args, { slack }) => {
    if (args.channel !== undefined && !slack.world.channel('slack', args.channel))
      throw new SlackError('invalid_channel')
    const all = slack.scheduled
      .list()
      .filter((one) => args.channel === undefined || one.channel.id === args.channel)
      .filter((one) => one.at >= (args.oldest ?? 0) && one.at <= (args.latest ?? Number.POSITIVE_INFINITY))
    const { items, next } = page(all, args.cursor, pageSize(args.limit, LIMITS.listPage, LIMITS.listDefault))
    return {
      scheduled_messages: items.map(({ id, channel, at, created, text }) => ({
        id,
        channel_id: channel.id,
        post_at: at,
        date_created: created,
        text,
      })),
      response_metadata: { next_cursor: next },
    }
  },
})

const remove = method({
  token: 'bot',
  scopes: ['chat:write'],
  tier: 3,
  args: z.object({ channel: z.string(), scheduled_message_id: z.string() }),
  run: (args, { slack }) => {
    const channel = knownChannel(slack, args.channel)
    const found = slack.scheduled.list().find((one) => one.id === args.scheduled_message_id)
    if (!found || found.channel.id !== channel.id || found.at - slack.scheduled.now() < TOO_LATE)
      throw new SlackError('invalid_scheduled_message_id')
    slack.scheduled.remove(found.id)
    return {}
  },
})

export const scheduled: Readonly<Record<string, Method>> = {
  'chat.deleteScheduledMessage': remove,
  'chat.scheduleMessage': schedule,
  'chat.scheduledMessages.list': listAll,
}
