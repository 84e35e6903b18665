import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { applyAlerts } from '../alerts/apply.js'
import { alertsFile } from '../alerts/model.js'
import { applyChecklists } from '../checklists/apply.js'
import { checklistsFile } from '../checklists/model.js'
import { applyCompany } from '../company/apply.js'
import type { Context } from '../company/context.js'
import { companyFile } from '../company/file.js'
import { companyOf } from '../company/store.js'
import { applyDigests } from '../digests/apply.js'
import { digestsFile } from '../digests/model.js'
import { promptsFile } from '../feedback/model.js'
import { applyPrompts } from '../feedback/prompt-save.js'
import { applyHandoffs, handoffsFile } from '../handoffs/apply.js'
import { textsFor } from '../locales/texts.js'
import { applyMetrics, metricsFile } from '../metrics/apply.js'
import { currentCatalogue } from '../metrics/current.js'
import { tellMetricsChanged } from '../metrics/own-store.js'
import { scheduleRollups } from '../metrics/rollups/tend.js'
import { playbooksFile } from '../playbooks/model.js'
import { applyPlaybooks } from '../playbooks/save.js'
import { reviewsFile } from '../reviews/model.js'
import { applyReviews } from '../reviews/save.js'
import { standupsFile } from '../standups/model.js'
import { applyStandups } from '../standups/save.js'
import { scheduleLoops } from './begin.js'
import { FileError, readYaml } from './yaml.js'

/** What a folder of YAML said, counted. */
export interface Applied {
  readonly people: number
  readonly digests: number
  readonly checklists: number
}

/**
 * Makes the company, its digests and its checklists what the files of a folder say, all or nothing. Files that are not there
 * are left alone. Applying the same folder again changes nothing.
 * @param now the business clock
 * @throws FileError or an error of a room, naming the file, the place in it, the value and the cure; nothing is kept then
 */
export async function applyFolder(db: Db, folder: string, now: Temporal.Instant): Promise<Applied> {
  if (!existsSync(folder)) throw new FileError(`${folder}: no such folder; name one that holds company.yaml`)
  const files = filesOf(folder)
  if (Object.values(files).every((one) => one === null)) {
    const names = Object.keys(files).map((name) => `${name}.yaml`)
    throw new FileError(`${folder}: none of ${names.join(', ')} is there`)
  }
  return db.transaction(async (tx) => {
    const { company, metrics, digests, alerts, reviews, checklists, playbooks } = files
    if (company) await applyCompany(tx, company)
    const context = await contextOf(tx, folder, now)
    await applyLoops(context, files)
    if (metrics) await applyMetrics(context, metrics)
    // Departments are those that a metric may be shared with.
    await tellMetricsChanged(tx)
    const catalogue = await currentCatalogue(tx, now)
    await scheduleRollups(context, catalogue)
    const posted = digests ? await applyDigests(context, digests, catalogue) : 0
    if (alerts) await applyAlerts(context, alerts, catalogue)
    if (reviews) await applyReviews(context, reviews, catalogue)
    const started = checklists ? await applyChecklists(context, checklists, catalogue) : null
    // Last, because they name what all the others are.
    if (playbooks) await applyPlaybooks(context, playbooks, catalogue)
    return { people: company?.people.length ?? 0, digests: posted, checklists: started?.started ?? 0 }
  })
}

/** Every file that a folder may have, null where it is not there. */
function filesOf(folder: string) {
  return {
    company: readYaml(join(folder, 'company.yaml'), companyFile),
    digests: readYaml(join(folder, 'digests.yaml'), digestsFile),
    checklists: readYaml(join(folder, 'checklists.yaml'), checklistsFile),
    standups: readYaml(join(folder, 'standups.yaml'), standupsFile),
    prompts: readYaml(join(folder, 'prompts.yaml'), promptsFile),
    metrics: readYaml(join(folder, 'metrics.yaml'), metricsFile),
    alerts: readYaml(join(folder, 'alerts.yaml'), alertsFile),
    reviews: readYaml(join(folder, 'reviews.yaml'), reviewsFile),
    handoffs: readYaml(join(folder, 'handoffs.yaml'), handoffsFile),
    playbooks: readYaml(join(folder, 'playbooks.yaml'), playbooksFile),
  }
}

/** What departments have with each other, which needs no metrics. */
async function applyLoops(
  context: Context,
  { handoffs, standups, prompts }: ReturnType<typeof filesOf>,
): Promise<void> {
  await scheduleLoops(context)
  if (handoffs) await applyHandoffs(context, handoffs)
  if (standups) await applyStandups(context, standups)
  if (prompts) await applyPrompts(context, prompts)
}

async function contextOf(db: Db, folder: string, now: Temporal.Instant): Promise<Context> {
  const company = await companyOf(db)
  if (!company)
    throw new FileError(`${join(folder, 'company.yaml')}: no such file, and no company has been set up before; add it`)
  return { db, now, by: 'clock', t: textsFor(company.locale, company.zone), cause: `apply:${now.toString()}`, company }
}
