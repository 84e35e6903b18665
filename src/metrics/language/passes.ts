import { type Period, yearBefore } from '../../time/period.js'
import type { Phrases } from '../../time/phrases.js'
import { readPeriod } from '../../time/read-period.js'
import type { Metric } from '../catalogue.js'
import type { Against } from '../question.js'
import type { Value } from '../vocabulary.js'
import type { Marks } from './marks.js'
import type { Reader } from './reader.js'

/** The longest name of a metric or a value, in words. */
const longestName = 10

/** Names of metrics of several words, the longest first, so that "win rate by value" is not "win rate". */
export function takeLongMetrics(marks: Marks, reader: Reader): void {
  for (let length = longestName; length >= 2; length -= 1) takeMetrics(marks, length, reader)
}

/** Names of one word, only where no longer name was found: "won" is a metric, but not in "win rate won vs lost". */
export function takeShortMetric(marks: Marks, reader: Reader): void {
  if (marks.metrics.length === 0) takeMetrics(marks, 1, reader)
}

/** A word that is a metric and was left over: two numbers were asked for at once. */
export function takeFurtherMetrics(marks: Marks, reader: Reader): void {
  takeMetrics(marks, 1, reader)
}

function takeMetrics(marks: Marks, length: number, { catalogue, lexicon }: Reader): void {
  for (const at of marks.windows(length)) {
    if (!marks.free(at, length) || hasQuoted(marks, at, length) || isValue(marks, at, length)) continue
    const metric = catalogue.words.get(marks.folded(at, length))
    if (!metric) continue
    marks.by ??= splitNamed(marks, lexicon, metric, at, length)
    marks.take(at, length)
    marks.named.push({ metric, at, length })
  }
}

/** What stands behind an equals sign is a value: `fact=leads` asks for no leads. */
const isValue = (marks: Marks, at: number, length: number): boolean =>
  marks.words.slice(Math.max(0, at - 1), at + length).includes('=')

/** The dimension that the name of a metric ends with: "churn by reason" is customers lost, by reason. */
function splitNamed(marks: Marks, lexicon: Reader['lexicon'], { definition }: Metric, at: number, length: number) {
  for (let from = at + 1; from < at + length; from += 1) {
    const by = lexicon.by.match(marks.words, from)
    const dimension = by && lexicon.dimension.match(marks.words, from + by.length)
    if (dimension && definition.dimensions.includes(dimension.value)) return dimension.value
  }
  return null
}

function hasQuoted(marks: Marks, at: number, length: number): boolean {
  return marks.tokens.slice(at, at + length).some((token) => token.quoted)
}

/** Where a phrase stands among the free tokens, from left to right. */
function phraseAt<T>(marks: Marks, phrases: Phrases<T>, at: number) {
  const found = marks.free(at) ? phrases.match(marks.words, at) : null
  return found && marks.free(at, found.length) ? found : null
}

/** `vs target`, `vs last quarter`, `yoy`. */
export function takeAgainst(marks: Marks, reader: Reader): void {
  for (const at of marks.windows(1)) {
    const alone = phraseAt(marks, reader.lexicon.yearBefore, at)
    const word = alone ? null : phraseAt(marks, reader.lexicon.vs, at)
    if (alone) setAgainst(marks, { kind: 'year before' }, at, alone.length)
    else if (word) takeCompared(marks, reader, at, word.length)
  }
}

function takeCompared(marks: Marks, reader: Reader, at: number, before: number): void {
  const { lexicon } = reader
  const next = at + before + fillers(marks, reader, at + before)
  const length = next - at
  const named: readonly (readonly [Phrases<true>, Against])[] = [
    [lexicon.target, { kind: 'target' }],
    [lexicon.yearBefore, { kind: 'year before' }],
    [lexicon.previous, { kind: 'previous' }],
  ]
  for (const [phrases, against] of named) {
    const found = phraseAt(marks, phrases, next)
    if (found) {
      setAgainst(marks, against, at, length + found.length)
      return
    }
  }
  const period = readPeriod(marks.words, next, reader.setting)
  if (!period || !marks.free(next, period.length)) return
  setAgainst(marks, { kind: 'period', period: period.value }, at, length + period.length)
}

/** How many words without meaning stand at a place: "compared to the previous quarter". */
function fillers(marks: Marks, { lexicon }: Reader, at: number): number {
  let count = 0
  for (let one = phraseAt(marks, lexicon.filler, at); one; one = phraseAt(marks, lexicon.filler, at + count))
    count += one.length
  return count
}

function setAgainst(marks: Marks, against: Against, at: number, length: number): void {
  if (marks.against) return
  marks.against = against
  marks.take(at, length)
}

/** The first period; a second one stays and is named as not understood. */
export function takePeriod(marks: Marks, { setting }: Reader): void {
  for (const at of marks.windows(1)) {
    const found = readPeriod(marks.words, at, setting)
    if (!found || !marks.free(at, found.length)) continue
    marks.period = found.value
    marks.take(at, found.length)
    return
  }
}

/** `by region`, `by month`, `monthly`, `trend`. */
export function takeBy(marks: Marks, { lexicon }: Reader): void {
  for (const at of marks.windows(1)) {
    const every = phraseAt(marks, lexicon.every, at)
    const trend = phraseAt(marks, lexicon.trend, at)
    if (every) marks.trend = every.value
    else if (trend) marks.trend ??= 'any'
    if (every || trend) marks.take(at, (every ?? trend)?.length ?? 1)
    else takeSplit(marks, lexicon, at)
  }
}

