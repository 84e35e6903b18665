import { type Action, callOf } from '../../src/chat/action.js'
import type { Field, Form, Values } from '../../src/chat/form.js'
import type { Reply } from '../../src/chat/incoming.js'
import type { TextKey } from '../../src/locales/areas.js'
import { Refusal } from '../../src/locales/refusal.js'
import type { Texts } from '../../src/locales/texts.js'

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
