import { callOf } from '../chat/action.js'
import { textField } from '../chat/fields.js'
import type { Form, Values } from '../chat/form.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Correctable } from './correct.js'
import type { FormErrors } from './form.js'

/** Asks for the reason of a correction, and says what it will do. */
export function correctForm(
  { post, standing }: Correctable,
  t: Texts,
  draft: Values = {},
  errors: FormErrors = {},
): Form {
  const { digest } = post
  const what = t.text('digests.correct_what', { title: digest.title, when: post.createdAt, count: standing.length })
  return {
    call: callOf(actions.correct, { digest: post.name }),
    title: t.plain('digests.correct'),
    submit: t.plain('digests.correct'),
    cancel: t.plain('common.cancel'),
    fields: [
      { kind: 'info', text: what },
      textField('reason', t.plain('digests.field_reason'), { hint: t.plain('digests.hint_reason'), min: 3, max: 200 }),
    ],
    draft,
    errors,
  }
}
