import { assertNever } from '../../chat/assert-never.js'
import type { Calendar, Unit } from '../../time/calendar.js'
import { lastUnits, type Period, unitPeriod } from '../../time/period.js'
import { addDays, daysBetween } from '../../time/zone.js'
import type { Metric } from '../catalogue.js'
import type { Question } from '../question.js'
import { lexiconOf } from './lexicon.js'
import { Marks, type Trouble } from './marks.js'
import {
  takeAgainst,
  takeBy,
  takeEquations,
  takeFillers,
  takeFurtherMetrics,
  takeLongMetrics,
  takePeriod,
  takeShortMetric,
  takeWordValues,
  yearAgo,
} from './passes.js'
import type { Reader, Setting } from './reader.js'
import { type Correction, corrected, misspeltMetric, misspeltWords } from './spell.js'
import { eachMetric, nearestMetrics, nearestReadings, readingsFor, unknownWords } from './suggest.js'
import { mostTokens, type Token, textFrom, tokensOf } from './tokens.js'

/** What was typed, and what it was taken for. */
export interface Corrected {
  readonly typed: string
  readonly read: string
}

/**
 * How a text was understood. `unsure` names everything that was not understood, and gives the nearest readings as texts that can
 * be asked as they stand.
 */
export type Reading =
  | { readonly kind: 'question'; readonly question: Question; readonly corrections: readonly Corrected[] }
  | {
      readonly kind: 'unsure'
      readonly why: Why
      readonly suggestions: readonly string[]
      /** The one metric that was understood: whoever may not read it must not learn of its values either. */
      readonly metric: Metric | null
    }

export type Why =
  | { readonly kind: 'no metric'; readonly unknown: readonly string[] }
  | { readonly kind: 'several metrics'; readonly labels: readonly string[] }
  | { readonly kind: 'unknown words'; readonly metric: string; readonly unknown: readonly string[] }
  | {
      readonly kind: 'dimension'
      readonly metric: string
      readonly dimension: string
      readonly possible: readonly string[]
    }
  | { readonly kind: 'value'; readonly dimension: string; readonly value: string; readonly possible: readonly string[] }
  | { readonly kind: 'ambiguous'; readonly value: string; readonly dimensions: readonly string[] }
  | { readonly kind: 'too long' }

/**
 * Reads a question: words in any order, metrics by alias, typing errors forgiven where one reading is clearly the nearest.
 * A pure function; it never throws, whatever is typed.
 */
export function readQuestion(text: string, setting: Setting): Reading {
  const tokens = tokensOf(text)
  if (tokens.length > mostTokens) return unsure({ kind: 'too long' }, [])
  const { words, calendar, today } = setting
  const reader: Reader = { ...setting, lexicon: lexiconOf(words), setting: { words: words.periods, calendar, today } }
  const { marks, corrections } = readTokens(tokens, reader)
  return conclude(marks, corrections, reader)
}

interface Readable {
  readonly marks: Marks
  readonly corrections: readonly Corrected[]
}

function readTokens(tokens: readonly Token[], reader: Reader): Readable {
  const first = pass(tokens, reader)
  const metric = first.metrics.length === 0 ? misspeltMetric(passWithoutFillers(tokens, reader), reader) : null
  const named = metric ? again(tokens, [metric], reader) : { tokens, marks: first, corrections: [] }
  const words = misspeltWords(named.marks, reader)
  if (words.length === 0) return named
  const fixed = again(named.tokens, words, reader)
  return { marks: fixed.marks, corrections: [...named.corrections, ...fixed.corrections] }
}

function again(tokens: readonly Token[], corrections: readonly Correction[], reader: Reader) {
  const better = corrected(tokens, corrections)
  const told = corrections.map((one) => ({
    typed: textFrom(tokens.slice(one.at, one.at + one.length)),
    read: textFrom(one.tokens).replaceAll('"', ''),
  }))
  return { tokens: better, marks: pass(better, reader), corrections: told }
}

function pass(tokens: readonly Token[], reader: Reader): Marks {
  const marks = passWithoutFillers(tokens, reader)
  takeFillers(marks, reader)
  takeFurtherMetrics(marks, reader)
  return marks
}

function passWithoutFillers(tokens: readonly Token[], reader: Reader): Marks {
  const marks = new Marks(tokens)
  takeLongMetrics(marks, reader)
  takeAgainst(marks, reader)
  takePeriod(marks, reader)
  takeBy(marks, reader)
  takeShortMetric(marks, reader)
  takeEquations(marks, reader)
  takeWordValues(marks, reader)
  return marks
}

