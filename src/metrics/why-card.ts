import type { Block, Button, Message } from '../chat/message.js'
import type { Texts } from '../locales/texts.js'
import type { Result } from './answer.js'
import { answerText } from './card.js'
import { dimensionLabel } from './dimension-label.js'
import type { Standpoint } from './period-label.js'
import { rowsButtons } from './rows-card.js'
import { shownCounts, shownValue } from './shown.js'
import { subjectOf } from './visibility.js'
import type { Contribution, Explanation } from './why.js'

/** As many parts are named; the others are one line. */
const mostParts = 3

/** What changed, by which dimension, how much each part of it did, and a button to the rows of the one that did most. */
export function whyCard(explanation: Explanation, at: Standpoint, buttons: readonly Button[]): Message {
  const { answer, by, contributions } = explanation
  const { t } = at
  const moved = contributions.filter((part) => part.effect !== 0)
  const rest = moved.slice(mostParts)
  const lines: Block[] = moved
    .slice(0, mostParts)
    .map((part) => ({ kind: 'text', text: partText(part, explanation, t) }))
  const others = rest.reduce((sum, part) => sum + part.effect, 0)
  const rows = rowsOfFirst(explanation, t)
  return {
    blocks: [
      { kind: 'text', text: answerText(answer, at) },
      { kind: 'note', text: t.text('answers.why_by', { dimension: dimensionLabel(by, t) }) },
      ...lines,
      ...(rest.length === 0
        ? []
        : [
            {
              kind: 'text',
              text: t.text('answers.why_rest', { count: rest.length, effect: effectOf(others, explanation, t) }),
            } as const,
          ]),
      { kind: 'note', text: t.text('answers.why_sum', { effect: effectOf(explanation.change, explanation, t) }) },
      ...([...rows, ...buttons].length > 0 ? [{ kind: 'actions', buttons: [...rows, ...buttons] } as const] : []),
    ],
    discloses: [subjectOf(answer.definition.name)],
  }
}

function partText({ key, now, before, effect }: Contribution, explanation: Explanation, t: Texts) {
  return t.text('answers.why_part', {
    name: key ?? t.plain('answers.no_key'),
    effect: effectOf(effect, explanation, t),
    now: sideText(now, explanation, t),
    before: sideText(before, explanation, t),
  })
}

/** "15% (4 of 26)", or that there was nothing. */
function sideText(result: Result | null, { answer }: Explanation, t: Texts): string {
  if (result === null || result.value === null) return t.plain('answers.why_nothing')
  const value = shownValue(result.value, answer.definition, result.currency, t)
  const counts = answer.definition.unit === 'percent' ? shownCounts(answer, result, t) : null
  return counts === null ? value : t.plain('answers.why_side', { value, counts })
}

/** What a part did to the whole: in points for a share, else in the number's own unit. */
function effectOf(effect: number, { answer }: Explanation, t: Texts): string {
  const sign = effect < 0 ? 'down' : 'up'
  const { unit } = answer.definition
  if (unit === 'percent') {
    const amount = Math.abs(Math.round(effect * 1000) / 10)
    return t.plain('answers.change_points', { sign, amount, shown: t.number(amount, 1) })
  }
  const amount = shownValue(Math.abs(effect), answer.definition, answer.result.currency, t)
  return t.plain('answers.change_amount', { sign, amount })
}

/** The rows of the part that did most. */
function rowsOfFirst({ answer, by, contributions }: Explanation, t: Texts): readonly Button[] {
  const first = contributions[0]
  if (!first?.now || first.key === null) return []
  const where = [...answer.question.where, { dimension: by, values: [first.key] }]
  return rowsButtons({ ...answer, result: first.now, question: { ...answer.question, by: null, where } }, t)
}
