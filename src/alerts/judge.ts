import type { Temporal } from 'temporal-polyfill'

/** A side of a number on which somebody wants to be told, and how far it has to come back before that is over: both in its own unit. */
export interface Threshold {
  readonly side: 'above' | 'below'
  readonly at: number
  readonly until: number
}

/** How a number stands to its threshold. `between`: past the threshold's line, but not far enough for it to be over. */
export type Position = 'in' | 'out' | 'between'

/** Where a number stands. Exactly at the threshold it is not beyond it; exactly at the way back it is over. */
export function positionOf(value: number, { side, at, until }: Threshold): Position {
  const beyond = side === 'above' ? value > at : value < at
  if (beyond) return 'in'
  const back = side === 'above' ? value <= until : value >= until
  return back ? 'out' : 'between'
}

/** What is known of a number from the last time it was looked at. */
export interface Standing {
  readonly inside: boolean
  readonly told: boolean
  readonly toldAt: Temporal.Instant | null
}

export interface Verdict {
  readonly standing: Standing
  /** What is to be said now, or null. */
  readonly say: 'fired' | 'over' | null
}

/**
 * One look at a number. Nothing is said of a wavering between the threshold and the way back, nor within the quiet period after
 * something was said; what is different when that ends is said then. So it is told at most as often as the number crosses its
 * threshold, and at most once per quiet period.
 * @param before null at the first look: how things stand then is where it begins, and is no news
 * @param quiet in minutes
 */
export function judge(
  before: Standing | null,
  position: Position,
  { now, quiet }: { readonly now: Temporal.Instant; readonly quiet: number },
): Verdict {
  const inside = position === 'between' ? (before?.inside ?? false) : position === 'in'
  if (before === null) return { standing: { inside, told: inside, toldAt: null }, say: null }
  const { told, toldAt } = before
  const silent = toldAt !== null && now.epochMilliseconds < toldAt.add({ minutes: quiet }).epochMilliseconds
  if (inside === told || silent) return { standing: { inside, told, toldAt }, say: null }
  return { standing: { inside, told: inside, toldAt: now }, say: inside ? 'fired' : 'over' }
}
