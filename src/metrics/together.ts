interface Waiting<T> {
  run: () => Promise<T>
  readonly result: Promise<T>
}

/**
 * Lets those who ask the same at the same time share one answer: a digest has just been posted, and everybody asks for the
 * number in it. Whoever comes while an answer is under way does not get that one, because what was written since may be missing
 * from it, but shares the next. So every answer was begun after it was asked for, and none is kept.
 */
export class Together<T> {
  readonly #running = new Map<string, Promise<T>>()
  readonly #waiting = new Map<string, Waiting<T>>()

  /**
   * @param key says what is asked; those with the same key share
   * @param run answers it; of those who share, the last one's is run
   */
  ask(key: string, run: () => Promise<T>): Promise<T> {
    const waiting = this.#waiting.get(key) ?? this.#wait(key, run)
    waiting.run = run
    return waiting.result
  }

  #wait(key: string, run: () => Promise<T>): Waiting<T> {
    const begin = (): Promise<T> => {
      this.#waiting.delete(key)
      return this.#start(key, waiting.run)
    }
    const before = this.#running.get(key) ?? thisTurn()
    const waiting: Waiting<T> = { run, result: before.then(begin, begin) }
    this.#waiting.set(key, waiting)
    return waiting
  }

  #start(key: string, run: () => Promise<T>): Promise<T> {
    const result = run()
    const over = (): void => {
      if (this.#running.get(key) === result) this.#running.delete(key)
    }
    this.#running.set(key, result)
    result.then(over, over)
    return result
  }
}

/** Until everything that has already arrived has been looked at. */
const thisTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
