import { callOf } from '../chat/action.js'
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
      choice('language', t.plain('company.me_language'), languageOptions(person.locale), false),
      {
        kind: 'search',
        ...named('zone', t.plain('company.me_zone')),
        many: false,
        chosen: [{ value: zone, label: zone }],
      },
      choice('days', t.plain('company.me_days'), weekdayOptions(t.locale), true),
      { kind: 'time', ...named('from', t.plain('company.me_from'), t.plain('company.me_from_hint')) },
      { kind: 'time', ...named('to', t.plain('company.me_to')) },
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
    fields: [choice('person', t.plain('company.delegate_who'), colleagues, false), ...dayFields(t)],
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

const named = (name: string, label: string, hint: string | null = null, required = true) => ({
  name,
  label,
  hint,
  required,
})

const choice = (name: string, label: string, options: readonly Option[], many: boolean): Field => ({
  kind: 'choice',
  ...named(name, label),
  many,
  options,
})

const dayFields = (t: Texts): readonly Field[] => [
  { kind: 'date', ...named('from', t.plain('company.first_day')) },
  { kind: 'date', ...named('to', t.plain('company.last_day'), t.plain('company.last_day_hint'), false) },
]
