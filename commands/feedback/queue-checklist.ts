import { typedIn } from '../../src/chat/fields.js'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import { startRun } from '../../src/checklists/start.js'
import { allTemplates } from '../../src/checklists/templates.js'
import { placeOptions } from '../../src/company/options.js'
import { placesOf } from '../../src/company/store.js'
import * as actions from '../../src/feedback/item-actions.js'
import { checklistForm } from '../../src/feedback/item-form.js'
import { itemNumbered, noteChecklist, requireKeeper } from '../../src/feedback/queue.js'
import { dayOf } from '../../src/time/zone.js'
import { requireStarter } from '../checklists/start.js'
import { type Asking, bind } from '../command.js'
import { tell } from '../tell.js'

async function choices(asking: Asking) {
  return {
    templates: (await allTemplates(asking.db)).map(({ name, title }) => ({ value: name, label: title })),
    places: await placeOptions(asking),
  }
}

async function formFor(
  id: number,
  asking: Asking,
  draft?: Values,
  errors?: Parameters<typeof checklistForm>[5],
): Promise<Form> {
  const { topic, words } = await itemNumbered(asking, id)
  return checklistForm(id, (topic === '' ? words : topic).slice(0, 100), await choices(asking), asking.t, draft, errors)
}

async function requireBoth(id: number, asking: Asking): Promise<void> {
  requireStarter(asking)
  await requireKeeper(asking, (await itemNumbered(asking, id)).department)
}

async function start(id: number, values: Values, asking: Asking): Promise<Reply> {
  const place = (await placesOf(asking.db)).find(({ name }) => name === typedIn(values, 'place'))
  const template = (await choices(asking)).templates.find(({ value }) => value === typedIn(values, 'template'))
  if (!place || !template) {
    const errors = {
      ...(place ? {} : { place: 'feedback_items.wrong_place' as const }),
      ...(template ? {} : { template: 'feedback_items.wrong_template' as const }),
    }
    return { kind: 'form', form: await formFor(id, asking, values, errors) }
  }
  const title = typedIn(values, 'title') || template.label
  const startedOn = dayOf(asking.now, asking.company.zone)
  const name = `feedback-${id}-${template.value}`
  const run = await startRun(asking, {
    template: template.value,
    name,
    title,
    place,
    owner: asking.by,
    startedOn,
    slot: null,
  })
  if (run === null) return tell(asking.t.text('feedback_items.checklist_was_started'))
  await noteChecklist(asking, id, title)
  return tell(asking.t.text('feedback_items.checklist_is_started', { title, place: place.name }))
}

/** The form that starts a checklist for what somebody said; the department acts on it from then on. */
export const checklistBinding = bind(actions.startChecklist, {
  press: async ({ id }, asking) => {
    await requireBoth(id, asking)
    return { kind: 'form', form: await formFor(id, asking) }
  },
  submit: async ({ id }, values, asking) => {
    await requireBoth(id, asking)
    return start(id, values, asking)
  },
})
