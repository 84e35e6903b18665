import type { ContextBlock, InputBlock, ModalView, PlainTextOption as SlackOption } from '@slack/types'
import { assertNever } from '../../../chat/assert-never.js'
import type { Field, Form, Option, Values } from '../../../chat/form.js'
import { leading } from '../../../chat/text.js'
import { LIMITS } from '../limits.js'
import { contextOf, folded, plainText, type SlackBlock } from './kit.js'
import { richTextOf } from './rich.js'

/** All our dialogs answer to one name; what they do stands in their metadata. */
const CALLBACK = 'form'
/** The element's id within its block; the block's id is the field's name. */
const INPUT = 'input'

type Named = Exclude<Field, { kind: 'info' }>

/**
 * Draws a form as a dialog with what was typed before already in it. Errors stand below their fields, because only the
 * answer to a submission can show them in Slack's own way. Throws when a field's name, an option's value or the whole form
 * is larger than Slack takes: a fault of the form, not of what a person typed.
 */
export function toView(form: Form, metadata: string, workspace: string): ModalView {
  checkNames(form)
  const blocks = form.fields.flatMap((field) => fieldBlocks(field, form, workspace))
  const view = modal(form.title, form.cancel, withinView([...strayErrors(form), ...blocks]), metadata)
  const sized = { ...view, submit: plainText(form.submit, LIMITS.view.button) }
  const size = Buffer.byteLength(JSON.stringify(sized))
  if (size > LIMITS.view.size)
    throw new Error(
      `The form "${form.call.action}" takes ${size} bytes, Slack takes ${LIMITS.view.size}: let people search instead of listing options.`,
    )
  return sized
}

/** A dialog with blocks and a way to close it. */
export function modal(title: string, close: string, blocks: readonly SlackBlock[], metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: CALLBACK,
    title: plainText(title, LIMITS.view.title),
    close: plainText(close, LIMITS.view.button),
    private_metadata: metadata,
    blocks: [...blocks],
  }
}

/** A field's name is its block's id, which Slack wants short and once. */
function checkNames(form: Form): void {
  const seen = new Set<string>()
  for (const field of form.fields) {
    if (field.kind === 'info') continue
    if (field.name === '' || field.name.length > LIMITS.id || seen.has(field.name))
      throw new Error(
        `The field name "${field.name}" of the form "${form.call.action}" must be unique and have 1 to ${LIMITS.id} characters.`,
      )
    seen.add(field.name)
  }
}

function withinView(blocks: readonly SlackBlock[]): readonly SlackBlock[] {
  if (blocks.length <= LIMITS.view.blocks) return blocks
  const kept = blocks.slice(0, LIMITS.view.blocks - 1)
  return [...kept, contextOf(folded(blocks.length - kept.length), 20)]
}

/** Errors that belong to no field stand above all. */
function strayErrors(form: Form): readonly ContextBlock[] {
  const names = new Set(form.fields.flatMap((field) => (field.kind === 'info' ? [] : [field.name])))
  return Object.entries(form.errors).flatMap(([name, error]) => (names.has(name) ? [] : [errorLine(error)]))
}

function errorLine(error: string): ContextBlock {
  return contextOf(`⚠ ${error}`, LIMITS.contextText)
}

function fieldBlocks(field: Field, form: Form, workspace: string): readonly SlackBlock[] {
  if (field.kind === 'info') {
    const text = richTextOf(field.text, workspace)
    return text === null ? [] : [text]
  }
  const error = form.errors[field.name]
  const below = error === undefined ? [] : [errorLine(error)]
  const element = elementOf(field, form.draft)
  if (element === null) return [contextOf(`${leading(field.label)} –`, LIMITS.contextText), ...below]
  return [inputOf(field, element), ...below]
}

function inputOf(field: Named, element: InputBlock['element']): InputBlock {
  const hidden = field.kind === 'choice' ? Math.max(0, field.options.length - LIMITS.options * LIMITS.optionGroups) : 0
  const hint = [field.hint ?? '', ...(hidden > 0 ? [folded(hidden)] : [])].join(' ').trim()
  return {
    type: 'input',
    block_id: field.name,
    label: plainText(field.label, LIMITS.input.label),
    optional: !field.required,
    element,
    ...(hint === '' ? {} : { hint: plainText(hint, LIMITS.input.hint) }),
  }
}

