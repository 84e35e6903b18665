import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import type { Message } from '../chat/message.js'
import type { Place } from '../chat/place.js'
import type { Outgoing, Platform } from '../chat/platform.js'
import type { Draw } from './live.js'
import type { Act, EndState, Held } from './model.js'
import type { Pacer } from './pacer.js'
import type { Ending } from './store.js'

export type Ended = Ending & { readonly held: Held }

/** What a sender works with. `db` must be the connection that holds the route's lock. */
export interface Desk {
  readonly db: Db
  readonly platform: Platform
  readonly pacer: Pacer
  /** The machine clock: leases, pace, timeouts. */
  readonly machine: () => Temporal.Instant
  readonly random: () => number
  /** Whether the readers of a place may still see what a message discloses. */
  readonly permits: (message: Message, to: Place) => Promise<boolean>
  readonly draw: Draw
  /** Records endings and what follows from them. */
  readonly end: (endings: readonly Ended[]) => Promise<void>
  readonly stopping: () => boolean
  /** How long a claim is its sender's, and after how long an uncertain row is asked after, in seconds. */
  readonly lease: number
  readonly warn: (fields: object, text: string) => void
}

/** A row with what is to be requested for it. */
export interface Work {
  readonly held: Held
  readonly message: Message
}

/** The code of an edit that was not requested, because the card already shows what it would. */
export const unchanged = 'unchanged'

export const actOf = (held: Held): Act => (held.edits === null ? 'post' : 'edit')

export const ending = ({ held, message }: Work, state: EndState, sent: Ending['sent'], code: string | null): Ended => ({
  id: held.id,
  state,
  sent,
  code,
  revision: held.revision,
  drawn: state === 'sent' && message !== held.message ? message : null,
  held,
})

/** A redraw is the same row again and again, so what travels with the message names the revision. */
export const outgoing = ({ held, message }: Work, attempt: Temporal.Instant): Outgoing => ({
  key: held.view !== null && held.edits !== null ? `${held.key}:${held.revision}` : held.key,
  to: held.to,
  message,
  edits: held.edits,
  attempt,
})
