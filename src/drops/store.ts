import { and, desc, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { drops } from '../../db/schema/drops.js'
import { type MappingDraft, mappingDraft } from '../facts/recognition/draft.js'
import { type FileProfile, fileProfile } from '../facts/recognition/profile.js'
import { type ImportReport, importReport } from '../facts/report.js'
import { type Drop, type DropState, dropState } from './model.js'

const { id, person, name, size, state, sheets, sheet, profile, draft, report, at } = drops
const told = { id, person, name, size, state, sheets, sheet, profile, draft, report, at }
const columns = { ...told, kept: sql<boolean>`${drops.bytes} is not null` }

interface DropRow {
  readonly id: number
  readonly person: number
  readonly name: string
  readonly size: number
  readonly state: string
  readonly sheets: unknown
  readonly sheet: string | null
  readonly profile: unknown
  readonly draft: unknown
  readonly report: unknown
  readonly at: Temporal.Instant
  readonly kept: boolean
}

const dropFrom = (row: DropRow): Drop => ({
  ...row,
  state: dropState.parse(row.state),
  sheets: z.array(z.string()).nullable().parse(row.sheets),
  profile: fileProfile.nullable().parse(row.profile),
  draft: mappingDraft.nullable().parse(row.draft),
  report: importReport.nullable().parse(row.report),
})

interface NewDrop {
  readonly key: string
  readonly person: number
  readonly name: string
  readonly bytes: Buffer
  readonly at: Temporal.Instant
}

/** Keeps a file. A key that is known keeps what is there. @returns its number */
export async function addDrop(db: Db, drop: NewDrop): Promise<number> {
  const row = { ...drop, size: drop.bytes.length, state: 'open', changedAt: drop.at }
  const [added] = await db.insert(drops).values(row).onConflictDoNothing({ target: drops.key }).returning({ id })
  if (added) return added.id
  const [known] = await db.select({ id }).from(drops).where(eq(drops.key, drop.key))
  if (!known) throw new Error(`The file with the key ${drop.key} was not kept`)
  return known.id
}

/** The file that a key brought already, or null. */
export async function dropByKey(db: Db, key: string): Promise<Drop | null> {
  const [row] = await db.select(columns).from(drops).where(eq(drops.key, key))
  return row ? dropFrom(row) : null
}

export async function dropById(db: Db, number: number): Promise<Drop | null> {
  const [row] = await db.select(columns).from(drops).where(eq(drops.id, number))
  return row ? dropFrom(row) : null
}

/** The files that somebody has not finished, the newest first. */
export async function openDrops(db: Db, by: number, limit: number): Promise<readonly Drop[]> {
  const rows = await db
    .select(columns)
    .from(drops)
    .where(and(eq(person, by), eq(state, 'open'), isNotNull(drops.bytes)))
    .orderBy(desc(id))
    .limit(limit)
  return rows.map(dropFrom)
}

/** The lists of names that are there, whoever brought them: of each file name the newest. */
export async function nameLists(db: Db): Promise<readonly Drop[]> {
  const rows = await db
    .selectDistinctOn([name], columns)
    .from(drops)
    .where(and(eq(state, 'list'), isNotNull(drops.bytes)))
    .orderBy(name, desc(id))
  return rows.map(dropFrom)
}

/** Files that were imported and can still be read again, the newest first. */
export async function importedDrops(db: Db, limit: number): Promise<readonly Drop[]> {
  const rows = await db
    .select(columns)
    .from(drops)
    .where(and(eq(state, 'imported'), isNotNull(drops.bytes)))
    .orderBy(desc(id))
    .limit(limit)
  return rows.map(dropFrom)
}

export async function bytesOf(db: Db, numbers: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
  if (numbers.length === 0) return new Map()
  const rows = await db
    .select({ id, bytes: drops.bytes })
    .from(drops)
    .where(inArray(id, [...numbers]))
  return new Map(rows.flatMap((row) => (row.bytes ? [[row.id, Buffer.from(row.bytes)] as const] : [])))
}

interface DropChange {
  readonly state?: DropState
  readonly sheets?: readonly string[] | null
  readonly sheet?: string
  readonly profile?: FileProfile
  readonly draft?: MappingDraft | null
  readonly report?: ImportReport | null
  readonly bytes?: null
}

export async function changeDrop(db: Db, number: number, change: DropChange, now: Temporal.Instant): Promise<void> {
  await db
    .update(drops)
    .set({ ...change, changedAt: now })
    .where(eq(id, number))
}

/** Forgets the bytes of files that nobody has touched since, but for lists: they are read with every next file. */
export async function forgetBytes(db: Db, before: Temporal.Instant): Promise<void> {
  await db
    .update(drops)
    .set({ bytes: null })
    .where(and(inArray(state, ['open', 'imported', 'closed']), lt(drops.changedAt, before), isNotNull(drops.bytes)))
}

/** Of several drops of one list only the newest is read; the older ones give their bytes back. */
export async function replaceList(db: Db, newest: number, named: string, now: Temporal.Instant): Promise<void> {
  await db
    .update(drops)
    .set({ state: 'closed', bytes: null, changedAt: now })
    .where(and(eq(state, 'list'), eq(name, named), lt(id, newest)))
}
