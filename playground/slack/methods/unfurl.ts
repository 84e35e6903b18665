import { z } from 'zod'
import type { Post } from '../../model.js'
import { isOfDomain } from '../block-grants.js'
import { SlackError } from '../errors.js'
import { isRecord, type Json, records } from '../json.js'
import { checkedAttachments, editPost } from '../messages.js'
import type { Slack } from '../slack.js'
import { linksIn } from '../unfurls.js'
import { flag, json, type Method, method } from './method.js'

const unfurl = method({
  token: 'bot',
  scopes: ['links:write'],
  tier: 3,
  args: z.object({
    channel: z.string().optional(),
    ts: z.string().optional(),
    unfurl_id: z.string().optional(),
    source: z.enum(['composer', 'conversations_history']).optional(),
    unfurls: json.optional(),
    user_auth_required: flag.optional(),
    user_auth_url: z.string().optional(),
    user_auth_message: z.string().optional(),
  }),
  run: (args, { slack }) => {
    const post = linkedPost(slack, args)
    if (args.unfurls === undefined) throw new SlackError('missing_unfurls')
    if (!isRecord(args.unfurls)) throw new SlackError('invalid_unfurls_format')
    const previews = Object.entries(args.unfurls).map(([url, preview]) => previewOf(slack, post, url, preview))
    const kept = records(post.body.attachments).filter(
      (one) => !previews.some((preview) => preview.from_url === one.from_url),
    )
    const attachments = [...kept, ...previews].map((one, index) => ({ ...one, id: index + 1 }))
    editPost(slack, post, post.text, { ...post.body, attachments })
    return {}
  },
})

/** The message that holds the link: by channel and `ts`, or by what `link_shared` said. @throws SlackError */
function linkedPost(
  slack: Slack,
  args: { channel?: string | undefined; ts?: string | undefined; unfurl_id?: string | undefined },
): Post {
  const [channelId, ts] = args.unfurl_id === undefined ? [args.channel, args.ts] : args.unfurl_id.split('.message.')
  if (channelId === undefined) throw new SlackError('missing_channel')
  if (ts === undefined) throw new SlackError('missing_ts')
  const channel = slack.world.channel('slack', channelId)
  if (!channel || (channel.private && !channel.hasBot)) throw new SlackError('cannot_find_channel')
  const post = slack.world.post('slack', channel.id, ts)
  if (!post || post.onlyFor !== null) throw new SlackError('cannot_find_message')
  return post
}

/** @throws SlackError */
function previewOf(slack: Slack, post: Post, url: string, preview: unknown): Json {
  if (!isOfDomain(url, slack.config.manifest.features.unfurl_domains)) throw new SlackError('cannot_unfurl_url')
  if (!linksIn(post.text).includes(url)) throw new SlackError('cannot_unfurl_message')
  if (!isRecord(preview)) throw new SlackError('cannot_parse_attachment')
  const [checked] = checkedAttachments(slack, [preview])
  return { ...checked, from_url: url, app_unfurl_url: url, is_app_unfurl: true, bot_id: slack.config.botId }
}

export const unfurls: Readonly<Record<string, Method>> = { 'chat.unfurl': unfurl }
