import { setTimeout as pause } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { owner } from './cluster.js'
import { isAlive } from './pidfile.js'

/**
 * One process's hold on a running server: a connection that keeps a shared advisory lock as long as the process lives. The
 * server's own lock table knows who is left, so a process that dies takes its hold with it, and two that end at once cannot both
 * believe that the other one will stop the server.
 */
export interface Tie {
  /** Lets go. True when nobody else holds on: newcomers then wait until `close`, and find the server gone. */
  release(): Promise<boolean>
  close(): Promise<void>
}

/** Any number, as long as every Drumbeat takes the same one. It is held in the database `postgres`, where nothing else locks. */
const holdLock = 37_862_329

/** How such a connection is called in pg_stat_activity, followed by the number of its process. */
const holdName = 'drumbeat hold '
/** How long the server may take to notice that a process is gone, in milliseconds. */
const noticeLimit = 2000

/**
 * Takes hold of the server at 127.0.0.1, and creates the database `drumbeat` if it is not there.
 * @throws the driver's error when nobody answers, the password is wrong, or the server is starting or stopping
 */
export async function tieTo(port: number, password: string): Promise<Tie> {
  let wanted = true
  const sql = postgres(serverUrl(port, password, 'postgres'), {
    max: 1,
    max_lifetime: null,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: `${holdName}${process.pid}` },
    // The connection ends when the server recovers from the crash of one of its processes; without a hold, somebody
    // else's end would then stop the server under us.
    onclose: () => {
      if (wanted) setTimeout(() => void hold(sql).catch(() => {}), 1000).unref()
    },
  })
  try {
    await hold(sql)
    await ensureDatabase(sql)
  } catch (error) {
    wanted = false
    await sql.end({ timeout: 0 })
    throw error
  }
  return {
    async release() {
      wanted = false
      await sql`select pg_advisory_unlock_shared(${holdLock})`
      return isLast(sql)
    },
    async close() {
      wanted = false
      await sql.end({ timeout: 0 })
    },
  }
}

/** The address of a database in the embedded server. */
export function serverUrl(port: number, password: string, database: string): string {
  return `postgres://${owner}:${password}@127.0.0.1:${port}/${database}`
}

/**
 * Whether nobody else holds on. The server takes a moment to notice that a process was killed, and its end must not be missed: so a
 * hold whose process is gone is waited out.
 */
async function isLast(sql: Sql): Promise<boolean> {
  const deadline = performance.now() + noticeLimit
  for (;;) {
    const [row] = await sql<{ last: boolean }[]>`select pg_try_advisory_lock(${holdLock}) as last`
    if (row?.last === true) return true
    const others = await sql<{ name: string }[]>`select application_name as name from pg_stat_activity
      where application_name like ${`${holdName}%`} and pid <> pg_backend_pid()`
    if (others.some(({ name }) => isAlive(Number(name.slice(holdName.length))))) return false
    if (performance.now() > deadline) return false
    await pause(20)
  }
}

async function hold(sql: Sql): Promise<void> {
  await sql`select pg_advisory_lock_shared(${holdLock})`
}

async function ensureDatabase(sql: Sql): Promise<void> {
  const found = await sql`select 1 from pg_database where datname = ${owner}`
  if (found.length > 0) return
  try {
    await sql.unsafe(`create database ${owner}`)
  } catch (error) {
    // Another process that starts at the same moment may be first; any other failure shows again here.
    const again = await sql`select 1 from pg_database where datname = ${owner}`
    if (again.length === 0) throw error
  }
}
