import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Message, Subject } from '../chat/message.js'
import type { Place, PostRef } from '../chat/place.js'

/**
 * `waiting -> claimed -> sending -> sent | refused | failed | unknown`. `sending` is committed just before the request, so a
 * row found in it may or may not have been posted and is asked after before anything else happens to it. These are the states
 * without an outcome; a `bound` one waits for the receipt of the message that it stands under.
 */
export const unsettledStates = ['bound', 'waiting', 'claimed', 'sending'] as const

/** The code of a reply that is not there because its message is not; behind it stands how that one ended. */
export const nothingAbove = 'nothing above: '

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
  /** The id of who has it posted, and hears by direct message when it does not arrive. Of a slot its owner hears. */
  readonly tells?: number
  /** Whether a person waits for it: those go before digests. */
  readonly urgent: boolean
  /**
   * Makes a live card: the name by which the renderer of `about` draws it again at every `refresh`, `board` or `reminder:2`.
   * Left out: the message stays as it was posted.
   */
  readonly view?: string
  /** Left out: `at most once`. */
  readonly guarantee?: Guarantee
  /**
   * The key of a delivery to the same channel, in whose thread it goes out once that one is posted. In a direct conversation it
   * follows as a message of its own; if that one is not posted, it is refused with that reason. It must be in the outbox, or be
   * put there by the same call.
   */
  readonly under?: string
}

/**
 * What happens to a message where nobody can say whether it was posted: it is recorded as unknown and its owner hears of
 * it, or it is posted again and may stand there twice.
 */
export const guarantee = z.enum(['at most once', 'at least once'])
export type Guarantee = z.infer<typeof guarantee>

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
  readonly view: string | null
  readonly revision: number
  readonly guarantee: Guarantee
}

/** The two requests that a platform counts by themselves. */
export type Act = 'post' | 'edit'

/**
 * How long a sender's claim lasts, and after how long a row found in `sending` is asked after, in seconds. It must be longer than
 * a request can last (10 s) plus `markFor` of it, and long enough for a post to show in the platform's history.
 */
export const defaultLease = 30
/** For this share of the lease a row's mark `sending` is good; a request that comes later is marked anew. */
export const markFor = 1 / 6
/** For so many seconds a platform that cannot be asked just now is asked again whether a message was posted. */
export const askFor = 3600
/** After so many attempts, about twenty minutes, a delivery has failed, and its owner hears of it. */
export const mostAttempts = 12

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
