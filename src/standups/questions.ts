import { assertNever } from '../chat/assert-never.js'
import { readLines } from '../rounds/typed.js'
import type { Question } from './model.js'

/**
 * Questions as they are typed, one a line. What stands in brackets at the end says what kind of answer is wanted: `[1-5]` a
 * scale, `[new|won|lost]` a choice, `[number]` a number, `[blocker]` what somebody waits for, `[wins]` and `[plans]` words that
 * the summary of all departments gathers. Without brackets any words. `optional` beside it, or alone, lets people leave it out.
 */
export function readQuestions(
  text: string,
):
  | { readonly kind: 'read'; readonly questions: readonly Question[] }
  | { readonly kind: 'wrong'; readonly line: string } {
  const read = readLines(text, 8, readQuestion)
  if (read.kind === 'wrong') return read
  const blockers = read.list.filter((one) => one.kind === 'blocker').length
  if (blockers > 1) return { kind: 'wrong', line: text.trim().split('\n').at(-1)?.trim() ?? '' }
  return { kind: 'read', questions: read.list }
}

function readQuestion(line: string): Question | null {
  const bracket = /^(.*\S)\s*\[([^\]]+)\]$/.exec(line)
  const label = bracket?.[1] ?? line
  if (label.length > 150) return null
  const [, kind = '', optional = ''] = /^(.*?)(?:(?:^|,)\s*(optional)\s*)?$/.exec(bracket?.[2]?.trim() ?? '') ?? []
  return questionOf(label, kind.trim(), optional === '')
}

function questionOf(label: string, kind: string, required: boolean): Question | null {
  if (kind === '') return { kind: 'text', label, part: null, required }
  if (kind === 'wins' || kind === 'plans') return { kind: 'text', label, part: kind, required }
  if (kind === 'blocker') return { kind: 'blocker', label }
  if (kind === 'number') return { kind: 'number', label, required }
  const scale = /^([01])-(\d{1,2})$/.exec(kind)
  if (scale) {
    const to = Number(scale[2])
    return to >= 3 && to <= 10 ? { kind: 'scale', label, from: Number(scale[1]), to, required } : null
  }
  const options = kind.split('|').map((one) => one.trim())
  const fine = options.length >= 2 && options.length <= 20 && options.every((one) => one !== '' && one.length <= 75)
  return fine ? { kind: 'choice', label, options, required } : null
}

/** A question as one types it. */
export function writeQuestion(question: Question): string {
  const kind = kindOf(question)
  const optional = question.kind === 'blocker' || question.required ? '' : 'optional'
  const inside = [kind, optional].filter((one) => one !== '').join(', ')
  return inside === '' ? question.label : `${question.label} [${inside}]`
}

function kindOf(question: Question): string {
  switch (question.kind) {
    case 'text':
      return question.part ?? ''
    case 'blocker':
    case 'number':
      return question.kind
    case 'scale':
      return `${question.from}-${question.to}`
    case 'choice':
      return question.options.join('|')
    default:
      return assertNever(question)
  }
}
