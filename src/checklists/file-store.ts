import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { checklistFiles } from '../../db/schema/checklists.js'
import type { SharedFile } from '../chat/file.js'
import type { Place } from '../chat/place.js'

/** A file that somebody shared as evidence, by what their platform calls it. */
export interface EvidenceFile {
  readonly id: number
  readonly name: string
  /** Opens it for those who may see it there. */
  readonly link: string | null
}

const shown = { id: checklistFiles.id, name: checklistFiles.name, link: checklistFiles.link }

/** Keeps where files are that somebody shared; a second delivery of the same adds none. @returns them in their order */
export async function keepFiles(
  db: Db,
  files: readonly SharedFile[],
  by: { readonly person: number; readonly from: Place; readonly at: Temporal.Instant; readonly cause: string },
): Promise<readonly EvidenceFile[]> {
  const { person, from, at, cause } = by
  const rows = files.map(({ name, size, link = null, ref }, index) => ({
    ...{ person, platform: from.platform, workspace: from.workspace, name, size, link, ref, at },
    cause: `${cause}#${index}`,
  }))
  const set = { cause: sql`excluded.cause` }
  const kept = await db
    .insert(checklistFiles)
    .values(rows)
    .onConflictDoUpdate({ target: checklistFiles.cause, set })
    .returning(shown)
  return kept.toSorted((a, b) => a.id - b.id)
}

/** Files that a person shared and that are evidence of nothing yet. */
export async function freeFiles(db: Db, person: number, ids: readonly number[]): Promise<readonly EvidenceFile[]> {
  return db
    .select(shown)
    .from(checklistFiles)
    .where(
      and(inArray(checklistFiles.id, [...ids]), eq(checklistFiles.person, person), sql`${checklistFiles.item} is null`),
    )
    .orderBy(asc(checklistFiles.id))
}

/** Files become the evidence of an item, in the place of those that were before. */
export async function setFiles(db: Db, item: number, ids: readonly number[]): Promise<void> {
  await db.update(checklistFiles).set({ item: null }).where(eq(checklistFiles.item, item))
  if (ids.length > 0)
    await db
      .update(checklistFiles)
      .set({ item })
      .where(inArray(checklistFiles.id, [...ids]))
}

/** The files that are evidence of an item. */
export async function filesOf(db: Db, item: number): Promise<readonly EvidenceFile[]> {
  return db.select(shown).from(checklistFiles).where(eq(checklistFiles.item, item)).orderBy(asc(checklistFiles.id))
}
