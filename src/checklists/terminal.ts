import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { companyOf } from '../company/store.js'
import type { Texts } from '../locales/texts.js'
import { exportRun } from './export.js'
import { allRuns } from './store.js'

/**
 * A checklist as CSV, of any length, for the command line.
 * @param name what the run is called
 * @throws Error that says which checklists there are, for one that is not there
 */
export async function exportNamed(db: Db, name: string, now: Temporal.Instant, t: Texts): Promise<string> {
  const runs = await allRuns(db)
  const run = runs.find((one) => one.name === name)
  const company = await companyOf(db)
  if (!run || !company) {
    throw new Error(t.plain('checklists.unknown_run', { typed: name, known: t.list(runs.map((one) => one.name)) }))
  }
  return exportRun({ db, now, company }, run)
}
