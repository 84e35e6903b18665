import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'
import type { Temporal } from 'temporal-polyfill'
import { assertNever } from '../../chat/assert-never.js'
import type { RefusalCause, Sent } from '../../chat/platform.js'

/** Why a call of the Web API gave no result. `code` is Slack's own word, or ours in the same form, for the log. */
export type Failure =
  /** Slack did not carry it out and says when to come back. */
  | { readonly kind: 'limited'; readonly seconds: number; readonly code: string }
  /** No connection was made, so nothing was carried out. */
  | { readonly kind: 'unsent'; readonly code: string }
  | { readonly kind: 'refused'; readonly cause: RefusalCause; readonly code: string }
  /** It may have been carried out. */
  | { readonly kind: 'unclear'; readonly code: string }

/** What a call of the Web API, or a post to an address that Slack gave, came to. */
export type Called = { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly failure: Failure }

/** Seconds to wait where Slack limits without saying for how long, or where no connection can be made. */
const PAUSE = { unsaid: 30, unsent: 5 } as const

/**
 * Slack's words for a refusal that is for good (docs.slack.dev, errors of chat.postMessage, chat.update, chat.postEphemeral,
 * views.* and conversations.*). Words that are not here are refusals of cause `other`.
 */
const causes: readonly (readonly [RefusalCause, readonly string[]])[] = [
  ['place gone', ['channel_not_found', 'is_archived', 'duplicate_channel_not_found']],
  [
    'message gone',
    ['cannot_reply_to_message', 'cant_update_message', 'edit_window_closed', 'message_not_found', 'thread_not_found'],
  ],
  ['not a member', ['not_in_channel', 'not_in_thread']],
  [
    'not installed',
    [
      'account_inactive',
      'app_uninstalled',
      'invalid_auth',
      'not_authed',
      'not_installed',
      'org_login_required',
      'team_access_not_granted',
      'team_not_found',
      'token_expired',
      'token_revoked',
    ],
  ],
  [
    'not allowed',
    [
      'access_denied',
      'channel_type_not_supported',
      'ekm_access_denied',
      'enterprise_is_restricted',
      'messages_tab_disabled',
      'method_not_supported_for_channel_type',
      'missing_scope',
      'no_permission',
      'not_allowed_token_type',
      'restricted_action',
      'restricted_action_non_threadable_channel',
      'restricted_action_read_only_channel',
      'restricted_action_thread_locked',
      'restricted_action_thread_only_channel',
    ],
  ],
  [
    'person gone',
    ['cannot_dm_bot', 'user_disabled', 'user_not_found', 'user_not_in_channel', 'user_not_visible', 'users_not_found'],
  ],
  [
    'message invalid',
    [
      'attachment_payload_limit_exceeded',
      'invalid_arguments',
      'invalid_attachments',
      'invalid_blocks',
      'invalid_blocks_format',
      'invalid_metadata_format',
      'invalid_metadata_schema',
      'markdown_text_conflict',
      'metadata_too_large',
      'msg_blocks_too_long',
      'msg_too_long',
      'no_text',
      'too_many_attachments',
      'view_too_large',
    ],
  ],
]

const causeByCode: ReadonlyMap<string, RefusalCause> = new Map(
  causes.flatMap(([cause, codes]) => codes.map((code) => [code, cause] as const)),
)

/** Not carried out, and not for good: how many seconds to wait. */
const passing: ReadonlyMap<string, number> = new Map([
  ['ratelimited', PAUSE.unsaid],
  ['rate_limited', PAUSE.unsaid],
  ['message_limit_exceeded', 60],
  ['team_added_to_org', 300],
])

/** Slack itself says of these that some part may have been carried out, or broke off on the way. */
const unclear: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
])

/** Connections that were never made: nothing can have been written to them. */
const unsent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** Reads whatever the Web API client threw. What cannot be told is `unclear`, which is looked up before it is sent again. */
export function failureOf(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'limited', seconds: error.retryAfter, code: 'ratelimited' }
  if (error instanceof WebAPIPlatformError) return ofWord(error.data.error)
  if (error instanceof WebAPIHTTPError) return ofStatus(error.statusCode)
  if (error instanceof WebAPIRequestError) return ofConnection(error.original)
  return { kind: 'unclear', code: nameOf(error) }
}

function ofWord(code: string): Failure {
  // A body that is no JSON arrives here as its text: some proxy's page, and no word of Slack's.
  if (!/^[a-z0-9_]{1,80}$/.test(code)) return { kind: 'unclear', code: 'not_json' }
  if (unclear.has(code)) return { kind: 'unclear', code }
  const seconds = passing.get(code)
  if (seconds !== undefined) return { kind: 'limited', seconds, code }
  return { kind: 'refused', cause: causeByCode.get(code) ?? 'other', code }
}

/** A request that was answered with 4xx was read and not carried out, except where the status itself says "too slow". */
export function ofStatus(status: number): Failure {
  const code = `http_${status}`
  if (status === 429) return { kind: 'limited', seconds: PAUSE.unsaid, code }
  const final = status >= 400 && status < 500 && status !== 408
  return final ? { kind: 'refused', cause: 'other', code } : { kind: 'unclear', code }
}

/** A connection that failed, by the code of the system or of undici. */
export function ofConnection(error: unknown): Failure {
  const code = codeOf(error) ?? nameOf(error)
  return unsent.has(code) ? { kind: 'unsent', code } : { kind: 'unclear', code }
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}

/** The same for the outbox. */
export function sentOf(failure: Failure, now: Temporal.Instant): Sent {
  switch (failure.kind) {
    case 'limited':
      return { kind: 'retry', at: now.add({ seconds: failure.seconds }), code: failure.code }
    case 'unsent':
      return { kind: 'retry', at: now.add({ seconds: PAUSE.unsent }), code: failure.code }
    case 'refused':
      return { kind: 'refused', cause: failure.cause, code: failure.code }
    case 'unclear':
      return { kind: 'unknown', code: failure.code }
    default:
      return assertNever(failure)
  }
}
