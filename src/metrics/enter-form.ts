import { callOf } from '../chat/action.js'
import { pressOf } from '../chat/button.js'
import { choiceField, textField } from '../chat/fields.js'
import type { Form, Values } from '../chat/form.js'
import type { Message } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import type { Context } from '../company/context.js'
import { dayOf } from '../time/zone.js'
import { enterValue } from './actions.js'
import type { Metric } from './catalogue.js'
import { type Stated, type Stretch, stretches } from './enter.js'
import { periodName } from './period-label.js'
import { subjectOf } from './visibility.js'

type Standpoint = Pick<Context, 'now' | 'company' | 't'>

/** How a stretch is called in the form's values. */
export const stretchKey = ({ per, period }: Stretch): string => `${per}:${period.from}`

/** Where a person states a figure. `draft` and `errors` of what was not taken. */
export function enterForm(metric: Metric, at: Standpoint, draft: Values = {}, errors: Form['errors'] = {}): Form {
  const { t, company } = at
  const { label, unit, name } = metric.definition
  const hint =
    unit === 'percent'
      ? t.plain('metrics.enter_percent')
      : unit === 'currency'
        ? t.plain('metrics.enter_currency', { currency: company.currency })
        : null
  const options = stretches(at).map((one) => ({ value: stretchKey(one), label: nameOf(one, at) }))
  return {
    call: callOf(enterValue, { metric: name }),
    title: t.plain('metrics.enter_title'),
    submit: t.plain('metrics.enter_save'),
    cancel: t.plain('common.cancel'),
    fields: [
      { kind: 'info', text: t.text('metrics.enter_what', { metric: label }) },
      choiceField('period', t.plain('metrics.enter_period'), options),
      textField('value', t.plain('metrics.enter_value'), { hint, min: 1, max: 40 }),
      textField('note', t.plain('metrics.enter_note'), { required: false, multiline: true, max: 2000 }),
    ],
    draft,
    errors,
  }
}

function nameOf({ period }: Stretch, { now, company, t }: Standpoint): string {
  return periodName(period, { today: dayOf(now, company.zone), calendar: company, t })
}

/** What has been stated lately, the newest first. */
export function statedCard(metric: Metric, all: readonly Stated[], at: Standpoint): Message {
  const { t } = at
  const { label, name } = metric.definition
  const value = (one: string) => exactly(one, metric, at)
  return {
    blocks: [
      { kind: 'heading', text: t.plain('metrics.enter_done', { metric: label }) },
      ...all.map((one) => ({
        kind: 'text' as const,
        text: textOf(
          t.plain('metrics.enter_line', {
            ...{ period: nameOf(one.stretch, at), value: value(one.value), by: one.by, moment: one.at },
            ...{ changed: one.before === null ? 'no' : 'yes', before: one.before === null ? '' : value(one.before) },
            ...{ noted: one.note === null ? 'no' : 'yes', note: one.note ?? '' },
          }),
        ),
      })),
      {
        kind: 'actions',
        buttons: [pressOf(t.plain('metrics.enter_more'), enterValue, { metric: name })],
      },
    ],
    discloses: [subjectOf(name)],
  }
}

/** A figure as it was typed: rounded as answers are, it would look like another one. */
function exactly(value: string, { definition }: Metric, { t, company }: Standpoint): string {
  const { unit } = definition
  if (unit === 'percent') return `${t.number(Number((Number(value) * 100).toFixed(4)), 4)}%`
  const number = t.number(Number(value), 6)
  return unit === 'currency' ? `${number} ${company.currency}` : number
}
