import { apart, forgiven } from '../spelling.js'
import type { Value } from '../vocabulary.js'
import type { Lexicon } from './lexicon.js'
import type { Marks } from './marks.js'
import type { Reader } from './reader.js'
import { type Token, typed } from './tokens.js'

/** Some tokens that were meant otherwise than they were typed. */
export interface Correction {
  readonly at: number
  readonly length: number
  readonly tokens: readonly Token[]
}

/** The longest name that is looked for misspelt, in words. */
const longestName = 6
/** A question with more words that mean nothing is not one with typing errors. */
const mostUnknown = 12

interface Candidate<T> {
  readonly meant: T
  readonly away: number
}

/**
 * The metric that was probably meant, where none was named exactly: the one whose name is nearest, and nearer than that of any
 * other metric.
 */
export function misspeltMetric(marks: Marks, reader: Reader): Correction | null {
  // A further word that fits is worth one more error: "pipelin velocty" is not the pipeline.
  const ranked = nearMetrics(marks, reader)
    .map((one) => ({ ...one, cost: one.away - one.length }))
    .sort((a, b) => a.cost - b.cost || b.length - a.length)
  const [best] = ranked
  if (!best) return null
  const tied = ranked.some((one) => one.cost === best.cost && one.length === best.length && one.meant !== best.meant)
  return tied ? null : { at: best.at, length: best.length, tokens: typed(best.meant.definition.label) }
}

/** Every stretch of words that is near the name of a metric. */
function nearMetrics(marks: Marks, { catalogue, lexicon }: Reader) {
  const lengths = Array.from({ length: longestName }, (_, index) => index + 1)
  return lengths.flatMap((length) =>
    marks
      .windows(length)
      .filter((at) => mayBeName(marks.words.slice(at, at + length), lexicon))
      .flatMap((at) => nearWords(marks.folded(at, length), catalogue.words).map((found) => ({ ...found, at, length }))),
  )
}

/** No metric's name begins or ends with a word of a period, or is made of words that have a meaning of their own. */
function mayBeName(words: readonly string[], lexicon: Lexicon): boolean {
  const ends = [words[0] ?? '', words.at(-1) ?? '']
  return !ends.some((word) => lexicon.timely.has(word)) && words.some((word) => !isStructure(word, lexicon))
}

/** Words that are right as they stand, and name no metric. */
function isStructure(word: string, { filler, structure }: Lexicon): boolean {
  return structure.includes(word) || filler.match([word], 0) !== null
}

/** Words within the number of errors that their length forgives. */
function nearWords<T>(folded: string, words: ReadonlyMap<string, T>): readonly Candidate<T>[] {
  const near: Candidate<T>[] = []
  for (const [word, meant] of words) {
    const allowed = forgiven(Math.min(word.length, folded.length))
    if (Math.abs(word.length - folded.length) > allowed) continue
    const away = apart(word, folded)
    if (away <= allowed) near.push({ meant, away })
  }
  return near
}

/** What the words that are left over were meant to be: "qaurter", "regoin", a value with a typing error. */
export function misspeltWords(marks: Marks, reader: Reader): readonly Correction[] {
  const free = marks.windows(1)
  if (free.length > mostUnknown) return []
  const fixed: Correction[] = []
  let next = 0
  for (const at of free) {
    if (at < next) continue
    const wanted = marks.troubles.find((trouble) => trouble.kind === 'value' && trouble.at === at)
    const correction = wanted
      ? valueAt(marks, reader, at, wanted.kind === 'value' ? wanted.dimension : null)
      : (structureAt(marks, reader, at) ?? valueAt(marks, reader, at, null))
    if (!correction) continue
    fixed.push(correction)
    next = at + correction.length
  }
  return fixed
}

function structureAt(marks: Marks, { lexicon }: Reader, at: number): Correction | null {
  const token = marks.tokens[at]
  if (!token || token.quoted || token.fold.length < 3 || /\d/.test(token.fold)) return null
  if (isStructure(token.word, lexicon)) return null
  const near = lexicon.structure
    .map((word) => ({ word, away: apart(word, token.word) }))
    .filter(({ word, away }) => away > 0 && away <= forgiven(word.length))
    .sort((a, b) => a.away - b.away)
  const [best, second] = near
  if (!best) return null
  const tied = second?.away === best.away && !sameWord(best.word, second.word)
  return tied ? null : { at, length: 1, tokens: typed(best.word) }
}

/** Singular and plural are one word. */
const sameWord = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)

/** @param dimension the one that was named, after which only its value is wanted; null for a value on its own */
function valueAt(marks: Marks, { vocabulary }: Reader, at: number, dimension: string | null): Correction | null {
  const [metric] = marks.metrics
  const [relation] = metric?.relations ?? []
  if (!vocabulary || !metric || relation === undefined) return null
  const dimensions = dimension === null ? metric.definition.dimensions : [dimension]
  const values = valuesOf(dimensions, vocabulary.words(relation))
  for (let length = longestName; length >= 1; length -= 1) {
    if (!marks.free(at, length)) continue
    const [best, second] = nearWords(marks.folded(at, length), values).toSorted((a, b) => a.away - b.away)
    if (!best || second?.away === best.away) continue
    return { at, length, tokens: dimension === null ? equation(best.meant) : typed(best.meant.value, true) }
  }
  return null
}

/** The values of some dimensions, of each word the first. */
function valuesOf(
  dimensions: readonly string[],
  words: ReadonlyMap<string, readonly Value[]>,
): ReadonlyMap<string, Value> {
  const allowed = [...words].flatMap(([word, values]) => {
    const value = values.find((one) => dimensions.includes(one.dimension))
    return value ? [[word, value] as const] : []
  })
  return new Map(allowed)
}

/** A filter as tokens: `region="EMEA"`. */
export function equation({ dimension, value }: Value): readonly Token[] {
  return [...typed(dimension.replaceAll('_', ' ')), ...typed('='), ...typed(value, true)]
}

/** The tokens of a question with corrections in place of what was typed. */
export function corrected(tokens: readonly Token[], corrections: readonly Correction[]): readonly Token[] {
  return tokens.flatMap((token, index) => {
    const inside = corrections.find(({ at, length }) => index >= at && index < at + length)
    if (!inside) return [token]
    return index === inside.at ? inside.tokens : []
  })
}
