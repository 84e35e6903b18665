import { recordChange } from '../audit/store.js'
import { callOf } from '../chat/action.js'
import type { MadeFile } from '../chat/file.js'
import type { Context } from '../company/context.js'
import { dayOf } from '../time/zone.js'
import { exportRows, type RowsExport } from './actions.js'
import type { Metric } from './catalogue.js'
import { rowsFile } from './rows.js'
import { titleOf } from './rows-card.js'
import { subjectOf } from './visibility.js'

/**
 * All rows behind a number, as a file for who asks: `rowsFile`, with a line in the audit each time one is made. Rights are the
 * caller's to check before: see `requireRows`.
 * @throws Refusal where the metric is counted from no rows
 */
export async function exportedRows(metric: Metric, wanted: RowsExport, context: Context): Promise<MadeFile> {
  const { question, fact } = wanted
  const { t, company, now } = context
  const { name, text, rows, total } = await rowsFile(metric, question, fact, context)
  await recordChange(context, {
    subject: subjectOf(metric.definition.name),
    verb: 'export rows',
    before: null,
    after: { question, fact, rows, total },
  })
  const title = titleOf({ metric, question, fact, total }, { t, calendar: company, today: dayOf(now, company.zone) })
  const cut = rows < total ? 'cut' : 'all'
  const note = t.text('answers.rows_file', { title, cut, rows: t.number(rows) })
  return { name, text, note, call: callOf(exportRows, wanted) }
}
