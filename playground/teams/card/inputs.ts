import type { Fields } from '../../acts.js'
import { isObject, type Json } from './check.js'
import { type Node, nodes } from './walk.js'

/** What an Adaptive Card client does with inputs before it sends anything: defaults, checks, and everything as text. */

export type Given = Fields[string]
type Filled = { readonly value: string | undefined } | { readonly error: string }

/** The ids and labels that a control may be called by, the latter as people see them. */
export function named({ json }: Node, name: string): boolean {
  return json.id === name || json.label === name || json.title === name
}

/** A card's inputs that an action at `path` sends: those of its own card and of the cards around it. */
export function inputsFor(card: unknown, path: string): readonly Node[] {
  const home = containerOf(path)
  return nodes(card).filter((node) => {
    if (!node.type.startsWith('Input.') || node.type === 'Input.Choice' || node.fallback) return false
    const own = containerOf(node.path)
    return own === '' || home === own || home.startsWith(`${own}.`)
  })
}

/** The path of the `Action.ShowCard` card that something stands in; empty for the outermost. */
function containerOf(path: string): string {
  return /^(.*\.card)(?=[.[]|$)/.exec(path)?.[1] ?? ''
}

/**
 * Fills inputs in.
 * @param given by input id; what is not given keeps the card's own value
 * @param offered choices that a typeahead has shown, by input id: only such can be picked
 * @returns the values that are sent, by input id, or what is wrong, by input id
 */
export function fill(
  inputs: readonly Node[],
  given: Fields,
  offered: (id: string) => readonly string[],
): { readonly values: Readonly<Record<string, string>> } | { readonly errors: Readonly<Record<string, string>> } {
  const values: Record<string, string> = {}
  const errors: Record<string, string> = {}
  for (const name of Object.keys(given))
    if (!inputs.some(({ json }) => json.id === name)) errors[name] = 'There is no such input on the card.'
  for (const input of inputs) {
    const id = String(input.json.id)
    const filled = fillOne(input, given[id], offered(id))
    if ('error' in filled) errors[id] = filled.error
    else if (filled.value !== undefined && filled.value !== '') values[id] = filled.value
  }
  return Object.keys(errors).length > 0 ? { errors } : { values }
}

/** One input: `undefined` keeps what the card says, null empties it. */
function fillOne({ type, json }: Node, given: Given | undefined, offered: readonly string[]): Filled {
  const message = typeof json.errorMessage === 'string' ? json.errorMessage : null
  const filled = read(type, json, given, offered)
  if ('error' in filled) return { error: message ?? filled.error }
  const missing = type === 'Input.Toggle' ? filled.value !== on(json) : (filled.value ?? '') === ''
  return json.isRequired === true && missing ? { error: message ?? 'This is required.' } : filled
}

function read(type: string, json: Json, given: Given | undefined, offered: readonly string[]): Filled {
  switch (type) {
    case 'Input.Number':
      return readNumber(json, scalar(given ?? (given === null ? null : json.value)))
    case 'Input.Toggle':
      return readToggle(json, given)
    case 'Input.ChoiceSet':
      return readChoices(json, given, offered)
    case 'Input.Date':
      return readWithin(
        json,
        scalar(given === undefined ? json.value : given),
        /^\d{4}-\d{2}-\d{2}$/,
        'a date, YYYY-MM-DD',
      )
    case 'Input.Time':
      return readWithin(json, scalar(given === undefined ? json.value : given), /^\d{2}:\d{2}$/, 'a time, HH:MM')
    default:
      return readText(json, scalar(given === undefined ? json.value : given))
  }
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return ''
  return Array.isArray(value) ? value.join(',') : String(value)
}

function readText(json: Json, value: string): Filled {
  const max = typeof json.maxLength === 'number' && json.maxLength > 0 ? json.maxLength : Number.POSITIVE_INFINITY
  if (value.length > max) return { error: `The field takes no more than ${max} characters.` }
  if (json.isMultiline !== true && /[\r\n]/.test(value)) return { error: 'The field has one line.' }
  if (value !== '' && typeof json.regex === 'string' && !new RegExp(json.regex).test(value))
    return { error: `This does not match ${json.regex}` }
  return { value }
}

function readNumber({ min, max }: Json, value: string): Filled {
  if (value === '') return { value: undefined }
  const number = Number(value)
  if (!Number.isFinite(number)) return { error: 'The field takes numbers.' }
  if (typeof min === 'number' && number < min) return { error: `At least ${min}.` }
  if (typeof max === 'number' && number > max) return { error: `At most ${max}.` }
  return { value: String(number) }
}

/** Dates and times are compared as texts: both are written from the largest unit to the smallest. */
function readWithin({ min, max }: Json, value: string, form: RegExp, what: string): Filled {
  if (value === '') return { value: undefined }
  if (!form.test(value)) return { error: `The field takes ${what}.` }
  if (typeof min === 'string' && value < min) return { error: `Not before ${min}.` }
  if (typeof max === 'string' && value > max) return { error: `Not after ${max}.` }
  return { value }
}

function on(json: Json): string {
  return typeof json.valueOn === 'string' ? json.valueOn : 'true'
}

function readToggle(json: Json, given: Given | undefined): Filled {
  const off = typeof json.valueOff === 'string' ? json.valueOff : 'false'
  const wanted = given === undefined ? json.value : given
  return { value: wanted === true || wanted === on(json) ? on(json) : off }
}

function readChoices(json: Json, given: Given | undefined, offered: readonly string[]): Filled {
  const choices = Array.isArray(json.choices) ? json.choices.filter(isObject) : []
  const many = json.isMultiSelect === true
  const wanted = wantedOf(given === undefined ? json.value : given, many)
  if (wanted.length > 1 && !many) return { error: 'Only one can be chosen.' }
  const picked = wanted.map((one) => {
    const choice = choices.find(({ value, title }) => value === one || title === one)
    return typeof choice?.value === 'string' ? choice.value : offered.find((value) => value === one)
  })
  const missing = wanted.find((_, index) => picked[index] === undefined)
  // A default that no choice has is shown as nothing chosen; what a person picks has to be there.
  if (missing !== undefined && given !== undefined) return { error: `There is no choice ${missing}.` }
  return { value: picked.filter((one) => one !== undefined).join(',') }
}

function wantedOf(value: unknown, many: boolean): readonly string[] {
  if (Array.isArray(value)) return value.map(String)
  const text = scalar(value)
  if (text === '') return []
  return many ? text.split(',') : [text]
}
