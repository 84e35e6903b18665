import { sql } from 'drizzle-orm'
import type { Db } from '../../db/connect.js'
import type { Route } from './claim-store.js'

/** Distinguishes these locks from any other use of advisory locks in the same database. */
const family = 0x64727562

const number = (route: Route) => sql`hashtext(${`${route.platform}:${route.workspace}`})`

/** The locks of a route as PostgreSQL lists them; it shows the number without its sign. */
const held = (route: Route) =>
  sql`l.locktype = 'advisory' and l.classid = ${family}::oid and l.objid = (${number(route)}::bigint & 4294967295)::oid and l.granted
    and l.database = (select oid from pg_database where datname = current_database())`

/**
 * Tries to become the one sender of a route. The lock belongs to the connection: it must be one of its own, and dies with it. It is
 * kept until `unlock`, so that the pace, which is kept in memory, stays with one process.
 * @returns `new`: this connection got it now; `mine`: it had it already; `taken`: another has it
 */
export async function tryLock(db: Db, route: Route): Promise<'new' | 'mine' | 'taken'> {
  const [row] = await db.execute<{ mine: boolean; got: boolean | null }>(sql`
    select mine, case when mine then null else pg_try_advisory_lock(${family}, ${number(route)}) end as got
    from (select exists (select 1 from pg_locks l where ${held(route)} and l.pid = pg_backend_pid()) as mine offset 0) as asked`)
  if (row?.mine === true) return 'mine'
  return row?.got === true ? 'new' : 'taken'
}

export async function unlock(db: Db, route: Route): Promise<void> {
  await db.execute(sql`select pg_advisory_unlock(${family}, ${number(route)})`)
}

/**
 * Ends the connection of a sender that holds a route and has not asked the database anything for so long that it must hang: a living
 * one asks every few seconds. What it had marked is found by the next sender; it itself finds its marks gone when it wakes.
 * @returns whether there was one
 */
export async function unseatHanging(db: Db, route: Route, seconds: number): Promise<boolean> {
  const rows = await db.execute(sql`
    select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where ${held(route)} and a.state in ('idle', 'idle in transaction')
      and a.state_change < clock_timestamp() - make_interval(secs => ${seconds})`)
  return rows.length > 0
}
