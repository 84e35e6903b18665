import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'node:querystring'
import { z } from 'zod'
import { throughFaults, writeAnswer } from '../faults.js'
import { parseJson, readBody } from '../http.js'
import { SlackError } from './errors.js'
import type { Json } from './json.js'
import { checkedBody, deletePost, editPost, postAsBot } from './messages.js'
import type { Slack } from './slack.js'
import type { ResponseUrl } from './state.js'

/** Answers to something a person did: in the acknowledgement of a command, or by `response_url`. */

const answerSchema = z.looseObject({
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  metadata: z.unknown().optional(),
})

/**
 * Shows an answer, in the channel even where the person acted in a thread: only `thread_ts` brings it there. Returns
 * null, or Slack's word for what is wrong with it.
 */
export function answerInChannel(slack: Slack, to: ResponseUrl, content: Json): string | null {
  const parsed = answerSchema.safeParse(content)
  const channel = slack.world.channel('slack', to.channel)
  if (!parsed.success || !channel) return 'invalid_payload'
  const answer = parsed.data
  const original = to.message === null ? undefined : slack.world.post('slack', to.channel, to.message)
  try {
    if (answer.delete_original) {
      if (original) deletePost(slack, original)
      return null
    }
    const { text, body } = checkedBody(slack, answer)
    if (answer.replace_original && original) {
      editPost(slack, original, text, body)
      return null
    }
    const onlyFor = answer.response_type === 'ephemeral' ? to.person : null
    postAsBot(slack, { channel, thread: answer.thread_ts ?? null, text, body, onlyFor })
    return null
  } catch (error) {
    if (error instanceof SlackError) return error.code
    throw error
  }
}

/** `/slack/response/<id>`: five uses within thirty minutes. */
export async function handleResponseUrl(
  slack: Slack,
  req: IncomingMessage,
  res: ServerResponse,
  id: string,
): Promise<void> {
  const body = (await readBody(req)).toString('utf8')
  const isForm = req.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  const payload = isForm ? parse(body).payload : body
  const content = typeof payload === 'string' ? parseJson(payload) : undefined
  const answer = await throughFaults(
    slack.stage.faults.take('slack', 'response_url'),
    req,
    async () => {
      const problem = useResponseUrl(slack, id, content)
      if (problem === null) return { status: 200, body: { ok: true } }
      return { status: GONE.has(problem) ? 404 : 400, body: { ok: false, error: problem } }
    },
    (status, error) => ({ status, body: { ok: false, error: error ?? 'internal_error' } }),
  )
  slack.world.record({
    platform: 'slack',
    direction: 'from bot',
    what: 'response_url',
    status: answer?.status ?? 0,
    request: content ?? body,
    response: answer?.body ?? 'the connection was broken on purpose',
  })
  if (answer) writeAnswer(res, answer)
}

const GONE = new Set(['unknown_url', 'expired_url', 'used_url'])

function useResponseUrl(slack: Slack, id: string, content: unknown): string | null {
  const to = slack.state.responseUrl(id)
  if (to === 'unknown') return 'unknown_url'
  if (typeof to === 'string') return to
  const parsed = z.record(z.string(), z.unknown()).safeParse(content)
  if (!parsed.success) return 'invalid_payload'
  to.left -= 1
  return answerInChannel(slack, to, parsed.data)
}
