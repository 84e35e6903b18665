import { callOf } from '../chat/action.js'
import { choiceField, textField, typedIn } from '../chat/fields.js'
import type { Form, Values } from '../chat/form.js'
import type { Texts } from '../locales/texts.js'
import { followNumber } from '../metrics/actions.js'
import type { Question } from '../metrics/question.js'
import { readFigure, type Typed } from './words.js'

/** The form behind [Follow]. @param place the channel in which it was asked, where it has a name @param target whether there is one */
export function followForm(
  question: Question,
  { place, target }: { readonly place: string | null; readonly target: boolean },
  t: Texts,
  draft: Values | null = null,
  errors: Readonly<Record<string, string>> = {},
): Form {
  const whens = ['target', 'below', 'above', 'unusual'] as const
  return {
    call: callOf(followNumber, { question }),
    title: t.plain('alerts.form_title'),
    submit: t.plain('alerts.form_submit'),
    cancel: t.plain('common.cancel'),
    fields: [
      choiceField(
        'when',
        t.plain('alerts.form_when'),
        whens
          .filter((one) => target || one !== 'target')
          .map((value) => ({ value, label: t.plain(`alerts.form_${value}`) })),
      ),
      textField('at', t.plain('alerts.form_at'), { hint: t.plain('alerts.form_at_hint'), required: false, max: 30 }),
      choiceField('often', t.plain('alerts.form_often'), [
        { value: 'every time', label: t.plain('alerts.form_every') },
        { value: 'once', label: t.plain('alerts.form_once') },
      ]),
      choiceField('to', t.plain('alerts.form_to'), [
        { value: 'me', label: t.plain('alerts.form_me') },
        { value: 'morning', label: t.plain('alerts.form_morning') },
        ...(place === null ? [] : [{ value: 'here', label: t.plain('alerts.form_here', { place }) }]),
      ]),
    ],
    draft: draft ?? { when: target ? 'target' : 'below', often: 'every time', to: 'me' },
    errors,
  }
}

/** What was filled in, or what is wrong by field. */
export function readForm(
  values: Values,
  t: Texts,
): { readonly typed: Omit<Typed, 'question'> } | { readonly errors: Readonly<Record<string, string>> } {
  const said = (name: string): string => typedIn(values, name)
  const when = said('when')
  const often = said('often') === 'once' ? 'once' : 'every time'
  const to = said('to') === 'here' ? 'here' : said('to') === 'morning' ? 'morning' : 'me'
  const rest = { often, to, quiet: null } as const
  if (when !== 'above' && when !== 'below') return { typed: { ...rest, when: when === 'unusual' ? when : 'target' } }
  const at = readFigure(said('at'))
  return at
    ? { typed: { ...rest, when: { side: when, at, until: null } } }
    : { errors: { at: t.plain('alerts.no_figure') } }
}
