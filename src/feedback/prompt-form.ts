import { callOf } from '../chat/action.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
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
      text('title', t.plain('feedback.title_label'), 75),
      choice('departments', t.plain('feedback.ask_label'), choices.departments, { many: true, required: false }),
      people('people', t.plain('feedback.people_label'), choices.people),
      {
        kind: 'number',
        ...named('sample', t.plain('feedback.sample_label'), false),
        decimal: false,
        min: 1,
        max: null,
      },
      choice(
        'when',
        t.plain('feedback.when_label'),
        times.map((value) => ({ value, label: whenLabel(value, t) })),
      ),
      choice('weekday', t.plain('feedback.weekday_label'), weekdayOptions(t), { required: false }),
      text('day', t.plain('feedback.day_label'), 10, false),
      choice('window', t.plain('feedback.window_label'), days(windows)),
      choice('gap', t.plain('feedback.gap_label'), days(gaps)),
      choice('privacy', t.plain('feedback.privacy_label'), privacyOptions(t)),
      {
        kind: 'number',
        ...named('least', t.plain('feedback.least_label'), true),
        decimal: false,
        min: leastOfAll,
        max: 50,
      },
      choice('results', t.plain('feedback.results_when_label'), resultOptions(t)),
      choice('place', t.plain('feedback.place_label'), [
        { value: none, label: t.plain('feedback.place_none') },
        ...choices.places,
      ]),
      people('owners', t.plain('feedback.owners_label'), choices.owners),
      {
        ...text('questions', t.plain('feedback.questions_label'), 2000),
        hint: t.plain('feedback.questions_hint'),
        multiline: true,
      },
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

const named = (name: string, label: string, required: boolean) => ({ name, label, hint: null, required })

const text = (name: string, label: string, max: number, required = true) =>
  ({ kind: 'text', ...named(name, label, required), multiline: false, min: 0, max }) as const

const people = (name: string, label: string, chosen: readonly Option[]): Field => ({
  kind: 'search',
  ...named(name, label, false),
  many: true,
  chosen,
})

const choice = (
  name: string,
  label: string,
  options: readonly Option[],
  { many = false, required = true } = {},
): Field => ({
  kind: 'choice',
  ...named(name, label, required),
  many,
  options,
})

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

const words = (value: Values[string] | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
const list = (value: Values[string] | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

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
  const departments = list(values.departments)
  const asked = list(values.people).map(Number)
  const questions = readQuestions(words(values.questions))
  const when = readWhen(values)
  const sample = words(values.sample)
  if (words(values.title) === '') errors.title = t.plain('feedback.please_answer')
  if (departments.length + asked.length === 0) errors.departments = t.plain('feedback.please_ask')
  if (when === undefined) errors.day = t.plain('feedback.please_day')
  if (questions.kind === 'wrong') errors.questions = t.plain('feedback.wrong_question', { line: questions.line })
  if (questions.kind === 'wrong' || Object.keys(errors).length > 0) return { written: null, errors }
  return {
    errors,
    written: {
      departments,
      people: asked,
      owners: list(values.owners).map(Number),
      fields: {
        title: words(values.title),
        when,
        window: words(values.window),
        gap: words(values.gap),
        privacy: words(values.privacy),
        sample: sample === '' ? null : Number(sample),
        least: Number(words(values.least) || leastOfAll),
        results: { place: words(values.place) === none ? null : words(values.place), when: words(values.results) },
        questions: questions.questions,
      },
    },
  }
}

/** When it is asked, or undefined where the day of it cannot be read. */
function readWhen(values: Values): unknown {
  const day = words(values.day)
  switch (words(values.when)) {
    case 'once':
      return /^\d{4}-\d{2}-\d{2}$/.test(day) ? { on: day } : undefined
    case 'week':
      return { every: 'week', day: words(values.weekday) || 'monday' }
    case 'month':
    case 'quarter':
      return /^([1-9]|1\d|2[0-8])$/.test(day) ? { every: words(values.when), day: Number(day) } : undefined
    default:
      return null
  }
}
