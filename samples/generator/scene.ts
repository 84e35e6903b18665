import type { Day } from './days.js'
import type { Deal } from './deals.js'
import type { Period } from './subscriptions.js'

/** What all exports of a day are drawn from, so that they tell one story. */
export interface Scene {
  readonly asOf: Day
  /** The first day of the exports. */
  readonly since: Day
  readonly seed: number
  /** Every deal that was created up to the day. */
  readonly deals: readonly Deal[]
  /** What the won ones have become. */
  readonly periods: readonly Period[]
}
