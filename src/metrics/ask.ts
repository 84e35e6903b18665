import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { Refusal } from '../locales/refusal.js'
import { daysBetween } from '../time/zone.js'
import type { Answer, Aside, Compared, JudgedPart, Part, Point, Result, Source } from './answer.js'
import type { Asks } from './asks.js'
import type { Catalogue, Metric } from './catalogue.js'
import { evaluate, evaluateNode, type Group, missingResult, type Unconnected } from './evaluate.js'
import { inGroups } from './groups.js'
import { through } from './lens.js'
import { isZeroWithoutRows } from './plan.js'
import type { Question } from './question.js'
import { knownSince, nothing, type Reading, readAll } from './reading.js'
import type { Cell, ScanRow } from './scan-rows.js'
import type { ScanResult } from './store.js'
import { targetOf } from './target.js'
import { Together } from './together.js'
import { type Spans, spansOf } from './windows.js'

/**
 * Answers a question with a number and its birth certificate. Rights are the caller's to check before: see `mayRead`. What a metric
 * tells of groups only is held back here, whoever asks.
 * @throws Refusal when the question names a metric or dimension that the catalogue does not have
 */
export async function ask(catalogue: Catalogue, question: Question, asks: Asks): Promise<Answer> {
  const answers = (one: Question) => answerTo(catalogue, one, asks)
  const answer = await answers(question)
  const metric = catalogue.get(question.metric)
  return metric && metric.least !== null ? inGroups(catalogue, metric, answer, answers, asks) : answer
}

/**
 * The answer, by one statement per fact behind it. Those who ask the same at the same time share the answer, which was begun after each of them asked.
 * @throws Refusal when the question names a metric or dimension that the catalogue does not have
 */
async function answerTo(catalogue: Catalogue, question: Question, asks: Asks): Promise<Answer> {
  const metric = catalogue.get(question.metric)
  if (!metric) throw new Refusal('answers.unknown_metric', { metric: question.metric })
  checkDimensions(question, metric)
  return answerOf(metric, catalogue, question, asks)
}

/** The same of a metric that may not be in the catalogue: one that is counted from another source. */
export async function answerOf(metric: Metric, catalogue: Catalogue, question: Question, asks: Asks): Promise<Answer> {
  const spans = spansOf(question, metric.stock, asks.now, asks.company)
  if (spans.progress.state === 'future') return notBegun(metric, question, spans, asks)
  const second = Math.floor(asks.now.epochMilliseconds / 1000)
  const key = JSON.stringify([question, spans, asks.company, second])
  return askedOf(asks.db, metric).ask(key, async () => {
    const read = await readAll(metric, question, spans, asks)
    const known = await knownSince(metric, read, spans, asks.db)
    return assemble({ metric, question, spans, asks, read, known }, catalogue)
  })
}

const asked = new WeakMap<Db, WeakMap<Metric, Together<Answer>>>()

/** The questions about a metric that are being answered from a handle. A transaction has its own, because it sees what it wrote. */
function askedOf(db: Db, metric: Metric): Together<Answer> {
  const metrics = asked.get(db) ?? new WeakMap<Metric, Together<Answer>>()
  const together = metrics.get(metric) ?? new Together<Answer>()
  asked.set(db, metrics)
  metrics.set(metric, together)
  return together
}

/** @throws Refusal when a question names a dimension that its metric cannot be asked by */
export function checkDimensions(question: Question, { definition }: Metric): void {
  const named = [...(question.by === null ? [] : [question.by]), ...question.where.map(({ dimension }) => dimension)]
  const unknown = named.find((dimension) => !definition.dimensions.includes(dimension))
  if (unknown !== undefined) {
    throw new Refusal('answers.unknown_dimension', { metric: definition.label, dimension: unknown })
  }
}

interface Work {
  readonly metric: Metric
  readonly question: Question
  readonly spans: Spans
  readonly asks: Asks
  readonly read: Reading
  /** The first day of which anything is known, where it had to be asked for. */
  readonly known: string | null
}

