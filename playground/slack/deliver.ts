import { createHmac } from 'node:crypto'
import { stringify } from 'node:querystring'
import type { BotLink } from '../bot-link.js'
import type { PlaygroundConfig } from '../config.js'
import type { World } from '../world.js'
import type { Json } from './json.js'
import { LIMITS } from './limits.js'
import type { Envelope, SocketMode } from './socket-mode.js'

/** The bot's acknowledgement: its body (JSON or text, null where empty), or why there is none, in Slack's word. */
export type Acknowledgement =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly reason: string; readonly error: string; readonly noRetry: boolean }

export interface Parcel {
  readonly type: Envelope['type']
  /** For the inspector. */
  readonly what: string
  readonly payload: Json
  readonly retry?: { readonly attempt: number; readonly reason: string }
}

/** Slack's signature of a request: `v0=` and the HMAC-SHA256 of version, timestamp and raw body. */
function sign(secret: string, at: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`
}

/** Brings things to the bot: signed over HTTP, or in an envelope over its socket. */
export class Delivery {
  readonly #world: World
  readonly #config: PlaygroundConfig['slack']
  readonly #bot: BotLink
  readonly sockets: SocketMode

  constructor(world: World, config: PlaygroundConfig['slack'], bot: BotLink, sockets: SocketMode) {
    this.#world = world
    this.#config = config
    this.#bot = bot
    this.sockets = sockets
  }

  send(parcel: Parcel): Promise<Acknowledgement> {
    // An app that has not switched interactivity on is not asked at all; the client says so at once.
    if (parcel.type === 'interactive' && !this.#config.manifest.settings.interactivity.is_enabled)
      return Promise.resolve(failed('not_enabled', 'not_enabled', true))
    const { delivery } = this.#config
    const bySocket = delivery === 'socket' || (delivery === 'auto' && this.sockets.connections > 0)
    return bySocket ? this.#bySocket(parcel) : this.#byHttp(parcel)
  }

  async #byHttp(parcel: Parcel): Promise<Acknowledgement> {
    const { body, type } = encode(parcel)
    const at = Math.floor(this.#world.now() / 1_000)
    const answer = await this.#bot.send({
      platform: 'slack',
      what: parcel.what,
      path: this.#config.path,
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(at),
        'x-slack-signature': sign(this.#config.signingSecret, at, body),
        ...(parcel.retry && {
          'x-slack-retry-num': String(parcel.retry.attempt),
          'x-slack-retry-reason': parcel.retry.reason,
        }),
      },
      body,
      shown: parcel.payload,
      timeoutMs: LIMITS.acknowledgement,
    })
    if (answer.kind === 'timeout') return failed('http_timeout', 'operation_timeout')
    if (answer.kind === 'unreachable') return failed('connection_failed', 'dispatch_failed')
    const noRetry = answer.headers.get('x-slack-no-retry') === '1'
    if (answer.status >= 300 && answer.status < 400) return failed('too_many_redirects', 'dispatch_failed', noRetry)
    if (answer.status < 200 || answer.status >= 300) return failed('http_error', 'dispatch_failed', noRetry)
    return { kind: 'ok', body: answer.text === '' ? null : (answer.json ?? answer.text) }
  }

  async #bySocket(parcel: Parcel): Promise<Acknowledgement> {
    const answer = await this.sockets.send({
      type: parcel.type,
      payload: parcel.payload,
      acceptsResponse: parcel.type !== 'events_api',
      retry: parcel.retry ?? null,
    })
    this.#world.record({
      platform: 'slack',
      direction: 'to bot',
      what: parcel.what,
      status: answer.kind === 'answer' ? 200 : 0,
      request: parcel.payload,
      response: answer.kind === 'answer' ? answer.payload : answer.kind,
    })
    if (answer.kind === 'timeout') return failed('http_timeout', 'operation_timeout')
    if (answer.kind === 'lost') return failed('connection_failed', 'dispatch_failed')
    const empty =
      typeof answer.payload !== 'object' || answer.payload === null || Object.keys(answer.payload).length === 0
    return { kind: 'ok', body: empty ? null : answer.payload }
  }
}

function failed(reason: string, error: string, noRetry = false): Acknowledgement {
  return { kind: 'failed', reason, error, noRetry }
}

/** Events are JSON, commands a form, interactions a form with one field. Bolt compares the form's type to the letter. */
function encode(parcel: Parcel): { body: string; type: string } {
  const form = 'application/x-www-form-urlencoded'
  if (parcel.type === 'events_api') return { body: JSON.stringify(parcel.payload), type: 'application/json' }
  if (parcel.type === 'interactive') return { body: stringify({ payload: JSON.stringify(parcel.payload) }), type: form }
  const fields = Object.entries(parcel.payload).map(([key, value]) => [key, String(value)])
  return { body: stringify(Object.fromEntries(fields)), type: form }
}
