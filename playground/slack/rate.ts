/**
 * Slack's rate limits as token buckets: what a tier grants per minute may come at once and is then refilled evenly.
 * Slack publishes the minute's figure and says that bursts are tolerated, no more; posts may come once a second per channel
 * with a "generous" burst, several hundred a minute per workspace. The figures chosen where Slack gives none are marked.
 */
export type Tier = 1 | 2 | 3 | 4 | 'special' | 'post' | 'none'

const PER_MINUTE: Readonly<Record<1 | 2 | 3 | 4 | 'special' | 'postWorkspace' | 'historyCommercial', number>> = {
  1: 1,
  2: 20,
  3: 50,
  4: 100,
  /** "Hundreds per minute"; chosen. */
  special: 600,
  /** "Several hundred per minute"; chosen. */
  postWorkspace: 300,
  historyCommercial: 1,
}
const POST_PER_MINUTE = 60
/** How many posts a channel takes at once before the pace of one a second holds; chosen. */
const POST_BURST = 10

interface Bucket {
  tokens: number
  at: number
}

export class RateLimits {
  readonly #now: () => number
  readonly #commercial: boolean
  readonly #on: boolean
  readonly #buckets = new Map<string, Bucket>()

  constructor(options: { now: () => number; commercial: boolean; on: boolean }) {
    this.#now = options.now
    this.#commercial = options.commercial
    this.#on = options.on
  }

  /**
   * Counts one request.
   * @returns null where it is let through, else after how many whole seconds it may be tried again
   */
  take(method: string, tier: Tier, channel: string | null): number | null {
    if (!this.#on || tier === 'none') return null
    if (tier === 'post') {
      const wait = this.#spend(`post ${channel}`, POST_BURST, POST_PER_MINUTE)
      return wait ?? this.#spend('post', PER_MINUTE.postWorkspace, PER_MINUTE.postWorkspace)
    }
    const commercial = this.#commercial && (method === 'conversations.history' || method === 'conversations.replies')
    const perMinute = commercial ? PER_MINUTE.historyCommercial : PER_MINUTE[tier]
    return this.#spend(method, perMinute, perMinute)
  }

  #spend(key: string, capacity: number, perMinute: number): number | null {
    const now = this.#now()
    const old = this.#buckets.get(key) ?? { tokens: capacity, at: now }
    const tokens = Math.min(capacity, old.tokens + ((now - old.at) / 60_000) * perMinute)
    if (tokens >= 1) {
      this.#buckets.set(key, { tokens: tokens - 1, at: now })
      return null
    }
    this.#buckets.set(key, { tokens, at: now })
    return Math.max(1, Math.ceil(((1 - tokens) / perMinute) * 60))
  }
}
