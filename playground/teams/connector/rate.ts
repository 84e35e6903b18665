import type { RateWindow } from '../limits.js'

/** Counts requests per key in sliding windows, all of which hold at once. */
export class RateLimiter {
  readonly #windows: readonly RateWindow[]
  readonly #longest: number
  readonly #taken = new Map<string, readonly number[]>()

  constructor(windows: readonly RateWindow[]) {
    this.#windows = windows
    this.#longest = Math.max(...windows.map((window) => window.perMs))
  }

  /** How long a request at `now` (epoch ms) would have to wait (ms); 0 when it may pass. */
  wait(key: string, now: number): number {
    const times = this.#taken.get(key) ?? []
    return Math.max(0, ...this.#windows.map((window) => waitFor(window, times, now)))
  }

  /** Counts a request that passed. Refused ones do not count. */
  count(key: string, now: number): void {
    const recent = (this.#taken.get(key) ?? []).filter((time) => time > now - this.#longest)
    this.#taken.set(key, [...recent, now])
  }
}

function waitFor({ max, perMs }: RateWindow, times: readonly number[], now: number): number {
  const within = times.filter((time) => time > now - perMs)
  const oldest = within[within.length - max]
  return oldest === undefined ? 0 : oldest + perMs - now
}
