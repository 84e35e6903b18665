import type { Context } from '../company/context.js'
import type { KnownPlace, Person } from '../company/model.js'
import { personByEmail, placesOf } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import type { Catalogue } from '../metrics/catalogue.js'
import { RuleError } from '../schedules/save.js'
import { dayOf } from '../time/zone.js'
import { questionOf } from './metrics.js'
import { type ChecklistsFile, startDay, type Template } from './model.js'
import { recur } from './recurring.js'
import { startRun } from './start.js'
import { saveTemplate } from './template-store.js'
import { allTemplates } from './templates.js'

/**
 * Stores the templates of a file, starts the runs that do not exist yet, and saves what starts by itself. Applying the same
 * file again changes nothing.
 * @throws Error with the path in the file, the value and the cure, for a name that does not exist or a run that cannot start
 */
export async function applyChecklists(
  context: Context,
  file: ChecklistsFile,
  catalogue: Catalogue,
): Promise<{ readonly templates: number; readonly started: number }> {
  for (const [index, one] of file.templates.entries()) {
    checkMetrics(one, `templates[${index}]`, catalogue, context)
    await saveTemplate(context.db, one, null, context.now)
  }
  const known = (await allTemplates(context.db)).map((one) => one.name)
  let started = 0
  for (const [index, run] of file.runs.entries()) {
    const path = `runs[${index}]`
    const found = await named(context, run, path, known)
    const zone = found.place.zone ?? context.company.zone
    const startedOn = startDay(run.started_on, dayOf(context.now, zone))
    const begun = await inWords(context, path, () =>
      startRun(context, {
        template: run.template,
        name: run.name,
        title: run.title ?? null,
        ...found,
        startedOn,
        slot: null,
      }),
    )
    if (begun !== null) started++
  }
  for (const [index, one] of file.schedules.entries()) {
    const path = `schedules[${index}]`
    const found = await named(context, one, path, known)
    await inWords(context, path, () =>
      recur(context, { ...one, title: one.title ?? null, zone: one.zone ?? null, ...found }),
    )
  }
  return { templates: file.templates.length, started }
}

function checkMetrics(one: Template, path: string, catalogue: Catalogue, context: Context): void {
  for (const [at, stage] of one.stages.entries())
    for (const item of stage.items) {
      if (typeof item.evidence === 'string' || questionOf(item.evidence, catalogue, context)) continue
      const where = `checklists.yaml, ${path}.stages[${at}], item ${item.key}`
      throw new Error(
        `${where}: there is no metric "${item.evidence.metric}" or no period "${item.evidence.period}"; \`/kpi list\` shows the metrics`,
      )
    }
}

async function named(
  context: Context,
  one: { readonly template: string; readonly place: string; readonly owner: string },
  path: string,
  templates: readonly string[],
): Promise<{ readonly place: KnownPlace; readonly owner: Person }> {
  if (!templates.includes(one.template)) throw unknownName(`${path}.template`, one.template, templates)
  const places = await placesOf(context.db)
  const place = places.find((each) => each.name === one.place)
  if (!place)
    throw unknownName(
      `${path}.place`,
      one.place,
      places.map((each) => each.name),
    )
  const owner = await personByEmail(context.db, one.owner)
  if (!owner) throw unknownName(`${path}.owner`, one.owner, [])
  return { place, owner }
}

/** What a person would be told in chat, with the place in the file. */
async function inWords<T>(context: Context, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) throw new Error(`checklists.yaml, ${path}: ${context.t.plain(error.key, error.args)}`)
    if (error instanceof RuleError) throw new Error(`checklists.yaml, ${path}: ${error.message}`)
    throw error
  }
}

/** Names the place in the file, the value, and what could have been meant. */
function unknownName(path: string, value: string, known: readonly string[]): Error {
  const cure = known.length > 0 ? `known are ${known.join(', ')}` : 'add it to company.yaml first'
  return new Error(`checklists.yaml, ${path}: "${value}" is not known; ${cure}`)
}
