import { assertNever } from '../chat/assert-never.js'
import type { Text } from '../chat/text.js'
import type { Answer, Missing } from './answer.js'
import { periodName, periodWhen, type Standpoint } from './period-label.js'
import { filtersOf, inSentence, scopeOf } from './scope.js'

/** In words why there is no number: never a 0 in its place. */
export function missingText(answer: Answer, missing: Missing, at: Standpoint): Text {
  const { t } = at
  const { period } = answer.question
  const metric = inSentence(answer.definition.label, t)
  switch (missing.reason) {
    case 'no rows':
    case 'no base':
      return emptyText(answer, at)
    case 'not connected':
      return t.text('answers.not_connected', { metric, fact: t.plain(`metrics.fact_${missing.fact}`) })
    case 'before the data':
      return t.text('answers.before_the_data', { period: periodName(period, at), day: t.day(missing.firstDay) })
    case 'not begun':
      return t.text('answers.future', { period: periodName(period, at) })
    case 'withheld':
      return t.text('answers.withheld', { metric: scopeOf(answer, t), least: missing.least })
    case 'too few':
      return t.text('answers.too_few', { metric, when: periodWhen(period, at), least: missing.least })
    case 'no rate':
      return t.text('answers.no_rate', { metric, currency: missing.currency, day: t.day(missing.day) })
    case 'mixed currencies': {
      const currencies = t.list(missing.currencies)
      return t.text('answers.mixed_currencies', {
        metric: scopeOf(answer, t),
        when: periodWhen(period, at),
        currencies,
      })
    }
    default:
      return assertNever(missing)
  }
}

/** "No deals closed in July, so there is no win rate." */
function emptyText(answer: Answer, at: Standpoint): Text {
  const { t } = at
  const { question, definition, blame, progress } = answer
  const common = {
    metric: inSentence(definition.label, t),
    when: periodWhen(question.period, at),
    running: progress.state === 'running' ? 'yes' : 'no',
    filters: question.where.length === 0 ? 'none' : filtersOf(question.where, t),
  }
  if (blame?.nothing) return t.text('answers.no_base', { ...common, nothing: blame.nothing })
  return blame && blame.label !== definition.label
    ? t.text('answers.no_base_unnamed', { ...common, input: blame.label })
    : t.text('answers.no_rows', common)
}