function conclude(marks: Marks, corrections: readonly Corrected[], reader: Reader): Reading {
  const why = whyNot(marks, reader)
  const [metric] = marks.metrics
  if (metric && !why) return { kind: 'question', question: questionFrom(marks, metric, reader), corrections }
  const reason = why ?? { kind: 'no metric', unknown: [] }
  // What is suggested can be asked: a button that leads to the next misunderstanding is worse than none.
  const suggestions = suggestionsFor(marks, reason, reader).filter((text) => isClear(text, reader))
  return unsure(reason, suggestions, marks.metrics.length === 1 ? (metric ?? null) : null)
}

function isClear(text: string, reader: Reader): boolean {
  const { marks } = readTokens(tokensOf(text), reader)
  return whyNot(marks, reader) === null
}

/** Why a question cannot be asked as it was understood, or null when it can. */
function whyNot(marks: Marks, reader: Reader): Why | null {
  const [metric, ...more] = marks.metrics
  const unknown = unknownWords(marks)
  if (!metric) return { kind: 'no metric', unknown }
  if (more.length > 0)
    return { kind: 'several metrics', labels: marks.metrics.map(({ definition }) => definition.label) }
  const trouble = troubleOf(marks, metric)
  if (trouble) return whyOf(trouble, metric, reader)
  return unknown.length > 0 ? { kind: 'unknown words', metric: metric.definition.label, unknown } : null
}

function unsure(why: Why, suggestions: readonly string[], metric: Metric | null = null): Reading {
  return { kind: 'unsure', why, suggestions, metric }
}

function suggestionsFor(marks: Marks, why: Why, reader: Reader): readonly string[] {
  const [metric] = marks.metrics
  const trouble = metric ? troubleOf(marks, metric) : null
  switch (why.kind) {
    case 'no metric':
      return nearestMetrics(marks, reader)
    case 'several metrics':
      return eachMetric(marks)
    case 'unknown words':
      return nearestReadings(marks, reader)
    case 'dimension':
    case 'value':
    case 'ambiguous':
      return trouble ? readingsFor(marks, reader, trouble) : []
    case 'too long':
      return []
    default:
      return assertNever(why)
  }
}

function troubleOf({ by, troubles }: Marks, metric: Metric): Trouble | null {
  if (by !== null && !metric.definition.dimensions.includes(by)) return { kind: 'dimension', dimension: by }
  return troubles[0] ?? null
}

function whyOf(trouble: Trouble, { definition, relations }: Metric, { vocabulary }: Reader): Why {
  switch (trouble.kind) {
    case 'dimension':
      return { ...trouble, metric: definition.label, possible: definition.dimensions }
    case 'value':
      return { ...trouble, possible: vocabulary?.values(relations, trouble.dimension).slice(0, mostValues) ?? [] }
    case 'ambiguous':
      return trouble
    default:
      return assertNever(trouble)
  }
}

/** As many values of a dimension as one line can list. */
const mostValues = 10

function questionFrom(marks: Marks, metric: Metric, { calendar, today }: Reader): Question {
  const unit = marks.trend === 'any' ? null : marks.trend
  const usual = marks.trend === null ? defaultPeriod(metric, today, calendar) : trendPeriod(unit, today, calendar)
  const period = marks.period ?? usual
  return {
    metric: metric.definition.name,
    period,
    by: marks.by,
    where: marks.filters,
    against: marks.against ? yearAgo(marks.against, period) : { kind: 'previous' },
    trend: marks.trend === null ? null : (unit ?? trendUnit(period)),
  }
}

/** Flows are asked for the running quarter, stocks for today, and cohorts for the last quarter that is old enough to judge. */
function defaultPeriod(metric: Metric, today: string, calendar: Calendar): Period {
  const { formula } = metric.definition
  const age = formula.kind === 'conversion' ? (formula.min_age ?? 0) : 0
  if (age === 0) return unitPeriod(metric.stock ? 'day' : 'quarter', today, calendar)
  return unitPeriod('quarter', addDays(today, -age), calendar, -1, false)
}

/** How many pieces a trend has when no period is named. */
const trendLength: Readonly<Record<Unit, number>> = { day: 30, week: 12, month: 12, quarter: 8, year: 5 }

function trendPeriod(unit: Unit | null, today: string, calendar: Calendar): Period {
  const piece = unit ?? 'month'
  return lastUnits(trendLength[piece], piece, today, calendar)
}

/** Pieces small enough to show a course, and few enough to be read. */
function trendUnit(period: Period): Unit {
  const days = daysBetween(period.from, period.to)
  if (days <= 16) return 'day'
  if (days <= 120) return 'week'
  return days <= 800 ? 'month' : 'quarter'
}
