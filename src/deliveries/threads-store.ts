import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import { deliveries } from '../../db/schema/deliveries.js'
import { type Place, postRef } from '../chat/place.js'

/**
 * The threads below messages that were put into the outbox, by their keys. A message that is not posted (yet, or at all) has
 * none, and neither has one in a direct conversation.
 */
export async function threadsUnder(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, Place>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .select({ key: deliveries.key, sent: deliveries.sent })
    .from(deliveries)
    .where(and(inArray(deliveries.key, [...keys]), eq(deliveries.state, 'sent')))
  return new Map(
    rows.flatMap(({ key, sent }) => {
      const { place, id } = postRef.parse(sent)
      return place.kind === 'channel' ? [[key, { ...place, thread: place.thread ?? id }] as const] : []
    }),
  )
}
