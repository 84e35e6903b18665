import { readLines } from '../rounds/typed.js'
import { mostQuestions, type Prompt, type Question } from './model.js'

/**
 * Questions as they are typed, one a line. What stands in brackets at the end says what kind of answer is wanted: `[nps]`, `[enps]` and
 * `[csat]`; `[1-5]` a scale, `[pulse]` the one that feeds the metric of that name; `[yes|no|maybe]` one of these, `[any: a|b|c]` any of
 * them; `[account]`, `[lead]` and `[verdict]`; without brackets any words. A line that ends with `(optional)` may be left out.
 */
export function readQuestions(
  text: string,
):
  | { readonly kind: 'read'; readonly questions: Prompt['questions'] }
  | { readonly kind: 'wrong'; readonly line: string } {
  const read = readLines(text, mostQuestions, readQuestion)
  return read.kind === 'wrong' ? read : { kind: 'read', questions: [...read.list] }
}

const optional = '(optional)'

function readQuestion(line: string): Question | null {
  const required = !line.endsWith(optional)
  const said = required ? line : line.slice(0, -optional.length).trim()
  const bracket = /^(.*\S)\s*\[([^\]]+)\]$/.exec(said)
  const label = bracket?.[1] ?? said
  if (label === '' || label.length > 150) return null
  const common = { label, required }
  const inside = bracket?.[2]?.trim() ?? 'text'
  switch (inside) {
    case 'text':
    case 'csat':
    case 'account':
    case 'lead':
    case 'verdict':
      return { kind: inside, ...common }
    case 'nps':
      return { kind: 'nps', ...common, feeds: null }
    case 'enps':
      return { kind: 'nps', ...common, feeds: 'enps' }
    case 'pulse':
      return { kind: 'scale', ...common, from: 1, to: 5, feeds: 'pulse' }
    default:
      return readScale(inside, common) ?? readOptions(inside, common)
  }
}

type Common = Pick<Question, 'label' | 'required'>

function readScale(inside: string, common: Common): Question | null {
  const scale = /^([01])-(\d{1,2})$/.exec(inside)
  const to = Number(scale?.[2])
  return scale && to >= 3 && to <= 10 ? { kind: 'scale', ...common, from: Number(scale[1]), to, feeds: null } : null
}

function readOptions(inside: string, common: Common): Question | null {
  const many = inside.startsWith('any:')
  const options = inside
    .slice(many ? 'any:'.length : 0)
    .split('|')
    .map((one) => one.trim())
  const fine = options.length >= 2 && options.length <= 20 && options.every((one) => one !== '' && one.length <= 75)
  return fine ? { kind: many ? 'many' : 'choice', ...common, options } : null
}

/** A question as one types it. */
export function writeQuestion(question: Question): string {
  const inside = insideOf(question)
  return [question.label, ...(inside === null ? [] : [`[${inside}]`]), ...(question.required ? [] : [optional])].join(
    ' ',
  )
}

function insideOf(question: Question): string | null {
  switch (question.kind) {
    case 'text':
      return null
    case 'nps':
      return question.feeds ?? 'nps'
    case 'scale':
      return question.feeds ?? `${question.from}-${question.to}`
    case 'choice':
      return question.options.join('|')
    case 'many':
      return `any: ${question.options.join('|')}`
    default:
      return question.kind
  }
}
