const MOST = 2_000

/**
 * The keys that this process has taken lately: an activity that comes again because its answer was lost on the way is not
 * answered again. What the rooms above make of a key is theirs to make once, across processes and restarts.
 */
export class Recent {
  readonly #keys = new Set<string>()

  knows(key: string): boolean {
    return this.#keys.has(key)
  }

  add(key: string): void {
    this.#keys.add(key)
    const oldest = this.#keys.values().next()
    if (this.#keys.size > MOST && !oldest.done) this.#keys.delete(oldest.value)
  }
}
