import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { parseJson } from '../http.js'
import { isRecord, type Json } from './json.js'
import { LIMITS } from './limits.js'
import { acceptSocket, type WebSocketConnection } from './socket.js'

/** Well within the thirty seconds of silence after which the client gives a connection up. */
const PING_MS = 10_000
/** An address that nobody connected to is forgotten after this long. */
const TICKET_LIFE = 30_000

export interface Envelope {
  readonly type: 'events_api' | 'slash_commands' | 'interactive'
  readonly payload: Json
  readonly acceptsResponse: boolean
  readonly retry: { readonly attempt: number; readonly reason: string } | null
}
export type EnvelopeAnswer =
  | { readonly kind: 'answer'; readonly payload: unknown }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'lost' }

/** Socket Mode: the bot's open connections, and envelopes sent over them in turn. */
export class SocketMode {
  readonly #appId: string
  readonly #now: () => number
  readonly #tickets = new Map<string, number>()
  readonly #open = new Map<WebSocketConnection, Map<string, (answer: EnvelopeAnswer) => void>>()
  #turn = 0
  #pings: NodeJS.Timeout | null = null

  constructor(appId: string, now: () => number) {
    this.#appId = appId
    this.#now = now
  }

  get connections(): number {
    return this.#open.size
  }

  /** What `apps.connections.open` hands out: good for one connection. */
  newTicket(): string {
    const ticket = randomBytes(16).toString('hex')
    this.#tickets.set(ticket, this.#now() + TICKET_LIFE)
    return ticket
  }

  upgrade(req: IncomingMessage, socket: Duplex, ticket: string | null): void {
    const expires = this.#tickets.get(ticket ?? '')
    this.#tickets.delete(ticket ?? '')
    if (expires === undefined || this.#now() > expires) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    const waiting = new Map<string, (answer: EnvelopeAnswer) => void>()
    const connection = acceptSocket(req, socket, {
      onText: (text) => this.#answered(waiting, text),
      onClose: () => {
        if (connection) this.#open.delete(connection)
        for (const settle of waiting.values()) settle({ kind: 'lost' })
      },
    })
    if (!connection) return
    if (this.#open.size >= LIMITS.sockets) {
      connection.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }))
      void connection.close()
      return
    }
    this.#open.set(connection, waiting)
    this.#pings ??= setInterval(() => this.#pingAll(), PING_MS).unref()
    connection.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#open.size,
        debug_info: { host: 'playground', approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    )
  }

  /** Sends an envelope over one of the connections and waits for its acknowledgement, three seconds at most. */
  send(envelope: Envelope): Promise<EnvelopeAnswer> {
    const all = [...this.#open]
    this.#turn += 1
    const chosen = all[this.#turn % Math.max(1, all.length)]
    if (!chosen) return Promise.resolve({ kind: 'lost' })
    const [connection, waiting] = chosen
    const id = randomUUID()
    return new Promise((resolve) => {
      const settle = (answer: EnvelopeAnswer) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(answer)
      }
      const timer = setTimeout(() => settle({ kind: 'timeout' }), LIMITS.acknowledgement)
      waiting.set(id, settle)
      connection.send(
        JSON.stringify({
          envelope_id: id,
          type: envelope.type,
          payload: envelope.payload,
          accepts_response_payload: envelope.acceptsResponse,
          ...(envelope.type === 'events_api' && {
            retry_attempt: envelope.retry?.attempt ?? 0,
            retry_reason: envelope.retry?.reason ?? '',
          }),
        }),
      )
    })
  }

  /** Asks the bot to connect anew, as Slack does every few hours. Returns how many connections there were. */
  refresh(): number {
    const request = JSON.stringify({
      type: 'disconnect',
      reason: 'refresh_requested',
      debug_info: { host: 'playground' },
    })
    for (const connection of this.#open.keys()) connection.send(request)
    return this.#open.size
  }

  /** Cuts every connection. Returns how many there were. */
  drop(): number {
    const count = this.#open.size
    for (const connection of this.#open.keys()) connection.drop()
    return count
  }

  /** Ends every connection in good order; those whose peer does not answer are cut. */
  async close(): Promise<void> {
    if (this.#pings) clearInterval(this.#pings)
    await Promise.all([...this.#open.keys()].map((connection) => connection.close()))
  }

  #pingAll(): void {
    for (const connection of this.#open.keys()) connection.ping()
  }

  #answered(waiting: Map<string, (answer: EnvelopeAnswer) => void>, text: string): void {
    const message = parseJson(text)
    if (!isRecord(message) || typeof message.envelope_id !== 'string') return
    waiting.get(message.envelope_id)?.({ kind: 'answer', payload: message.payload })
  }
}
