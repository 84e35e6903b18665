import { recordChange } from '../audit/store.js'
import type { Context } from '../company/context.js'
import { wordsFor } from '../locales/words.js'
import { ask } from '../metrics/ask.js'
import type { Catalogue } from '../metrics/catalogue.js'
import type { Question } from '../metrics/question.js'
import { shownValue } from '../metrics/shown.js'
import { periodOf } from '../time/read-period.js'
import { dayOf } from '../time/zone.js'
import { finishByMetric } from './finish.js'
import type { MetricEvidence } from './model.js'
import { advance, touched } from './progress.js'
import * as store from './store.js'
import { runSubject } from './subjects.js'

/** The question behind a metric that is evidence, or null where the company has no such metric or no such period. */
export function questionOf(
  one: MetricEvidence,
  catalogue: Catalogue,
  context: Pick<Context, 'company' | 'now'>,
): Question | null {
  const { company, now } = context
  const today = dayOf(now, company.zone)
  const metric = catalogue.get(one.metric)
  const period = periodOf(one.period, { words: wordsFor(company.locale).periods, calendar: company, today })
  if (!metric || !period) return null
  return { metric: one.metric, period, by: null, where: [], against: { kind: 'none' }, trend: null }
}

/** The value that a metric has reached, in words, or null while it has not. */
async function reached(context: Context, one: MetricEvidence, catalogue: Catalogue): Promise<string | null> {
  const question = questionOf(one, catalogue, context)
  if (!question) return null
  const answer = await ask(catalogue, question, context)
  const { value, currency } = answer.result
  if (value === null || (one.fresh && (answer.freshness === 'warn' || answer.freshness === 'stale'))) return null
  const enough = (one.at_least ?? value) <= value && value <= (one.at_most ?? value)
  return enough ? shownValue(value, answer.definition, currency, context.t) : null
}

/**
 * Closes the items of a run's open stage whose metric is defined, connected and where it should be.
 * To be called in a transaction.
 * @returns how many items were closed
 */
export async function closeByMetrics(context: Context, runId: number, catalogue: Catalogue): Promise<number> {
  if (!(await store.lockRun(context.db, runId))) return 0
  const run = await store.runById(context.db, runId)
  const items = (run ? store.openStage(run)?.items : null) ?? []
  let closed = 0
  for (const item of items) {
    if (item.doneAt !== null || typeof item.evidence === 'string') continue
    const value = await reached(context, item.evidence, catalogue)
    if (value === null) continue
    await finishByMetric(context, item, value)
    await recordChange(context, {
      subject: runSubject(runId),
      verb: 'finish',
      before: null,
      after: { item: item.id, label: item.label, proof: value },
    })
    await advance(context, runId, true)
    await touched(context, runId, item.stage, item.id)
    closed++
  }
  return closed
}
