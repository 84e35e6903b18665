import type { Temporal } from 'temporal-polyfill'

/** Timers count milliseconds in 31 bits; a longer one would go off at once. */
const LONGEST = 2 ** 31 - 1

/** Work that outlives its turn. Stopping waits for what is under way, and wakes what only waits. */
export class Behind {
  readonly #now: () => Temporal.Instant
  readonly #failed: (error: unknown) => void
  readonly #underWay = new Set<Promise<void>>()
  readonly #waking = new Set<() => void>()
  #stopping = false

  constructor(now: () => Temporal.Instant, failed: (error: unknown) => void) {
    this.#now = now
    this.#failed = failed
  }

  join(work: Promise<void>): void {
    const watched = work.catch(this.#failed).finally(() => this.#underWay.delete(watched))
    this.#underWay.add(watched)
  }

  /** Waits until then. @returns false where the platform stops first */
  rest(until: { readonly epochMilliseconds: number }): Promise<boolean> {
    if (this.#stopping) return Promise.resolve(false)
    return new Promise((resolve) => {
      const done = (whole: boolean) => {
        clearTimeout(timer)
        this.#waking.delete(wake)
        resolve(whole)
      }
      const wake = () => done(false)
      const wait = Math.max(0, until.epochMilliseconds - this.#now().epochMilliseconds)
      const timer = setTimeout(() => done(true), Math.min(wait, LONGEST))
      this.#waking.add(wake)
    })
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const wake of [...this.#waking]) wake()
    while (this.#underWay.size > 0) await Promise.all([...this.#underWay])
  }
}
