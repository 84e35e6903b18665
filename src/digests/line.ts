import { type Text, textOf } from '../chat/text.js'
import type { Answer } from '../metrics/answer.js'
import { answerText } from '../metrics/card.js'
import type { Standpoint } from '../metrics/period-label.js'
import { shownCounts, shownValue } from '../metrics/shown.js'
import { targetText } from '../metrics/target-card.js'
import { mover } from './mover.js'

/**
 * One line of a digest: the answer's own sentence (what, over which period, the number with the counts behind a share, what
 * it was before), where most of the change came from, and where it stands against its target.
 */
export function lineOf(answer: Answer, at: Standpoint): Text {
  const space = ' '
  const moved = movedText(answer, at)
  const target = answer.target?.status ? targetText(answer, at) : null
  return textOf(answerText(answer, at), ...[moved, target].flatMap((part) => (part === null ? [] : [space, part])))
}

/** "Most of it: EMEA, 14% (4 of 28)." */
function movedText(answer: Answer, { t }: Standpoint): Text | null {
  const part = mover(answer)
  if (!part || part.key === null || part.result.value === null) return null
  const { definition } = answer
  return t.text('digests.mover', {
    name: part.key,
    value: shownValue(part.result.value, definition, part.result.currency, t),
    counts: definition.unit === 'percent' ? (shownCounts(answer, part.result, t) ?? 'none') : 'none',
  })
}
