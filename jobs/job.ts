import type { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import type { Button } from '../src/chat/message.js'
import type { Context } from '../src/company/context.js'
import type { SkipReason } from '../src/schedules/model.js'

/** A due moment of a schedule, as its job gets it. */
export interface DueSlot<D> {
  readonly id: number
  readonly schedule: number
  readonly due: Temporal.Instant
  readonly data: D
}

/** What people call the thing that a schedule is for, and what its owner can do about a time that was missed. */
export interface Description {
  readonly title: string
  readonly buttons: readonly Button[]
}

/**
 * What a job says of its slot. `composed`: its deliveries are written in the same transaction, the outcome follows from their
 * receipts. `skipped`: nothing had to be sent, and why (a key of texts is not needed: the reason is stored for the record).
 * `held`: it is too early, and to be looked at again after so many seconds; nothing has been written. `nothing due`: a watch, which
 * comes every few minutes to see whether anything is due, found that nothing was. Then no row stays: it would be the three hundredth of
 * that day, and hide those that say something. A watch that was missed, failed or had something to say leaves its row.
 */
export type JobResult =
  | { readonly kind: 'composed'; readonly deliveries: number }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'held'; readonly seconds: number }
  | { readonly kind: 'nothing due' }

/** What a watch says that wrote so many deliveries. */
export const watched = (deliveries: number): JobResult =>
  deliveries > 0 ? { kind: 'composed', deliveries } : { kind: 'nothing due' }

/** A kind of work the clock starts. `run` is called inside a transaction (`context.db`) that also records the result. */
export interface Job<D> {
  readonly kind: string
  readonly data: z.ZodType<D>
  run(slot: DueSlot<D>, context: Context): Promise<JobResult>
  /** For words to the owner of a schedule; a kind without it is called by its subject. */
  describe?(data: D, context: Context): Promise<Description>
}
