import { assertNever } from '../chat/assert-never.js'
import { pressOf } from '../chat/button.js'
import type { Button, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import { askWords, listMetrics } from './actions.js'
import { dimensionLabel } from './dimension-label.js'
import type { Why } from './language/read.js'
import { inSentence } from './scope.js'

/** What was not understood, by name, and the nearest readings as buttons. */
export function unsureCard(why: Why, suggestions: readonly string[], t: Texts): Message {
  const readings = suggestions.map((words) => pressOf(words, askWords, { words }))
  const buttons = [...readings, ...(needsList(why) ? [listButton(t)] : [])]
  const actions = buttons.length > 0 ? [{ kind: 'actions' as const, buttons }] : []
  return { blocks: [{ kind: 'text', text: unsureText(why, suggestions, t) }, ...actions], discloses: [] }
}

const needsList = ({ kind }: Why): boolean => kind === 'no metric' || kind === 'unknown words'

export const listButton = (t: Texts): Button => pressOf(t.plain('metrics.list'), listMetrics, {})

function unsureText(why: Why, suggestions: readonly string[], t: Texts): Text {
  switch (why.kind) {
    case 'no metric':
      if (why.unknown.length === 0) return t.text('answers.unsure_nothing')
      return t.text(suggestions.length > 0 ? 'answers.unsure_metric' : 'answers.unsure_none', {
        unknown: why.unknown.join(' … '),
      })
    case 'several metrics':
      return t.text('answers.unsure_several', { metrics: t.list(why.labels) })
    case 'unknown words':
      return t.text('answers.unsure_words', { metric: inSentence(why.metric, t), unknown: why.unknown.join(' … ') })
    case 'dimension': {
      const dimension = dimensionLabel(why.dimension, t)
      const possible = t.list(why.possible.map((one) => dimensionLabel(one, t)))
      return t.text('answers.unsure_dimension', { metric: why.metric, dimension, possible })
    }
    case 'value': {
      const common = { dimension: dimensionLabel(why.dimension, t), value: why.value }
      return why.possible.length === 0
        ? t.text('answers.unsure_value_unknown', common)
        : t.text('answers.unsure_value', { ...common, known: t.list(why.possible) })
    }
    case 'ambiguous': {
      const dimensions = t.list(why.dimensions.map((one) => dimensionLabel(one, t)))
      return t.text('answers.unsure_ambiguous', { value: why.value, dimensions })
    }
    case 'too long':
      return t.text('answers.unsure_too_long')
    default:
      return assertNever(why)
  }
}
