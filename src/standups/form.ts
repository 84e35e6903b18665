import { callOf } from '../chat/action.js'
import { assertNever } from '../chat/assert-never.js'
import { choiceField, numberField, textField, typedIn } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import type { Blocker } from './blocker-store.js'
import type { Answers, Question, Standup } from './model.js'

/** What fits beside everything else in a summary. */
const longestAnswer = 1000

/** The one form of a round: its questions, what was answered already, and the blockers that may have been cleared meanwhile. */
export function answerForm(
  round: number,
  standup: Standup,
  open: readonly Blocker[],
  departments: readonly Option[],
  t: Texts,
  draft: Values,
  errors: Readonly<Record<string, string>> = {},
): Form {
  return {
    call: callOf(actions.answer, { round }),
    title: standup.title.slice(0, 24),
    submit: t.plain('standups.send'),
    cancel: t.plain('common.cancel'),
    fields: [
      ...clearedField(open, t),
      ...standup.questions.flatMap((question, index) => fieldsOf(question, index, departments, t)),
    ],
    draft,
    errors,
  }
}

function clearedField(open: readonly Blocker[], t: Texts): readonly Field[] {
  if (open.length === 0) return []
  const options = open.slice(0, 10).map(({ id, text }) => ({ value: String(id), label: text.slice(0, 70) }))
  return [choiceField('cleared', t.plain('standups.cleared_label'), options, { many: true, required: false })]
}

const nameOf = (index: number): string => `q${index}`

function fieldsOf(question: Question, index: number, departments: readonly Option[], t: Texts): readonly Field[] {
  const name = nameOf(index)
  const { label } = question
  switch (question.kind) {
    case 'text':
      return [textField(name, label, { required: question.required, multiline: true, max: longestAnswer })]
    case 'choice': {
      const options = question.options.map((one) => ({ value: one, label: one }))
      return [choiceField(name, label, options, { required: question.required })]
    }
    case 'number':
      return [numberField(name, label, { required: question.required, decimal: true })]
    case 'scale':
      return [choiceField(name, label, stepsOf(question), { required: question.required })]
    case 'blocker':
      return [
        textField(name, label, { required: false, multiline: true, max: longestAnswer }),
        choiceField(`${name}_for`, t.plain('standups.waits_for'), departments, { required: false }),
      ]
    default:
      return assertNever(question)
  }
}

const stepsOf = ({ from, to }: { from: number; to: number }): readonly Option[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ value: String(from + index), label: String(from + index) }))

/** Reads what was filled in, question by question; what is missing or no number stands beside its field. */
export function readAnswers(
  standup: Standup,
  values: Values,
  t: Texts,
): { readonly answers: Answers; readonly errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {}
  const answers = standup.questions.map((question, index): Answers[number] => {
    const name = nameOf(index)
    if (question.kind === 'blocker') return readBlocker(typedIn(values, name), typedIn(values, `${name}_for`))
    const words = typedIn(values, name)
    if (words === '') {
      if (question.required) errors[name] = t.plain('standups.please_answer')
      return null
    }
    if (question.kind === 'text' || question.kind === 'choice') return { kind: 'words', text: words }
    const value = Number(words)
    if (Number.isFinite(value)) return { kind: 'number', value }
    errors[name] = t.plain('standups.please_number')
    return null
  })
  return { answers, errors }
}

const readBlocker = (text: string, waitsFor: string): Answers[number] =>
  text === '' ? null : { kind: 'blocker', text, waitsFor: waitsFor === '' ? null : waitsFor }

/** What was answered, as the form shows it. */
export function draftOf(answers: Answers | null): Values {
  const draft: Record<string, string | number | null> = {}
  for (const [index, answer] of (answers ?? []).entries()) {
    if (answer === null) continue
    if (answer.kind === 'number') draft[nameOf(index)] = answer.value
    else draft[nameOf(index)] = answer.text
    if (answer.kind === 'blocker') draft[`${nameOf(index)}_for`] = answer.waitsFor
  }
  return draft
}

/** Why somebody leaves a round out. */
export function skipForm(round: number, t: Texts, draft: Values = {}): Form {
  return {
    call: callOf(actions.skip, { round }),
    title: t.plain('standups.skip_form'),
    submit: t.plain('standups.skip'),
    cancel: t.plain('common.cancel'),
    fields: [textField('reason', t.plain('standups.reason_label'), { max: 150 })],
    draft,
    errors: {},
  }
}
