import { assertNever } from '../../chat/assert-never.js'
import { type FactName, factFields } from '../catalogue.js'
import type { Field } from '../field.js'
import { fold, nearestWord } from '../names.js'
import type { ColumnProfile } from './profile.js'
import { headerWords, idWords } from './words.js'

/** How sure it is that a column holds a field, from 0 (not at all) to 1 (its very word, and values of its kind). */
export function fitOf(fact: FactName, field: Field, column: ColumnProfile): number {
  const word = wordFit(wordsFor(fact, field.name), column.name)
  return word === 0 ? 0 : word * shapeFit(field, column)
}

function wordsFor(fact: FactName, field: string): readonly string[] {
  const own = [field.replaceAll('_', ' '), ...(headerWords[field] ?? [])]
  return field === 'id' ? [...idWords[fact], ...own] : own
}

/** The words of a header: `close_date`, `Close Date` and `closeDate` are the same; what stands in brackets is a unit. */
export function headerTokens(header: string): readonly string[] {
  return header
    .replace(/\([^)]*\)/g, ' ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')
}

function wordFit(words: readonly string[], header: string): number {
  const tokens = headerTokens(header)
  const whole = tokens.join(' ')
  if (whole === '') return 0
  const at = words.indexOf(whole)
  // The first words of a list are the surest.
  if (at >= 0) return 1 - Math.min(at, 10) * 0.01
  const near = whole.length >= 5 ? nearestWord(whole, words) : null
  if (near !== null && fold(near).length >= 5) return 0.8
  return words.some((word) => word.length > 2 && word.split(' ').every((part) => tokens.includes(part))) ? 0.6 : 0
}

function shapeFit(field: Field, column: ColumnProfile): number {
  const { shape, values } = column
  // A field that must have a value does not stand in a column without any.
  if (shape.kind === 'empty') return field.needed ? 0 : 0.5
  switch (field.type) {
    case 'day':
      return shape.kind === 'days' ? 1 : 0
    case 'money':
    case 'number':
      return shape.kind === 'amounts' ? 1 : 0
    case 'choice':
    case 'flag':
      return choiceFit(column)
    case 'currency':
      return shape.kind === 'names' && values.every(({ value }) => /^[A-Za-z]{3}$/.test(value)) ? 1 : 0
    case 'text':
      return field.name === 'id' ? idFit(column) : nameFit(column)
    default:
      return assertNever(field)
  }
}

function choiceFit({ shape, values }: ColumnProfile): number {
  if (values.length === 0) return 0
  if (shape.kind === 'names') return 1
  return values.length <= 5 ? 0.6 : 0
}

/** A few rows that an export repeats are refused one by one; a column that repeats often is no id. */
function idFit(column: ColumnProfile): number {
  if (column.unique) return 1
  return isNearlyUnique(column) ? 0.9 : 0
}

function nameFit({ shape }: ColumnProfile): number {
  if (shape.kind === 'names') return 1
  return shape.kind === 'days' ? 0 : 0.4
}

const isNearlyUnique = ({ distinct, filled, blanks }: ColumnProfile): boolean =>
  distinct !== null && filled > 0 && distinct / (filled + blanks) >= 0.97

/** A fact's field in the column that most likely holds it. */
export interface Match {
  readonly field: string
  readonly column: string
  /** From 0 to 1. */
  readonly fit: number
}

/** Below this nobody would guess. */
const least = 0.3

/** Gives each field its column, the surest first; one column for one field, but a stage also says how a deal ended. */
export function matchColumns(fact: FactName, columns: readonly ColumnProfile[]): readonly Match[] {
  const fits = factFields(fact)
    .flatMap((field) => columns.map((column) => ({ field, column: column.name, fit: fitOf(fact, field, column) })))
    .filter((one) => one.fit >= least && one.column !== '')
    .sort((a, b) => b.fit - a.fit || order(a.field) - order(b.field))
  const taken = new Set<string>()
  const found = new Map<string, Match>()
  for (const { field, column, fit } of fits) {
    const shared = field.type === 'choice'
    if (found.has(field.name) || (!shared && taken.has(column))) continue
    if (!shared) taken.add(column)
    found.set(field.name, { field: field.name, column, fit })
  }
  return [...found.values()]
}

/** Of equally good ones the needed field first. */
const order = (field: Field): number => (field.needed ? 0 : 1)
