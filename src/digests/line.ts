import { type Text, textOf } from '../chat/text.js'
import type { Answer } from '../metrics/answer.js'
import { answerText } from '../metrics/card.js'
import type { Disagreement } from '../metrics/disagreement.js'
import { disagreementText } from '../metrics/disagreement-card.js'
import type { Standpoint } from '../metrics/period-label.js'
import { shownCounts, shownValue } from '../metrics/shown.js'
import { targetText } from '../metrics/target-card.js'
import { mover } from './mover.js'

const space = ' '

/**
 * One line of a digest: the answer's own sentence (what, over which period, the number with the counts behind a share, what
 * it was before), where most of the change came from, where it stands against its target, and how old it is if it is too old. Where two
 * sources state it differently that is said too; of what stands today, as both are asked, it is said instead.
 */
export function lineOf(answer: Answer, at: Standpoint, apart: Disagreement | null = null): Text {
  const differ = apart === null ? null : disagreementText(apart, at.t)
  const stale = staleText(answer, at)
  const sameAsked = answer.measuredOn === at.today && answer.question.where.length === 0
  if (differ !== null && sameAsked) return joined([differ, stale])
  const target = answer.target?.status ? targetText(answer, at) : null
  return joined([answerText(answer, at), movedText(answer, at), target, stale, differ])
}

/** Sentences of one line. */
function joined(sentences: readonly (Text | null)[]): Text {
  const [first = [], ...rest] = sentences.filter((one) => one !== null)
  return textOf(first, ...rest.flatMap((one) => [space, one]))
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

/** "Old: read Nov 20, 2026, 6:00 AM." A number that is older than its definition allows never stands there as if it were new. */
function staleText({ freshness, sources }: Answer, { t }: Standpoint): Text | null {
  const [oldest] = sources.toSorted((a, b) => a.readAt.epochMilliseconds - b.readAt.epochMilliseconds)
  return freshness === 'stale' && oldest ? t.text('digests.stale', { when: oldest.readAt }) : null
}
