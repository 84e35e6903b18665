import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { RefusalCause, Sent } from '../../chat/platform.js'
import { NoToken } from './auth/tokens.js'

/** Why a request to the connector brought no result. `status` is null where none came back. */
export interface Failure {
  readonly status: number | null
  /** The connector's own word for it, or ours where it has none. */
  readonly code: string
  readonly retryAfter: Temporal.Instant | null
  /** Certainly not carried out. */
  readonly undone: boolean
  /** No repetition helps until somebody changes something. */
  readonly final: boolean
}

/** Where the connector names no time, and the network none either. */
const WAIT_SECONDS = 10

/** Failures that come before a byte of the request has left: nothing was carried out. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** What a rejected `fetch` means: refused before it left, or dropped or timed out on the way, when nobody knows. */
export function failureOf(error: unknown): Failure {
  if (error instanceof NoToken) {
    return { status: null, code: error.code, retryAfter: null, undone: true, final: error.permanent }
  }
  const code = codeOf(error)
  return { status: null, code, retryAfter: null, undone: NEVER_LEFT.has(code), final: false }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  if (error.name === 'TimeoutError') return 'timeout'
  const cause = error.cause instanceof AggregateError ? error.cause.errors[0] : error.cause
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return error.name
}

const errorBody = z.object({ error: z.object({ code: z.string() }) })
/** Teams' own services answer with a JSON text inside JSON. */
const nestedBody = z.object({ message: z.string() })
const nested = z.object({ subCode: z.string().nullish(), errorCode: z.union([z.string(), z.number()]).nullish() })

/** Statuses after which the request was certainly not carried out: RFC 9110, and Microsoft's page on rate limits for 412. */
const UNDONE = new Set([401, 408, 412, 429, 503])

/**
 * What an answer other than 2xx means. 412 (the conversation is being changed), 429 and 503 come before the work; after 500, 502
 * and 504 nobody knows whether the message stands, and a message sent twice is worse than one that is asked about.
 */
export function failureFrom(status: number, headers: Headers, body: string, now: Temporal.Instant): Failure {
  const undone = UNDONE.has(status) || (status >= 300 && status < 500)
  return {
    status,
    code: wordIn(body) ?? `http ${status}`,
    retryAfter: retryAfter(headers.get('retry-after'), now),
    undone,
    final: undone && !UNDONE.has(status),
  }
}

function wordIn(body: string): string | null {
  const json = parsed(body)
  const plain = errorBody.safeParse(json)
  if (plain.success) return plain.data.error.code
  const { data } = nested.safeParse(parsed(nestedBody.safeParse(json).data?.message ?? ''))
  const word = data?.subCode ?? data?.errorCode
  return word === null || word === undefined ? null : String(word)
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

/** Seconds, or a date of HTTP (RFC 9110, 10.2.3). */
function retryAfter(value: string | null, now: Temporal.Instant): Temporal.Instant | null {
  if (value === null || value.trim() === '') return null
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return now.add({ milliseconds: Math.max(0, Math.ceil(seconds * 1_000)) })
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : now.add({ milliseconds: Math.max(0, at - now.epochMilliseconds) })
}

/** What a request was about: the conversation with one person, an earlier message that it edits or answers. */
interface About {
  readonly direct: boolean
  readonly message: boolean
}

/**
 * What the outbox is told. `again` says that repeating the request would do no harm (an edit, an answer to one person): then there
 * is no unknown, only another time.
 */
export function sentFrom(failure: Failure, now: Temporal.Instant, about: About & { readonly again: boolean }): Sent {
  const { code } = failure
  if (failure.final) return { kind: 'refused', cause: causeOf(failure, about), code }
  if (!failure.undone && !about.again) return { kind: 'unknown', code }
  return { kind: 'retry', at: failure.retryAfter ?? now.add({ seconds: WAIT_SECONDS }), code }
}

/** The connector's words for a place or person that cannot be reached. */
const causes: Readonly<Record<string, RefusalCause>> = {
  MessageWritesBlocked: 'not installed',
  BotNotInConversationRoster: 'not a member',
  ConversationBlockedByUser: 'not installed',
  BotDisabledByAdmin: 'not installed',
  UserNotInConversation: 'person gone',
  ActivityNotFoundInConversation: 'message gone',
  MessageSizeTooBig: 'message invalid',
  BadSyntax: 'message invalid',
}

function causeOf({ status, code }: Failure, { direct, message }: About): RefusalCause {
  const known = causes[code]
  if (known !== undefined) return known
  // A thread whose first message was deleted is a conversation that is not there: the channel may be.
  if (message && (status === 404 || status === 410)) return 'message gone'
  if (status === 404 || status === 410) return direct ? 'person gone' : 'place gone'
  if (status === 403 && direct) return 'not installed'
  if (status === 401 || status === 403 || status === null) return 'not allowed'
  return status === 400 || status === 413 || status === 422 ? 'message invalid' : 'other'
}
