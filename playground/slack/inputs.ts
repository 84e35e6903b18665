import { z } from 'zod'
import type { Fields } from '../acts.js'
import { findChannel } from '../stage.js'
import { fileObject } from './files.js'
import { isRecord, type Json, records } from './json.js'
import { LIMITS } from './limits.js'
import type { Slack } from './slack.js'
import type { StateValues } from './state.js'
import { elementsOf } from './validate/cross.js'

export interface Control {
  readonly blockId: string
  readonly actionId: string
  /** The block's label, for inputs. */
  readonly label: string | null
  readonly element: Json & { readonly type: string }
  /** The input block, where it is one. */
  readonly input: Json | null
}

type Value = Fields[string]
type Filled = { readonly value: Json } | { readonly error: string }

/** Every interactive element of some blocks. */
export function controlsOf(blocks: unknown): readonly Control[] {
  return records(blocks).flatMap((block) => controlsOfBlock(block))
}

function controlsOfBlock(block: Json): readonly Control[] {
  const nested = block.type === 'container' ? block.child_blocks : block.type === 'carousel' ? block.elements : null
  if (nested !== null) return records(nested).flatMap((one) => controlsOfBlock(one))
  return elementsOf(block).map(({ element }) => ({
    blockId: String(block.block_id),
    actionId: String(element.action_id),
    label: isRecord(block.label) ? String(block.label.text) : null,
    element,
    input: block.type === 'input' ? block : null,
  }))
}

const ONE = new Set(['static_select', 'external_select', 'radio_buttons'])
const SEVERAL = new Set(['multi_static_select', 'multi_external_select', 'checkboxes'])
const TYPED = new Set(['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'])

/** The field of a state value that holds what was chosen, with the initial one of the element. */
function slot(type: string): { key: string; initial: string; empty: unknown } | null {
  if (TYPED.has(type)) return { key: 'value', initial: 'initial_value', empty: null }
  if (ONE.has(type)) return { key: 'selected_option', initial: 'initial_option', empty: null }
  if (SEVERAL.has(type)) return { key: 'selected_options', initial: 'initial_options', empty: [] }
  const [, multi, what] = /^(multi_)?(users|conversations|channels)_select$/.exec(type) ?? []
  if (what !== undefined) {
    const one = what.slice(0, -1)
    return multi === undefined
      ? { key: `selected_${one}`, initial: `initial_${one}`, empty: null }
      : { key: `selected_${what}`, initial: `initial_${what}`, empty: [] }
  }
  if (type === 'datepicker') return { key: 'selected_date', initial: 'initial_date', empty: null }
  if (type === 'timepicker') return { key: 'selected_time', initial: 'initial_time', empty: null }
  if (type === 'datetimepicker') return { key: 'selected_date_time', initial: 'initial_date_time', empty: null }
  if (type === 'rich_text_input') return { key: 'rich_text_value', initial: 'initial_value', empty: null }
  if (type === 'file_input') return { key: 'files', initial: '', empty: [] }
  return null
}

/** `state.values`: every element that holds something, with what was filled in or stood there at first. */
export function stateValues(blocks: unknown, filled: StateValues): StateValues {
  const values: Record<string, Record<string, Json>> = {}
  for (const { blockId, actionId, element } of controlsOf(blocks)) {
    const at = slot(element.type)
    if (!at) continue
    const block = values[blockId] ?? {}
    values[blockId] = block
    const initial: Json = { type: element.type, [at.key]: element[at.initial] ?? at.empty }
    block[actionId] = filled[blockId]?.[actionId] ?? initial
  }
  return values
}

/**
 * The control that a person means by block id, action id, label, placeholder or visible words. `block id/action id` is always
 * one of them, also where several blocks have a control of the same action.
 */
export function findControl(controls: readonly Control[], name: string): Control | undefined {
  return (
    controls.find((one) => `${one.blockId}/${one.actionId}` === name) ??
    controls.find((one) => one.blockId === name && one.input !== null) ??
    controls.find((one) => one.actionId === name) ??
    controls.find((one) => [one.label, wordsOf(one.element.text), wordsOf(one.element.placeholder)].includes(name))
  )
}

function wordsOf(text: unknown): string | null {
  return isRecord(text) && typeof text.text === 'string' ? text.text : null
}

/** What the client would hold after the person filled this in, or what it would say against it. */
export function fillControl(slack: Slack, container: string, person: string, control: Control, value: Value): Filled {
  const { type } = control.element
  const at = slot(type)
  if (!at) return { error: `A ${type} takes no value.` }
  if (value === null || value === '') return { value: { type, [at.key]: at.empty } }
  const list = (Array.isArray(value) ? value : [value]).map(String)
  const many = Array.isArray(at.empty)
  if (!many && list.length > 1) return { error: 'Only one can be chosen here.' }
  const max = type === 'file_input' ? (control.element.max_files ?? LIMITS.files) : control.element.max_selected_items
  if (typeof max === 'number' && list.length > max) return { error: `At most ${max} can be chosen here.` }
  const parts = list.map((one) => part(slack, container, person, control, one))
  const wrong = parts.find((one) => 'error' in one)
  if (wrong) return wrong
  const good = parts.flatMap((one) => ('part' in one ? [one.part] : []))
  return { value: { type, [at.key]: many ? good : good[0] } }
}

