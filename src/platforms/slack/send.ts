import { z } from 'zod'
import type { Place, PostRef } from '../../chat/place.js'
import type { Outgoing, Sent } from '../../chat/platform.js'
import type { SlackBlock } from './blocks/kit.js'
import { toBlocks } from './blocks/message.js'
import { type Failure, sentOf } from './errors.js'
import type { SlackOptions } from './options.js'
import type { SlackWeb } from './web.js'

export const EVENT_TYPE = 'drumbeat_delivery'

/** What posting needs. */
export interface Post {
  readonly web: SlackWeb
  readonly direct: DirectChannels
  readonly options: Pick<SlackOptions, 'now' | 'log'>
}

const posted = z.object({ ts: z.string() })

/**
 * Makes one request: `chat.postMessage`, or `chat.update` for an edit. The delivery's key travels in the message's metadata,
 * because Slack has no idempotency key: by it a post whose answer was lost can be found. Never rejects.
 */
export async function send(post: Post, outgoing: Outgoing): Promise<Sent> {
  try {
    return await (outgoing.edits === null ? postNew(post, outgoing) : edit(post, outgoing, outgoing.edits))
  } catch (error) {
    // Only drawing can throw, and it throws before the request.
    post.options.log.error({ err: error, key: outgoing.key }, 'a message could not be drawn for Slack')
    return { kind: 'refused', cause: 'message invalid', code: 'not_drawn' }
  }
}

async function postNew(post: Post, outgoing: Outgoing): Promise<Sent> {
  const { to } = outgoing
  const answer = await post.web.call(to.workspace, 'chat.postMessage', {
    channel: to.channel,
    ...(to.thread === null ? {} : { thread_ts: to.thread }),
    ...content(outgoing),
    unfurl_links: false,
    unfurl_media: false,
  })
  return answer.ok ? sentAt(to, answer.data) : refused(post, answer.failure)
}

async function edit(post: Post, outgoing: Outgoing, edits: PostRef): Promise<Sent> {
  const channel = await post.direct.channelOf(edits.place)
  if (!channel.ok) return refused(post, channel.failure)
  const request = { channel: channel.id, ts: edits.id, ...content(outgoing) }
  const answer = await post.web.call(edits.place.workspace, 'chat.update', request)
  return answer.ok ? { kind: 'sent', ref: edits } : refused(post, answer.failure)
}

/** `text` and `blocks` always go together: an update without blocks would remove them. */
function content(outgoing: Outgoing): Readonly<Record<string, unknown>> {
  const { text, blocks } = toBlocks(outgoing.message, outgoing.to.workspace)
  const metadata = { event_type: EVENT_TYPE, event_payload: { key: outgoing.key } }
  return { text, blocks: asJson(blocks), metadata: JSON.stringify(metadata) }
}

/**
 * Blocks as the client would write them. It copies what it is given and writes it out a second time for a log that nobody keeps, unless
 * it is text already; and one drawing that goes to a thousand channels is written once.
 */
function asJson(blocks: readonly SlackBlock[]): string {
  const before = written.get(blocks)
  if (before !== undefined) return before
  const json = JSON.stringify(blocks)
  written.set(blocks, json)
  return json
}

const written = new WeakMap<readonly SlackBlock[], string>()

/** Slack took it: without its timestamp the message is there, but cannot be edited, and must be found by its key. */
function sentAt(to: Place, data: unknown): Sent {
  const parsed = posted.safeParse(data)
  return parsed.success
    ? { kind: 'sent', ref: { place: to, id: parsed.data.ts } }
    : { kind: 'unknown', code: 'answer_without_ts' }
}

function refused(post: Post, failure: Failure): Sent {
  return sentOf(failure, post.options.now())
}

/** The id of a conversation as Slack's methods want it, where a place knows only the person at the other end. */
export interface DirectChannels {
  channelOf(
    place: Place,
  ): Promise<{ readonly ok: true; readonly id: string } | { readonly ok: false; readonly failure: Failure }>
}

const opened = z.object({ channel: z.object({ id: z.string() }) })

/** Posting takes a person's id as it is; editing and reading need the conversation's own id, asked for once per person. */
export function directChannels(web: SlackWeb): DirectChannels {
  const known = new Map<string, string>()
  return {
    async channelOf(place) {
      if (place.kind === 'channel') return { ok: true, id: place.channel }
      const key = `${place.workspace}/${place.channel}`
      const before = known.get(key)
      if (before !== undefined) return { ok: true, id: before }
      const answer = await web.call(place.workspace, 'conversations.open', { users: place.channel })
      if (!answer.ok) return answer
      const parsed = opened.safeParse(answer.data)
      if (!parsed.success) return { ok: false, failure: { kind: 'unclear', code: 'answer_without_channel' } }
      known.set(key, parsed.data.channel.id)
      return { ok: true, id: parsed.data.channel.id }
    },
  }
}
