import type { Text } from '../chat/text.js'
import type { Definition } from '../metrics/definition.js'
import { periodWhen, type Standpoint } from '../metrics/period-label.js'
import type { Question } from '../metrics/question.js'
import { scopeOf } from '../metrics/scope.js'
import { shownValue } from '../metrics/shown.js'
import { shownTarget } from '../metrics/target-card.js'
import type { Condition, Numbers } from './model.js'

/** What is said of a number. */
export interface Said {
  readonly kind: 'fired' | 'over'
  readonly condition: Condition['kind']
  readonly definition: Definition
  readonly question: Question
  readonly numbers: Numbers
}

/** "Win rate, EMEA, this quarter: 15% (4 of 26), below 20%." The number, what it was held against, and nothing that is not in the record. */
export function sentence({ kind, condition, definition, question, numbers }: Said, at: Standpoint): Text {
  const { t } = at
  const { value, currency, threshold, deviation, numerator, denominator } = numbers
  const share = definition.unit === 'percent' && numerator !== null && denominator !== null && currency === null
  const common = {
    metric: scopeOf({ definition, question }, t),
    when: periodWhen(question.period, at),
    value: shownValue(value, definition, currency, t),
    counts: share ? t.plain('answers.counts', { part: t.number(numerator), whole: t.number(denominator) }) : 'none',
  }
  if (deviation)
    return t.text('alerts.said_unusual', {
      ...common,
      median: shownValue(deviation.median, definition, currency, t),
      way: value > deviation.median ? 'higher' : 'lower',
      count: deviation.count,
    })
  const level = (figure: number): string => shownTarget(figure, definition, currency, t)
  return t.text(condition === 'target' ? 'alerts.said_target' : 'alerts.said_threshold', {
    ...common,
    kind,
    side: threshold?.side ?? 'above',
    at: threshold ? level(threshold.at) : '',
    until: threshold ? level(threshold.until) : '',
  })
}

/** When a follow speaks, in words: "below 20%, and when it is back at 21%". */
export function conditionText(condition: Condition, definition: Definition, currency: string, at: Standpoint): Text {
  const { t } = at
  if (condition.kind !== 'threshold') return t.text(`alerts.when_${condition.kind}`)
  const level = (figure: number): string => shownTarget(figure, definition, currency, t)
  return t.text('alerts.when_threshold', {
    side: condition.side,
    at: level(condition.at),
    until: level(condition.until),
  })
}
