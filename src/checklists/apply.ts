import type { Context } from '../company/context.js'
import { personByEmail, placesOf } from '../company/store.js'
import { saveSchedule } from '../schedules/save.js'
import { holidayDays } from '../schedules/store.js'
import { addWorkingDays } from '../time/workdays.js'
import { dayOf } from '../time/zone.js'
import { type ChecklistsFile, startDay, type Template, workingDays } from './model.js'
import * as store from './store.js'

/** Reminders come at this hour of the company's zone, Monday to Friday; holidays are left out. */
const remindAt = '0 9 * * 1-5'
/** A reminder is worth as much at noon as at nine. */
const catchUp = 8 * 3600

/**
 * Stores the templates of a file and starts the runs that do not exist yet, each with its daily reminder. Applying the same
 * file again changes nothing.
 * @throws Error with the path in the file, the value and the cure, for a name that does not exist
 */
export async function applyChecklists(
  context: Context,
  file: ChecklistsFile,
): Promise<{ readonly templates: number; readonly started: number }> {
  const versions = new Map<string, { readonly template: Template; readonly version: number }>()
  for (const template of file.templates) {
    versions.set(template.name, { template, version: await store.saveTemplate(context.db, template) })
  }
  let started = 0
  for (const [index, run] of file.runs.entries()) {
    const of = versions.get(run.template)
    if (!of) throw unknownName(`runs[${index}].template`, run.template, [...versions.keys()])
    if (await start(context, run, of, `runs[${index}]`)) started++
  }
  return { templates: file.templates.length, started }
}

async function start(
  context: Context,
  run: ChecklistsFile['runs'][number],
  of: { readonly template: Template; readonly version: number },
  path: string,
): Promise<boolean> {
  const places = await placesOf(context.db)
  const place = places.find((one) => one.name === run.place)
  if (!place)
    throw unknownName(
      `${path}.place`,
      run.place,
      places.map((one) => one.name),
    )
  const owner = await personByEmail(context.db, run.owner)
  if (!owner) throw unknownName(`${path}.owner`, run.owner, [])
  const zone = place.zone ?? context.company.zone
  const startedOn = startDay(run.started_on, dayOf(context.now, zone))
  const calendar = { workDays: [1, 2, 3, 4, 5], holidays: await holidayDays(context.db) }
  const id = await store.startRun(context.db, {
    name: run.name,
    template: of.template,
    version: of.version,
    place: place.id,
    owner: owner.id,
    startedOn,
    dueOn: of.template.stages.map((stage) => addWorkingDays(startedOn, workingDays(stage.due), calendar)),
  })
  if (id === null) return false
  await saveSchedule(context, {
    kind: 'checklists',
    subject: `checklist:${id}`,
    data: { run: id },
    rule: { cron: remindAt, zone, holidays: 'skip', catchUp },
    owner: owner.id,
  })
  return true
}

/** Names the place in the file, the value, and what could have been meant. */
function unknownName(path: string, value: string, known: readonly string[]): Error {
  const cure = known.length > 0 ? `known are ${known.join(', ')}` : 'add it to company.yaml first'
  return new Error(`checklists.yaml, ${path}: "${value}" is not known; ${cure}`)
}
