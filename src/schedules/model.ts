import { z } from 'zod'

/**
 * What happens to a time that falls on a public holiday: it runs all the same, is left out (and recorded as skipped), or
 * moves to the nearest day before or after that is no holiday.
 */
export const holidayRule = z.enum(['run', 'skip', 'before', 'after'])
export type HolidayRule = z.infer<typeof holidayRule>

/** What happens to a time that comes while the one before is still being sent: it is left out (and recorded), or runs beside it. */
export const overlapRule = z.enum(['skip', 'allow'])
export type OverlapRule = z.infer<typeof overlapRule>

/** When something is due: a cron rule of wall-clock time in an IANA zone. `catchUp` is in seconds; `overlap` is `skip` unless said. */
export interface Rule {
  readonly cron: string
  readonly zone: string
  readonly holidays: HolidayRule
  readonly catchUp: number
  readonly overlap?: OverlapRule
}

/** How late a slot may still run after an outage, in seconds, where its owner says nothing: 2 h. */
export const defaultCatchUp = 7200

/** A slot whose last message was sent within this many seconds of its due time counts as on time. */
export const punctual = 60

/** What became of a due moment; every slot ends in exactly one of them. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'late'; readonly seconds: number }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'failed'; readonly reason: string }

/**
 * Stable words for the record; what people read is made from them in their language. `missed`: the bot was away for longer than
 * the catch-up window; `overlap`: the one before was still being sent; `no place`: none of its destinations can be posted to.
 */
export const skipReasons = ['missed', 'holiday', 'changed', 'nothing to say', 'overlap', 'no place'] as const
export type SkipReason = (typeof skipReasons)[number]
