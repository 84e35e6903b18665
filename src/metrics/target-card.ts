import type { Text } from '../chat/text.js'
import { currencyDigits } from '../locales/formats.js'
import type { Texts } from '../locales/texts.js'
import type { Answer, TargetStatus } from './answer.js'
import type { Definition } from './definition.js'
import { periodWhen, type Standpoint } from './period-label.js'
import { inSentence } from './scope.js'
import { shownValue } from './shown.js'

const statuses: Readonly<Record<TargetStatus, string>> = { met: 'met', near: 'near', warn: 'warn', 'at risk': 'risk' }

/** How texts call a status; `none` where there is no verdict yet. */
export const statusKey = (status: TargetStatus | null): string => (status === null ? 'none' : statuses[status])

/** Where the number stands against its target; said to be absent only to somebody who asked for it. */
export function targetText(answer: Answer, at: Standpoint): Text | null {
  const { t } = at
  const { target, definition, question, result } = answer
  if (!target) {
    if (question.against.kind !== 'target') return null
    const metric = inSentence(definition.label, t)
    return t.text('answers.target_none', { metric, when: periodWhen(question.period, at) })
  }
  return t.text('answers.target', {
    target: shownTarget(target.value, definition, result.currency, t),
    status: statusKey(target.status),
  })
}

/** A target as it is read; money stands in definitions in major units, as people write it. */
export function shownTarget(value: number, definition: Definition, currency: string | null, t: Texts): string {
  const code = definition.unit === 'currency' ? currency : null
  return shownValue(code === null ? value : value * 10 ** currencyDigits(code), definition, code, t)
}
