import { assertNever } from '../../chat/assert-never.js'
import { fold } from '../../facts/names.js'
import type { Metric } from '../catalogue.js'
import { apart } from '../spelling.js'
import type { Value } from '../vocabulary.js'
import type { Marks, Trouble } from './marks.js'
import type { Reader } from './reader.js'
import { type Correction, corrected, equation } from './spell.js'
import { type Token, textFrom, typed } from './tokens.js'

/** More than this nobody reads as buttons. */
const most = 3

/** Stretches of tokens that nothing was made of, as they were typed. */
export function unknownWords(marks: Marks): readonly string[] {
  return runs(marks).map(({ at, length }) => textFrom(marks.tokens.slice(at, at + length)))
}

interface Run {
  readonly at: number
  readonly length: number
}

function runs(marks: Marks): readonly Run[] {
  const found: Run[] = []
  for (const at of marks.windows(1)) {
    const last = found.at(-1)
    if (last && last.at + last.length === at) found[found.length - 1] = { at: last.at, length: last.length + 1 }
    else found.push({ at, length: 1 })
  }
  return found
}

const without = ({ at, length }: Run): Correction => ({ at, length, tokens: [] })

const fillers = (marks: Marks): readonly Run[] =>
  marks.tokens.map((_, at) => ({ at, length: 1 })).filter(({ at }) => marks.skipped(at))

/** The question again, with something else in the place of one run, and without the others. */
function rewritten(marks: Marks, at: Run | null, tokens: readonly Token[]): string {
  const others = runs(marks).filter((run) => run.at !== at?.at)
  const corrections = [...[...others, ...fillers(marks)].map(without), ...(at ? [{ ...at, tokens }] : [])]
  return textFrom(corrected(marks.tokens, corrections))
}

/** Readings of a question that names no metric: the nearest metrics in the place of what was not understood. */
export function nearestMetrics(marks: Marks, reader: Reader): readonly string[] {
  const rest = runs(marks)
  const ranked = rest
    .flatMap((run) =>
      rankedMetrics(marks.folded(run.at, run.length), words(marks, run), reader).map((one) => ({ ...one, run })),
    )
    .sort((a, b) => b.near - a.near)
  if (rest.every(({ at }) => marks.troubles.some((trouble) => 'at' in trouble && trouble.at === at)))
    return anyMetrics(marks, reader)
  const seen = new Set<Metric>()
  const best = ranked.filter(({ metric }) => !seen.has(metric) && seen.add(metric)).slice(0, most)
  return best.map(({ metric, run }) => rewritten(marks, run, typed(metric.definition.label)))
}

/** Nothing but a period or a filter was typed: some of the company's first numbers, for it. */
function anyMetrics({ tokens }: Marks, { catalogue, suggestible }: Reader): readonly string[] {
  const first = catalogue.metrics.filter(
    (metric) => metric.definition.scorecard.includes('company') && suggestible(metric),
  )
  return first.slice(0, most).map((metric) => textFrom([...typed(metric.definition.label), ...tokens]))
}

const words = (marks: Marks, { at, length }: Run): readonly string[] =>
  marks.tokens.slice(at, at + length).map((token) => token.fold)

/** Below this, a name has nothing to do with what was typed. */
const leastNear = 0.5

/** How near each metric is: by letters, or by the words that it shares with what was typed. */
function rankedMetrics(folded: string, typedWords: readonly string[], { catalogue, suggestible }: Reader) {
  const best = new Map<Metric, number>()
  for (const metric of catalogue.metrics.filter(suggestible)) {
    const { label, aliases } = metric.definition
    // Of metrics that are equally near, the one that is called so before those that are also called so.
    const called = nearness(folded, typedWords, label) * 1.01
    const near = Math.max(called, ...aliases.map((name) => nearness(folded, typedWords, name)))
    if (near >= leastNear) best.set(metric, near)
  }
  return [...best].map(([metric, near]) => ({ metric, near })).sort((a, b) => b.near - a.near)
}

