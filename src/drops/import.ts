import { join } from 'node:path'
import { recordChange } from '../audit/store.js'
import { importFacts } from '../facts/import.js'
import { parseMapping } from '../facts/mapping.js'
import type { Mapping } from '../facts/mapping-schema.js'
import { type MappingDraft, mappingDraft } from '../facts/recognition/draft.js'
import type { ImportReport } from '../facts/report.js'
import { gotAnything } from '../facts/report.js'
import { savedMapping } from '../facts/sources-store.js'
import { Refusal } from '../locales/refusal.js'
import { type DropDesk, withFiles } from './desk.js'
import type { Drop } from './model.js'
import type { DropContext } from './read.js'
import * as store from './store.js'

/** The mapping that a draft has become. @throws FactsError with every problem that it still has */
export function mappingOf(draft: MappingDraft): Mapping {
  const { settled: _settled, ...mapping } = draft
  return parseMapping(mapping)
}

/**
 * Imports a file by its draft, with the lists that it is read beside. Rows are known by source and id, so doing it twice changes
 * nothing; what came of it is kept with the file and in the record of changes.
 * @throws FactsError when the file does not fit; nothing is stored then
 * @throws Refusal when the file or a list is not there any more
 */
export async function importDropped(desk: DropDesk, context: DropContext, drop: Drop): Promise<ImportReport> {
  const { draft } = drop
  if (draft === null) throw new Refusal('drops.not_ready', { file: drop.name })
  const mapping = mappingOf(draft)
  const before = await savedMapping(context.db, mapping.source, mapping.fact)
  const files = await filesFor(context, drop, mapping)
  const report = await withFiles(desk, files, async (folder) => {
    const options = { database: desk.database, company: context.company, mapping, now: context.now, t: context.t }
    return importFacts({ ...options, from: folder, reports: join(folder, 'reports') })
  })
  await context.db.transaction(async (db) => {
    const state = gotAnything(report) ? 'imported' : drop.state
    await store.changeDrop(db, drop.id, { state, report: { ...report, refusedFile: null } }, context.now)
    const { read, added, changed, unchanged, refused } = report
    await recordChange(
      { ...context, db },
      {
        subject: `source:${mapping.source}/${mapping.fact}`,
        verb: 'import',
        before: before === null ? null : { mapping: before },
        after: { file: drop.name, read, added, changed, unchanged, refused, mapping },
      },
    )
  })
  return report
}

interface NamedBytes {
  readonly name: string
  readonly bytes: Buffer
}

async function filesFor({ db }: DropContext, drop: Drop, mapping: Mapping): Promise<readonly NamedBytes[]> {
  const lists = await store.nameLists(db)
  const wanted = [...new Set(Object.values(mapping.lookups).map((one) => one.file))]
  const found = wanted.map((name) => ({ name, list: lists.find((one) => one.name === name && one.id !== drop.id) }))
  const missing = found.find((one) => one.list === undefined)
  if (missing) throw new Refusal('drops.list_missing', { list: missing.name, file: drop.name })
  const ids = [drop.id, ...found.flatMap((one) => (one.list ? [one.list.id] : []))]
  const bytes = await store.bytesOf(db, ids)
  const own = bytes.get(drop.id)
  if (!own) throw new Refusal('drops.forgotten', { file: drop.name })
  const beside = found.flatMap(({ name, list }) => {
    const content = list ? bytes.get(list.id) : undefined
    return content ? [{ name, bytes: content }] : []
  })
  return [{ name: drop.name, bytes: own }, ...beside]
}

/**
 * Writes down that a name is another one's spelling, or that the two are not the same, and reads the file again with that, so that
 * the rows and what is looked up for them are put right.
 */
export async function settleDropped(
  desk: DropDesk,
  context: DropContext,
  drop: Drop,
  said: { readonly field: string; readonly name: string; readonly near: string; readonly same: boolean },
): Promise<ImportReport> {
  if (drop.draft === null) throw new Refusal('drops.not_ready', { file: drop.name })
  const draft = mappingDraft.parse(said.same ? withAlias(drop.draft, said) : withDifference(drop.draft, said))
  await store.changeDrop(context.db, drop.id, { draft }, context.now)
  return importDropped(desk, context, { ...drop, draft })
}

interface SaidOfName {
  readonly field: string
  readonly name: string
  readonly near: string
}

function withAlias(draft: MappingDraft, { field, name, near }: SaidOfName): MappingDraft {
  return { ...draft, aliases: { ...draft.aliases, [field]: { ...draft.aliases[field], [name]: near } } }
}

function withDifference(draft: MappingDraft, { field, name, near }: SaidOfName): MappingDraft {
  const known = draft.different[field] ?? {}
  const others = [...new Set([...(known[name] ?? []), near])]
  return { ...draft, different: { ...draft.different, [field]: { ...known, [name]: others } } }
}
