import type { callOf } from '../chat/action.js'
import { assertNever } from '../chat/assert-never.js'
import { choiceField, chosenIn, searchField, textField } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { Text } from '../chat/text.js'
import type { Texts } from '../locales/texts.js'
import type { Answers, Prompt, Question } from './model.js'

/** What a person has to say to one question, at most. */
const longestAnswer = 1000
const longestReason = 300

const nameOf = (index: number): string => `q${index}`
const reasonOf = (index: number): string => `q${index}_reason`

/** The one form of a round: what is stored of the answers and who sees it, the questions, and what was answered already. */
export function answerForm(
  prompt: Prompt,
  call: ReturnType<typeof callOf>,
  statement: Text,
  t: Texts,
  draft: Values,
  errors: Readonly<Record<string, string>> = {},
): Form {
  return {
    call,
    title: prompt.title.slice(0, 24),
    submit: t.plain('feedback.send'),
    cancel: t.plain('common.cancel'),
    fields: [
      { kind: 'info', text: statement },
      ...prompt.questions.flatMap((question, index) => fieldsOf(question, index, t, draft)),
    ],
    draft,
    errors,
  }
}

const plainOptions = (list: readonly string[]): readonly Option[] => list.map((one) => ({ value: one, label: one }))

function fieldsOf(question: Question, index: number, t: Texts, draft: Values): readonly Field[] {
  const name = nameOf(index)
  const { label, required } = question
  const oneOf = (options: readonly Option[], hint: string | null = null) =>
    choiceField(name, label, options, { required, hint })
  switch (question.kind) {
    case 'nps':
      return [oneOf(steps(0, 10), t.plain('feedback.nps_hint'))]
    case 'csat':
      return [oneOf(steps(1, 5), t.plain('feedback.csat_hint'))]
    case 'scale':
      return [oneOf(steps(question.from, question.to))]
    case 'choice':
      return [oneOf(plainOptions(question.options))]
    case 'many':
      return [choiceField(name, label, plainOptions(question.options), { required, many: true })]
    case 'text':
      return [textField(name, label, { required, multiline: true, max: longestAnswer })]
    case 'account':
    case 'lead':
      return [searchField(name, label, plainOptions(chosenIn(draft, name)), { required })]
    case 'verdict':
      return [
        oneOf(verdicts(t)),
        textField(reasonOf(index), t.plain('feedback.reason_label'), { required: false, max: longestReason }),
      ]
    default:
      return assertNever(question)
  }
}

const verdicts = (t: Texts): readonly Option[] =>
  (['accepted', 'returned'] as const).map((value) => ({
    value,
    label: t.plain('feedback.verdict', { verdict: value }),
  }))

const steps = (from: number, to: number): readonly Option[] =>
  plainOptions(Array.from({ length: to - from + 1 }, (_, at) => String(from + at)))

/** How accounts and leads that somebody chose are found again. */
export interface Lookup {
  account(name: string): Promise<{ readonly account: string; readonly segment: string | null } | null>
  lead(source: number, id: string): Promise<{ readonly account: string | null; readonly segment: string | null } | null>
}

/** Reads what was filled in, question by question; what is missing or cannot be stands beside its field. */
export async function readAnswers(
  prompt: Prompt,
  values: Values,
  lookup: Lookup,
  t: Texts,
): Promise<{ readonly answers: Answers; readonly errors: Readonly<Record<string, string>> }> {
  const errors: Record<string, string> = {}
  const answers: Answers[number][] = []
  for (const [index, question] of prompt.questions.entries()) {
    const given = chosenIn(values, nameOf(index))
    const answer = given.length === 0 ? null : await readAnswer(question, index, given, values, lookup)
    if (answer === null && (question.required || given.length > 0))
      errors[nameOf(index)] = t.plain('feedback.please_answer')
    if (answer?.kind === 'verdict' && answer.verdict === 'returned' && answer.reason === null) {
      errors[reasonOf(index)] = t.plain('feedback.please_reason')
    }
    answers.push(answer)
  }
  return { answers, errors }
}

async function readAnswer(
  question: Question,
  index: number,
  given: readonly string[],
  values: Values,
  lookup: Lookup,
): Promise<Answers[number]> {
  const [first = ''] = given
  switch (question.kind) {
    case 'nps':
      return score(first, 0, 10)
    case 'csat':
      return score(first, 1, 5)
    case 'scale':
      return score(first, question.from, question.to)
    case 'choice':
    case 'many':
      return given.every((one) => question.options.includes(one)) ? { kind: 'chosen', options: given } : null
    case 'text':
      return { kind: 'words', text: first.slice(0, longestAnswer) }
    case 'account': {
      const found = await lookup.account(first)
      return found && { kind: 'account', ...found }
    }
    case 'lead':
      return leadIn(first, lookup)
    case 'verdict': {
      const [reason = null] = chosenIn(values, reasonOf(index))
      return first === 'accepted' || first === 'returned' ? { kind: 'verdict', verdict: first, reason } : null
    }
    default:
      return assertNever(question)
  }
}

function score(text: string, from: number, to: number): Answers[number] {
  const value = Number(text)
  return Number.isInteger(value) && value >= from && value <= to ? { kind: 'score', value } : null
}

/** A lead as a choice of the form names it: the number of its source, and its id there. */
export const leadValue = ({ source, id }: { readonly source: number; readonly id: string }): string => `${source}:${id}`

async function leadIn(value: string, lookup: Lookup): Promise<Answers[number]> {
  const [source = '', ...rest] = value.split(':')
  const id = rest.join(':')
  if (!/^\d{1,9}$/.test(source)) return null
  const found = await lookup.lead(Number(source), id)
  return found && { kind: 'lead', source: Number(source), id, account: found.account, segment: found.segment }
}

/** What was answered, as the form shows it. */
export function draftOf(answers: Answers | null): Values {
  const draft: Record<string, Values[string]> = {}
  for (const [index, answer] of (answers ?? []).entries()) {
    if (answer === null) continue
    draft[nameOf(index)] = draftValue(answer)
    if (answer.kind === 'verdict') draft[reasonOf(index)] = answer.reason
  }
  return draft
}

function draftValue(answer: NonNullable<Answers[number]>): Values[string] {
  switch (answer.kind) {
    case 'score':
      return String(answer.value)
    case 'chosen':
      return answer.options
    case 'words':
      return answer.text
    case 'account':
      return answer.account
    case 'lead':
      return leadValue(answer)
    case 'verdict':
      return answer.verdict
    default:
      return assertNever(answer)
  }
}
