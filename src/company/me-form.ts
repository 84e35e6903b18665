import { callOf } from '../chat/action.js'
import { choiceField, dateField, searchField, timeField } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { languageOptions, weekdayOptions } from './me.js'
import type { Person } from './model.js'

type Errors = Readonly<Record<string, TextKey>>

/** What is known of oneself, to correct it. `draft` is what was typed before, with what was wrong of it. */
export function meForm(person: Person, t: Texts, draft?: Values, errors: Errors = {}): Form {
  const zone = typeof draft?.zone === 'string' ? draft.zone : person.zone
  return {
    ...frame(actions.changeMe, 'company.me_form', t, errors),
    fields: [
      choiceField('language', t.plain('company.me_language'), languageOptions(person.locale)),
      searchField('zone', t.plain('company.me_zone'), [{ value: zone, label: zone }]),
      choiceField('days', t.plain('company.me_days'), weekdayOptions(t.locale), { many: true }),
      timeField('from', t.plain('company.me_from'), { hint: t.plain('company.me_from_hint') }),
      timeField('to', t.plain('company.me_to')),
    ],
    draft: draft ?? {
      language: person.locale,
      zone: person.zone,
      days: person.workDays.map(String),
      from: person.workFrom,
      to: person.workTo,
    },
  }
}

/** The days on which one will be away. */
export function awayForm(t: Texts, draft: Values = {}, errors: Errors = {}): Form {
  return { ...frame(actions.goAway, 'company.away_form', t, errors), fields: dayFields(t), draft }
}

/** Who decides in one's absence, and when. */
export function delegateForm(colleagues: readonly Option[], t: Texts, draft: Values = {}, errors: Errors = {}): Form {
  return {
    ...frame(actions.chooseDelegate, 'company.delegate_form', t, errors),
    fields: [choiceField('person', t.plain('company.delegate_who'), colleagues), ...dayFields(t)],
    draft,
  }
}

function frame(action: typeof actions.changeMe, title: TextKey, t: Texts, errors: Errors) {
  return {
    call: callOf(action, {}),
    title: t.plain(title),
    submit: t.plain('company.save'),
    cancel: t.plain('common.cancel'),
    errors: Object.fromEntries(Object.entries(errors).map(([name, key]) => [name, t.plain(key)])),
  }
}

const dayFields = (t: Texts): readonly Field[] => [
  dateField('from', t.plain('company.first_day')),
  dateField('to', t.plain('company.last_day'), { hint: t.plain('company.last_day_hint'), required: false }),
]
