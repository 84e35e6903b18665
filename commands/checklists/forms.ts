import { type Action, callOf } from '../../src/chat/action.js'
import type { Field, Form, Option, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { TextKey } from '../../src/locales/areas.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Texts } from '../../src/locales/texts.js'

const named = (name: string, label: string, hint: string | null, required: boolean) => ({ name, label, hint, required })

/** The fields that the forms of checklists are made of. */
export const fieldOf = {
  text: (
    name: string,
    label: string,
    of: { multiline: boolean; max: number; hint: string | null; optional?: boolean },
  ): Field => ({
    kind: 'text',
    ...named(name, label, of.hint, of.optional !== true),
    multiline: of.multiline,
    min: 0,
    max: of.max,
  }),
  date: (name: string, label: string): Field => ({ kind: 'date', ...named(name, label, null, true) }),
  person: (name: string, label: string, chosen: readonly Option[]): Field => ({
    kind: 'search',
    ...named(name, label, null, true),
    many: false,
    chosen,
  }),
  choice: (name: string, label: string, options: readonly Option[]): Field => ({
    kind: 'choice',
    ...named(name, label, null, true),
    many: false,
    options,
  }),
}

export function formOf<A extends Parameters<typeof callOf>[1]>(
  action: Action<A>,
  args: A,
  title: TextKey,
  fields: readonly Field[],
  draft: Values,
  t: Texts,
  submit: TextKey = 'checklists.send',
): Form {
  return {
    call: callOf(action, args),
    title: t.plain(title),
    submit: t.plain(submit),
    cancel: t.plain('common.cancel'),
    fields,
    draft,
    errors: {},
  }
}

/** A refusal brings the form back as it was filled in, with the reason at its field; anything else is thrown on. */
export function refused(error: unknown, field: string, form: Form, t: Texts): Reply {
  if (!(error instanceof Refusal)) throw error
  return { kind: 'form', form: { ...form, errors: { [field]: t.plain(error.key, error.args) } } }
}

/** What was filled into a field, as text; nothing is an empty text. */
export function textValue(value: Values[string] | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? (value[0] ?? '') : String(value)
}
