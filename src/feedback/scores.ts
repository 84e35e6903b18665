import type { Context } from '../company/context.js'
import { textsOf } from '../company/texts.js'
import { ownImport, ownSource } from '../facts/own-source-store.js'
import type { AskedRound } from './prompt-store.js'
import { leastFor, toldOf } from './results.js'
import * as results from './results-store.js'
import * as store from './scores-store.js'
import { readTally } from './tally.js'

/**
 * Counts what employees answered for the metrics that it feeds, once a round has closed. What others may not be told by the results they
 * are not told by a metric either: a department stands beside a score only where the results tell it, and the day is the round's.
 */
export async function feedScores(context: Context, asked: AskedRound, day: string): Promise<void> {
  const feeds = asked.prompt.questions.flatMap((question, index) =>
    'feeds' in question && question.feeds !== null ? [{ index, kind: question.feeds }] : [],
  )
  if (feeds.length === 0) return
  const counted = await results.countsOf(context.db, asked.round, 'department')
  const { whole, told } = toldOf(asked.prompt, counted, leastFor(asked, 'other'))
  if (!whole) return
  const departments = new Set(told.map(({ key }) => key))
  const scores = counted.flatMap(({ group, tally, count }) => {
    const values = readTally(tally)
    const department = departments.has(group) ? group : null
    return feeds.flatMap(({ index, kind }) =>
      (values[index] ?? []).flatMap((value) =>
        Array.from({ length: count }, () => ({ kind, department, day, score: Number(value) })),
      ),
    )
  })
  if (scores.length === 0) return
  const label = textsOf(null, context.company).plain('feedback.source')
  const own = { name: 'feedback', fact: 'survey_scores', label } as const
  const source = await ownSource(context.db, own)
  const run = await ownImport(context.db, own, source, { added: scores.length, changed: 0 }, context.now)
  await store.addScores(context.db, { source, run }, scores)
}
