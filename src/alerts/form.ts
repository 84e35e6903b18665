import { callOf } from '../chat/action.js'
import type { Field, Form, Values } from '../chat/form.js'
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
  const choice = (name: string, label: string, options: readonly (readonly [string, string])[]): Field => ({
    kind: 'choice',
    name,
    label,
    hint: null,
    required: true,
    many: false,
    options: options.map(([value, shown]) => ({ value, label: shown })),
  })
  const whens = ['target', 'below', 'above', 'unusual'] as const
  return {
    call: callOf(followNumber, { question }),
    title: t.plain('alerts.form_title'),
    submit: t.plain('alerts.form_submit'),
    cancel: t.plain('common.cancel'),
    fields: [
      choice(
        'when',
        t.plain('alerts.form_when'),
        whens.filter((one) => target || one !== 'target').map((one) => [one, t.plain(`alerts.form_${one}`)]),
      ),
      {
        kind: 'text',
        name: 'at',
        label: t.plain('alerts.form_at'),
        hint: t.plain('alerts.form_at_hint'),
        required: false,
        multiline: false,
        min: 0,
        max: 30,
      },
      choice('often', t.plain('alerts.form_often'), [
        ['every time', t.plain('alerts.form_every')],
        ['once', t.plain('alerts.form_once')],
      ]),
      choice('to', t.plain('alerts.form_to'), [
        ['me', t.plain('alerts.form_me')],
        ['morning', t.plain('alerts.form_morning')],
        ...(place === null ? [] : [['here', t.plain('alerts.form_here', { place })] as const]),
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
  const said = (name: string): string => (typeof values[name] === 'string' ? values[name].trim() : '')
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
