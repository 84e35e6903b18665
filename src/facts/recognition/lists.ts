import { factField, factFields } from '../catalogue.js'
import { type ColumnDraft, type MappingDraft, slugOf } from './draft.js'
import { fitOf } from './matching.js'
import type { FileProfile } from './profile.js'

/** A file that knows more about names: accounts with their industry, sellers with their team. */
export interface NameList {
  readonly file: string
  readonly profile: FileProfile
  /** The names of its key column, as they are looked up. */
  readonly key: string
  readonly names: ReadonlySet<string>
}

/** Fewer of the file's names than this share in a list mean that it is a list of something else. */
const enough = 0.5

/**
 * Lets lists say what the file itself does not: where most names of a field stand in a list's key, its other columns fill the
 * fields that no column of the file fills.
 * @param namesOf the different names in a field of the file
 */
export function joinLists(
  draft: MappingDraft,
  lists: readonly NameList[],
  namesOf: (field: string) => ReadonlySet<string>,
): MappingDraft {
  const joined = lists.flatMap((list) => {
    const by = fieldFor(draft, list, namesOf)
    return by === null ? [] : [{ list, by }]
  })
  const offers = joined.flatMap(({ list, by }) => offersOf(draft, list, by)).sort((a, b) => b.fit - a.fit)
  const columns: Record<string, ColumnDraft> = { ...draft.columns }
  const lookups = { ...draft.lookups }
  for (const { field, column, list, by } of offers) {
    if (columns[field] !== undefined) continue
    const name = slugOf(list.file.replace(/\.[A-Za-z]{2,5}$/, ''))
    columns[field] = { lookup: name, column }
    lookups[name] = { file: list.file, key: list.key, by, format: formatOf(list.profile) }
  }
  return { ...draft, columns, lookups }
}

/** The field whose names the list knows best, or null where it knows too few of any. */
function fieldFor(draft: MappingDraft, list: NameList, namesOf: (field: string) => ReadonlySet<string>): string | null {
  let best: { readonly field: string; readonly share: number } | null = null
  for (const field of factFields(draft.fact)) {
    const spec = draft.columns[field.name]
    if (field.type !== 'text' || !field.dimension || spec?.column === undefined || spec.lookup !== undefined) continue
    const names = namesOf(field.name)
    const known = [...names].filter((name) => list.names.has(name)).length
    const share = names.size === 0 ? 0 : known / names.size
    if (share >= enough && share > (best?.share ?? 0)) best = { field: field.name, share }
  }
  return best?.field ?? null
}

interface Offer {
  readonly field: string
  readonly column: string
  readonly fit: number
  readonly list: NameList
  readonly by: string
}

function offersOf(draft: MappingDraft, list: NameList, by: string): readonly Offer[] {
  return list.profile.columns
    .filter((column) => column.name !== list.key && column.name !== '')
    .flatMap((column) =>
      factFields(draft.fact)
        .filter((field) => draft.columns[field.name] === undefined && field.name !== 'id' && field.type !== 'choice')
        .map((field) => ({ field: field.name, column: column.name, fit: fitOf(draft.fact, field, column), list, by })),
    )
    .filter((one) => one.fit >= sure && factField(draft.fact, one.field) !== undefined)
}

/** A list is asked by nobody, so only words that name a field clearly count. */
const sure = 0.85

function formatOf({ columns }: FileProfile): { readonly decimal?: ',' } {
  const comma = columns.some(
    ({ shape }) => shape.kind === 'amounts' && shape.decimals.length === 1 && shape.decimals[0] === ',',
  )
  return comma ? { decimal: ',' } : {}
}
