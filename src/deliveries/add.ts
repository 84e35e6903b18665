import type { Context } from '../company/context.js'
import { lockCards } from './live-store.js'
import type { NewDelivery } from './model.js'
import * as store from './store.js'
import { letFollow } from './under-store.js'

/**
 * Puts messages into the outbox, in the transaction of the work that made them (`context.db`). They go out after it commits.
 * @returns how many were new: a key that is known adds nothing, so the same work may safely run twice
 */
export async function addDeliveries(context: Context, deliveries: readonly NewDelivery[]): Promise<number> {
  await lockCards(
    context.db,
    deliveries.flatMap((one) => (one.view === undefined ? [] : [one.about])),
  )
  const added = await store.insert(context.db, deliveries, context.now)
  const above = deliveries.flatMap((one) => one.under ?? [])
  if (added > 0) await letFollow(context.db, above, context.now)
  return added
}
