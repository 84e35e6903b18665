import { assertNever } from '../../../chat/assert-never.js'
import type { Values } from '../../../chat/form.js'
import type { InputState, ViewSubmissionPayload } from './payloads.js'

/** What a person filled in, by field name: our blocks carry the field's name as their id, and one input each. */
export function valuesOf(state: ViewSubmissionPayload['view']['state']): Values {
  const entries = Object.entries(state.values).flatMap(([field, inputs]) =>
    Object.values(inputs).map((input) => [field, filledIn(input)] as const),
  )
  return Object.fromEntries(entries)
}

function filledIn(input: InputState): Values[string] {
  switch (input.type) {
    case 'plain_text_input':
      return emptyIsNull(input.value)
    case 'number_input':
      return numberOf(input.value)
    case 'datepicker':
      return input.selected_date
    case 'timepicker':
      return input.selected_time
    case 'static_select':
    case 'external_select':
      return input.selected_option?.value ?? null
    case 'multi_static_select':
    case 'multi_external_select':
      return input.selected_options.map((option) => option.value)
    default:
      return assertNever(input)
  }
}

function emptyIsNull(value: string | null): string | null {
  return value === null || value.trim() === '' ? null : value
}

/** Slack checks numbers before it submits; what it let through that is no number stays text, for the form to refuse. */
function numberOf(value: string | null): number | string | null {
  const text = emptyIsNull(value)
  if (text === null) return null
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}
