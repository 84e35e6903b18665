import { setTimeout as pause } from 'node:timers/promises'

/** How often what met a database that was away is tried again, a tenth of a second apart. */
const tries = 100

/**
 * Repeats something that the database may be away for: the runs restart it under the campaign's own connections too. Only for what may
 * be done twice.
 * @throws what the last try threw, after ten seconds
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0) throw error
      await pause(100)
    }
  }
}
