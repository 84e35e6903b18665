import { and, desc, eq, gte, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { deliveries } from '../../db/schema/deliveries.js'
import { imports, sources } from '../../db/schema/facts.js'
import { postedNumbers, restatedNumbers, settlements } from '../../db/schema/metrics.js'
import { type PostRef, postRef } from '../chat/place.js'
import type { TargetStatus } from './answer.js'
import { type Question, question } from './question.js'

/** A number as it was told, without what explains it. */
const frozen = z.object({ value: z.number().nullable(), currency: z.string().nullable(), rows: z.number() }).readonly()
export type Frozen = z.infer<typeof frozen>

const status = z.enum(['met', 'near', 'warn', 'at risk']).nullable()
/** By the name of a source, when it had been read last: an instant. */
const inputs = z.record(z.string(), z.string())

/** A number that stands in a message. */
export interface Posted {
  readonly id: number
  /** The key of the delivery that it stands in. */
  readonly delivery: string
  readonly place: string
  readonly metric: string
  readonly version: number
  readonly question: Question
  readonly asOf: Temporal.Instant
  readonly result: Frozen
  readonly status: TargetStatus | null
  readonly inputs: Readonly<Record<string, string>>
}

type Row = typeof postedNumbers.$inferSelect

const fromRow = (row: Row): Posted => ({
  id: row.id,
  delivery: row.delivery,
  place: row.place,
  metric: row.metric,
  version: row.version,
  question: question.parse(row.question),
  asOf: row.asOf,
  result: frozen.parse(row.result),
  status: status.parse(row.status),
  inputs: inputs.parse(row.inputs),
})

/** So many rows are written by one statement: PostgreSQL takes 65,535 values in one. */
const perStatement = 1000

/** Writes down numbers as they are posted, each once. @param position of the number in its message, from 0 */
export async function addPosted(
  db: Db,
  list: readonly (Omit<Posted, 'id'> & { readonly position: number })[],
): Promise<void> {
  for (let at = 0; at < list.length; at += perStatement) {
    const rows = list.slice(at, at + perStatement).map((one) => ({ ...one, inputs: { ...one.inputs } }))
    await db.insert(postedNumbers).values(rows).onConflictDoNothing()
  }
}

/** What was posted of a metric, the latest first. */
export async function postedOf(db: Db, metric: string, limit: number): Promise<readonly Posted[]> {
  const rows = await db
    .select()
    .from(postedNumbers)
    .where(eq(postedNumbers.metric, metric))
    .orderBy(desc(postedNumbers.id))
    .limit(limit)
  return rows.map(fromRow)
}

/** A posted number and what people were told last that it is, if they were. */
export interface Told extends Posted {
  readonly told: Frozen | null
}

/**
 * What stands at some places since a moment, or anywhere: of each question at each place what was posted last, because that has
 * superseded what stood there before. The latest first.
 */
export async function postedSince(
  db: Db,
  since: Temporal.Instant,
  places: readonly string[] | null,
): Promise<readonly Told[]> {
  const told = sql<unknown>`(select ${restatedNumbers.result} from ${restatedNumbers}
    where ${restatedNumbers.posted} = ${postedNumbers.id} order by ${restatedNumbers.id} desc limit 1)`
  const rows = await db
    .selectDistinctOn([postedNumbers.place, postedNumbers.metric, postedNumbers.question], { row: postedNumbers, told })
    .from(postedNumbers)
    .where(and(gte(postedNumbers.asOf, since), places === null ? undefined : inArray(postedNumbers.place, [...places])))
    .orderBy(postedNumbers.place, postedNumbers.metric, postedNumbers.question, desc(postedNumbers.id))
  return rows
    .toSorted((a, b) => b.row.id - a.row.id)
    .map(({ row, told: last }) => {
      const json: unknown = typeof last === 'string' ? JSON.parse(last) : last
      return { ...fromRow(row), told: json === null || json === undefined ? null : frozen.parse(json) }
    })
}

/** By which version of its definition each metric was posted last at some places. */
export async function lastVersions(
  db: Db,
  places: readonly string[],
): Promise<readonly Pick<Posted, 'place' | 'metric' | 'version'>[]> {
  return db
    .selectDistinctOn([postedNumbers.place, postedNumbers.metric], {
      place: postedNumbers.place,
      metric: postedNumbers.metric,
      version: postedNumbers.version,
    })
    .from(postedNumbers)
    .where(inArray(postedNumbers.place, [...places]))
    .orderBy(postedNumbers.place, postedNumbers.metric, desc(postedNumbers.id))
}

/** When each source was read last, as an instant, by its name. */
export async function newestReads(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectDistinctOn([sources.name], { name: sources.name, at: imports.finishedAt })
    .from(sources)
    .innerJoin(imports, eq(imports.source, sources.id))
    .orderBy(sources.name, desc(imports.id))
  return new Map(rows.map(({ name, at }) => [name, at.toString()]))
}

/** Writes down that people were told what posted numbers are now. */
export async function addRestated(
  db: Db,
  list: readonly { readonly posted: number; readonly result: Frozen; readonly cause: string }[],
  at: Temporal.Instant,
): Promise<void> {
  if (list.length > 0) await db.insert(restatedNumbers).values(list.map((one) => ({ ...one, at })))
}

/** Where messages stand that have been sent, by the keys of their deliveries. */
export async function refsOf(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, PostRef>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .select({ key: deliveries.key, sent: deliveries.sent })
    .from(deliveries)
    .where(and(inArray(deliveries.key, [...keys]), isNotNull(deliveries.sent)))
  return new Map(rows.map(({ key, sent }) => [key, postRef.parse(sent)]))
}

export interface Settlement {
  readonly metric: string
  readonly source: string
  /** The metric that the other source's number is called by, where both are kept. */
  readonly other: string | null
  readonly reason: string
  readonly person: number
}

/** @returns its id */
export async function addSettlement(db: Db, one: Settlement, at: Temporal.Instant): Promise<number> {
  const [row] = await db
    .insert(settlements)
    .values({ ...one, at })
    .returning({ id: settlements.id })
  if (!row) throw new Error(`The settlement of ${one.metric} was not kept`)
  return row.id
}
