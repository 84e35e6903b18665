import { callOf } from '../chat/action.js'
import { choiceField, chosenIn, searchField, textField, timeField, typedIn } from '../chat/fields.js'
import type { Form, Option, Values } from '../chat/form.js'
import type { TextKey } from '../locales/areas.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { grouping, minutesOf, privacy, type Question, type Standup, weekdays } from './model.js'
import { readQuestions, writeQuestion } from './questions.js'

/** What can be chosen in the form of a standup. */
export interface Choices {
  readonly departments: readonly Option[]
  readonly places: readonly Option[]
  /** The people who are asked by name already, and those who manage it beside the owner. */
  readonly people: readonly Option[]
  readonly owners: readonly Option[]
  readonly companyZone: string
}

const windows = ['1h', '2h', '4h', '8h', '24h']
const reminders = ['30m', '1h', '2h', '4h']

/** The spans to choose from, with those that were written in a file. */
const withKnown = (usual: readonly string[], known: readonly string[]): readonly string[] =>
  [...new Set([...usual, ...known])].toSorted((a, b) => minutesOf(a) - minutesOf(b))

const several = { many: true, required: false }

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
      label: t.plain('standups.span', spanOf(value)),
    }))
  return {
    call: callOf(actions.write, { ...args }),
    title: t.plain(args.standup === null || args.copy ? 'standups.new_form' : 'standups.edit_form'),
    submit: t.plain('company.save'),
    cancel: t.plain('common.cancel'),
    fields: [
      textField('title', label('standups.title_label'), { max: 75 }),
      choiceField('departments', label('standups.departments_label'), choices.departments, several),
      searchField('people', label('standups.people_label'), choices.people, several),
      choiceField('audience', label('standups.audience_label'), choices.places, { required: false }),
      choiceField(
        'days',
        label('standups.days_label'),
        weekdays.map((day) => ({ value: day, label: t.plain('standups.weekday', { day }) })),
        { many: true },
      ),
      timeField('at', label('standups.at_label')),
      choiceField('zone', label('standups.zone_label'), [
        { value: 'own', label: label('standups.zone_own') },
        ...[...new Set([choices.companyZone, typedIn(draft, 'zone')])]
          .filter((zone) => zone !== '' && zone !== 'own')
          .map((zone) => ({ value: zone, label: t.plain('standups.zone_one', { zone }) })),
      ]),
      choiceField('window', label('standups.window_label'), spans(withKnown(windows, chosenIn(draft, 'window')))),
      choiceField(
        'reminders',
        label('standups.reminder_label'),
        spans(withKnown(reminders, chosenIn(draft, 'reminders'))),
        several,
      ),
      choiceField('place', label('standups.place_label'), choices.places),
      choiceField(
        'privacy',
        label('standups.privacy_label'),
        privacy.options.map((one) => ({ value: one, label: t.plain('standups.privacy', { privacy: one }) })),
      ),
      choiceField('missing', label('standups.missing_label'), [
        { value: 'no', label: label('standups.missing_no') },
        { value: 'yes', label: label('standups.missing_yes') },
      ]),
      choiceField(
        'group',
        label('standups.group_label'),
        grouping.options.map((one) => ({ value: one, label: t.plain('standups.group', { by: one }) })),
      ),
      searchField('owners', label('standups.owners_label'), choices.owners, several),
      textField('questions', label('standups.questions_label'), {
        hint: label('standups.questions_hint'),
        multiline: true,
        max: 2000,
      }),
    ],
    draft,
    errors,
  }
}

const spanOf = (text: string): { amount: number; unit: string } => ({
  amount: Number.parseInt(text, 10),
  unit: text.endsWith('h') ? 'hours' : 'minutes',
})

/** What stands in the form at first: a standup as it is, or what most begin with. */
export function draftOf(
  standup: Standup | null,
  { people, owners }: Pick<Choices, 'people' | 'owners'>,
  questions: readonly Question[],
): Values {
  return {
    title: standup?.title ?? null,
    departments: standup?.ask.departments ?? [],
    people: people.map(({ value }) => value),
    audience: standup?.ask.place ?? null,
    owners: owners.map(({ value }) => value),
    days: standup?.days ?? ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    at: standup?.at ?? '09:30',
    zone: standup?.zone ?? 'own',
    window: standup?.window ?? '4h',
    reminders: standup?.reminders ?? ['1h'],
    place: standup?.summary.place ?? null,
    privacy: standup?.privacy ?? 'public',
    missing: standup?.summary.missing ? 'yes' : 'no',
    group: standup?.summary.group ?? 'department',
    questions: questions.map(writeQuestion).join('\n'),
  }
}

/** The fields of a standup as the form gives them; who is asked by name, and who manages it, stand beside them as ids. */
export interface Written {
  readonly fields: Omit<Standup, 'name' | 'owner' | 'owners' | 'ask'> & Omit<Standup['ask'], 'people'>
}

/** Reads the form. What is wrong stands beside its field. */
export function readForm(
  values: Values,
  t: Texts,
): { readonly written: Written | null; readonly errors: Record<string, string> } {
  const errors: Record<string, string> = {}
  const departments = chosenIn(values, 'departments')
  const place = typedIn(values, 'audience') || null
  const days = chosenIn(values, 'days').filter((one): one is Standup['days'][number] =>
    weekdays.some((day) => day === one),
  )
  const questions = readQuestions(typedIn(values, 'questions'))
  const chosen = privacy.safeParse(values.privacy)
  const at = typedIn(values, 'at')
  if (typedIn(values, 'title') === '') errors.title = t.plain('standups.please_answer')
  if (departments.length + chosenIn(values, 'people').length === 0 && place === null)
    errors.departments = t.plain('standups.please_ask')
  if (days.length === 0) errors.days = t.plain('company.wrong_days')
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) errors.at = t.plain('company.wrong_time')
  if (typedIn(values, 'place') === '') errors.place = t.plain('standups.please_answer')
  if (questions.kind === 'wrong') errors.questions = t.plain('standups.wrong_question', { line: questions.line })
  if (!chosen.success || questions.kind === 'wrong' || Object.keys(errors).length > 0) return { written: null, errors }
  const reminding = chosenIn(values, 'reminders')
  if (reminding.length > 2) return { written: null, errors: { reminders: t.plain('standups.too_many_reminders') } }
  return {
    errors,
    written: {
      fields: {
        title: typedIn(values, 'title'),
        departments: [...departments],
        place,
        days,
        at,
        zone: typedIn(values, 'zone') || 'own',
        window: typedIn(values, 'window') || '4h',
        reminders: [...reminding],
        summary: {
          place: typedIn(values, 'place'),
          missing: values.missing === 'yes',
          group: grouping.safeParse(values.group).data ?? 'department',
        },
        privacy: chosen.data,
        questions: [...questions.questions],
      },
    },
  }
}