function nearness(folded: string, typedWords: readonly string[], name: string): number {
  const whole = fold(name)
  const letters = 1 - apart(folded, whole) / Math.max(folded.length, whole.length)
  const parts = name.split(' ').map(fold)
  const shared = parts.filter((part) => typedWords.includes(part)).length
  return Math.max(letters, shared === 0 ? 0 : 0.5 + shared / (2 * Math.max(parts.length, typedWords.length)))
}

/** One reading for each of the metrics that were named together. */
export function eachMetric(marks: Marks): readonly string[] {
  const spoilt = [...runs(marks), ...fillers(marks)].map(without)
  return marks.named.slice(0, most).map(({ metric }) => {
    const others = marks.named.filter((one) => one.metric !== metric).map(without)
    return textFrom(corrected(marks.tokens, [...spoilt, ...others]))
  })
}

/** Readings of a question with words that mean nothing: with the nearest value in their place, and without them. */
export function nearestReadings(marks: Marks, reader: Reader): readonly string[] {
  const near = runs(marks).flatMap((run) =>
    nearestValues(marks.folded(run.at, run.length), marks, reader, null).map((value) =>
      rewritten(marks, run, equation(value)),
    ),
  )
  return [...near.slice(0, most - 1), rewritten(marks, null, [])]
}

/** Readings of a question that is clear but for one part. */
export function readingsFor(marks: Marks, reader: Reader, trouble: Trouble): readonly string[] {
  switch (trouble.kind) {
    case 'dimension':
      return otherDimensions(marks, reader, trouble.dimension)
    case 'value': {
      const run = runs(marks).find(({ at }) => at === trouble.at) ?? { at: trouble.at, length: 1 }
      const values = nearestValues(marks.folded(run.at, run.length), marks, reader, trouble.dimension)
      return values.map(({ value }) => rewritten(marks, run, typed(value, true)))
    }
    case 'ambiguous': {
      const { value, dimensions, at, length } = trouble
      return dimensions
        .slice(0, most)
        .map((dimension) => textFrom(corrected(marks.tokens, [{ at, length, tokens: equation({ dimension, value }) }])))
    }
    default:
      return assertNever(trouble)
  }
}

function otherDimensions(marks: Marks, { lexicon }: Reader, wrong: string): readonly string[] {
  const at = marks.words.findIndex((_, index) => lexicon.dimension.match(marks.words, index)?.value === wrong)
  const length = lexicon.dimension.match(marks.words, at)?.length ?? 1
  const possible = marks.metrics[0]?.definition.dimensions ?? []
  return possible
    .slice(0, most)
    .map((dimension) =>
      textFrom(corrected(marks.tokens, [{ at, length, tokens: typed(dimension.replaceAll('_', ' ')) }])),
    )
}

function nearestValues(
  folded: string,
  marks: Marks,
  { vocabulary }: Reader,
  dimension: string | null,
): readonly Value[] {
  const [metric] = marks.metrics
  const [relation] = metric?.relations ?? []
  if (!vocabulary || !metric || relation === undefined || folded === '') return []
  const allowed = (value: Value) =>
    dimension === null ? metric.definition.dimensions.includes(value.dimension) : value.dimension === dimension
  return [...vocabulary.words(relation)]
    .flatMap(([word, values]) => values.filter(allowed).map((value) => ({ value, near: nearLetters(folded, word) })))
    .filter(({ near }) => near >= leastNear)
    .sort((a, b) => b.near - a.near)
    .slice(0, most)
    .map(({ value }) => value)
}

function nearLetters(a: string, b: string): number {
  const longer = Math.max(a.length, b.length)
  // The difference in length is the least that they can be apart: most words need not be compared at all.
  if (Math.abs(a.length - b.length) > longer * (1 - leastNear)) return 0
  return 1 - apart(a, b) / longer
}
