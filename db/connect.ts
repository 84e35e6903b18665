import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import postgres, { type Sql } from 'postgres'
import { Temporal } from 'temporal-polyfill'

/**
 * What every store and verb takes. Both the handle of `connect` and the `tx` inside `db.transaction(async (tx) => ...)`
 * satisfy it, so verbs compose into one transaction without knowing that they do.
 */
export type Db = PgDatabase<PostgresJsQueryResultHKT>

export interface Database {
  db: Db
  /**
   * The driver itself, for what drizzle has no words for: LISTEN, a reserved connection, a cursor. Timestamps and dates
   * arrive as PostgreSQL's text; JSON is passed as a string that the caller has already stringified.
   */
  sql: Sql
  url: string
  /** Waits up to 5 s for queries under way, then closes every connection. */
  close(): Promise<void>
}

/**
 * Opens a pool lazily: nothing is sent until the first query, so an unreachable server is reported by `migrate`.
 * @param url a `postgres://` address
 * @param options `max` connections in the pool (10), `applicationName` as pg_stat_activity shows it ('drumbeat'), `repeats` for a
 * connection that says the same few statements all day: they are kept prepared
 */
export function connect(
  url: string,
  options: { max?: number; applicationName?: string; repeats?: boolean } = {},
): Database {
  const sql = postgres(url, {
    max: options.max ?? 10,
    // The driver would retire a connection after 30 to 60 minutes, reserved or not, and an advisory lock held on it would be
    // lost without a word.
    max_lifetime: null,
    connect_timeout: 10,
    onnotice: () => {},
    connection: {
      application_name: options.applicationName ?? 'drumbeat',
      // Text of timestamptz is parsed by `instant`: it must not depend on how the server is configured.
      TimeZone: 'UTC',
      DateStyle: 'ISO, YMD',
    },
  })
  if (options.repeats) keepPrepared(sql)
  const db = drizzle(sql)
  // drizzle passes these types through untouched; an Instant bound in a raw `sql` fragment would be refused by the driver.
  for (const type of timestampTypes) sql.options.serializers[type] = timestampText
  return { db, sql, url, close: () => sql.end({ timeout: 5 }) }
}

/** So many statements of a connection are kept prepared at most: the server holds each as long as the connection lives. */
const mostPrepared = 100

/**
 * drizzle sends its statements unnamed: the server parses and plans each anew, and the driver has to ask for its types first, which
 * makes two round trips of one.
 */
function keepPrepared(sql: Sql): void {
  const known = new Set<string>()
  const unsafe = sql.unsafe
  sql.unsafe = (query, parameters, how) => {
    if (known.size < mostPrepared) known.add(query)
    return unsafe(query, parameters, { ...how, prepare: known.has(query) })
  }
}

/** The object ids of `timestamptz` and `timestamp` in PostgreSQL's catalogue (pg_type.dat). */
const timestampTypes = [1184, 1114]

function timestampText(value: unknown): unknown {
  if (value instanceof Temporal.Instant) return value.toString({ fractionalSecondDigits: 6 })
  return value instanceof Date ? value.toISOString() : value
}
