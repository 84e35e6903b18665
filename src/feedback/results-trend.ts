import type { Chart, Message } from '../chat/message.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import * as store from './prompt-store.js'
import { type Results, readerOf, resultsOf } from './results.js'
import { figureOf } from './results-figures.js'

/** A year of months. */
const mostRounds = 12

/**
 * What came of the rounds of a prompt, one after the other, for each question that comes to a number: of the rounds that have closed and
 * that this reader may see. A round of too few is a gap in the line.
 */
export async function trendOf(context: Context & { readonly by: Person }, name: string): Promise<Message> {
  const { t } = context
  const seen: Results[] = []
  for (const asked of (await store.roundsOf(context.db, name, mostRounds)).toReversed()) {
    const reader = await readerOf(context, asked)
    if (!reader) continue
    const results = await resultsOf(context, asked, reader)
    if (results.closed) seen.push(results)
  }
  const latest = seen.at(-1)
  const charts = (latest?.asked.prompt.questions ?? []).flatMap((question): readonly Chart[] => {
    const values = seen.map((one) => figureIn(one, question.label))
    if (values.every((one) => one === null)) return []
    const scale = question.kind === 'csat' || question.kind === 'verdict' ? 100 : 1
    const title = t.plain('feedback.over_time', { question: question.label })
    return [
      {
        kind: 'chart',
        shape: 'line',
        title,
        unit: scale === 100 ? '%' : '',
        categories: seen.map(({ day }) => t.day(day, 'short')),
        series: [
          { name: title, values: values.map((one) => (one === null ? null : Math.round(10 * scale * one) / 10)) },
        ],
      },
    ]
  })
  if (!latest || charts.length === 0)
    return { blocks: [{ kind: 'text', text: t.text('feedback.no_trend') }], discloses: [] }
  return { blocks: [{ kind: 'heading', text: latest.asked.prompt.title }, ...charts], discloses: [] }
}

/** The figure of the question of this label: a prompt may have been changed between its rounds. */
function figureIn({ asked, whole }: Results, label: string): number | null {
  const index = asked.prompt.questions.findIndex((one) => one.label === label)
  const [question, tally] = [asked.prompt.questions[index], whole?.questions[index]]
  return question && tally ? figureOf(question, tally) : null
}
