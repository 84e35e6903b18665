import type { Db } from '../../db/connect.js'
import { departmentsOf } from '../company/store.js'
import { type FactName, factNames } from '../facts/catalogue.js'
import { fold } from '../facts/names.js'
import type { Rollup } from '../facts/rollup-sql.js'
import { executing, keptRollups } from '../facts/rollup-store.js'
import { fieldsWhere, isDimension } from './fields.js'
import { baseOf, type Relation } from './relation.js'
import { dimensionValues, newestImport, otherSpellings, sourcesOf } from './store.js'

/** A value of a dimension, as the facts spell it. */
export interface Value {
  readonly dimension: string
  readonly value: string
}

/** The values that occur in the facts, so that "emea" in a question can be known for what it is. */
export interface Vocabulary {
  /** What a folded word means in each of the relations, whatever the dimension. */
  find(relations: readonly Relation[], folded: string): readonly Value[]
  /** The values of a dimension that occur in all of the relations, by name. */
  values(relations: readonly Relation[], dimension: string): readonly string[]
  /** All folded words of a relation with what they mean. */
  words(relation: Relation): ReadonlyMap<string, readonly Value[]>
}

interface Kept {
  readonly import: number
  readonly vocabulary: Vocabulary
}

/** Read again after every import, and otherwise kept: questions with a filter are frequent, imports are not. */
const kept = new WeakMap<Db, Kept>()

export async function vocabularyOf(db: Db): Promise<Vocabulary> {
  const newest = await newestImport(db)
  const known = kept.get(db)
  if (known?.import === newest) return known.vocabulary
  const vocabulary = vocabularyFrom(await readAll(db), await otherSpellings(db))
  kept.set(db, { import: newest, vocabulary })
  return vocabulary
}

type Read = readonly { readonly fact: Home; readonly dimension: string; readonly values: readonly string[] }[]

/** Where the values of a relation are found: what is derived from a fact has those of the fact, data quality those of the sources,
 * handoffs and prompts the departments. */
type Home = FactName | 'quality' | 'handoffs' | 'prompts'

const homeOf = (relation: Relation): Home =>
  relation === 'handoffs' || relation === 'prompts' ? relation : (baseOf(relation) ?? 'quality')

/** Exchange rates and stated figures are parts of numbers: nobody asks for a number of "USD" or "gross margin" by a filter. */
const asked: readonly Home[] = [
  ...factNames.filter((fact) => fact !== 'rates' && fact !== 'entered'),
  'quality',
  'handoffs',
  'prompts',
]

async function readAll(db: Db): Promise<Read> {
  const wanted = asked.flatMap((fact) =>
    fieldsWhere(fact, (field) => isDimension(fact, field)).map((dimension) => ({ fact, dimension })),
  )
  const rollups = await keptRollups(executing(db))
  return Promise.all(
    wanted.map(async ({ fact, dimension }) => ({
      fact,
      dimension,
      values: await valuesIn(db, fact, dimension, rollups),
    })),
  )
}

async function valuesIn(db: Db, home: Home, dimension: string, rollups: readonly Rollup[]): Promise<readonly string[]> {
  if (home === 'quality') return qualityValues(db, dimension)
  // Both dimensions of a handoff are departments: "finance" alone means who receives, "from finance" who hands over.
  if (home === 'prompts') return (await departmentsOf(db)).map(({ label }) => label)
  if (home === 'handoffs')
    return (await departmentsOf(db)).map(({ label }) => (dimension === 'department' ? label : `From ${label}`))
  return dimensionValues(db, home, dimension, rollups)
}

async function qualityValues(db: Db, dimension: string): Promise<readonly string[]> {
  if (dimension === 'fact') return factNames
  return [...new Set((await sourcesOf(db, factNames)).map(({ label }) => label))]
}

/** A vocabulary of known values, and of other spellings for them. */
export function vocabularyFrom(
  read: Read,
  spellings: readonly { readonly dimension: string; readonly alias: string; readonly value: string }[],
): Vocabulary {
  const byFact = new Map<Home, Map<string, Value[]>>(asked.map((fact) => [fact, new Map()]))
  const add = (fact: Home, word: string, value: Value): void => {
    const words = byFact.get(fact)
    const folded = fold(word)
    if (!words || folded === '') return
    const known = words.get(folded) ?? []
    const same = known.some((one) => one.dimension === value.dimension && one.value === value.value)
    if (!same) words.set(folded, [...known, value])
  }
  for (const { fact, dimension, values } of read) {
    for (const value of values) add(fact, value, { dimension, value })
    const present = new Set(values)
    for (const other of spellings) {
      if (other.dimension === dimension && present.has(other.value))
        add(fact, other.alias, { dimension, value: other.value })
    }
  }
  const valuesOf = (fact: Home, dimension: string) =>
    read.find((one) => one.fact === fact && one.dimension === dimension)?.values ?? []
  const words = (relation: Relation) => byFact.get(homeOf(relation)) ?? new Map<string, readonly Value[]>()
  return {
    words,
    values: (relations, dimension) => {
      const [first, ...others] = relations.map((relation) => valuesOf(homeOf(relation), dimension))
      return (first ?? []).filter((value) => others.every((list) => list.includes(value))).toSorted()
    },
    find: (relations, folded) => {
      const [first, ...others] = relations.map((relation) => words(relation).get(folded) ?? [])
      const everywhere = (value: Value) => others.every((list) => list.some((one) => one.dimension === value.dimension))
      return (first ?? []).filter(everywhere)
    },
  }
}
