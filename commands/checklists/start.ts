import { choiceField, dateField, searchField, textField, typedIn } from '../../src/chat/fields.js'
import type { Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import * as actions from '../../src/checklists/actions.js'
import { keyOf } from '../../src/checklists/model.js'
import { cronOf, type Repeat, recur, repeats } from '../../src/checklists/recurring.js'
import { startRun } from '../../src/checklists/start.js'
import { runById } from '../../src/checklists/store.js'
import { allTemplates } from '../../src/checklists/templates.js'
import type { KnownPlace } from '../../src/company/model.js'
import { peopleLike } from '../../src/company/options.js'
import { placeOf, placesOf } from '../../src/company/store.js'
import { Refusal } from '../../src/locales/refusal.js'
import { find } from '../../src/schedules/store.js'
import { dayOf } from '../../src/time/zone.js'
import { type Asking, type Binding, bind } from '../command.js'
import { tell } from '../tell.js'
import { formOf, refused } from './forms.js'
import { dayIn } from './items.js'
import { personOf } from './people.js'

/** Who starts checklists: they give work to other departments. */
export function requireStarter({ by }: Asking): void {
  if (by.role === 'member') throw new Refusal('checklists.only_some_start')
}

const once = 'once'

/** The form that starts a run, with what the words or the button said already filled in. */
export async function startForm(template: string | null, draft: Values, asking: Asking): Promise<Form> {
  requireStarter(asking)
  const { t, db, company, now, at, by } = asking
  const templates = await allTemplates(db)
  const places = await placesOf(db)
  const here = await placeOf(db, at)
  const filled: Values = {
    template: templates.some((one) => one.name === template) ? template : null,
    place: here?.name ?? null,
    owner: `${by.id}`,
    day: dayOf(now, company.zone),
    repeat: once,
    ...draft,
  }
  const fields = [
    choiceField(
      'template',
      t.plain('checklists.field_template'),
      templates.map((one) => ({ value: one.name, label: one.title })),
    ),
    textField('title', t.plain('checklists.field_title'), {
      max: 150,
      hint: t.plain('checklists.field_title_hint'),
      required: false,
    }),
    choiceField(
      'place',
      t.plain('checklists.field_place'),
      places.map((one) => ({ value: one.name, label: one.name })),
    ),
    searchField('owner', t.plain('checklists.field_owner'), await peopleLike(typedIn(filled, 'owner'), asking)),
    dateField('day', t.plain('checklists.field_day')),
    choiceField('repeat', t.plain('checklists.field_repeat'), [
      { value: once, label: t.plain('checklists.repeat_once') },
      ...repeats.map((value) => ({ value, label: t.plain(`checklists.repeat_${value}`) })),
    ]),
  ]
  return formOf(actions.start, { template }, 'checklists.start_title', fields, filled, t, 'checklists.start_submit')
}

async function submit(template: string | null, values: Values, asking: Asking): Promise<Reply> {
  try {
    return await begin(values, asking)
  } catch (error) {
    return refused(error, 'template', await startForm(template, values, asking), asking.t)
  }
}

async function begin(values: Values, asking: Asking): Promise<Reply> {
  requireStarter(asking)
  const { t } = asking
  const template = typedIn(values, 'template')
  const place = (await placesOf(asking.db)).find((one) => one.name === typedIn(values, 'place'))
  if (!place) throw new Refusal('checklists.no_place', { typed: typedIn(values, 'place') })
  const owner = await personOf(typedIn(values, 'owner'), asking)
  const startedOn = dayIn(typedIn(values, 'day'))
  const title = typedIn(values, 'title') || null
  const name = `${keyOf(title ?? template)}-${startedOn}`
  const id = await startRun(asking, { template, name, title, place, owner, startedOn, slot: null })
  if (id === null) return tell(t.text('checklists.already_started', { name }))
  const repeat = repeats.find((one) => one === values.repeat)
  const { title: called } = (await runById(asking.db, id)) ?? { title: template }
  const said = t.text('checklists.started', { title: called, place: place.name })
  if (!repeat) return tell(said)
  const next = await repeating(
    asking,
    { name: keyOf(title ?? template), template, title, place, owner },
    repeat,
    startedOn,
  )
  return tell([...said, { kind: 'plain', text: ' ' }, ...t.text('checklists.scheduled', { title: called, when: next })])
}

/** Saves the recurrence. @returns when it comes next, in words */
async function repeating(
  asking: Asking,
  one: { name: string; template: string; title: string | null; place: KnownPlace; owner: Asking['by'] },
  repeat: Repeat,
  from: string,
): Promise<string> {
  await recur(asking, { ...one, cron: cronOf(repeat, from), zone: null, holidays: 'after' })
  const schedule = await find(asking.db, 'checklist_starts', `checklist_start:${one.name}`)
  return schedule?.nextDue ? asking.t.moment(schedule.nextDue) : ''
}

/** The form that starts checklists. */
export const startBindings: readonly Binding[] = [
  bind(actions.start, {
    press: async ({ template }, asking) => ({ kind: 'form', form: await startForm(template, {}, asking) }),
    submit: ({ template }, values, asking) => submit(template, values, asking),
    search: (_, __, text, asking) => peopleLike(text, asking),
  }),
]
