import { eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { sources } from '../../db/schema/facts.js'
import type { FactName } from '../facts/catalogue.js'
import type { Scan } from './plan.js'
import type { Filter } from './question.js'
import { behindSql } from './scan-sql.js'
import type { SourceRule } from './source-rules.js'
import type { Table } from './table-sql.js'
import { factTable, onlyCounted, storedColumn } from './tables-store.js'
import type { Window } from './window.js'

/** Which rows are wanted: those of one fact that any of the scans takes account of, each in its window. */
export interface RowsRequest {
  readonly fact: FactName
  readonly scans: readonly { readonly scan: Scan; readonly window: Window }[]
  readonly where: readonly Filter[]
  readonly rules: readonly SourceRule[]
  /** The day of asking: what is known only later does not count. */
  readonly today: string
  readonly fields: readonly string[]
  readonly order: { readonly field: string }
  readonly offset: number
  readonly limit: number
}

/** A row as it is stored, each field as text; days are `YYYY-MM-DD`, money is in minor units. */
export interface StoredRow {
  readonly source: number
  readonly id: string
  readonly fields: Readonly<Record<string, string | null>>
}

/** The rows as something to select from under the name of their table. A row that several scans take account of stands there once. */
function selection(table: Table, { scans, where }: RowsRequest): SQL {
  const day = (text: string): SQL => sql`(${text}::text)::date`
  const filters = where.map(({ dimension, values }) => {
    const each = values.map((value) => sql`${value}`)
    return sql` and ${table.column(dimension)} in (${sql.join(each, sql`, `)})`
  })
  const selects = scans.map(
    ({ scan, window: { from, to, at } }) => sql`select ${table.table}.*
      from (values (${day(from)}, ${day(to)}, ${day(at)})) as w(from_day, to_day, at_day) cross join ${table.table}
      where ${behindSql(table, scan)}${sql.join(filters, sql``)}`,
  )
  return sql`(${sql.join(selects, sql` union `)}) as ${table.table}`
}

const cell = z.string().nullable()

/** One page of the rows behind a number, the latest first, and how many there are altogether. */
export async function readRows(
  db: Db,
  request: RowsRequest,
): Promise<{ readonly rows: readonly StoredRow[]; readonly total: number }> {
  const table = factTable(request.fact)
  const from = selection(table, request)
  const source = sql<number>`${table.table}.source`
  const id = sql<string>`${storedColumn(request.fact, 'id')}`
  const fields = Object.fromEntries(
    request.fields.map((field) => [`f_${field}`, sql<unknown>`${storedColumn(request.fact, field)}::text`]),
  )
  const select = onlyCounted(db, request.rules)
  const page = select({ source, id, ...fields })
    .from(from)
    .orderBy(sql`${storedColumn(request.fact, request.order.field)} desc nulls last, ${source}, ${id}`)
    .limit(request.limit)
    .offset(request.offset)
    .prepare('metrics_rows')
  const count = db.select({ total: sql<number>`count(*)::int` }).from(from).prepare('metrics_rows_count')
  const values = { today: request.today }
  const [rows, totals] = await Promise.all([page.execute(values), count.execute(values)])
  return {
    total: Number(totals[0]?.total ?? 0),
    rows: rows.map((row: Record<string, unknown>) => ({
      source: Number(row.source),
      id: String(row.id),
      fields: Object.fromEntries(request.fields.map((field) => [field, cell.parse(row[`f_${field}`] ?? null)])),
    })),
  }
}

/** What a source says of its rows: what it is called, who answers for it, and the template of its links. */
export interface RowSource {
  readonly id: number
  readonly name: string
  readonly label: string
  readonly owner: string | null
  readonly link: string | null
}

const linked = z.object({ link: z.string().optional() })

/** The sources of a fact. */
export async function rowSources(db: Db, fact: FactName): Promise<readonly RowSource[]> {
  const rows = await db.select().from(sources).where(eq(sources.fact, fact))
  return rows.map(({ id, name, label, owner, mapping }) => ({
    id,
    name,
    label,
    owner,
    link: linked.safeParse(mapping).data?.link ?? null,
  }))
}
