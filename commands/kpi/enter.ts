import type { Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { departmentsOf } from '../../src/company/store.js'
import * as actions from '../../src/metrics/actions.js'
import type { Catalogue, Metric } from '../../src/metrics/catalogue.js'
import { enterValue, readFigure, requireStated, statedBefore, stretches } from '../../src/metrics/enter.js'
import { enterForm, statedCard, stretchKey } from '../../src/metrics/enter-form.js'
import { requireReader } from '../../src/metrics/sharing.js'
import { type Asking, type Binding, bind } from '../command.js'
import { metricNamed } from './named.js'

/** Of what was typed in before, so much is shown. */
const mostShown = 5

/** `/kpi enter METRIC`: a figure that no system has, by form. */
export function enterBindings(catalogue: Catalogue): readonly Binding[] {
  return [
    bind(actions.enterValue, {
      press: ({ metric }, asking) => openEntry(metricNamed(metric, catalogue), asking),
      submit: ({ metric }, values, asking) => enter(metricNamed(metric, catalogue), values, asking),
    }),
  ]
}

export async function openEntry(metric: Metric, asking: Asking): Promise<Reply> {
  await requireReader(metric, asking.by, asking.t, () => departmentsOf(asking.db))
  requireStated(metric, asking.by)
  return { kind: 'form', form: enterForm(metric, asking) }
}

async function enter(metric: Metric, values: Values, asking: Asking): Promise<Reply> {
  await requireReader(metric, asking.by, asking.t, () => departmentsOf(asking.db))
  const stretch = stretches(asking).find((one) => stretchKey(one) === values.period)
  const value = readFigure(String(values.value ?? ''), metric.definition, asking.t)
  const { t } = asking
  if (!stretch || value === null) {
    const errors = {
      ...(stretch ? {} : { period: t.plain('metrics.enter_no_period') }),
      ...(value === null ? { value: t.plain('metrics.enter_no_number') } : {}),
    }
    return { kind: 'form', form: enterForm(metric, asking, values, errors) }
  }
  const note = String(values.note ?? '').trim()
  await enterValue(asking, metric, { stretch, value, note: note === '' ? null : note })
  return { kind: 'tell', message: statedCard(metric, await statedBefore(asking, metric, mostShown), asking) }
}
