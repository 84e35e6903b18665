import type { Context } from '../company/context.js'
import type { FactName } from '../facts/catalogue.js'
import { columnsOf, type Mapping } from '../facts/mapping-schema.js'
import { type MappingDraft, mappingDraft } from '../facts/recognition/draft.js'
import type { FileProfile } from '../facts/recognition/profile.js'
import { questionsOf, type Surroundings } from '../facts/recognition/questions.js'
import { savedMappings } from '../facts/sources-store.js'
import type { Drop } from './model.js'

/**
 * How a file with these columns was read the last time, or null for one that is new. Nothing is asked again but what is new in
 * it: a stage that did not stand in the file before.
 */
export async function knownDraft(context: Context, drop: Drop, profile: FileProfile): Promise<MappingDraft | null> {
  const fitting = (await savedMappings(context.db)).filter((mapping) => fits(mapping, profile))
  const best = fitting.toSorted((a, b) => used(b) - used(a) || sameName(b, drop) - sameName(a, drop))[0]
  if (!best) return null
  const draft = mappingDraft.parse({ ...best, file: drop.name, settled: [] })
  const asked = questionsOf(draft, profile, await surroundings(context, draft.fact))
  const settled = asked.filter((one) => one.kind !== 'values' || !hasNewWord(one.field, draft, profile))
  return { ...draft, settled: ['known', ...settled.map((one) => one.name)] }
}

/** Whether a draft is how its source was read before. */
export const isKnown = (draft: MappingDraft): boolean => draft.settled.includes('known')

function fits({ columns }: Mapping, profile: FileProfile): boolean {
  const names = profile.columns.map((one) => one.name)
  const own = Object.values(columns).filter((spec) => spec.lookup === undefined)
  return (
    own.flatMap(columnsOf).every((column) => names.filter((name) => name === column).length === 1) && own.length > 1
  )
}

const used = ({ columns }: Mapping): number => Object.values(columns).flatMap(columnsOf).length
const sameName = ({ file }: Mapping, drop: Drop): number => (file === drop.name ? 1 : 0)

function hasNewWord(field: string, draft: MappingDraft, profile: FileProfile): boolean {
  const spec = draft.columns[field]
  const column = profile.columns.find((one) => one.name === spec?.column)
  return (column?.values ?? []).some(({ value }) => spec?.values?.[value] === undefined)
}

/** What a draft is asked about in the light of: the company's currency, and the systems that have given such rows before. */
export async function surroundings(context: Context, fact: FactName): Promise<Surroundings> {
  const sources = (await savedMappings(context.db)).filter((one) => one.fact === fact)
  return { currency: context.company.currency, sources: sources.map(({ source, label }) => ({ name: source, label })) }
}
