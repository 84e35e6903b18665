import type { Db } from '../../db/connect.js'
import type { Company } from '../company/model.js'
import type { Metric } from './catalogue.js'
import { through } from './lens.js'
import type { Scan } from './plan.js'
import type { Question } from './question.js'
import { firstDay, hasRates, readScan, type ScanRequest, type ScanResult } from './store.js'
import type { Spans } from './windows.js'

/** What has been read for a question, scan by scan. */
export interface Reading {
  readonly results: ReadonlyMap<Scan, ScanResult>
  /** The dimension by which the rows were grouped, if any: the question's, or that of the aside. */
  readonly by: string | null
}

/** Reads every scan of a metric, each through its own lenses. */
export async function readAll(
  metric: Metric,
  question: Question,
  spans: Spans,
  { db, company }: { readonly db: Db; readonly company: Company },
): Promise<Reading> {
  const by = question.by ?? metric.plan.aside?.by ?? null
  const { currency } = company
  const firstOnly = question.by === null
  const common = { by, firstOnly, where: question.where, currency, today: spans.today, rules: metric.rules }
  const results = await Promise.all(
    metric.plan.scans.map((scan) => {
      const windows = spans.frames.map((frame) => through(scan.lenses, frame, company).window)
      return readInCurrency(db, { ...common, scan, windows })
    }),
  )
  return { results: new Map(metric.plan.scans.map((scan, index) => [scan, results[index] ?? nothing])), by }
}

/**
 * Amounts as they stand where all are in the company's currency, which is nearly always so; else read once more, converted at the
 * rates of their days. Without any rates they stay what they are: what is in one currency can be told in that one.
 */
async function readInCurrency(db: Db, request: ScanRequest): Promise<ScanResult> {
  const read = await readScan(db, request)
  const foreign = read.rows.some(({ cells }) =>
    [...cells.values()].some(({ currencies }) => currencies.some((one) => one !== request.currency)),
  )
  return foreign && (await hasRates(db)) ? readScan(db, { ...request, converting: true }) : read
}

/** The result of a scan that was not read. */
export const nothing: ScanResult = { rows: [], sources: [], unconnected: [] }

/**
 * A count of zero is a number where the data reaches, and a gap where it does not. The first day is only asked for when a window
 * came out empty, which is rare.
 */
export async function knownSince(metric: Metric, { results }: Reading, spans: Spans, db: Db): Promise<string | null> {
  const wholes = 1 + (spans.against ? 1 : 0) + spans.trend.length
  const filled = new Set(
    [...results.values()].flatMap(({ rows }) =>
      rows.filter((row) => row.whole && row.rows > 0).map((row) => row.window),
    ),
  )
  if (filled.size >= wholes) return null
  const days = await Promise.all(metric.plan.scans.map((scan) => firstDay(db, scan)))
  return days.reduce((first, day) => (first === null || (day !== null && day < first) ? day : first), null)
}
