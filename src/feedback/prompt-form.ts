import { callOf } from '../chat/action.js'
import { choiceField, chosenIn, numberField, searchField, textField, typedIn } from '../chat/fields.js'
import type { Form, Option, Values } from '../chat/form.js'
import type { Texts } from '../locales/texts.js'
import { daysOf, leastOfAll, type Prompt, type PromptTemplate, privacy, type When, weekdays } from './model.js'
import * as actions from './prompt-actions.js'
import { readQuestions, writeQuestion } from './questions.js'

/** What can be chosen in the form of a prompt. */
export interface Choices {
  readonly departments: readonly Option[]
  readonly places: readonly Option[]
  /** The people who are asked by name already, and the owners beside who writes. */
  readonly people: readonly Option[]
  readonly owners: readonly Option[]
}

const windows = ['2d', '3d', '4d', '5d', '7d', '10d', '14d']
const gaps = ['0d', '5d', '7d', '20d', '28d', '60d', '90d']
const none = 'none'
const times = ['manual', 'once', 'week', 'month', 'quarter'] as const
const shown = ['after_close', 'live', 'owner_first'] as const

/** The form of a prompt: a new one, or one to be changed. */
export function promptForm(
  args: { readonly prompt: string | null; readonly copy: boolean; readonly template: string | null },
  choices: Choices,
  t: Texts,
  draft: Values,
  errors: Readonly<Record<string, string>> = {},
): Form {
  const days = (list: readonly string[]): readonly Option[] =>
    list.map((value) => ({ value, label: t.plain('feedback.days', { days: daysOf(value) }) }))
  return {
    call: callOf(actions.write, { ...args }),
    title: t.plain(args.prompt === null || args.copy ? 'feedback.new_form' : 'feedback.edit_form'),
    submit: t.plain('company.save'),
    cancel: t.plain('common.cancel'),
    fields: [
      textField('title', t.plain('feedback.title_label'), { max: 75 }),
      choiceField('departments', t.plain('feedback.ask_label'), choices.departments, several),
      searchField('people', t.plain('feedback.people_label'), choices.people, several),
      numberField('sample', t.plain('feedback.sample_label'), { required: false, min: 1 }),
      choiceField(
        'when',
        t.plain('feedback.when_label'),
        times.map((value) => ({ value, label: whenLabel(value, t) })),
      ),
      choiceField('weekday', t.plain('feedback.weekday_label'), weekdayOptions(t), { required: false }),
      textField('day', t.plain('feedback.day_label'), { max: 10, required: false }),
      choiceField('window', t.plain('feedback.window_label'), days(windows)),
      choiceField('gap', t.plain('feedback.gap_label'), days(gaps)),
      choiceField('privacy', t.plain('feedback.privacy_label'), privacyOptions(t)),
      numberField('least', t.plain('feedback.least_label'), { min: leastOfAll, max: 50 }),
      choiceField('results', t.plain('feedback.results_when_label'), resultOptions(t)),
      choiceField('place', t.plain('feedback.place_label'), [
        { value: none, label: t.plain('feedback.place_none') },
        ...choices.places,
      ]),
      searchField('owners', t.plain('feedback.owners_label'), choices.owners, several),
      textField('questions', t.plain('feedback.questions_label'), {
        hint: t.plain('feedback.questions_hint'),
        multiline: true,
        max: 2000,
      }),
    ],
    draft,
    errors,
  }
}

function whenLabel(when: (typeof times)[number], t: Texts): string {
  if (when === 'manual') return t.plain('feedback.when_manual')
  return when === 'once' ? t.plain('feedback.when_once') : t.plain(`feedback.every_${when}`)
}

const weekdayOptions = (t: Texts): readonly Option[] =>
  weekdays.map((value) => ({ value, label: t.plain('feedback.weekday', { day: value }) }))
const privacyOptions = (t: Texts): readonly Option[] =>
  privacy.options.map((value) => ({ value, label: t.plain('feedback.privacy', { privacy: value }) }))