function assemble(work: Work, catalogue: Catalogue): Answer {
  const { metric, question, spans, asks, read } = work
  const result = wholeOf(work, 0, spans.main.to)
  return {
    ...certificate(work),
    result,
    blame: blameOf(result, catalogue),
    against: comparedOf(work),
    target: targetOf(metric, question, result, { progress: spans.progress, calendar: asks.company }),
    breakdown: judgedParts(work),
    trend: trendOf(work),
    aside: asideOf(work),
    sources: sourcesOf(read),
    freshness: freshnessOf(metric, sourcesOf(read), asks.now),
  }
}

/** The parts of a breakdown, each against the target of exactly that part. */
function judgedParts(work: Work): readonly JudgedPart[] {
  const { metric, question, spans, asks } = work
  const { by } = question
  if (by === null) return []
  const others = question.where.filter(({ dimension }) => dimension !== by)
  return partsOf(work, 0).map((part) => {
    if (part.key === null) return { ...part, target: null }
    const about = { ...question, by: null, where: [...others, { dimension: by, values: [part.key] }] }
    return {
      ...part,
      target: targetOf(metric, about, part.result, { progress: spans.progress, calendar: asks.company }),
    }
  })
}

function blameOf({ missing }: Result, catalogue: Catalogue): Answer['blame'] {
  const metric = missing && catalogue.get(missing.metric)
  return metric ? { label: metric.definition.label, nothing: metric.definition.nothing ?? null } : null
}

/** What an answer says about itself whether or not there is a number. */
function certificate({ metric, question, spans, asks }: Omit<Work, 'read' | 'known'>) {
  return {
    question,
    definition: metric.definition,
    version: metric.version,
    facts: metric.facts,
    relations: metric.relations,
    stock: metric.stock,
    asOf: asks.now,
    progress: spans.progress,
    measuredOn: metric.stock ? spans.main.at : null,
  }
}

function notBegun(metric: Metric, question: Question, spans: Spans, asks: Asks): Answer {
  const { name, unit } = metric.definition
  const result = missingResult(
    { reason: 'not begun', metric: name },
    unit === 'currency' ? asks.company.currency : null,
  )
  const empty = {
    blame: null,
    against: null,
    target: null,
    breakdown: [],
    trend: [],
    aside: null,
    sources: [],
    freshness: null,
  }
  return { ...certificate({ metric, question, spans, asks }), result, ...empty }
}

function unconnectedOf({ results }: Reading): Unconnected {
  return new Set([...results.values()].flatMap(({ unconnected }) => unconnected))
}

const groupCache = new WeakMap<ScanResult, ReadonlyMap<string, ScanRow>>()

/** Rows by window and group, so that each is found at once. */
function indexed(result: ScanResult): ReadonlyMap<string, ScanRow> {
  const known = groupCache.get(result)
  if (known) return known
  const made = new Map(result.rows.map((row) => [rowKey(row.window, row.whole, row.key), row]))
  groupCache.set(result, made)
  return made
}

const rowKey = (window: number, whole: boolean, key: string | null): string =>
  `${window} ${whole ? 'whole' : key === null ? 'none' : `=${key}`}`

function groupOf({ metric, read, spans, asks }: Work, window: number, whole: boolean, key: string | null): Group {
  const rows = new Map(
    metric.plan.scans.map((scan) => [
      scan.key,
      indexed(read.results.get(scan) ?? nothing).get(rowKey(window, whole, key)),
    ]),
  )
  return {
    rows: [...rows.values()].reduce((sum, row) => sum + (row?.rows ?? 0), 0),
    cell: (scan, measure) => rows.get(scan)?.cells.get(measure) ?? emptyCell(metric, scan, measure),
    days: (lenses) => {
      const frame = spans.frames[window]
      const seen = frame && through(lenses, frame, asks.company).window
      return seen ? daysBetween(seen.from, seen.to) : 0
    },
  }
}

/** A group that one fact has and another lacks: nothing to count there, so its counts and sums are zero. */
function emptyCell({ plan }: Metric, scan: string, measure: string): Cell {
  const found = plan.scans.find(({ key }) => key === scan)?.measures.find(({ key }) => key === measure)
  return { value: found && isZeroWithoutRows(found.aggregate) ? 0 : null, currencies: [], gap: null }
}

