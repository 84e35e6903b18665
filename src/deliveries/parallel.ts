/** Runs queues of requests, so many at once, and says how many requests are left. */
export class Slots {
  private readonly most: number
  private readonly waiting: (() => Promise<void>)[] = []
  private running = 0
  private count = 0
  private failure: { readonly error: unknown } | null = null
  private readonly watchers = new Set<() => void>()

  constructor(most: number) {
    this.most = most
  }

  /** Requests that were handed in and are not over. */
  get left(): number {
    return this.count
  }

  /** @param work a queue of `size` requests; it says how many are over as it goes, and what it leaves out is over at its end */
  run(size: number, work: (done: (count: number) => void) => Promise<void>): void {
    this.count += size
    this.waiting.push(async () => {
      let open = size
      const done = (count: number): void => {
        open -= count
        this.count -= count
        this.tell()
      }
      try {
        await work(done)
      } catch (error) {
        this.failure ??= { error }
      } finally {
        done(open)
      }
    })
    this.next()
  }

  /** Waits until no queue waits to begin and fewer than `low` requests are left, or so many milliseconds. */
  async below(low: number, milliseconds: number): Promise<void> {
    await this.until(() => this.count < low && this.waiting.length === 0, milliseconds)
  }

  /** Waits until another request is over, or so many milliseconds. */
  async change(milliseconds: number): Promise<void> {
    const before = this.count
    await this.until(() => this.count < before, milliseconds)
  }

  /** Waits until nothing is left. */
  async idle(): Promise<void> {
    await this.until(() => this.count === 0 && this.running === 0, null)
  }

  private async until(met: () => boolean, milliseconds: number | null): Promise<void> {
    if (met()) return
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        if (timer) clearTimeout(timer)
        this.watchers.delete(look)
        resolve()
      }
      const look = (): void => {
        if (met()) finish()
      }
      const timer = milliseconds === null ? null : setTimeout(finish, milliseconds)
      this.watchers.add(look)
    })
  }

  /** @throws what the first queue that failed threw */
  check(): void {
    if (this.failure) throw this.failure.error
  }

  private next(): void {
    while (this.running < this.most) {
      const work = this.waiting.shift()
      if (!work) return
      this.running++
      void work().finally(() => {
        this.running--
        this.next()
        this.tell()
      })
    }
  }

  private tell(): void {
    for (const look of [...this.watchers]) look()
  }
}
