import type { Temporal } from 'temporal-polyfill'
import type { PaceWindow } from '../chat/platform.js'
import type { Act } from './model.js'

/** How many requests may be made at once, and from when (machine milliseconds) if none may be now. */
export interface Allowance {
  readonly free: number
  readonly from: number
}

/**
 * Remembers when one workspace's requests were made, and says when the next one may be. It lives in memory, because there is one
 * sender per workspace at a time; a sender that takes over notes first what its predecessor made.
 */
export class Pacer {
  private readonly windows: readonly PaceWindow[]
  /** When requests were made, the oldest first: no more of them than the largest window counts. */
  private readonly made = new Map<string, number[]>()
  /** Until when the platform asked for patience. */
  private readonly rests = new Map<string, number>()
  /** When a channel was last written to. */
  private readonly channels = new Map<string, number>()
  private readonly longest: number

  constructor(windows: readonly PaceWindow[]) {
    this.windows = windows
    this.longest = Math.max(0, ...windows.map((window) => window.per))
  }

  /** What may be requested of the whole workspace at `now`. */
  workspace(act: Act, now: number): Allowance {
    return this.within(act, everywhere, now, 'workspace')
  }

  /** What may be requested of a channel at `now`, the workspace's own windows among it. */
  channel(act: Act, channel: string, now: number): Allowance {
    const all = this.workspace(act, now)
    const own = this.within(act, channel, now, 'place')
    return { free: Math.min(all.free, own.free), from: Math.max(all.from, own.from) }
  }

  /** The most that one channel can ever get at once. */
  burst(act: Act): number {
    return Math.min(...this.of(act, 'place').map((window) => window.max))
  }

  /** Notes a request at `now` (machine milliseconds). */
  note(act: Act, channel: string, now: number): void {
    this.channels.set(channel, now)
    const most = new Map<string, number>()
    for (const window of this.of(act)) {
      const key = keyOf(window, channel)
      most.set(key, Math.max(window.max, most.get(key) ?? 0))
    }
    for (const [key, count] of most) {
      const list = this.made.get(key) ?? []
      list.push(now)
      if (list.length > count) list.splice(0, list.length - count)
      this.made.set(key, list)
    }
  }

  /**
   * The platform asked for patience until then. Where it counts the requests of a kind by channel, that channel rests; else the
   * workspace does.
   */
  rest(act: Act, channel: string, until: Temporal.Instant): void {
    const byPlace = this.windows.length === 0 || this.of(act, 'place').length > 0
    const key = restKey(act, byPlace ? channel : everywhere)
    if (byPlace) this.channels.set(channel, Math.max(until.epochMilliseconds, this.channels.get(channel) ?? 0))
    this.rests.set(key, Math.max(until.epochMilliseconds, this.rests.get(key) ?? 0))
  }

  /** The channels that may get nothing at `now`, of those that were written to lately, with the moment from which they may. */
  resting(act: Act, now: number): ReadonlyMap<string, number> {
    const resting = new Map<string, number>()
    for (const [channel, last] of this.channels) {
      const { free, from } = this.within(act, channel, now, 'place')
      if (free === 0) resting.set(channel, from)
      else if (last <= now - this.longest) this.forget(channel)
    }
    return resting
  }

  private within(act: Act, channel: string, now: number, scope: PaceWindow['scope']): Allowance {
    let from = Math.max(now, this.rests.get(restKey(act, channel)) ?? 0)
    let free = from > now ? 0 : Number.POSITIVE_INFINITY
    for (const window of this.of(act, scope)) {
      const list = this.made.get(keyOf(window, channel)) ?? []
      const inside = list.length - firstAfter(list, now - window.per)
      free = Math.min(free, Math.max(0, window.max - inside))
      const oldest = list[list.length - window.max]
      if (oldest !== undefined) from = Math.max(from, oldest + window.per)
    }
    return { free, from }
  }

  private of(act: Act, scope?: PaceWindow['scope']): readonly PaceWindow[] {
    return this.windows.filter(
      (window) => (scope === undefined || window.scope === scope) && (window.of === undefined || window.of === act),
    )
  }

  private forget(channel: string): void {
    this.channels.delete(channel)
    for (const window of this.windows) if (window.scope === 'place') this.made.delete(keyOf(window, channel))
    for (const act of ['post', 'edit'] as const) this.rests.delete(restKey(act, channel))
  }
}

const everywhere = '\u0000'
const restKey = (act: Act, channel: string): string => `${act} ${channel}`
const keyOf = (window: PaceWindow, channel: string): string =>
  `${window.of ?? 'both'} ${window.scope === 'workspace' ? everywhere : channel}`

/** The index of the first time after `limit` in an ascending list. */
function firstAfter(list: readonly number[], limit: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] ?? 0) > limit) high = middle
    else low = middle + 1
  }
  return low
}
