/** Runs queues of requests, so many at once, and says of how many the end has not been written yet. */
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

  /** Requests that were handed in and are not over, or about which something is still to be written. */
  get left(): number {
    return this.count
  }

  /**
   * @param work a queue of `size` requests. Of each that is over it says what is still being written about it, which counts as left but
   * holds up no other request; what it leaves out is over at its end
   */
  run(size: number, work: (over: (written: Promise<void>) => void) => Promise<void>): void {
    this.count += size
    this.waiting.push(async () => {
      let open = size
      const over = (written: Promise<void>): void => {
        open--
        written.then(
          () => this.less(1),
          (error: unknown) => this.failed(error, 1),
        )
      }
      try {
        await work(over)
        this.less(open)
      } catch (error) {
        this.failed(error, open)
      }
    })
    this.next()
  }

  private less(count: number): void {
    this.count -= count
    this.tell()
  }

  private failed(error: unknown, count: number): void {
    this.failure ??= { error }
    this.less(count)
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
