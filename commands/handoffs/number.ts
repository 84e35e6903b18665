import { departmentOptions } from '../../src/company/options.js'
import { departmentsOf } from '../../src/company/store.js'
import { newForm } from '../../src/handoffs/form.js'
import { handOverNumber } from '../../src/metrics/actions.js'
import type { Catalogue } from '../../src/metrics/catalogue.js'
import { periodName } from '../../src/metrics/period-label.js'
import { scopeOf } from '../../src/metrics/scope.js'
import { requireReader } from '../../src/metrics/sharing.js'
import { subjectOf } from '../../src/metrics/visibility.js'
import { dayOf } from '../../src/time/zone.js'
import { type Binding, bind, requireInsider } from '../command.js'
import { metricNamed } from '../kpi/named.js'

/**
 * [Hand over] under a number: the form of a handoff that says what it is about. The number itself is left out: the card stands in both
 * departments, and not everybody there may read it.
 */
export const handOverBinding = (catalogue: Catalogue): Binding =>
  bind(handOverNumber, {
    press: async ({ question }, asking) => {
      requireInsider(asking)
      const metric = metricNamed(question.metric, catalogue)
      const { definition } = metric
      const { t, company, now } = asking
      await requireReader(metric, asking.by, t, () => departmentsOf(asking.db))
      const at = { t, calendar: company, today: dayOf(now, company.zone) }
      const args = { metric: scopeOf({ definition, question }, t), period: periodName(question.period, at) }
      const title = t.plain('handoffs.about_number', args)
      const blank = { to: null, title: '', record: subjectOf(definition.name) }
      return { kind: 'form', form: newForm(blank, await departmentOptions(asking), t, { to: null, title }) }
    },
  })
