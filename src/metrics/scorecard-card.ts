import type { Block, Message } from '../chat/message.js'
import { flatten, type Text, textOf } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Calendar } from '../time/calendar.js'
import { dayOf } from '../time/zone.js'
import type { Answer, Result } from './answer.js'
import { missingText } from './missing-card.js'
import { shownValue } from './shown.js'
import { listButton } from './unsure-card.js'
import { subjectOf } from './visibility.js'

/** The numbers of a department at a glance, with what they were before. */
export function scorecard(title: string, answers: readonly Answer[], view: { t: Texts; calendar: Calendar }): Message {
  const { t } = view
  const table: Block = {
    kind: 'table',
    caption: title,
    columns: [
      { label: t.plain('metrics.scorecard_metric'), align: 'start' },
      { label: t.plain('metrics.scorecard_now'), align: 'end' },
      { label: t.plain('metrics.scorecard_before'), align: 'end' },
    ],
    rows: answers.map((answer) => [
      textOf(answer.definition.label),
      cell(answer, answer.result, t),
      cell(answer, answer.against?.result ?? null, t),
    ]),
  }
  return {
    blocks: [
      { kind: 'heading', text: title },
      table,
      { kind: 'note', text: t.text('metrics.scorecard_note') },
      ...gaps(answers, view),
      { kind: 'actions', buttons: [listButton(t)] },
    ],
    discloses: answers.map(({ definition }) => subjectOf(definition.name)),
  }
}

function cell({ definition }: Answer, result: Result | null, t: Texts): Text {
  if (!result || result.value === null) return textOf('–')
  return textOf({ kind: 'strong', text: shownValue(result.value, definition, result.currency, t) })
}

/** In words why a line has no number. */
function gaps(answers: readonly Answer[], { t, calendar }: { t: Texts; calendar: Calendar }): readonly Block[] {
  const texts = answers.flatMap((answer) => {
    const { missing } = answer.result
    return missing ? [missingText(answer, missing, { t, calendar, today: dayOf(answer.asOf, calendar.zone) })] : []
  })
  const distinct = [...new Map(texts.map((text) => [flatten(text), text])).values()]
  return distinct.map((text) => ({ kind: 'note', text }))
}
