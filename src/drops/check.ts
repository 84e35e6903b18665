import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import { choiceField, textField } from '../chat/fields.js'
import type { Form, Values } from '../chat/form.js'
import type { Message } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import { readAmount } from '../facts/amounts.js'
import { currencyDigits } from '../locales/formats.js'
import type { Texts } from '../locales/texts.js'
import { showRows } from '../metrics/actions.js'
import type { Answer } from '../metrics/answer.js'
import { ask } from '../metrics/ask.js'
import type { Catalogue, Metric } from '../metrics/catalogue.js'
import { periodName } from '../metrics/period-label.js'
import { shownValue } from '../metrics/shown.js'
import { mayRead, subjectOf } from '../metrics/visibility.js'
import { type Period, unitPeriod } from '../time/period.js'
import { dayOf } from '../time/zone.js'
import * as actions from './actions.js'
import { card, paragraph, row } from './buttons.js'
import type { Drop } from './model.js'
import { lastDay } from './numbers.js'
import type { DropContext } from './read.js'

/** Periods that can be compared, counted back from the data's last day. */
const quarters = 8
const months = 12

/**
 * Numbers that another system's report also states: counts and sums. A share or a mean says too little about which rows are
 * missing.
 */
function comparable(catalogue: Catalogue, context: DropContext, drop: Drop): readonly Metric[] {
  const fact = drop.draft?.fact
  return catalogue.metrics
    .filter(({ definition, facts, stock }) => {
      const counts = definition.unit === 'count' || definition.unit === 'currency'
      return definition.listed && counts && !stock && facts.length === 1 && facts[0] === fact
    })
    .filter((metric) => mayRead(metric, context.by))
    .slice(0, 50)
}

async function periods(context: DropContext, drop: Drop): Promise<readonly Period[]> {
  const day = drop.draft === null ? dayOf(context.now, context.company.zone) : await lastDay(context, drop.draft.fact)
  const units = (unit: 'quarter' | 'month', count: number): readonly Period[] =>
    Array.from({ length: count }, (_, at) => unitPeriod(unit, day, context.company, -at, false))
  return [...units('quarter', quarters), ...units('month', months), unitPeriod('year', day, context.company, 0, false)]
}

/** Where a person states a total of their own system. */
export async function checkForm(
  catalogue: Catalogue,
  context: DropContext,
  drop: Drop,
  said: Values | null = null,
  error: string | null = null,
): Promise<Form> {
  const { t } = context
  const all = await periods(context, drop)
  const at = standpoint(context)
  return {
    call: callOf(actions.checkTotal, { drop: drop.id }),
    title: t.plain('drops.check_title'),
    submit: t.plain('drops.compare'),
    cancel: t.plain('common.cancel'),
    fields: [
      choiceField(
        'metric',
        t.plain('drops.check_metric'),
        comparable(catalogue, context, drop).map(({ definition: { name: value, label } }) => ({ value, label })),
      ),
      choiceField(
        'period',
        t.plain('drops.check_period'),
        all.map((period, value) => ({ value: String(value), label: periodName(period, at) })),
      ),
      textField('figure', t.plain('drops.check_figure'), { hint: t.plain('drops.check_figure_hint'), min: 1, max: 40 }),
    ],
    draft: said ?? { metric: null, period: null, figure: null },
    errors: error === null ? {} : { figure: error },
  }
}

const standpoint = (context: DropContext) => ({
  t: context.t,
  today: dayOf(context.now, context.company.zone),
  calendar: context.company,
})

/** The stated figure in the unit of the metric (minor units for money), or null for what is no number. */
function figureOf(text: string, metric: Metric, currency: string): number | null {
  const digits = metric.definition.unit === 'currency' ? currencyDigits(currency) : 0
  const read = readAmount(text.trim(), '.', digits, true)
  return 'minor' in read ? read.minor : null
}

/** Holds a stated total against ours, month by month, with the rows behind it. @returns the form again where it makes no sense */
export async function compareTotal(
  catalogue: Catalogue,
  context: DropContext,
  drop: Drop,
  values: Values,
): Promise<Message | Form> {
  const metric = comparable(catalogue, context, drop).find((one) => one.definition.name === values.metric)
  const period = (await periods(context, drop))[Number(values.period ?? -1)]
  const currency = drop.draft?.currency ?? context.company.currency
  const text = String(values.figure ?? '')
  const stated = metric ? figureOf(text, metric, currency) : null
  if (!metric || !period || stated === null) {
    return checkForm(
      catalogue,
      context,
      drop,
      values,
      context.t.plain('facts.refused_not_a_number', { value: text, decimal: '.' }),
    )
  }
  const question = { metric: metric.definition.name, period, by: null, where: [], against: { kind: 'none' as const } }
  const answer = await ask(catalogue, { ...question, trend: 'month' }, context)
  return comparison(answer, stated, context)
}

function comparison(answer: Answer, stated: number, context: DropContext): Message {
  const { t } = context
  const { definition, result, question } = answer
  const at = standpoint(context)
  const subjects = [subjectOf(definition.name)]
  const named = { metric: definition.label, period: periodName(question.period, at) }
  if (result.value === null) return { ...card(paragraph(t.text('drops.check_no_number', named))), discloses: subjects }
  const shown = (value: number) => written(value, answer, t)
  const difference = result.value - stated
  const said =
    difference === 0
      ? t.text('drops.check_agree', { ...named, stated: shown(stated), counted: shown(result.value) })
      : t.text('drops.check_differ', {
          ...named,
          stated: shown(stated),
          counted: shown(result.value),
          difference: shown(Math.abs(difference)),
          more: difference > 0 ? 'yes' : 'no',
        })
  const rows = callOf(showRows, { question: { ...question, trend: null }, fact: null, offset: 0 })
  return {
    ...card(paragraph(said), monthTable(answer, context), row(buttonOf(t.plain('drops.check_rows'), rows, 'primary'))),
    discloses: subjects,
  }
}

/** To the last unit: a rounded sum hides the one deal that is missing. */
function written(value: number, { definition, result }: Answer, t: Texts): string {
  return definition.unit === 'currency' && result.currency !== null
    ? t.money(value, result.currency)
    : shownValue(value, definition, result.currency, t)
}

function monthTable(answer: Answer, context: DropContext): Message['blocks'][number] {
  const { t } = context
  const at = standpoint(context)
  return {
    kind: 'table',
    caption: t.plain('drops.check_months', { metric: answer.definition.label }),
    columns: [
      { label: t.plain('drops.check_month'), align: 'start' },
      { label: t.plain('drops.check_counted'), align: 'end' },
    ],
    rows: answer.trend.map(({ period, result }) => [
      textOf(periodName(period, at)),
      textOf(result.value === null ? '–' : written(result.value, answer, t)),
    ]),
  }
}