function takeSplit(marks: Marks, lexicon: Reader['lexicon'], at: number): void {
  const by = phraseAt(marks, lexicon.by, at)
  if (!by) return
  const next = at + by.length
  const unit = phraseAt(marks, lexicon.periods.unit, next)
  const dimension = phraseAt(marks, lexicon.dimension, next)
  if (unit) {
    marks.trend = unit.value
    marks.take(at, by.length + unit.length)
  } else if (dimension && marks.by === null) {
    marks.by = dimension.value
    marks.take(at, by.length + dimension.length)
  }
}

/** `region=EMEA`, `owner = "Omar Haddad", Ioana`. */
export function takeEquations(marks: Marks, reader: Reader): void {
  for (const at of marks.windows(1)) {
    if (marks.words[at] !== '=') continue
    const dimension = dimensionBefore(marks, reader, at)
    if (!dimension) continue
    marks.take(dimension.at, at - dimension.at + 1)
    takeValues(marks, reader, dimension.name, at + 1)
  }
}

function dimensionBefore(marks: Marks, { lexicon }: Reader, at: number): { name: string; at: number } | null {
  for (const length of [3, 2, 1]) {
    const found = phraseAt(marks, lexicon.dimension, at - length)
    if (found?.length === length) return { name: found.value, at: at - length }
  }
  return null
}

function takeValues(marks: Marks, reader: Reader, dimension: string, first: number): void {
  let at = first
  for (;;) {
    const found = valueAt(marks, reader, at, dimension)
    const length = found?.length ?? 1
    if (!marks.free(at, length)) return
    if (!found) {
      // Left free, so that the words may be looked for misspelt.
      marks.troubles.push({ kind: 'value', dimension, value: marks.tokens[at]?.raw ?? '', at })
      return
    }
    marks.take(at, length)
    marks.addFilter(dimension, [found.value.value])
    if (marks.words[at + length] !== ',') return
    marks.take(at + length, 1)
    at += length + 1
  }
}

interface Found {
  readonly value: Value
  readonly length: number
  /** Every dimension that has this value. */
  readonly dimensions: readonly string[]
}

/** The longest known value at a place, of one dimension or of any that the metric has. */
function valueAt(marks: Marks, { vocabulary }: Reader, at: number, dimension: string | null): Found | null {
  const metric = marks.metrics[0]
  if (!vocabulary || !metric) return null
  for (let length = longestName; length >= 1; length -= 1) {
    if (!marks.free(at, length)) continue
    const values = vocabulary
      .find(metric.relations, marks.folded(at, length))
      .filter((value) => (dimension ?? value.dimension) === value.dimension)
      .filter((value) => metric.definition.dimensions.includes(value.dimension))
    const [value] = values
    if (value) return { value, length, dimensions: [...new Set(values.map((one) => one.dimension))] }
  }
  return null
}

/** `for EMEA`, `region EMEA`, `EMEA region`, and any other word that is a value: `win rate emea`. */
export function takeWordValues(marks: Marks, reader: Reader): void {
  for (const at of marks.windows(1)) {
    if (!marks.free(at)) continue
    const named = phraseAt(marks, reader.lexicon.dimension, at)
    const value = named && valueAt(marks, reader, at + named.length, named.value)
    if (named && value) {
      takeValue(marks, at, named.length, value)
      continue
    }
    const filler = marks.tokens[at]?.quoted ? null : phraseAt(marks, reader.lexicon.filler, at)
    const alone = valueAt(marks, reader, at, null)
    // A name may begin with a word that means nothing by itself ("from sales"), but it is not that word alone.
    if (alone && alone.length > (filler?.length ?? 0)) takeAlone(marks, reader, at, alone)
  }
}

function takeValue(marks: Marks, at: number, before: number, found: Found): void {
  marks.take(at, before + found.length)
  marks.addFilter(found.value.dimension, [found.value.value])
}

/** A value without its dimension; where several have it, the word behind may say which. */
function takeAlone(marks: Marks, reader: Reader, at: number, found: Found): void {
  const behind = phraseAt(marks, reader.lexicon.dimension, at + found.length)
  if (behind && found.dimensions.includes(behind.value)) {
    const exact = valueAt(marks, reader, at, behind.value) ?? found
    takeValue(marks, at, 0, exact)
    marks.take(at + found.length, behind.length)
    return
  }
  if (found.dimensions.length === 1) {
    takeValue(marks, at, 0, found)
    return
  }
  marks.take(at, found.length)
  const value = found.value.value
  marks.troubles.push({ kind: 'ambiguous', value, dimensions: found.dimensions, at, length: found.length })
}

/** Words without meaning, and `for` and `,` that have done their work. */
export function takeFillers(marks: Marks, { lexicon }: Reader): void {
  for (const at of marks.windows(1)) {
    const found = phraseAt(marks, lexicon.filler, at) ?? phraseAt(marks, lexicon.for, at)
    if (found) marks.skip(at, found.length)
    else if (marks.free(at) && !marks.tokens[at]?.quoted && marks.tokens[at]?.fold === '') marks.skip(at, 1)
  }
}

/** "vs last year" after a quarter means the same quarter of that year. */
export function yearAgo(against: Against, period: Period): Against {
  if (against.kind !== 'period' || !against.period.relative || period.shape.kind !== 'unit') return against
  const { shape, from, to } = against.period
  const year = shape.kind === 'unit' && shape.unit === 'year' && period.shape.unit !== 'year'
  const earlier = yearBefore(period)
  return year && earlier.from >= from && earlier.to <= to ? { kind: 'year before' } : against
}
