import type { Reply } from '../../src/chat/incoming.js'
import { departmentsOf } from '../../src/company/store.js'
import type { RowsWanted } from '../../src/metrics/actions.js'
import * as actions from '../../src/metrics/actions.js'
import { ask } from '../../src/metrics/ask.js'
import type { Catalogue, Metric } from '../../src/metrics/catalogue.js'
import { exportedRows } from '../../src/metrics/export.js'
import { report, reportForm } from '../../src/metrics/report.js'
import { rowsBehind } from '../../src/metrics/rows.js'
import { rowsCard } from '../../src/metrics/rows-card.js'
import { requireRows } from '../../src/metrics/sharing.js'
import { dayOf } from '../../src/time/zone.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { offeringAccess } from './access.js'
import { metricNamed } from './named.js'

/** [Show deals] behind a number, its pages, [CSV], and [Report as wrong]. */
export function rowsBindings(catalogue: Catalogue): readonly Binding[] {
  return [
    bind(actions.showRows, {
      press: (wanted, asking) => offeringAccess(asking, () => show(wanted, asking, catalogue, 'tell')),
    }),
    bind(actions.turnRows, { press: (wanted, asking) => show(wanted, asking, catalogue, 'redraw') }),
    bind(actions.exportRows, {
      press: async (wanted, asking) => {
        const metric = await allowed(wanted, asking, catalogue)
        return { kind: 'file', file: await exportedRows(metric, wanted, asking) }
      },
    }),
    bind(actions.reportWrong, {
      press: async (wanted, asking) => {
        const metric = await allowed(wanted, asking, catalogue)
        const page = await rowsBehind(metric, wanted.question, wanted, asking)
        return { kind: 'form', form: reportForm(page, wanted, asking.t) }
      },
      submit: async (wanted, values, asking) => {
        const done = await report(await allowed(wanted, asking, catalogue), wanted, values, asking)
        if ('form' in done) return { kind: 'form', form: done.form }
        return tell(asking.t.text('answers.report_done', { person: done.told.name }))
      },
    }),
  ]
}

/** The metric whose rows are wanted. @throws Refusal for somebody who may not see them, before anything is read */
async function allowed(
  { question }: Pick<RowsWanted, 'question'>,
  asking: Asking,
  catalogue: Catalogue,
): Promise<Metric> {
  const metric = metricNamed(question.metric, catalogue)
  await requireRows(metric, asking.by, asking.t, () => departmentsOf(asking.db))
  return metric
}

async function show(wanted: RowsWanted, asking: Asking, catalogue: Catalogue, kind: 'tell' | 'redraw'): Promise<Reply> {
  const metric = await allowed(wanted, asking, catalogue)
  const { question } = wanted
  const page = await rowsBehind(metric, question, wanted, asking)
  const parts = question.by === null ? [] : (await ask(catalogue, question, asking)).breakdown
  const { company, t, now } = asking
  const message = rowsCard(page, parts, { t, calendar: company, today: dayOf(now, company.zone) })
  return kind === 'tell' ? { kind, message } : { kind, message, note: null }
}
