import postgres, { type Sql, type TransactionSql } from 'postgres'
import { z } from 'zod'
import type { TextKey } from '../../locales/areas.js'
import type { Args } from '../../locales/texts.js'
import type { SqlSource } from '../mapping-schema.js'
import { FactsError } from '../problems.js'
import type { Table } from '../table.js'
import { openSpool, type Spool } from './spool.js'

/** What a variable of the environment holds. Only the roof reads the environment itself. */
export type Environment = (name: string) => string | undefined

/** The rows that a query gave; `remove` takes them off the disk. */
export interface Pulled {
  readonly table: Table
  remove(): Promise<void>
}

const batchRows = 1000
/** The types of PostgreSQL's catalogue (pg_type.dat) whose text is not what an export would write. */
const boolean = 16

/**
 * Asks another database by a query, in a transaction that may only read. The connection is its own and closed at the end.
 * @param address holds the address of the database; it is never kept, shown or logged
 * @throws FactsError when the database cannot be reached, refuses the query, takes too long or gives too many rows
 */
export async function pullRows(from: SqlSource, address: Environment): Promise<Pulled> {
  const fail = failing(from)
  const url = address(from.url_from)
  if (url === undefined || url === '') throw fail('facts.sql_no_address')
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) throw fail('facts.sql_bad_address')
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 10,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: 'drumbeat source' },
  })
  const spool = await openSpool()
  try {
    const columns = await readInto(sql, from, spool)
    const table = await spool.table(from.url_from, columns)
    return { table, remove: spool.remove }
  } catch (error) {
    await spool.remove()
    throw error instanceof FactsError ? error : explain(error, fail, from)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

type Fail = (key: TextKey, args?: Args, cause?: unknown) => FactsError

function failing({ url_from }: SqlSource): Fail {
  return (key, args = {}, cause = undefined) =>
    new FactsError([{ at: 'from', key, args: { variable: url_from, ...args } }], cause)
}

const describedColumn = z.object({ name: z.string(), type: z.number() })
type Column = z.infer<typeof describedColumn>

/** @returns the names of the columns */
async function readInto(sql: Sql, from: SqlSource, spool: Spool): Promise<readonly string[]> {
  // Whatever the query calls, the server refuses what would write; and gives up when it takes too long.
  return sql.begin('isolation level repeatable read read only', async (inside) => {
    await inside`select set_config('statement_timeout', ${`${from.timeout * 1000}`}, true)`
    await inside`set local datestyle to 'ISO, YMD'`
    await inside`set local timezone to 'UTC'`
    const columns = await columnsOf(inside, from)
    await copyRows(inside, from, columns, spool)
    return columns.map((one) => one.name)
  })
}

/** The query as one that can only be read from, whatever it is. */
function reading({ sql }: SqlSource): string {
  return `select * from (\n${sql.replace(/[\s;]+$/, '')}\n) as source`
}

async function columnsOf(inside: TransactionSql, from: SqlSource): Promise<readonly Column[]> {
  // With a parameter the driver does not use the protocol in which several statements could come at once.
  const { columns } = await inside.unsafe(`${reading(from)} limit $1`, [0])
  const described = z.array(describedColumn).parse(columns)
  if (described.length === 0) throw failing(from)('facts.sql_no_columns')
  return described
}

async function copyRows(
  inside: TransactionSql,
  from: SqlSource,
  columns: readonly Column[],
  spool: Spool,
): Promise<void> {
  const until = performance.now() + from.timeout * 1000
  let rows = 0
  for await (const batch of inside.unsafe(reading(from)).raw().cursor(batchRows)) {
    rows += batch.length
    const fail = failing(from)
    if (rows > from.rows) throw fail('facts.sql_too_many', { rows: from.rows })
    // The server counts the time of each batch alone.
    if (performance.now() > until) throw fail('facts.sql_timeout', { seconds: from.timeout })
    await spool.write(batch.map((row) => columns.map((column, at) => textOf(row[at], column))))
  }
}

/** A value as the server writes it; nothing where it has none. */
function textOf(value: unknown, { type }: Column): string {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : ''
  if (type !== boolean) return text
  return text === 't' ? 'true' : text === 'f' ? 'false' : ''
}

const withCode = z.object({ code: z.string() })

/** An address that cannot be reached, or that lets nobody in. SQLSTATE 28 is about passwords, 3D and 08 about where one is. */
const unreachable = /^(E[A-Z]+|CONNECT|CONNECTION|28|3D|08|57P)/
const cancelled = '57014'

function explain(error: unknown, fail: Fail, from: SqlSource): unknown {
  const code = withCode.safeParse(error).data?.code
  if (!(error instanceof Error) || code === undefined) return error
  if (code === cancelled) return fail('facts.sql_timeout', { seconds: from.timeout })
  const said = error.message || code
  return fail(unreachable.test(code) ? 'facts.sql_unreachable' : 'facts.sql_refused', { said })
}
