import { callOf } from '../chat/action.js'
import { choiceField, chosenIn, textField, typedIn } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { Place } from '../chat/place.js'
import type { KnownPlace } from '../company/model.js'
import type { Texts } from '../locales/texts.js'
import { declareChannel } from './actions.js'
import type { Said } from './channel.js'

/** The whole company, among the departments. */
const everybody = 'company'

export interface ChannelDesk {
  readonly at: Place
  /** As the platform calls it, or null where it does not say. */
  readonly name: string | null
  /** What is known of it already. */
  readonly known: KnownPlace | null
  readonly departments: readonly Option[]
}

/** Asks what a channel is called and who reads there. */
export function channelForm(
  { at, name, known, departments }: ChannelDesk,
  t: Texts,
  draft?: Values,
  errors: Form['errors'] = {},
): Form {
  const naming = textField('name', t.plain('welcome.channel_name'), {
    hint: t.plain('welcome.channel_name_hint'),
    min: 1,
    max: 80,
  })
  const company = { value: everybody, label: t.plain('welcome.channel_company') }
  const outsiders = (['no', 'yes'] as const).map((value) => ({
    value,
    label: t.plain('welcome.channel_outsiders_are', { outsiders: value }),
  }))
  const fields: readonly Field[] = [
    { kind: 'info', text: t.text('welcome.channel_what', { name: known?.name ?? 'none' }) },
    ...(known ? [] : [naming]),
    choiceField('readers', t.plain('welcome.channel_readers'), [company, ...departments], {
      hint: t.plain('welcome.channel_readers_hint'),
      many: true,
    }),
    choiceField('outsiders', t.plain('welcome.channel_outsiders'), outsiders),
  ]
  return {
    call: callOf(declareChannel, { at, name }),
    title: t.plain('welcome.channel_title'),
    submit: t.plain('welcome.channel_submit'),
    cancel: t.plain('common.cancel'),
    fields,
    draft: draft ?? draftOf(known, name),
    errors,
  }
}

function draftOf(known: KnownPlace | null, name: string | null): Values {
  const readers = known?.audience.readers
  return {
    name,
    readers: readers?.kind === 'company' ? [everybody] : readers?.kind === 'departments' ? readers.departments : [],
    outsiders: known?.audience.outsiders ? 'yes' : 'no',
  }
}

/** What was said of a channel; null where nobody was said to read it. */
export function readChannelForm(values: Values, { known, departments }: ChannelDesk): Said | null {
  const chosen = chosenIn(values, 'readers')
  const keys = departments.map(({ value }) => value).filter((key) => chosen.includes(key))
  const readers = chosen.includes(everybody)
    ? ({ kind: 'company' } as const)
    : keys.length > 0
      ? ({ kind: 'departments', departments: keys } as const)
      : null
  if (readers === null) return null
  return { name: known?.name ?? typedIn(values, 'name'), audience: { outsiders: values.outsiders === 'yes', readers } }
}
