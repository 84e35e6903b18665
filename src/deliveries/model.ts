import type { Temporal } from 'temporal-polyfill'
import type { Message, Subject } from '../chat/message.js'
import type { Place, PostRef } from '../chat/place.js'

/**
 * `waiting -> claimed -> sending -> sent | refused | failed | unknown`. `sending` is committed just before the request, so a
 * row found in it may or may not have been posted and is asked after before anything else happens to it.
 */
export const openStates = ['waiting', 'claimed', 'sending'] as const

/** How a delivery ended. `failed`: tried for as long as it made sense; `unknown`: the platform cannot be asked. */
export type EndState = 'sent' | 'refused' | 'failed' | 'unknown'

/** Something to be posted, as the work that made it describes it. */
export interface NewDelivery {
  /** Unique for ever: a second run of the same work adds nothing. */
  readonly key: string
  readonly about: Subject
  readonly to: Place
  readonly message: Message
  readonly edits: PostRef | null
  readonly slot: number | null
  /** Whether a person waits for it: those go before digests. */
  readonly urgent: boolean
}

/** A row of the outbox that a sender holds. */
export interface Held {
  readonly id: number
  readonly key: string
  readonly to: Place
  readonly message: Message
  readonly edits: PostRef | null
  readonly slot: number | null
  readonly about: Subject
  readonly attempts: number
  readonly sendingAt: Temporal.Instant | null
}

/** How long a claimed row is its sender's, in seconds: longer than a request can last. */
export const claimLease = 30
/** A row found in `sending` is asked after this many seconds: by then a post shows in the platform's history. */
export const reconcileAfter = 30
/** After so many attempts a delivery has failed, and its owner hears of it. */
export const mostAttempts = 8

/**
 * When to try again after a failure that named no time: doubling from one second to five minutes, with jitter, so that many
 * rows that failed together do not come back together.
 * @param attempts how often it was tried, from 1
 * @param random in [0, 1)
 * @returns seconds
 */
export function backoff(attempts: number, random: number): number {
  return Math.min(300, 2 ** Math.max(0, attempts - 1)) * (0.5 + random / 2)
}
