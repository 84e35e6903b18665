import type { Question } from './model.js'

/**
 * Questions as they are typed, one a line. What stands in brackets at the end says what kind of answer is wanted: `[1-5]` a
 * scale, `[new|won|lost]` a choice, `[number]` a number, `[blocker]` what somebody waits for, `[wins]` and `[plans]` words that
 * the summary of all departments gathers. Without brackets any words.
 */
export function readQuestions(
  text: string,
):
  | { readonly kind: 'read'; readonly questions: readonly Question[] }
  | { readonly kind: 'wrong'; readonly line: string } {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const questions: Question[] = []
  for (const line of lines) {
    const question = readQuestion(line)
    if (!question) return { kind: 'wrong', line }
    questions.push(question)
  }
  const blockers = questions.filter((one) => one.kind === 'blocker').length
  const fits = questions.length >= 1 && questions.length <= 8 && blockers <= 1
  return fits ? { kind: 'read', questions } : { kind: 'wrong', line: lines.at(-1) ?? '' }
}

function readQuestion(line: string): Question | null {
  const bracket = /^(.*\S)\s*\[([^\]]+)\]$/.exec(line)
  const label = bracket?.[1] ?? line
  const inside = bracket?.[2]?.trim() ?? null
  if (label.length > 150) return null
  if (inside === null) return { kind: 'text', label, part: null, required: true }
  if (inside === 'wins' || inside === 'plans') return { kind: 'text', label, part: inside, required: true }
  if (inside === 'blocker') return { kind: 'blocker', label }
  if (inside === 'number') return { kind: 'number', label, required: true }
  const scale = /^([01])-(\d{1,2})$/.exec(inside)
  if (scale) {
    const to = Number(scale[2])
    return to >= 3 && to <= 10 ? { kind: 'scale', label, from: Number(scale[1]), to, required: true } : null
  }
  const options = inside.split('|').map((one) => one.trim())
  const fine = options.length >= 2 && options.length <= 20 && options.every((one) => one !== '' && one.length <= 75)
  return fine ? { kind: 'choice', label, options, required: true } : null
}

/** A question as one types it. */
export function writeQuestion(question: Question): string {
  switch (question.kind) {
    case 'text':
      return question.part === null ? question.label : `${question.label} [${question.part}]`
    case 'blocker':
      return `${question.label} [blocker]`
    case 'number':
      return `${question.label} [number]`
    case 'scale':
      return `${question.label} [${question.from}-${question.to}]`
    case 'choice':
      return `${question.label} [${question.options.join('|')}]`
  }
}
