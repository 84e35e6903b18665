import { setTimeout as pause } from 'node:timers/promises'

/** How long after a failure the database is tried again, in milliseconds. */
const every = 200

/**
 * Repeats what has to be written although the database went away for a moment (a restart, a failover): what was posted is known
 * here and nowhere else. Only for writes that may be made twice.
 * @param seconds how long; afterwards what is not written is found by its state and asked after
 * @throws what the last try threw, at once if the database did answer
 */
export async function insist<T>(write: () => Promise<T>, seconds: number): Promise<T> {
  const tries = Math.ceil((seconds * 1000) / every)
  for (let left = tries; ; left--) {
    try {
      return await write()
    } catch (error) {
      if (left <= 0 || !isAway(error)) throw error
      await pause(every)
    }
  }
}

/** PostgreSQL's class 57P (shut down, starting up), and 08 (connection); the driver's own words; the system's. */
const away = /^(57P0[1-5]|08\w{3}|CONNECTION_\w+|CONNECT_TIMEOUT|ECONN\w+|EPIPE|ETIMEDOUT)$/

/** Whether something failed because the database went away, so that it can be done once it is back. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && away.test(error.code)) return true
  return isAway(error.cause)
}
