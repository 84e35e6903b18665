import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Temporal } from 'temporal-polyfill'
import { stringify } from 'yaml'
import type { Db } from '../../db/connect.js'
import { exportAlerts } from '../alerts/apply.js'
import { exportChecklists } from '../checklists/export.js'
import type { Context } from '../company/context.js'
import { exportCompany } from '../company/export.js'
import { companyOf } from '../company/store.js'
import { exportDigests } from '../digests/apply.js'
import { exportPrompts } from '../feedback/prompt-save.js'
import { exportHandoffs } from '../handoffs/apply.js'
import { textsFor } from '../locales/texts.js'
import { ownEntries } from '../metrics/own-store.js'
import { exportPlaybooks } from '../playbooks/save.js'
import { exportReviews } from '../reviews/save.js'
import { exportStandups } from '../standups/save.js'
import { FileError } from './yaml.js'

/** What a company has set up, as the files of a folder have it, by file name. */
export type Setup = Readonly<Record<string, unknown>>

/**
 * Reads everything that `drumbeat apply` can set up. Running checklists are not among it: they are work, not how work is set up.
 * @throws FileError while no company has been set up
 */
export async function setupOf(db: Db, now: Temporal.Instant): Promise<Setup> {
  const company = await companyOf(db)
  if (!company) throw new FileError('No company has been set up; run `drumbeat apply` first')
  const t = textsFor(company.locale, company.zone)
  const context: Context = { db, now, by: 'clock', t, cause: 'export', company }
  return {
    'company.yaml': await exportCompany(db),
    'metrics.yaml': await ownEntries(db),
    'checklists.yaml': await exportChecklists(db),
    'standups.yaml': await exportStandups(db),
    'prompts.yaml': await exportPrompts(context),
    'digests.yaml': await exportDigests(context),
    'handoffs.yaml': await exportHandoffs(context),
    'alerts.yaml': await exportAlerts(db),
    'playbooks.yaml': await exportPlaybooks(db),
    'reviews.yaml': await exportReviews(context),
  }
}

/** Writes what a company has set up into a folder, a file per kind. @returns the files */
export async function exportFolder(db: Db, folder: string, now: Temporal.Instant): Promise<readonly string[]> {
  const setup = await setupOf(db, now)
  mkdirSync(folder, { recursive: true })
  return Object.entries(setup).map(([name, content]) => {
    const file = join(folder, name)
    writeFileSync(file, stringify(content, { lineWidth: 120 }))
    return file
  })
}
