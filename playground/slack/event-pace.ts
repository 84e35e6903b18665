import { LIMITS } from './limits.js'

const MINUTE_MS = 60_000
const MINUTES = 60

/**
 * How many events an app may get in an hour. Counted by the minute, as the service tells of it: once a minute it says that it
 * holds events back, and those are never sent.
 */
export class EventPace {
  readonly #minutes = new Map<number, number>()
  #told: number | null = null

  /**
   * Counts one event at a moment (epoch ms): `pass` sends it, `tell` sends `app_rate_limited` in its place, `drop` sends nothing.
   */
  take(now: number): 'pass' | 'tell' | 'drop' {
    const minute = Math.floor(now / MINUTE_MS)
    for (const old of this.#minutes.keys()) if (old <= minute - MINUTES) this.#minutes.delete(old)
    const sent = [...this.#minutes.values()].reduce((sum, one) => sum + one, 0)
    if (sent < LIMITS.eventsPerHour) {
      this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1)
      return 'pass'
    }
    if (this.#told === minute) return 'drop'
    this.#told = minute
    return 'tell'
  }
}
