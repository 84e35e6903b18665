import { z } from 'zod'
import type { Post } from '../../model.js'
import { SlackError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { threadOf } from '../messages.js'
import { isPinned, messageObject } from '../payloads.js'
import type { Slack } from '../slack.js'
import { flag, type Method, method, page, whole } from './method.js'
import { readableChannel } from './places.js'

const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history']

const window = {
  channel: z.string(),
  cursor: z.string().optional(),
  limit: whole.optional(),
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
}
const historyArgs = z.object(window)
type Window = z.output<typeof historyArgs>

const history = method({
  token: 'bot',
  scopes: HISTORY,
  tier: 3,
  args: historyArgs,
  run: (args, { slack }) => {
    const channel = readableChannel(slack, args.channel)
    const all = stored(slack, channel.id)
      .filter((post) => post.thread === null || post.thread === post.id || post.body.subtype === 'thread_broadcast')
      .reverse()
    return paged(slack, args, all, { usual: LIMITS.historyDefault, most: LIMITS.historyPage })
  },
})

const replies = method({
  token: 'bot',
  scopes: HISTORY,
  tier: 3,
  args: historyArgs.extend({ ts: z.string() }),
  run: (args, { slack }) => {
    const channel = readableChannel(slack, args.channel)
    const root = threadOf(slack, channel, args.ts)
    if (!root || root.onlyFor !== null) throw new SlackError('thread_not_found')
    const thread = stored(slack, channel.id).filter((post) => post.id === root.id || post.thread === root.id)
    // The first message comes with every page, whatever the window says.
    const inWindow = thread.filter((post) => post.id === root.id || within(args, post))
    const sizes = { usual: LIMITS.repliesPage, most: LIMITS.repliesPage }
    return paged(slack, { ...args, oldest: undefined, latest: undefined }, inWindow, sizes)
  },
})

/** What is in history: ephemeral messages are not. */
function stored(slack: Slack, channel: string): readonly Post[] & Post[] {
  return slack.world.posts('slack', channel).filter((post) => post.onlyFor === null)
}

function paged(slack: Slack, args: Window, posts: readonly Post[], { usual, most }: { usual: number; most: number }) {
  checkTimestamps(args)
  const commercial = slack.config.distribution === 'commercial'
  const size = Math.min(Math.max(1, args.limit ?? usual), commercial ? LIMITS.historyCommercial : most)
  const { items, next } = page(
    posts.filter((post) => within(args, post)),
    args.cursor,
    size,
  )
  return {
    messages: items.map((post) => messageObject(slack, post, { metadata: args.include_all_metadata === true })),
    has_more: next !== '',
    pin_count: slack.world.posts('slack', args.channel).filter(isPinned).length,
    ...(next !== '' && { response_metadata: { next_cursor: next } }),
  }
}

function checkTimestamps({ oldest, latest }: Window): void {
  const valid = /^\d+(\.\d+)?$/
  if (oldest !== undefined && !valid.test(oldest)) throw new SlackError('invalid_ts_oldest')
  if (latest !== undefined && !valid.test(latest)) throw new SlackError('invalid_ts_latest')
}

function within({ oldest, latest, inclusive }: Window, post: Post): boolean {
  const at = Number(post.id)
  const after = oldest === undefined || at > Number(oldest) || (inclusive === true && at === Number(oldest))
  const before = latest === undefined || at < Number(latest) || (inclusive === true && at === Number(latest))
  return after && before
}

export const historyMethods: Readonly<Record<string, Method>> = {
  'conversations.history': history,
  'conversations.replies': replies,
}
