import { z } from 'zod'
import { placesOf } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import type { Preset } from '../presets/preset.js'
import { dayOf } from '../time/zone.js'
import { startRun } from './start.js'
import { templateNamed } from './templates.js'

const args = z.strictObject({
  template: z.string().max(100),
  /** The name of the channel in which it runs. */
  place: z.string().max(200),
  title: z.string().min(1).max(150).optional(),
})
type Args = z.infer<typeof args>

/** Starts a checklist, owned by who decides: a deal is won, and its handoff to success begins. */
export const checklistPreset: Preset<Args> = {
  name: 'checklist',
  label: 'checklists.preset_label',
  args,
  title: async ({ template, title, place }, { db, t }) =>
    t.text('checklists.preset', {
      title: title ?? (await templateNamed(db, template))?.title ?? template,
      place,
    }),
  problem: async ({ template, place }, context) => {
    if (!(await templateNamed(context.db, template))) return new Refusal('checklists.no_template', { name: template })
    const known = (await placesOf(context.db)).map(({ name }) => name)
    return known.includes(place)
      ? null
      : new Refusal('checklists.preset_place', { place, known: context.t.list(known) })
  },
  run: async ({ template, place: name, title }, context) => {
    const place = (await placesOf(context.db)).find((one) => one.name === name)
    if (!place) throw new Refusal('checklists.preset_place', { place: name, known: '' })
    const run = await startRun(context, {
      template,
      name: context.cause.replaceAll(':', '-'),
      title: title ?? null,
      place,
      owner: context.by,
      startedOn: dayOf(context.now, context.company.zone),
      slot: null,
    })
    if (run === null) return null
    return { about: `checklist:${run}`, said: (t) => t.text('checklists.preset_done', { id: run, place: name }) }
  },
}