const resultOptions = (t: Texts): readonly Option[] =>
  shown.map((value) => ({ value, label: t.plain('feedback.results_when', { when: value }) }))

const several = { many: true, required: false }

/** What stands in the form at first: a prompt as it is, a template, or what most begin with. People are ids. */
export function draftOf(
  from: Prompt | PromptTemplate | null,
  ids: { readonly people: readonly string[]; readonly owners: readonly string[] },
): Values {
  const when = from?.when ?? null
  return {
    title: from?.title ?? null,
    departments: from && 'ask' in from ? from.ask.departments : [],
    people: ids.people,
    owners: ids.owners,
    sample: from && 'sample' in from ? from.sample : null,
    when: when === null ? 'manual' : 'on' in when ? 'once' : when.every,
    weekday: when && 'every' in when && when.every === 'week' ? when.day : null,
    day: dayText(when),
    window: from?.window ?? '5d',
    gap: from?.gap ?? '7d',
    privacy: from?.privacy ?? 'anonymous',
    least: from && 'least' in from ? from.least : leastOfAll,
    results: from?.results.when ?? 'after_close',
    place: from?.results.place ?? none,
    questions: (from?.questions ?? []).map(writeQuestion).join('\n'),
  }
}

function dayText(when: When | null): string | null {
  if (when === null) return null
  if ('on' in when) return when.on
  return when.every === 'week' ? null : String(when.day)
}

/** The fields of a prompt as the form gives them, still to be checked as a whole; people are ids. */
export interface Written {
  readonly fields: Readonly<Record<string, unknown>>
  readonly departments: readonly string[]
  readonly people: readonly number[]
  readonly owners: readonly number[]
}

/** Reads the form. What is wrong stands beside its field. */
export function readForm(
  values: Values,
  t: Texts,
): { readonly written: Written | null; readonly errors: Record<string, string> } {
  const errors: Record<string, string> = {}
  const departments = chosenIn(values, 'departments')
  const asked = chosenIn(values, 'people').map(Number)
  const questions = readQuestions(typedIn(values, 'questions'))
  const when = readWhen(values)
  const sample = typedIn(values, 'sample')
  if (typedIn(values, 'title') === '') errors.title = t.plain('feedback.please_answer')
  if (departments.length + asked.length === 0) errors.departments = t.plain('feedback.please_ask')
  if (when === undefined) errors.day = t.plain('feedback.please_day')
  if (questions.kind === 'wrong') errors.questions = t.plain('feedback.wrong_question', { line: questions.line })
  if (questions.kind === 'wrong' || Object.keys(errors).length > 0) return { written: null, errors }
  return {
    errors,
    written: {
      departments,
      people: asked,
      owners: chosenIn(values, 'owners').map(Number),
      fields: {
        title: typedIn(values, 'title'),
        when,
        window: typedIn(values, 'window'),
        gap: typedIn(values, 'gap'),
        privacy: typedIn(values, 'privacy'),
        sample: sample === '' ? null : Number(sample),
        least: Number(typedIn(values, 'least') || leastOfAll),
        results: {
          place: typedIn(values, 'place') === none ? null : typedIn(values, 'place'),
          when: typedIn(values, 'results'),
        },
        questions: questions.questions,
      },
    },
  }
}

/** When it is asked, or undefined where the day of it cannot be read. */
function readWhen(values: Values): unknown {
  const day = typedIn(values, 'day')
  switch (typedIn(values, 'when')) {
    case 'once':
      return /^\d{4}-\d{2}-\d{2}$/.test(day) ? { on: day } : undefined
    case 'week':
      return { every: 'week', day: typedIn(values, 'weekday') || 'monday' }
    case 'month':
    case 'quarter':
      return /^([1-9]|1\d|2[0-8])$/.test(day) ? { every: typedIn(values, 'when'), day: Number(day) } : undefined
    default:
      return null
  }
}
