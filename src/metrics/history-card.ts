import type { Message } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import { dayOf } from '../time/zone.js'
import type { Metric } from './catalogue.js'
import { periodName, type Standpoint } from './period-label.js'
import type { Compared } from './posted.js'
import { filtersOf } from './scope.js'
import { shownValue } from './shown.js'
import { subjectOf } from './visibility.js'

/** What was posted of a metric and when, and what the same question about the same moment comes out as today. */
export function historyCard(metric: Metric, list: readonly Compared[], at: Standpoint): Message {
  const { t } = at
  const { label, name } = metric.definition
  if (list.length === 0) {
    return { blocks: [{ kind: 'text', text: t.text('answers.history_none', { metric: label }) }], discloses: [] }
  }
  const column = (key: 'posted' | 'about' | 'then' | 'now' | 'version', align: 'start' | 'end') => ({
    label: t.plain(`answers.history_${key}`),
    align,
  })
  return {
    blocks: [
      {
        kind: 'table',
        caption: t.plain('answers.history_title', { metric: label }),
        columns: [
          column('posted', 'start'),
          column('about', 'start'),
          column('then', 'end'),
          column('now', 'end'),
          column('version', 'end'),
        ],
        rows: list.map((one) => rowOf(one, metric, at)),
      },
    ],
    discloses: [subjectOf(name)],
  }
}

function rowOf({ posted, now }: Compared, { definition }: Metric, at: Standpoint): readonly Text[] {
  const { t, calendar } = at
  const { question, asOf, result } = posted
  const shown = (value: number | null, currency: string | null) =>
    value === null ? '–' : shownValue(value, definition, currency, t)
  const filters = filtersOf(question.where, t)
  const period = periodName(question.period, at)
  const then = shown(result.value, result.currency)
  const today = shown(now.result.value, now.result.currency)
  return [
    textOf(t.day(dayOf(asOf, calendar.zone))),
    textOf(filters === '' ? period : `${filters} · ${period}`),
    textOf(then),
    textOf(then === today ? today : { kind: 'strong', text: today }),
    textOf(String(posted.version)),
  ]
}
