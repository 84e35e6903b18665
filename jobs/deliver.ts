import type { Database } from '../db/connect.js'
import { type PostDesk, PostOffice } from '../src/deliveries/post.js'
import { channel } from '../src/deliveries/store.js'

/**
 * Behind the wake-up calls the outbox is looked at this often, in milliseconds, because a notification can be lost; and often enough
 * within a lease that the other processes see that this one lives.
 */
const pollEvery = (lease: number): number => Math.min(5000, (lease * 1000) / 4)

export interface DeliverDesk extends PostDesk {
  /** Where wake-up calls are heard; its pool must not be the single connection that holds the locks. */
  readonly listen: Database
}

/**
 * The loop that empties the outbox: woken when something is added, when something's time has come, and every few seconds.
 * @returns `stop`, which waits for the receipts of what is being sent
 */
export async function startDeliver(desk: DeliverDesk): Promise<{ readonly stop: () => Promise<void> }> {
  const office = new PostOffice(desk)
  const failed = (error: unknown): void =>
    desk.warn(
      { reason: error instanceof Error ? error.message : String(error) },
      'The outbox could not be read; it is tried again',
    )
  const look = (): void => void office.look().catch(failed)
  const woken = (call: string): void => void office.woken(call).catch(failed)
  // The second `look` runs at each (re)connection: what was added while nobody listened is found at once.
  const listening = await desk.listen.sql.listen(channel, woken, look)
  const timer = setInterval(look, pollEvery(desk.lease))
  return {
    stop: async () => {
      clearInterval(timer)
      await listening.unlisten()
      await office.stop()
    },
  }
}
