import type { Choice } from '../ui/option.js'
import { words } from '../words.js'
import { richPlain } from './rich-text.js'
import type { FieldElement } from './schema/elements.js'
import type { SlackOption } from './schema/objects.js'

/** What is filled into one field: text (numbers, dates and times too) or what was picked from a list. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'picked'; readonly choices: readonly Choice[] }

export type Answers = Readonly<Record<string, Answer>>

/** What the server is sent: a value by the name of its field, null where the field is empty. */
export type WireValue = string | readonly string[] | null

export function choiceOf(option: SlackOption, group?: string): Choice {
  return {
    value: option.value ?? option.text.text,
    label: option.text.text,
    ...(option.description !== undefined && { description: option.description.text }),
    ...(group !== undefined && { group }),
  }
}

/** What a field holds before anybody touches it. `name` finds the words for an id of a person or a channel. */
export function initialAnswer(field: FieldElement, name: (id: string) => string): Answer {
  const ids = (list: readonly (string | undefined)[]): Answer => ({
    kind: 'picked',
    choices: list.flatMap((id) => (id === undefined ? [] : [{ value: id, label: name(id) }])),
  })
  const options = (list: readonly (SlackOption | undefined)[]): Answer => ({
    kind: 'picked',
    choices: list.flatMap((one) => (one === undefined ? [] : [choiceOf(one)])),
  })
  switch (field.type) {
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return { kind: 'text', text: field.initial_value ?? '' }
    case 'rich_text_input':
      return { kind: 'text', text: field.initial_value === undefined ? '' : richPlain(field.initial_value.elements) }
    case 'datepicker':
      return { kind: 'text', text: field.initial_date ?? '' }
    case 'timepicker':
      return { kind: 'text', text: field.initial_time ?? '' }
    case 'datetimepicker':
      return { kind: 'text', text: field.initial_date_time === undefined ? '' : String(field.initial_date_time) }
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return options([field.initial_option])
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return options(field.initial_options ?? [])
    case 'users_select':
      return ids([field.initial_user])
    case 'channels_select':
      return ids([field.initial_channel])
    case 'conversations_select':
      return ids([field.initial_conversation])
    case 'multi_users_select':
      return ids(field.initial_users ?? [])
    case 'multi_channels_select':
      return ids(field.initial_channels ?? [])
    case 'multi_conversations_select':
      return ids(field.initial_conversations ?? [])
    case 'file_input':
      return ids([])
  }
}

export function isMany(field: FieldElement): boolean {
  return field.type.startsWith('multi_') || field.type === 'checkboxes' || field.type === 'file_input'
}

export function wireValue(field: FieldElement, answer: Answer): WireValue {
  if (answer.kind === 'text') return answer.text === '' ? null : answer.text
  const values = answer.choices.map((choice) => choice.value)
  return isMany(field) ? values : (values[0] ?? null)
}

function isEmpty(answer: Answer): boolean {
  return answer.kind === 'text' ? answer.text.trim() === '' : answer.choices.length === 0
}

/** What Slack's client says of a field before it sends a form, or null where the field may go. */
export function problemOf(field: FieldElement, answer: Answer, optional: boolean): string | null {
  if (isEmpty(answer)) return optional ? null : words.form.required
  if (answer.kind === 'picked') return null
  const { text } = answer
  switch (field.type) {
    case 'plain_text_input':
      if (field.min_length !== undefined && text.length < field.min_length) return words.form.tooShort(field.min_length)
      return field.max_length !== undefined && text.length > field.max_length
        ? words.form.tooLong(field.max_length)
        : null
    case 'number_input':
      return numberProblem(field, text)
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : words.form.email
    case 'url_text_input':
      return /^https?:\/\/\S+$/.test(text) ? null : words.form.url
    default:
      return null
  }
}

function numberProblem(field: Extract<FieldElement, { type: 'number_input' }>, text: string): string | null {
  const pattern = field.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/
  if (!pattern.test(text.trim())) return field.is_decimal_allowed ? words.form.number : words.form.whole
  const value = Number(text)
  if (field.min_value !== undefined && value < Number(field.min_value)) return words.form.atLeast(field.min_value)
  return field.max_value !== undefined && value > Number(field.max_value) ? words.form.atMost(field.max_value) : null
}
