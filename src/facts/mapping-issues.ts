import type { z } from 'zod'
import type { TextKey } from '../locales/areas.js'
import type { Args } from '../locales/texts.js'
import { mostRows, mostSeconds } from './mapping-schema.js'
import { nearestWord } from './names.js'
import type { Problem } from './problems.js'

type Issue = z.core.$ZodIssue

/** Which keys may stand at a place of a mapping, for "did you mean". */
const keys = {
  top: [
    'source',
    'label',
    'owner',
    'link',
    'fact',
    'file',
    'from',
    'format',
    'currency',
    'lookups',
    'aliases',
    'different',
    'columns',
  ],
  from: ['sql', 'url_from', 'timeout', 'rows', 'every'],
  format: ['sheet', 'separator', 'encoding', 'dates', 'decimal', 'zone', 'blanks'],
  lookup: ['file', 'key', 'by', 'format'],
  column: [
    ...['column', 'columns', 'lookup', 'constant', 'values', 'otherwise', 'default', 'required'],
    ...['dates', 'zone', 'decimal', 'unit', 'round'],
  ],
} as const

/** What is wrong with the shape of a mapping, as zod found it, in words that name the path, the value and the cure. */
export function mappingIssues(issues: readonly Issue[]): readonly Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, issue.path))
}

function problemsOf(issue: Issue, path: readonly PropertyKey[]): readonly Problem[] {
  const problem = (key: TextKey, args: Args = {}): readonly Problem[] => [{ at: pathText(path), key, args }]
  const value = shown(issue.input)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key))
    case 'invalid_type':
      return issue.input === undefined
        ? problem('facts.mapping_missing')
        : problem('facts.mapping_type', { expected: issue.expected, value })
    case 'invalid_value':
      return issue.input === undefined
        ? problem('facts.mapping_missing')
        : problem('facts.mapping_choice', { value, choices: issue.values.map(String).join(' ') })
    case 'invalid_format':
      return problem(formatKey(issue.message), { value })
    case 'too_small':
    case 'too_big':
      return issue.origin === 'string'
        ? problem('facts.mapping_empty')
        : problem('facts.mapping_range', range(path, value))
    default:
      return problem('facts.mapping_type', { expected: 'string', value })
  }
}

function formatKey(message: string): TextKey {
  if (message === 'variable') return 'facts.mapping_variable'
  return message === 'email' ? 'facts.mapping_email' : 'facts.mapping_short_name'
}

/** Between what a number may be; both bounds, though only one was passed. */
function range(path: readonly PropertyKey[], value: string): Args {
  return { value, least: 1, most: path.at(-1) === 'timeout' ? mostSeconds : mostRows }
}

function unknownKey(path: readonly PropertyKey[], key: string): Problem {
  const near = nearestWord(key, keys[placeOf(path)])
  return {
    at: pathText([...path, key]),
    key: 'facts.mapping_unknown_key',
    args: { key, allowed: keys[placeOf(path)].join(', '), ...hint(near) },
  }
}

function placeOf(path: readonly PropertyKey[]): keyof typeof keys {
  if (path.length === 0) return 'top'
  if (path.at(-1) === 'format') return 'format'
  if (path[0] === 'from') return 'from'
  return path[0] === 'lookups' ? 'lookup' : 'column'
}

/** Arguments of a text that ends in "did you mean": `has` says whether there is something to suggest. */
export function hint(near: string | null): { readonly has: 'yes' | 'no'; readonly near: string } {
  return { has: near === null ? 'no' : 'yes', near: near ?? '' }
}

/** `columns.owner.values`, as the mapping's own lines are indented. */
function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'mapping' : path.map(String).join('.')
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
}
