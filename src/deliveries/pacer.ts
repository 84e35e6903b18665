import type { Temporal } from 'temporal-polyfill'
import type { PaceWindow } from '../chat/platform.js'

/**
 * Remembers when one workspace's requests were made, and says when the next one may be. It lives in memory: there is one
 * sender per workspace at a time, and a sender that starts begins carefully only as far as the platform's own 429 tells it.
 */
export class Pacer {
  private readonly made = new Map<string, number[]>()
  private readonly rests = new Map<string, number>()

  /** How many requests may be made to the channel at once, and from when (machine milliseconds) if none may be now. */
  allowance(
    channel: string,
    windows: readonly PaceWindow[],
    now: number,
  ): { readonly free: number; readonly from: number } {
    let free = Number.POSITIVE_INFINITY
    let from = Math.max(now, this.rests.get(channel) ?? 0)
    if (from > now) free = 0
    for (const window of windows) {
      const recent = this.recent(window.scope === 'place' ? channel : everywhere, now)
      const inside = recent.filter((at) => at > now - window.per)
      free = Math.min(free, window.max - inside.length)
      const oldest = inside[inside.length - window.max]
      if (oldest !== undefined) from = Math.max(from, oldest + window.per)
    }
    return { free: Math.max(0, free), from }
  }

  /** Notes a request at `now` (machine milliseconds). */
  note(channel: string, now: number): void {
    for (const key of [channel, everywhere]) {
      const list = this.made.get(key) ?? []
      list.push(now)
      this.made.set(key, list)
    }
  }

  /** The platform asked for patience: nothing to this channel before `until`. */
  rest(channel: string, until: Temporal.Instant): void {
    this.rests.set(channel, Math.max(until.epochMilliseconds, this.rests.get(channel) ?? 0))
  }

  /** The channels that may get nothing at `now`, of those that were written to lately, with the moment from which they may. */
  resting(windowsOf: (channel: string) => readonly PaceWindow[], now: number): ReadonlyMap<string, number> {
    const resting = new Map<string, number>()
    for (const channel of new Set([...this.made.keys(), ...this.rests.keys()])) {
      if (channel === everywhere) continue
      const placeWindows = windowsOf(channel).filter((window) => window.scope === 'place')
      const { free, from } = this.allowance(channel, placeWindows, now)
      if (free === 0) resting.set(channel, from)
      else if (this.recent(channel, now).length === 0) this.forget(channel)
    }
    return resting
  }

  private forget(channel: string): void {
    this.made.delete(channel)
    this.rests.delete(channel)
  }

  /** The requests of the last hour, the longest window of any platform. */
  private recent(key: string, now: number): readonly number[] {
    const list = this.made.get(key)
    if (!list) return []
    const first = list.findIndex((at) => at > now - longestWindow)
    if (first === -1) list.length = 0
    else if (first > 0) list.splice(0, first)
    return list
  }
}

const everywhere = '\u0000'
const longestWindow = 3_600_000
