import { type FactRow, factFields } from './catalogue.js'
import type { Mapping } from './mapping-schema.js'
import { type FoldedNames, foldNames, nearNames } from './names.js'
import type { UnknownName } from './report.js'

/** Beyond so many different names a field is not watched further: the memory stays flat, and nobody reads such a list. */
const mostNames = 20_000
/** So few different names are compared each with each; more only by what they have in common once folded. */
const mostCompared = 300
const mostReported = 50

/**
 * Counts the names that go by during an import, to tell afterwards which were not known: those that a lookup did not have, and
 * those that look like another one of the same field.
 */
export class Watch {
  readonly #blanks: Map<string, number>
  readonly #names = new Map<string, Map<string, number>>()
  readonly #misses = new Map<string, Map<string, number>>()

  constructor(mapping: Mapping) {
    const mapped = factFields(mapping.fact).filter((field) => mapping.columns[field.name] !== undefined)
    this.#blanks = new Map(mapped.map((field) => [field.name, 0]))
    const searched = new Set(Object.values(mapping.lookups).map((lookup) => lookup.by))
    for (const field of mapped) {
      const free = field.type === 'text' && field.dimension && field.max <= 200
      if (free && !searched.has(field.name)) this.#names.set(field.name, new Map())
    }
  }

  /** A row that was accepted. */
  row(row: FactRow): void {
    for (const [field, count] of this.#blanks) {
      if (row[field] === null) this.#blanks.set(field, count + 1)
    }
    for (const [field, names] of this.#names) {
      const name = row[field]
      if (typeof name !== 'string') continue
      names.set(name, (names.get(name) ?? 0) + 1)
      if (names.size > mostNames) this.#names.delete(field)
    }
  }

  /** How many accepted rows have nothing in a mapped field, by field. */
  get blanks(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#blanks].filter(([, count]) => count > 0))
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
    const alike = [...this.#names].flatMap(([field, names]) => lookAlikes(field, names))
    return [...missed, ...alike].slice(0, mostReported)
  }
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
function lookAlikes(field: string, names: ReadonlyMap<string, number>): readonly UnknownName[] {
  const all = foldNames(names.keys())
  const same = new Map<string, FoldedNames>()
  for (const one of all) same.set(one.folded, [...(same.get(one.folded) ?? []), one])
  return all.flatMap(({ name, folded }): readonly UnknownName[] => {
    const rows = names.get(name) ?? 0
    const others = all.length <= mostCompared ? all : (same.get(folded) ?? [])
    const isMoreFrequent = (other: string) => {
      const count = names.get(other) ?? 0
      return count > rows || (count === rows && other < name)
    }
    const near = nearNames(name, others).filter(isMoreFrequent)
    return near.length > 0 ? [{ field, name, rows, file: null, near }] : []
  })
}
