import { callOf } from '../chat/action.js'
import { pressOf } from '../chat/button.js'
import { choiceField, chosenIn, searchField, textField } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { Message } from '../chat/message.js'
import { languageOptions, weekdayOptions } from '../company/me.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'

/** Shown to everybody while there is no company: one press sets it up. */
export function foundingCard(t: Texts): Message {
  return {
    blocks: [
      { kind: 'heading', text: t.plain('welcome.found_title') },
      { kind: 'text', text: t.text('welcome.found_text') },
      {
        kind: 'actions',
        buttons: [pressOf(t.plain('welcome.found'), actions.setUp, {}, 'primary')],
      },
    ],
    discloses: [],
  }
}

const usual = { week: '1', year: '1' }

/** What a company has to say of itself. `draft` is what was typed before, with what was wrong of it. */
export function foundingForm(t: Texts, draft?: Values, errors: Readonly<Record<string, TextKey>> = {}): Form {
  return {
    call: callOf(actions.setUp, {}),
    title: t.plain('welcome.found'),
    submit: t.plain('welcome.found_submit'),
    cancel: t.plain('common.cancel'),
    fields: [
      textField('name', t.plain('welcome.found_name'), { min: 1, max: 80 }),
      search('zone', t.plain('welcome.found_zone'), t.plain('welcome.found_zone_hint'), draft),
      search('currency', t.plain('welcome.found_currency'), t.plain('welcome.found_currency_hint'), draft),
      choiceField('year', t.plain('welcome.found_year'), monthOptions(t.locale)),
      choiceField('week', t.plain('welcome.found_week'), weekdayOptions(t.locale)),
      choiceField('language', t.plain('welcome.found_language'), languageOptions(t.locale)),
    ],
    draft: draft ?? { ...usual, language: t.locale },
    errors: Object.fromEntries(Object.entries(errors).map(([name, key]) => [name, t.plain(key)])),
  }
}

function search(name: string, label: string, hint: string, draft: Values | undefined): Field {
  const chosen = chosenIn(draft ?? {}, name).map((one) => ({ value: one, label: one }))
  return searchField(name, label, chosen, { hint })
}

function monthOptions(locale: string): readonly Option[] {
  const name = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, month) => ({
    value: String(month + 1),
    label: name.format(new Date(Date.UTC(2024, month, 1))),
  }))
}
