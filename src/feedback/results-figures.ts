import { assertNever } from '../chat/assert-never.js'
import type { Chart } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import type { Question } from './model.js'
import type { QuestionTally } from './results.js'

const timesOf = ({ values }: QuestionTally, value: string): number => values.get(value) ?? 0

/** The scores of a question with how often each was given. */
const scoresOf = ({ values }: QuestionTally): readonly (readonly [score: number, count: number])[] =>
  [...values].map(([value, count]) => [Number(value), count] as const)

const between = (tally: QuestionTally, from: number, to: number): number =>
  scoresOf(tally).reduce((sum, [score, count]) => sum + (score >= from && score <= to ? count : 0), 0)

/** The one number that a question comes to; null for words and choices, and where nobody answered. */
export function figureOf(question: Question, tally: QuestionTally): number | null {
  if (tally.answered === 0) return null
  switch (question.kind) {
    // 100 x (answers of 9 or 10 - answers of 0 to 6) / answers, as the metric NPS has it.
    case 'nps':
      return (100 * (between(tally, 9, 10) - between(tally, 0, 6))) / tally.answered
    // The share of 4 and 5, as the metric CSAT has it.
    case 'csat':
      return between(tally, 4, 5) / tally.answered
    case 'scale':
      return scoresOf(tally).reduce((sum, [score, count]) => sum + score * count, 0) / tally.answered
    case 'verdict':
      return timesOf(tally, 'accepted') / tally.answered
    case 'choice':
    case 'many':
    case 'text':
    case 'account':
    case 'lead':
      return null
    default:
      return assertNever(question)
  }
}

/** A figure as people read it, with how many answers it is of. */
export function figureText(question: Question, tally: QuestionTally, t: Texts): string {
  const figure = figureOf(question, tally)
  const count = tally.answered
  if (figure === null) return t.plain('feedback.answers', { count })
  switch (question.kind) {
    case 'nps':
      return t.plain('feedback.figure_nps', { figure: t.number(figure), count })
    case 'csat':
      return t.plain('feedback.figure_csat', { figure: t.percent(figure), count })
    case 'verdict':
      return t.plain('feedback.figure_verdict', { figure: t.percent(figure), count })
    default:
      return t.plain('feedback.figure_mean', { figure: t.number(figure, 1), count })
  }
}

/** What can be given to a question, with its label, in the order in which it is drawn; null for words. */
function stepsOf(
  question: Question,
  { values }: QuestionTally,
  t: Texts,
): readonly (readonly [string, string])[] | null {
  const steps = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => [String(from + at), String(from + at)] as const)
  switch (question.kind) {
    case 'nps':
      return steps(0, 10)
    case 'csat':
      return steps(1, 5)
    case 'scale':
      return steps(question.from, question.to)
    case 'choice':
    case 'many':
      return question.options.map((one) => [one, one] as const)
    case 'account':
    case 'lead':
      return [...values.keys()]
        .toSorted()
        .map((one) => [one, one === '' ? t.plain('feedback.no_segment') : one] as const)
    case 'verdict':
      return (['accepted', 'returned'] as const).map(
        (verdict) => [verdict, t.plain('feedback.verdict', { verdict })] as const,
      )
    case 'text':
      return null
    default:
      return assertNever(question)
  }
}

/** How often each value was given; null for words. */
export function chartOf(question: Question, tally: QuestionTally, t: Texts): Chart | null {
  const steps = tally.answered === 0 ? null : stepsOf(question, tally, t)
  if (steps === null) return null
  return {
    kind: 'chart',
    shape: 'bar',
    title: question.label,
    unit: '',
    categories: steps.map(([, label]) => label),
    series: [{ name: t.plain('feedback.answers_axis'), values: steps.map(([value]) => timesOf(tally, value)) }],
  }
}