type Part = { readonly part: unknown } | { readonly error: string }

function part(slack: Slack, container: string, person: string, control: Control, value: string): Part {
  const { type } = control.element
  if (ONE.has(type) || SEVERAL.has(type)) return optionPart(slack, container, control, value)
  if (type.endsWith('_select')) return pickedPart(slack, person, type, value)
  switch (type) {
    case 'datepicker':
      return z.iso.date().safeParse(value).success
        ? { part: value }
        : { error: 'A date such as 2026-08-24 belongs here.' }
    case 'timepicker':
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? { part: value } : { error: 'A time such as 09:30 belongs here.' }
    case 'datetimepicker':
      return /^\d{10}$/.test(value) ? { part: Number(value) } : { error: 'Seconds since 1970 belong here.' }
    case 'rich_text_input':
      return { part: richTextOf(value) }
    case 'file_input':
      return slack.state.files.has(value) ? { part: fileObject(slack, value) } : { error: `There is no file ${value}.` }
    default:
      return { part: value }
  }
}

/** A person or a channel, by whatever name. */
function pickedPart(slack: Slack, person: string, type: string, value: string): Part {
  if (type.endsWith('users_select')) {
    const found = slack.world.people.find((one) => [one.key, one.slack, one.name, one.email].includes(value))
    return found?.slack ? { part: found.slack } : { error: `Nobody in Slack is called ${value}.` }
  }
  const found = findChannel(slack.world, 'slack', person, value)
  return found ? { part: found.id } : { error: `There is no channel ${value}.` }
}

/** What the composer of the client makes of plain words. */
function richTextOf(words: string): Json {
  const section = { type: 'rich_text_section', elements: [{ type: 'text', text: words }] }
  return { type: 'rich_text', elements: [section] }
}

function optionPart(slack: Slack, container: string, control: Control, value: string): Part {
  const { element, actionId } = control
  const groups = records(element.option_groups).flatMap((group) => records(group.options))
  const initial = [element.initial_option, ...(Array.isArray(element.initial_options) ? element.initial_options : [])]
  const own = [...records(element.options), ...groups, ...records(initial)]
  const found = own.find((one) => one.value === value) ?? own.find((one) => wordsOf(one.text) === value)
  if (found) return { part: found }
  const offered = slack.state.offered(container, actionId)
  const choice = offered.find((one) => one.value === value) ?? offered.find((one) => one.label === value)
  if (choice) return { part: choice.option }
  const known = [...own.map((one) => wordsOf(one.text)), ...offered.map((one) => one.label)]
  return { error: `${value} cannot be chosen here. There are: ${known.join(', ') || 'none; search first'}.` }
}

/** What the client marks in red when the person presses submit: nothing is sent while there is anything. By block id. */
export function clientErrors(blocks: unknown, values: StateValues): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {}
  for (const control of controlsOf(blocks)) {
    if (control.input === null) continue
    const at = slot(control.element.type)
    const held = at ? values[control.blockId]?.[control.actionId]?.[at.key] : undefined
    const empty = held === undefined || held === null || held === '' || (Array.isArray(held) && held.length === 0)
    const problem = empty
      ? control.input.optional === true
        ? null
        : 'Please complete this required field.'
      : problemOf(control.element, held)
    if (problem !== null) errors[control.blockId] = problem
  }
  return errors
}

function problemOf(element: Json & { type: string }, held: unknown): string | null {
  const { min_length: min, max_length: max } = element
  if (element.type === 'number_input') return numberProblem(element, String(held))
  if (typeof held === 'string' && typeof min === 'number' && held.length < min)
    return `Please enter at least ${min} characters.`
  if (typeof held === 'string' && held.length > (typeof max === 'number' ? max : 3_000))
    return `Please enter at most ${typeof max === 'number' ? max : 3_000} characters.`
  if (element.type === 'email_text_input' && !z.email().safeParse(held).success)
    return 'Please enter a valid email address.'
  if (element.type === 'url_text_input' && !(typeof held === 'string' && URL.canParse(held)))
    return 'Please enter a valid URL.'
  return null
}

function numberProblem(element: Json, held: string): string | null {
  if (!/^-?\d+(\.\d+)?$/.test(held)) return 'Please enter a valid number.'
  if (element.is_decimal_allowed !== true && held.includes('.')) return 'Please enter a whole number.'
  const { min_value: min, max_value: max } = element
  if (typeof min === 'string' && Number(held) < Number(min)) return `Please enter a number of at least ${min}.`
  if (typeof max === 'string' && Number(held) > Number(max)) return `Please enter a number of at most ${max}.`
  return null
}
