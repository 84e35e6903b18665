import type { Temporal } from 'temporal-polyfill'
import type { z } from 'zod'
import type { Context } from '../src/company/context.js'

/** A due moment of a schedule, as its job gets it. `also` names slots that fell together with this one into one outcome. */
export interface DueSlot<D> {
  readonly id: number
  readonly schedule: number
  readonly due: Temporal.Instant
  readonly data: D
}

/**
 * What a job says of its slot. `composed`: its deliveries are written in the same transaction, the outcome follows from their
 * receipts. `skipped`: nothing had to be sent, and why (a key of texts is not needed: the reason is stored for the record).
 */
export type JobResult =
  | { readonly kind: 'composed'; readonly deliveries: number }
  | { readonly kind: 'skipped'; readonly reason: string }

/** A kind of work the clock starts. `run` is called inside a transaction (`context.db`) that also records the result. */
export interface Job<D> {
  readonly kind: string
  readonly data: z.ZodType<D>
  run(slot: DueSlot<D>, context: Context): Promise<JobResult>
}
