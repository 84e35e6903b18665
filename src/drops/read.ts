import { join } from 'node:path'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import type { FactName } from '../facts/catalogue.js'
import { fileKind, sheetNames } from '../facts/excel/excel.js'
import { tidy } from '../facts/names.js'
import { openTable } from '../facts/open.js'
import { beginDraft, type MappingDraft } from '../facts/recognition/draft.js'
import { candidatesFor, type FileReading, readFile } from '../facts/recognition/facts.js'
import { joinLists, type NameList } from '../facts/recognition/lists.js'
import { type FileProfile, profileTable } from '../facts/recognition/profile.js'
import { type DropDesk, withFiles } from './desk.js'
import { knownDraft } from './known.js'
import type { Drop } from './model.js'
import * as store from './store.js'

export interface DropContext extends Context {
  readonly by: Person
}

/**
 * Looks at a file that is kept: its sheets, or what stands in it and how it is read. Doing it again changes nothing.
 * @throws FactsError when it cannot be read; the file stays kept, for nothing is lost by trying
 */
export async function readDrop(desk: DropDesk, context: DropContext, id: number): Promise<void> {
  const drop = await store.dropById(context.db, id)
  const bytes = (await store.bytesOf(context.db, [id])).get(id)
  if (!drop || !bytes) return
  await withFiles(desk, [{ name: drop.name, bytes }], async (folder) => {
    const file = join(folder, drop.name)
    const sheets = drop.sheet === null && (await fileKind(file)) === 'zip' ? await sheetNames(file) : []
    if (sheets.length > 1) return store.changeDrop(context.db, id, { sheets }, context.now)
    await readTable(desk, context, drop, file)
  })
}

async function readTable(desk: DropDesk, context: DropContext, drop: Drop, file: string): Promise<void> {
  const table = await openTable(file, drop.sheet === null ? {} : { sheet: drop.sheet })
  const profile = await profileTable(table)
  const known = await knownDraft(context, drop, profile)
  const reading = readFile(profile, drop.sheet ?? drop.name)
  if (known === null && reading.kind === 'list') {
    await store.changeDrop(context.db, drop.id, { profile, state: 'list' }, context.now)
    return store.replaceList(context.db, drop.id, drop.name, context.now)
  }
  const draft =
    known ??
    (reading.kind === 'fact' ? await draftFor(desk, context, { ...drop, profile }, reading.candidate.fact) : null)
  await store.changeDrop(context.db, drop.id, { profile, draft }, context.now)
}

/** What a file is, as its profile says it: for the card that asks. */
export function readingOf(drop: Drop): FileReading | null {
  return drop.profile === null ? null : readFile(drop.profile, drop.sheet ?? drop.name)
}

/** A draft of a file as rows of a fact, with what the lists that are there know more. */
export async function draftFor(
  desk: DropDesk,
  context: DropContext,
  drop: Drop,
  fact: FactName,
): Promise<MappingDraft | null> {
  const { profile } = drop
  if (profile === null) return null
  const matches = candidatesFor(profile, drop.name).find((one) => one.fact === fact)?.matches ?? []
  const begun = beginDraft({ profile, file: drop.name, sheet: drop.sheet, fact, matches, owner: context.by.email })
  return withLists(desk, context, drop, begun)
}

/** The same draft with the fields that lists can fill. */
export async function withLists(
  desk: DropDesk,
  context: DropContext,
  drop: Drop,
  draft: MappingDraft,
): Promise<MappingDraft> {
  const lists = (await store.nameLists(context.db)).filter((one) => one.id !== drop.id && one.name !== drop.name)
  if (lists.length === 0 || drop.profile === null) return draft
  const read = await Promise.all(lists.map((list) => listOf(desk, context, list)))
  const names = await namesIn(desk, context, drop)
  return joinLists(
    draft,
    read.flatMap((one) => one ?? []),
    (field) => {
      const column = draft.columns[field]?.column
      return (column === undefined ? null : names.get(column)) ?? new Set()
    },
  )
}

async function listOf(desk: DropDesk, context: DropContext, drop: Drop): Promise<NameList | null> {
  const { profile } = drop
  const reading = readingOf(drop)
  const key = reading?.kind === 'list' ? reading.key : (profile?.columns.find((one) => one.unique)?.name ?? null)
  if (profile === null || key === null) return null
  const names = (await namesIn(desk, context, drop)).get(key)
  return names ? { file: drop.name, profile, key, names } : null
}

/** The different names of each column, of a whole file. */
async function namesIn(desk: DropDesk, context: DropContext, drop: Drop): Promise<ReadonlyMap<string, Set<string>>> {
  const bytes = (await store.bytesOf(context.db, [drop.id])).get(drop.id)
  const wanted = new Set(namesColumns(drop.profile))
  const names = new Map([...wanted].map((column) => [column, new Set<string>()]))
  if (!bytes) return names
  return withFiles(desk, [{ name: drop.name, bytes }], async (folder) => {
    const table = await openTable(join(folder, drop.name), drop.sheet === null ? {} : { sheet: drop.sheet })
    for await (const batch of table.batches()) {
      for (const { cells } of batch) {
        for (const [at, column] of table.columns.entries()) {
          const value = tidy(cells[at] ?? '')
          if (value !== '') names.get(column)?.add(value)
        }
      }
    }
    return names
  })
}

/** Columns of names; one with another name in every row of a large file is an id. */
function namesColumns(profile: FileProfile | null): readonly string[] {
  const named = (profile?.columns ?? []).filter(({ shape, distinct }) => shape.kind === 'names' && distinct !== null)
  return named.filter(({ distinct }) => (distinct ?? 0) <= 50_000).map(({ name }) => name)
}
