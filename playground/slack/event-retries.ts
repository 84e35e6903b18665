/** After how long a delivery that failed is tried again: at once, after a minute, after five. */
const RETRIES_MS = [0, 60_000, 5 * 60_000] as const

/** A delivery that waits to be tried again. */
export interface Retry {
  readonly event: string
  readonly eventId: string
  readonly attempt: number
  /** Why the one before failed, as `x-slack-retry-reason` says it. */
  readonly reason: string
  /** When it is due, ISO 8601, by the machine clock. */
  readonly due: string
}

type Deliver = (attempt: number, reason: string) => Promise<{ readonly again: string | null }>

/** The three further deliveries of events that failed. Whoever plays need not wait for them: `now` brings them on. */
export class EventRetries {
  readonly #now: () => number
  readonly #waiting = new Map<Retry, (go: boolean) => void>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Tries until a delivery succeeds, says that it wants no other, or was the last. */
  async run(event: string, eventId: string, first: string, deliver: Deliver): Promise<void> {
    let reason = first
    for (const [index, wait] of RETRIES_MS.entries()) {
      const attempt = index + 1
      const due = new Date(this.#now() + wait).toISOString()
      if (!(await this.#wait({ event, eventId, attempt, reason, due }, wait))) return
      const { again } = await deliver(attempt, reason)
      if (again === null) return
      reason = again
    }
  }

  list(): readonly Retry[] {
    return [...this.#waiting.keys()]
  }

  /** Tries again now whatever waits. Returns how many there were. */
  now(): number {
    const count = this.#waiting.size
    for (const settle of [...this.#waiting.values()]) settle(true)
    return count
  }

  close(): void {
    for (const settle of [...this.#waiting.values()]) settle(false)
  }

  #wait(retry: Retry, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (go: boolean) => {
        clearTimeout(timer)
        this.#waiting.delete(retry)
        resolve(go)
      }
      const timer = setTimeout(() => settle(true), ms).unref()
      this.#waiting.set(retry, settle)
    })
  }
}
