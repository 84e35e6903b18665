import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Message, Subject } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import { newDigest } from '../digests/actions.js'
import type { FactName } from '../facts/catalogue.js'
import { latestDay } from '../facts/sources-store.js'
import type { Answer } from '../metrics/answer.js'
import { ask } from '../metrics/ask.js'
import type { Catalogue, Metric } from '../metrics/catalogue.js'
import { periodName } from '../metrics/period-label.js'
import { shownValue } from '../metrics/shown.js'
import { connectedFacts } from '../metrics/store.js'
import { mayRead, subjectOf } from '../metrics/visibility.js'
import { type Period, unitPeriod } from '../time/period.js'
import { dayOf } from '../time/zone.js'
import * as actions from './actions.js'
import { row } from './buttons.js'
import type { Drop } from './model.js'
import type { DropContext } from './read.js'

/** As many as a person takes in at once, and a digest has lines for. */
const mostNumbers = 5
/** Of so many it is tried whether they have a number. */
const mostAsked = 12

/** Numbers that a fact can answer now, for somebody who may read them. */
export async function answerableNow(
  catalogue: Catalogue,
  context: DropContext,
  fact: FactName,
): Promise<readonly Answer[]> {
  const connected = await connectedFacts(context.db)
  const metrics = catalogue.metrics.filter(
    (metric) =>
      metric.definition.listed &&
      mayRead(metric, context.by) &&
      metric.facts.includes(fact) &&
      metric.facts.every((one) => connected.has(one)),
  )
  const first = metrics.toSorted((a, b) => rank(a) - rank(b)).slice(0, mostAsked)
  const day = await lastDay(context, fact)
  const answers = await Promise.all(first.map((metric) => ask(catalogue, questionOf(metric, day, context), context)))
  return answers.filter((answer) => answer.result.value !== null).slice(0, mostNumbers)
}

/** What stands on a scorecard is what companies look at first. */
const rank = ({ definition }: Metric): number => (definition.scorecard.length > 0 ? 0 : 1)

/** The day until which the data goes: an export of last year answers about last year. */
export async function lastDay({ db, now, company }: DropContext, fact: FactName): Promise<string> {
  const today = dayOf(now, company.zone)
  return (await latestDay(db, fact, today)) ?? today
}

/** The quarter of a day, or the day itself for what is measured at a moment. */
function periodAt(metric: Metric, day: string, { company }: DropContext): Period {
  return unitPeriod(metric.stock ? 'day' : 'quarter', day, company, 0, false)
}

function questionOf(metric: Metric, day: string, context: DropContext) {
  const period = periodAt(metric, day, context)
  return {
    metric: metric.definition.name,
    period,
    by: null,
    where: [],
    against: { kind: 'none' as const },
    trend: null,
  }
}

/** The numbers, and what can be made of them. */
export function numbersBlocks(drop: Drop, answers: readonly Answer[], context: DropContext): readonly Block[] {
  const { t, company } = context
  const at = { t, today: dayOf(context.now, company.zone), calendar: company }
  const facts = answers.map(({ definition, question, result }) => ({
    label: t.plain('drops.numbers_period', { metric: definition.label, period: periodName(question.period, at) }),
    value: textOf({
      kind: 'strong',
      text: result.value === null ? '–' : shownValue(result.value, definition, result.currency, t),
    }),
  }))
  const metrics = answers.map(({ definition }) => definition.name)
  const buttons = [
    ...(metrics.length > 0
      ? [buttonOf(t.plain('drops.digest'), callOf(newDigest, { metrics, copyOf: null }), 'primary' as const)]
      : []),
    ...(metrics.length > 0 ? [buttonOf(t.plain('drops.check'), callOf(actions.checkTotal, { drop: drop.id }))] : []),
    buttonOf(t.plain('drops.mapping'), callOf(actions.showMapping, { drop: drop.id })),
  ]
  if (facts.length === 0) return [row(...buttons)]
  return [{ kind: 'heading', text: t.plain('drops.numbers') }, { kind: 'facts', facts }, row(...buttons)]
}

/** What a card with numbers discloses: rights are checked again when it is sent. */
export function withNumbers(message: Message, answers: readonly Answer[]): Message {
  const subjects: readonly Subject[] = answers.map(({ definition }) => subjectOf(definition.name))
  return { ...message, discloses: [...message.discloses, ...subjects] }
}
