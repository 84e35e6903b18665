import { setMaxListeners } from 'node:events'
import { parseJson } from './http.js'
import type { PlatformName } from './model.js'
import type { World } from './world.js'

/** What came back from the bot: an answer, or why there is none. */
export type BotAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Headers
      readonly text: string
      readonly json: unknown
    }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly why: string }

export interface BotRequest {
  readonly platform: PlatformName
  /** For the inspector: `command /kpi`, `event app_mention`. */
  readonly what: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What the inspector shows of the request; the body may be an encoded form. */
  readonly shown: unknown
  readonly timeoutMs: number
}

/** As many requests can be sent again as the inspector shows exchanges. */
const REQUESTS_KEPT = 1_000

/** The bot's address, and the way to it. Every exchange is kept for the inspector. */
export class BotLink {
  readonly #world: World
  readonly #underWay = new AbortController()
  readonly #sent = new Map<number, BotRequest>()
  #url: string | null

  constructor(world: World, url: string | null) {
    this.#world = world
    this.#url = url
    // Every request under way listens; any number of them is fine.
    setMaxListeners(0, this.#underWay.signal)
  }

  get url(): string | null {
    return this.#url
  }

  set(url: string | null): void {
    this.#url = url === null ? null : url.replace(/\/+$/, '')
    this.#world.tell({ kind: 'bot', there: this.#url !== null })
  }

  async send(request: BotRequest): Promise<BotAnswer> {
    const answer = await this.#send(request)
    const { id } = this.#world.record({
      platform: request.platform,
      direction: 'to bot',
      what: request.what,
      status: answer.kind === 'answer' ? answer.status : 0,
      request: request.shown,
      response: answer.kind === 'answer' ? (answer.json ?? answer.text) : answer.kind,
    })
    this.#sent.set(id, request)
    const [oldest] = this.#sent.keys()
    if (this.#sent.size > REQUESTS_KEPT && oldest !== undefined) this.#sent.delete(oldest)
    return answer
  }

  /** Sends an earlier request again, to the byte, as a second delivery or an eavesdropper does. Null where there is none. */
  async again(exchange: number): Promise<BotAnswer | null> {
    const request = this.#sent.get(exchange)
    return request === undefined ? null : this.send(request)
  }

  async #send(request: BotRequest): Promise<BotAnswer> {
    if (this.#url === null)
      return { kind: 'unreachable', why: 'Nobody has said where the bot is: POST /control/bot {"url": ...}' }
    const timeout = AbortSignal.timeout(request.timeoutMs)
    try {
      const response = await fetch(`${this.#url}${request.path}`, {
        method: 'POST',
        headers: request.headers,
        body: request.body,
        redirect: 'manual',
        signal: AbortSignal.any([timeout, this.#underWay.signal]),
      })
      const text = await response.text()
      return { kind: 'answer', status: response.status, headers: response.headers, text, json: parseJson(text) }
    } catch (error) {
      if (timeout.aborted) return { kind: 'timeout' }
      return { kind: 'unreachable', why: error instanceof Error ? String(error.cause ?? error.message) : String(error) }
    }
  }

  /** Moves the bot's business clock through its test-only address. Returns what went wrong, or null. */
  async moveClock(now: string): Promise<string | null> {
    if (this.#url === null) return null
    try {
      const response = await fetch(`${this.#url}/__clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ now }),
        signal: AbortSignal.any([AbortSignal.timeout(30_000), this.#underWay.signal]),
      })
      const text = await response.text()
      return response.ok ? null : `The bot answered ${response.status} to POST /__clock: ${text.slice(0, 200)}`
    } catch (error) {
      return `The bot could not be reached at ${this.#url}: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  /** Gives up whatever is under way. */
  close(): void {
    this.#underWay.abort()
  }
}
