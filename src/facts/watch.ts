import { type FactRow, factFields } from './catalogue.js'
import type { Mapping } from './mapping-schema.js'
import { type FoldedNames, fold, foldNames, nearNames } from './names.js'
import type { UnknownName } from './report.js'

/** Beyond so many different names a field is not watched further: the memory stays flat, and nobody reads such a list. */
const mostNames = 20_000
/** So few different names are compared each with each; more only by what they have in common once folded. */
const mostCompared = 300
const mostReported = 50
/** A typing error is rare: of two names that both stand in many rows (`EMEA North`, `EMEA South`), neither is one. */
const muchMoreFrequent = 5

/** What is counted of one field. In place and in an array: every row passes every field. */
interface Watched {
  readonly field: string
  blanks: number
  /** Null where names are not watched, or are too many. */
  names: Map<string, Seen> | null
}

interface Seen {
  rows: number
}

/**
 * Counts the names that go by during an import, to tell afterwards which were not known: those that a lookup did not have, and
 * those that look like another one of the same field.
 */
export class Watch {
  readonly #fields: readonly Watched[]
  readonly #misses = new Map<string, Map<string, number>>()

  constructor(mapping: Mapping) {
    const searched = new Set(Object.values(mapping.lookups).map((lookup) => lookup.by))
    this.#fields = factFields(mapping.fact)
      .filter((field) => mapping.columns[field.name] !== undefined)
      .map((field) => {
        const isName = field.type === 'text' && field.dimension && field.max <= 200
        // What a lookup file gives is spelt as that file spells it; what is searched there is reported as a miss.
        const isSettled = searched.has(field.name) || mapping.columns[field.name]?.lookup !== undefined
        return { field: field.name, blanks: 0, names: isName && !isSettled ? new Map() : null }
      })
  }

  /** A row that was accepted. */
  row(row: FactRow): void {
    for (const one of this.#fields) {
      const value = row[one.field]
      if (value === null) one.blanks += 1
      else if (one.names !== null && typeof value === 'string') count(one, one.names, value)
    }
  }

  /** How many accepted rows have nothing in a mapped field, by field. */
  get blanks(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#fields.filter((one) => one.blanks > 0).map((one) => [one.field, one.blanks]))
  }

  miss(lookup: string, name: string): void {
    const misses = this.#misses.get(lookup) ?? new Map<string, number>()
    this.#misses.set(lookup, misses)
    if (misses.size < mostNames || misses.has(name)) misses.set(name, (misses.get(name) ?? 0) + 1)
  }

  /** @param known the keys of each lookup, by its name, with the field that is searched and the file they stand in */
  unknown(known: ReadonlyMap<string, KnownNames>): readonly UnknownName[] {
    const missed = [...this.#misses].flatMap(([lookup, misses]) => {
      const { field = '', file = '', names = [] } = known.get(lookup) ?? {}
      const folded = foldNames(names)
      return byCount(misses).map(([name, rows]) => ({ field, name, rows, file, near: nearNames(name, folded) }))
    })
    const alike = this.#fields.flatMap(({ field, names }) => (names === null ? [] : lookAlikes(field, names)))
    return [...missed, ...alike].slice(0, mostReported)
  }
}

function count(watched: Watched, names: Map<string, Seen>, name: string): void {
  const seen = names.get(name)
  if (seen) seen.rows += 1
  else names.set(name, { rows: 1 })
  if (names.size > mostNames) watched.names = null
}

export interface KnownNames {
  readonly field: string
  readonly file: string
  readonly names: Iterable<string>
}

function byCount(names: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...names].sort((a, b) => b[1] - a[1]).slice(0, mostReported)
}

/** The rarer spelling is the one asked about; the more frequent one is what it may mean. */
function lookAlikes(field: string, names: ReadonlyMap<string, Seen>): readonly UnknownName[] {
  const all = foldNames(names.keys())
  const same = new Map<string, FoldedNames>()
  for (const one of all) same.set(one.folded, [...(same.get(one.folded) ?? []), one])
  return all.flatMap(({ name, folded }): readonly UnknownName[] => {
    const rows = names.get(name)?.rows ?? 0
    const others = all.length <= mostCompared ? all : (same.get(folded) ?? [])
    const isMoreFrequent = (other: string) => {
      const count = names.get(other)?.rows ?? 0
      if (fold(other) !== folded) return count >= rows * muchMoreFrequent
      return count > rows || (count === rows && other < name)
    }
    const near = nearNames(name, others).filter(isMoreFrequent)
    return near.length > 0 ? [{ field, name, rows, file: null, near }] : []
  })
}
