import { z } from 'zod'

/**
 * What happens to a time that falls on a public holiday: it runs all the same, is left out (and recorded as skipped), or
 * moves to the nearest day before or after that is no holiday.
 */
export const holidayRule = z.enum(['run', 'skip', 'before', 'after'])
export type HolidayRule = z.infer<typeof holidayRule>

/** When something is due: a cron rule of wall-clock time in an IANA zone. `catchUp` is in seconds. */
export interface Rule {
  readonly cron: string
  readonly zone: string
  readonly holidays: HolidayRule
  readonly catchUp: number
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

/** Stable words for the record; what people read is made from them in their language. */
export type SkipReason = 'missed' | 'holiday' | 'changed' | 'paused' | 'nothing to say'
