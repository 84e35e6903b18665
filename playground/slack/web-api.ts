import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'node:querystring'
import { type Answer, throughFaults, writeAnswer } from '../faults.js'
import { parseJson, readBody } from '../http.js'
import { SlackError } from './errors.js'
import { isRecord, type Json } from './json.js'
import { channels } from './methods/channels.js'
import { chat } from './methods/chat.js'
import { conversations } from './methods/conversations.js'
import { files } from './methods/files.js'
import { historyMethods } from './methods/history.js'
import type { Method } from './methods/method.js'
import { people } from './methods/people.js'
import { pins } from './methods/pins.js'
import { reactions } from './methods/reactions.js'
import { scheduled } from './methods/scheduled.js'
import { unfurls } from './methods/unfurl.js'
import { userGroups } from './methods/user-groups.js'
import { views } from './methods/views.js'
import { workspace } from './methods/workspace.js'
import type { Slack } from './slack.js'

/** Every Web API method that the playground plays. */
export const METHODS: Readonly<Record<string, Method>> = {
  ...chat,
  ...scheduled,
  ...unfurls,
  ...conversations,
  ...channels,
  ...historyMethods,
  ...people,
  ...userGroups,
  ...views,
  ...files,
  ...reactions,
  ...pins,
  ...workspace,
}

interface Request {
  readonly name: string
  readonly token: string | null
  readonly args: Json
}

/** `/slack/api/<method>`: token, scope, arguments, limits, deed, in Slack's order. */
export async function handleWebApi(slack: Slack, req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  const name = url.pathname.slice('/slack/api/'.length)
  const request = await readRequest(req, url, name)
  const fault = slack.stage.faults.take('slack', name)
  const answer = await throughFaults(
    fault,
    req,
    (late) => perform(slack, request, late),
    (status, error) => ({
      status,
      body: { ok: false, error: error ?? (status === 429 ? 'ratelimited' : 'internal_error') },
    }),
  )
  slack.world.record({
    platform: 'slack',
    direction: 'from bot',
    what: name,
    status: answer?.status ?? 0,
    request: request instanceof SlackError ? null : request.args,
    response: answer?.body ?? 'the connection was broken on purpose',
  })
  if (answer) writeAnswer(res, answer)
}

async function readRequest(req: IncomingMessage, url: URL, name: string): Promise<Request | SlackError> {
  const header = req.headers.authorization
  const bearer = header?.startsWith('Bearer ') ? header.slice('Bearer '.length) : null
  const query: Json = Object.fromEntries(url.searchParams)
  const body = (await readBody(req)).toString('utf8')
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (body === '') return { name, token: bearer ?? text(query.token), args: withoutToken(query) }
  if (type === 'application/json') {
    const parsed = parseJson(body)
    // With JSON the token counts in the header only.
    return isRecord(parsed)
      ? { name, token: bearer, args: { ...query, ...withoutToken(parsed) } }
      : new SlackError('invalid_json')
  }
  if (type === 'application/x-www-form-urlencoded') {
    const form: Json = { ...query, ...parse(body) }
    return { name, token: bearer ?? text(form.token), args: withoutToken(form) }
  }
  return new SlackError(type === '' ? 'missing_post_type' : 'invalid_post_type')
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function withoutToken({ token: _token, ...rest }: Json): Json {
  return rest
}

async function perform(slack: Slack, request: Request | SlackError, late: number): Promise<Answer> {
  const known = !(request instanceof SlackError) && Object.hasOwn(METHODS, request.name)
  const method = known ? METHODS[request.name] : undefined
  const headers = {
    'x-oauth-scopes': slack.config.manifest.oauth_config.scopes.bot.join(','),
    ...(method?.scopes.length && { 'x-accepted-oauth-scopes': method.scopes.join(',') }),
  }
  try {
    if (request instanceof SlackError) throw request
    if (!method) throw new SlackError('unknown_method', [], { req_method: request.name })
    authorize(slack, method, request.token)
    const { channel, run } = method.prepare(request.args)
    const wait = slack.limits.take(request.name, method.tier, channel)
    if (wait !== null)
      return {
        status: 429,
        headers: { ...headers, 'retry-after': String(wait) },
        body: { ok: false, error: 'ratelimited' },
      }
    return { status: 200, headers, body: { ok: true, ...(await run({ slack, late })) } }
  } catch (error) {
    if (error instanceof SlackError) return { status: 200, headers, body: error.body() }
    throw error
  }
}

function authorize(slack: Slack, method: Method, token: string | null): void {
  if (method.token === 'none') return
  const kind = slack.tokens.check(token)
  if (typeof kind !== 'string') throw new SlackError(kind.error)
  if (kind !== method.token) throw new SlackError('not_allowed_token_type')
  const granted = slack.config.manifest.oauth_config.scopes.bot
  if (kind === 'bot' && method.scopes.length > 0 && !method.scopes.some((scope) => granted.includes(scope)))
    throw new SlackError('missing_scope', [], { needed: method.scopes.join(','), provided: granted.join(',') })
}
