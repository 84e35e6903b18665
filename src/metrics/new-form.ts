import { callOf } from '../chat/action.js'
import { choiceField, textField, typedIn } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { Department } from '../company/model.js'
import { departmentOption } from '../company/options.js'
import { type FactName, factFields } from '../facts/catalogue.js'
import type { Texts } from '../locales/texts.js'
import { newMetric, newMetricFields, type Outline } from './actions.js'
import { dimensionLabel } from './dimension-label.js'
import type { Entry } from './own-store.js'
import { nameOf } from './settle.js'

const text = (name: string, label: string, required: boolean): Field =>
  textField(name, label, { required, min: 1, max: 100 })

/** What it is called, what is counted, of which data, and who owns it. */
export function outlineForm(facts: readonly FactName[], departments: readonly Department[], t: Texts): Form {
  const kinds = (['count', 'sum', 'share', 'time'] as const).map((value) => {
    return { value, label: t.plain(`answers.new_kind_${value}`) }
  })
  return {
    call: callOf(newMetric, {}),
    title: t.plain('answers.new_title'),
    submit: t.plain('answers.new_next'),
    cancel: t.plain('common.cancel'),
    fields: [
      text('label', t.plain('answers.new_label'), true),
      choiceField('kind', t.plain('answers.new_kind'), kinds),
      choiceField(
        'fact',
        t.plain('answers.new_fact'),
        facts.map((fact) => ({ value: fact, label: t.plain(`metrics.fact_${fact}`) })),
      ),
      choiceField('department', t.plain('answers.new_department'), departments.map(departmentOption)),
    ],
    draft: {},
    errors: {},
  }
}

/** The fields of the data that a formula of the kind may use. */
export function fieldsForm(outline: Outline, t: Texts): Form {
  const { kind, fact } = outline
  const fields = factFields(fact)
  const options = (fits: (field: (typeof fields)[number]) => boolean): readonly Option[] =>
    fields.filter(fits).map(({ name }) => ({ value: name, label: dimensionLabel(name, t) }))
  const days = options(({ type }) => type === 'day')
  const amounts = options(({ type }) => type === 'money')
  const dimensions = options(({ type, dimension }) => dimension && (type === 'text' || type === 'choice'))
  const timed: readonly Field[] =
    kind === 'time'
      ? [
          choiceField('from', t.plain('answers.new_from'), days),
          choiceField('until', t.plain('answers.new_until'), days),
        ]
      : [choiceField('date', t.plain('answers.new_date'), days)]
  const summed = kind === 'sum' ? [choiceField('field', t.plain('answers.new_field'), amounts)] : []
  return {
    call: callOf(newMetricFields, outline),
    title: t.plain('answers.new_title'),
    submit: t.plain('answers.new_preview'),
    cancel: t.plain('common.cancel'),
    fields: [
      ...timed,
      ...summed,
      choiceField('where', t.plain('answers.new_where'), dimensions, { required: kind === 'share' }),
      text('values', t.plain('answers.new_values'), kind === 'share'),
    ],
    draft: {},
    errors: {},
  }
}

/** What was filled in, as definitions: of a share its two parts come before it. Errors by field where something is missing. */
export function entriesOf(
  outline: Outline,
  values: Values,
  t: Texts,
): { readonly entries: readonly Entry[] } | { readonly errors: Readonly<Record<string, string>> } {
  const { label, kind, fact, department } = outline
  const said = (name: string): string => typedIn(values, name)
  const [field, listed] = [said('where'), said('values')]
  if ((field === '') !== (listed === '')) return { errors: { values: t.plain('answers.new_both') } }
  if (kind === 'share' && field === '') return { errors: { where: t.plain('answers.new_needed') } }
  const where = field === '' ? {} : { [field]: listed.split(',').map((one) => one.trim()) }
  const rows = t.plain(`metrics.fact_${fact}`)
  const only =
    field === '' ? '' : t.plain('answers.new_formula_where', { field: dimensionLabel(field, t), values: listed })
  const words = t.plain(`answers.new_formula_${kind}`, {
    rows,
    where: only,
    date: dimensionLabel(said('date'), t),
    field: dimensionLabel(said('field'), t),
    from: dimensionLabel(said('from'), t),
    until: dimensionLabel(said('until'), t),
  })
  const dimensions = factFields(fact).flatMap((one) => (one.dimension && one.type === 'text' ? [one.name] : []))
  const name = nameOf(label)
  const made = (formula: unknown, unit: string, change: object = {}): Entry => ({
    name,
    label,
    owner: { department },
    unit,
    direction: 'neutral',
    description: words,
    formula_text: words,
    formula,
    dimensions,
    ...change,
  })
  const counted = { kind: 'simple', fact, aggregate: 'count', date: said('date') }
  switch (kind) {
    case 'count':
      return { entries: [made({ ...counted, where }, 'count')] }
    case 'sum':
      return { entries: [made({ ...counted, aggregate: 'sum', field: said('field'), where }, 'currency')] }
    case 'time': {
      const [from, until] = [said('from'), said('until')]
      return { entries: [made({ kind: 'duration', fact, aggregate: 'median', from, until, where }, 'days')] }
    }
    case 'share': {
      const part = { name: `${name}_part`, label: `${label} (part)`, listed: false }
      const whole = { name: `${name}_whole`, label: `${label} (whole)`, listed: false }
      return {
        entries: [
          made({ ...counted, where }, 'count', part),
          made(counted, 'count', whole),
          made({ kind: 'ratio', num: part.name, den: whole.name }, 'percent'),
        ],
      }
    }
  }
}
