import { sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import type { Route } from './store.js'

/** Distinguishes these locks from any other use of advisory locks in the same database. */
const family = 0x64727562

/**
 * Tries to become the one sender of a route. The lock belongs to the connection: it must be one of its own, and dies with it.
 * @returns whether this connection now holds it (once more, if it did already)
 */
export async function tryLock(db: Db, route: Route): Promise<boolean> {
  const [row] = await db.execute<{ held: boolean }>(
    sql`select pg_try_advisory_lock(${family}, hashtext(${`${route.platform}:${route.workspace}`})) as held`,
  )
  return row?.held === true
}

export async function unlock(db: Db, route: Route): Promise<void> {
  await db.execute(sql`select pg_advisory_unlock(${family}, hashtext(${`${route.platform}:${route.workspace}`}))`)
}
