import type { Db } from '../../db/connect.js'
import { type FactName, factNames } from '../facts/catalogue.js'
import { fold } from '../facts/names.js'
import { fieldsWhere, isDimension } from './fields.js'
import { dimensionValues, newestImport, otherSpellings } from './store.js'

/** A value of a dimension, as the facts spell it. */
export interface Value {
  readonly dimension: string
  readonly value: string
}

/** The values that occur in the facts, so that "emea" in a question can be known for what it is. */
export interface Vocabulary {
  /** What a folded word means in each of the facts, whatever the dimension. */
  find(facts: readonly FactName[], folded: string): readonly Value[]
  /** The values of a dimension that occur in all of the facts, by name. */
  values(facts: readonly FactName[], dimension: string): readonly string[]
  /** All folded words of a fact with what they mean. */
  words(fact: FactName): ReadonlyMap<string, readonly Value[]>
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

type Read = readonly { readonly fact: FactName; readonly dimension: string; readonly values: readonly string[] }[]

/** Exchange rates and stated figures are parts of numbers: nobody asks for a number of "USD" or "gross margin" by a filter. */
const asked = factNames.filter((fact) => fact !== 'rates' && fact !== 'entered')

async function readAll(db: Db): Promise<Read> {
  const wanted = asked.flatMap((fact) =>
    fieldsWhere(fact, (field) => isDimension(fact, field)).map((dimension) => ({ fact, dimension })),
  )
  return Promise.all(
    wanted.map(async ({ fact, dimension }) => ({
      fact,
      dimension,
      values: await dimensionValues(db, fact, dimension),
    })),
  )
}

/** A vocabulary of known values, and of other spellings for them. */
export function vocabularyFrom(
  read: Read,
  spellings: readonly { readonly dimension: string; readonly alias: string; readonly value: string }[],
): Vocabulary {
  const byFact = new Map<FactName, Map<string, Value[]>>(factNames.map((fact) => [fact, new Map()]))
  const add = (fact: FactName, word: string, value: Value): void => {
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
  const valuesOf = (fact: FactName, dimension: string) =>
    read.find((one) => one.fact === fact && one.dimension === dimension)?.values ?? []
  const words = (fact: FactName) => byFact.get(fact) ?? new Map<string, readonly Value[]>()
  return {
    words,
    values: (facts, dimension) => {
      const [first, ...others] = facts.map((fact) => valuesOf(fact, dimension))
      return (first ?? []).filter((value) => others.every((list) => list.includes(value))).toSorted()
    },
    find: (facts, folded) => {
      const [first, ...others] = facts.map((fact) => words(fact).get(folded) ?? [])
      const everywhere = (value: Value) => others.every((list) => list.some((one) => one.dimension === value.dimension))
      return (first ?? []).filter(everywhere)
    },
  }
}
