import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Place } from '../../chat/place.js'
import type { Found, Outgoing } from '../../chat/platform.js'
import type { Called, Failure } from './errors.js'
import { EVENT_TYPE, type Post } from './send.js'
import type { WebMethod } from './web.js'

const page = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z.object({ event_type: z.string().optional(), event_payload: z.unknown().optional() }).nullish(),
      }),
    )
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
})
type Page = z.infer<typeof page>

const payload = z.object({ key: z.string() })

/** Clocks of two machines differ, and a request may have waited: look back from a while before it was made. */
const LOOK_BACK = { minutes: 5 }
const PAGES = 10

/**
 * Looks in the conversation's history for a message with the delivery's key: five minutes before the attempt and everything
 * since. For an edit the message itself is compared. `cannot ask` where the bot is no member or has no scope,
 * `ask later` where Slack limits, fails or cannot be reached.
 */
export async function find(post: Post, outgoing: Outgoing): Promise<Found> {
  const place = outgoing.edits?.place ?? outgoing.to
  const channel = await post.direct.channelOf(place)
  if (!channel.ok) return unasked(channel.failure)
  const { edits } = outgoing
  const range =
    edits === null
      ? { oldest: secondsOf(outgoing.attempt.subtract(LOOK_BACK)) }
      : { oldest: edits.id, latest: edits.id }
  const [method, where] = whereToLook(channel.id, place)
  const request = { ...where, ...range, inclusive: true, include_all_metadata: true, limit: 200 }
  return search((cursor) => post.web.call(place.workspace, method, { ...request, ...cursor }), outgoing, place)
}

async function search(
  ask: (cursor: { readonly cursor?: string }) => Promise<Called>,
  outgoing: Outgoing,
  place: Place,
): Promise<Found> {
  let cursor: { readonly cursor?: string } = {}
  for (let count = 0; count < PAGES; count += 1) {
    const answer = await ask(cursor)
    if (!answer.ok) return unasked(answer.failure)
    const parsed = page.safeParse(answer.data)
    if (!parsed.success) return 'cannot ask'
    const match = parsed.data.messages.find((message) => carries(message, outgoing.key))
    if (match !== undefined) return outgoing.edits ?? { place, id: match.ts }
    const next = parsed.data.response_metadata?.next_cursor ?? ''
    if (next === '') return 'absent'
    cursor = { cursor: next }
  }
  return 'cannot ask'
}

const unasked = (failure: Failure): Found => (failure.kind === 'refused' ? 'cannot ask' : 'ask later')

/** Replies are not in a channel's history. */
function whereToLook(channel: string, place: Place): [WebMethod, Readonly<Record<string, string>>] {
  return place.thread === null
    ? ['conversations.history', { channel }]
    : ['conversations.replies', { channel, ts: place.thread }]
}

function carries(message: Page['messages'][number], key: string): boolean {
  if (message.metadata?.event_type !== EVENT_TYPE) return false
  const parsed = payload.safeParse(message.metadata.event_payload)
  return parsed.success && parsed.data.key === key
}

/** Slack's timestamps: seconds with six decimals. */
function secondsOf(instant: Temporal.Instant): string {
  return (instant.epochMilliseconds / 1000).toFixed(6)
}