/** Null for a choice without options, which Slack does not draw. */
function elementOf(field: Named, draft: Values): InputBlock['element'] | null {
  const typed = draft[field.name] ?? null
  switch (field.kind) {
    case 'text':
      return textInput(field, typed)
    case 'number':
      return {
        type: 'number_input',
        action_id: INPUT,
        is_decimal_allowed: field.decimal,
        ...(field.min === null ? {} : { min_value: decimal(field.min) }),
        ...(field.max === null ? {} : { max_value: decimal(field.max) }),
        ...numberTyped(field, typed),
      }
    case 'date':
      return { type: 'datepicker', action_id: INPUT, ...(isDate(typed) ? { initial_date: typed } : {}) }
    case 'time':
      return { type: 'timepicker', action_id: INPUT, ...(isTime(typed) ? { initial_time: typed } : {}) }
    case 'choice':
      return choice(field, chosenValues(typed))
    case 'search':
      return search(field, chosenValues(typed))
    default:
      return assertNever(field)
  }
}

type Typed = Values[string]

/** Slack refuses a first value that breaks the input's own bounds; what cannot be put back is then left to be typed again. */
function textInput(field: Extract<Named, { kind: 'text' }>, typed: Typed | null): InputBlock['element'] {
  const max = Math.max(1, Math.min(field.max, LIMITS.input.text))
  const min = Math.min(Math.max(0, field.min), max)
  const value = typed === null ? '' : String(typed).slice(0, max)
  return {
    type: 'plain_text_input',
    action_id: INPUT,
    multiline: field.multiline,
    max_length: max,
    ...(min > 0 ? { min_length: min } : {}),
    ...(value.length >= Math.max(1, min) ? { initial_value: value } : {}),
  }
}

function numberTyped(
  field: Extract<Named, { kind: 'number' }>,
  typed: Typed | null,
): { readonly initial_value?: string } {
  const value = typeof typed === 'string' && typed.trim() !== '' ? Number(typed) : typed
  if (typeof value !== 'number' || !Number.isFinite(value)) return {}
  const outside = value < (field.min ?? value) || value > (field.max ?? value)
  return outside || (!field.decimal && !Number.isInteger(value)) ? {} : { initial_value: decimal(value) }
}

/** Digits without an exponent, as Slack reads numbers. */
function decimal(value: number): string {
  return value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 })
}

function isDate(typed: Typed | null): typed is string {
  return typeof typed === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(typed)
}

function isTime(typed: Typed | null): typed is string {
  return typeof typed === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(typed)
}

function chosenValues(typed: Typed | null): readonly string[] {
  if (typed === null) return []
  return typeof typed === 'object' ? typed : [String(typed)]
}

function choice(field: Extract<Named, { kind: 'choice' }>, chosen: readonly string[]): InputBlock['element'] | null {
  const options = slackOptions(field.options).slice(0, LIMITS.options * LIMITS.optionGroups)
  if (options.length === 0) return null
  const initial = options.filter((one) => chosen.includes(one.value ?? ''))
  const listed = options.length <= LIMITS.options ? { options } : { option_groups: groupsOf(options) }
  if (field.many)
    return {
      type: 'multi_static_select',
      action_id: INPUT,
      ...listed,
      ...(initial.length ? { initial_options: initial } : {}),
    }
  const first = initial[0]
  return { type: 'static_select', action_id: INPUT, ...listed, ...(first ? { initial_option: first } : {}) }
}

function search(field: Extract<Named, { kind: 'search' }>, chosen: readonly string[]): InputBlock['element'] {
  const initial = slackOptions(field.chosen.filter((one) => chosen.includes(one.value))).slice(0, LIMITS.options)
  const first = initial[0]
  if (field.many)
    return {
      type: 'multi_external_select',
      action_id: INPUT,
      min_query_length: 0,
      ...(initial.length ? { initial_options: initial } : {}),
    }
  return { type: 'external_select', action_id: INPUT, min_query_length: 0, ...(first ? { initial_option: first } : {}) }
}

/** Options for a select or for the answer to a search; a value given twice is kept once. Throws for a value that is too long. */
export function slackOptions(options: readonly Option[]): SlackOption[] {
  const seen = new Set<string>()
  return options.flatMap(({ value, label }) => {
    if (seen.has(value)) return []
    seen.add(value)
    if (value === '' || value.length > LIMITS.option.value)
      throw new Error(`The option value "${value}" must have 1 to ${LIMITS.option.value} characters: use an id.`)
    return [{ text: plainText(label, LIMITS.option.text), value }]
  })
}

/** Groups of a hundred, named by their first and last option. */
function groupsOf(options: readonly SlackOption[]): { label: ReturnType<typeof plainText>; options: SlackOption[] }[] {
  const groups = []
  for (let from = 0; from < options.length; from += LIMITS.options) {
    const part = options.slice(from, from + LIMITS.options)
    const half = LIMITS.option.text / 2 - 2
    const [first, last] = [part[0]?.text.text ?? '', part.at(-1)?.text.text ?? '']
    groups.push({
      label: plainText(`${first.slice(0, half)} – ${last.slice(0, half)}`, LIMITS.option.text),
      options: part,
    })
  }
  return groups
}