function wholeOf(work: Work, window: number, to: string): Result {
  const { metric, asks, known } = work
  const result = evaluate(metric, groupOf(work, window, true, null), unconnectedOf(work.read), asks.company.currency)
  if (result.rows > 0 || result.missing?.reason === 'not connected') return result
  if (known === null) return missingResult({ reason: 'no rows', metric: metric.definition.name }, result.currency)
  if (to > known) return result
  return missingResult({ reason: 'before the data', metric: metric.definition.name, firstDay: known }, result.currency)
}

/** The groups of a window, the largest number first; those without a number last. */
function partsOf(work: Work, window: number): readonly Part[] {
  const keys = new Set<string | null>()
  for (const { rows } of work.read.results.values()) {
    for (const row of rows) if (!row.whole && row.window === window && row.rows > 0) keys.add(row.key)
  }
  const unconnected = unconnectedOf(work.read)
  const { currency } = work.asks.company
  return [...keys]
    .map((key) => ({ key, result: evaluate(work.metric, groupOf(work, window, false, key), unconnected, currency) }))
    .sort(byValue)
}

function byValue(a: Part, b: Part): number {
  const value = ({ result }: Part) => result.value ?? Number.NEGATIVE_INFINITY
  if (value(a) !== value(b)) return value(a) < value(b) ? 1 : -1
  return (a.key ?? '\uffff') < (b.key ?? '\uffff') ? -1 : 1
}

function comparedOf(work: Work): Compared | null {
  const { against } = work.spans
  if (!against) return null
  const breakdown = work.question.by === null ? [] : partsOf(work, 1)
  return { period: against.period, to: against.window.to, result: wholeOf(work, 1, against.window.to), breakdown }
}

/** Points before the data begins are left out: nothing is known of them. A point without rows since then is a point. */
function trendOf(work: Work): readonly Point[] {
  const { spans, known, question } = work
  const first = spans.against ? 2 : 1
  const points = spans.trend.map(({ period, window }, index) => ({
    period,
    result: wholeOf(work, first + index, window.to),
    breakdown: question.by === null ? [] : partsOf(work, first + index),
  }))
  return points.filter(({ period }) => known === null || period.to > known)
}

/** Only when nothing else was asked for, and only where the rows say something. */
function asideOf(work: Work): Aside | null {
  const { aside } = work.metric.plan
  if (!aside || work.read.by !== aside.by || work.question.by !== null) return null
  const breakdown = partsOfAside(work, aside.root)
  const { metric, by, label } = aside
  return breakdown.some(({ key }) => key !== null) ? { metric, by, label, breakdown } : null
}

function partsOfAside(work: Work, root: NonNullable<Metric['plan']['aside']>['root']): readonly Part[] {
  const rows = [...work.read.results.values()].flatMap((result) => result.rows)
  return rows
    .filter((row) => !row.whole && row.window === 0)
    .map(({ key }) => ({ key, result: evaluateNode(root, groupOf(work, 0, false, key)) }))
    .filter(({ result }) => result.value !== null && result.value > 0)
    .sort(byValue)
}

function sourcesOf({ results }: Reading): readonly Source[] {
  const all = [...results.values()].flatMap(({ sources }) => sources)
  return [...new Map(all.map((source) => [source.name, source])).values()]
}

/** By the source that was read longest ago: a number is as old as the oldest thing in it. */
function freshnessOf({ definition }: Metric, sources: readonly Source[], now: Temporal.Instant): Answer['freshness'] {
  const oldest = sources.map(({ readAt }) => readAt.epochMilliseconds).sort((a, b) => a - b)[0]
  if (!definition.freshness || oldest === undefined) return null
  const hours = (now.epochMilliseconds - oldest) / 3_600_000
  if (hours > definition.freshness.fail_after) return 'stale'
  return hours > definition.freshness.warn_after ? 'warn' : 'fresh'
}
