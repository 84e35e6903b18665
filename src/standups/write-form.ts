import { callOf } from '../chat/action.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { privacy, type Question, type Standup, weekdays } from './model.js'
import { readQuestions, writeQuestion } from './questions.js'

/** What can be chosen in the form of a standup. */
export interface Choices {
  readonly departments: readonly Option[]
  readonly places: readonly Option[]
  /** The people who are asked by name already. */
  readonly people: readonly Option[]
  readonly companyZone: string
}

const windows = ['1h', '2h', '4h', '8h', '24h']
const reminders = ['none', '30m', '1h', '2h', '4h']

/** The form of a standup: a new one, or one to be changed. */
export function writeForm(
  args: { readonly standup: string | null; readonly copy: boolean },
  choices: Choices,
  t: Texts,
  draft: Values,
  errors: Readonly<Record<string, string>> = {},
): Form {
  const label = (key: TextKey): string => t.plain(key)
  const spans = (list: readonly string[]): readonly Option[] =>
    list.map((value) => ({
      value,
      label: value === 'none' ? label('standups.no_reminder') : t.plain('standups.span', spanOf(value)),
    }))
  return {
    call: callOf(actions.write, { ...args }),
    title: t.plain(args.standup === null || args.copy ? 'standups.new_form' : 'standups.edit_form'),
    submit: t.plain('company.save'),
    cancel: t.plain('common.cancel'),
    fields: [
      text('title', label('standups.title_label'), null, 75, false),
      choice('departments', label('standups.departments_label'), choices.departments, true, false),
      {
        kind: 'search',
        ...named('people', label('standups.people_label'), null, false),
        many: true,
        chosen: choices.people,
      },
      choice(
        'days',
        label('standups.days_label'),
        weekdays.map((day) => ({ value: day, label: t.plain('standups.weekday', { day }) })),
        true,
      ),
      { kind: 'time', ...named('at', label('standups.at_label')) },
      choice('zone', label('standups.zone_label'), [
        { value: 'own', label: label('standups.zone_own') },
        { value: choices.companyZone, label: t.plain('standups.zone_one', { zone: choices.companyZone }) },
      ]),
      choice('window', label('standups.window_label'), spans(windows)),
      choice('reminder', label('standups.reminder_label'), spans(reminders)),
      choice('place', label('standups.place_label'), choices.places),
      choice(
        'privacy',
        label('standups.privacy_label'),
        privacy.options.map((one) => ({ value: one, label: t.plain('standups.privacy', { privacy: one }) })),
      ),
      choice('missing', label('standups.missing_label'), [
        { value: 'no', label: label('standups.missing_no') },
        { value: 'yes', label: label('standups.missing_yes') },
      ]),
      text('questions', label('standups.questions_label'), label('standups.questions_hint'), 2000, true),
    ],
    draft,
    errors,
  }
}

const spanOf = (text: string): { amount: number; unit: string } => ({
  amount: Number.parseInt(text, 10),
  unit: text.endsWith('h') ? 'hours' : 'minutes',
})

const named = (name: string, label: string, hint: string | null = null, required = true) => ({
  name,
  label,
  hint,
  required,
})

const text = (name: string, label: string, hint: string | null, max: number, multiline: boolean): Field => ({
  kind: 'text',
  ...named(name, label, hint),
  multiline,
  min: 0,
  max,
})

const choice = (name: string, label: string, options: readonly Option[], many = false, required = true): Field => ({
  kind: 'choice',
  ...named(name, label, null, required),
  many,
  options,
})

/** What stands in the form at first: a standup as it is, or what most begin with. */
export function draftOf(standup: Standup | null, ids: readonly string[], questions: readonly Question[]): Values {
  return {
    title: standup?.title ?? null,
    departments: standup?.ask.departments ?? [],
    people: ids,
    days: standup?.days ?? ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    at: standup?.at ?? '09:30',
    zone: standup?.zone ?? 'own',
    window: standup?.window ?? '4h',
    reminder: standup ? (standup.reminders[0] ?? 'none') : '1h',
    place: standup?.summary.place ?? null,
    privacy: standup?.privacy ?? 'public',
    missing: standup?.summary.missing ? 'yes' : 'no',
    questions: questions.map(writeQuestion).join('\n'),
  }
}

/** The fields of a standup as the form gives them; people are ids. */
export interface Written {
  readonly fields: Omit<Standup, 'name' | 'owner' | 'ask'> & { readonly departments: readonly string[] }
  readonly people: readonly number[]
}

const words = (value: Values[string] | undefined): string => (typeof value === 'string' ? value.trim() : '')
const list = (value: Values[string] | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

/** Reads the form. What is wrong stands beside its field. */
export function readForm(
  values: Values,
  t: Texts,
): { readonly written: Written | null; readonly errors: Record<string, string> } {
  const errors: Record<string, string> = {}
  const departments = list(values.departments)
  const people = list(values.people).map(Number)
  const days = list(values.days).filter((one): one is Standup['days'][number] => weekdays.some((day) => day === one))
  const questions = readQuestions(words(values.questions))
  const chosen = privacy.safeParse(values.privacy)
  const at = words(values.at)
  if (words(values.title) === '') errors.title = t.plain('standups.please_answer')
  if (departments.length + people.length === 0) errors.departments = t.plain('standups.please_ask')
  if (days.length === 0) errors.days = t.plain('company.wrong_days')
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) errors.at = t.plain('company.wrong_time')
  if (words(values.place) === '') errors.place = t.plain('standups.please_answer')
  if (questions.kind === 'wrong') errors.questions = t.plain('standups.wrong_question', { line: questions.line })
  if (!chosen.success || questions.kind === 'wrong' || Object.keys(errors).length > 0) return { written: null, errors }
  const reminder = words(values.reminder)
  return {
    errors,
    written: {
      people,
      fields: {
        title: words(values.title),
        departments,
        days,
        at,
        zone: words(values.zone) || 'own',
        window: words(values.window) || '4h',
        reminders: reminder === '' || reminder === 'none' ? [] : [reminder],
        summary: { place: words(values.place), missing: values.missing === 'yes' },
        privacy: chosen.data,
        questions: [...questions.questions],
      },
    },
  }
}
