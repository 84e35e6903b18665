import { callOf } from '../chat/action.js'
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
  return [
    {
      kind: 'choice',
      name: 'cleared',
      label: t.plain('standups.cleared_label'),
      hint: null,
      required: false,
      many: true,
      options: open.slice(0, 10).map(({ id, text }) => ({ value: String(id), label: text.slice(0, 70) })),
    },
  ]
}

const nameOf = (index: number): string => `q${index}`

function fieldsOf(question: Question, index: number, departments: readonly Option[], t: Texts): readonly Field[] {
  const { label } = question
  const common = { name: nameOf(index), label, hint: null }
  switch (question.kind) {
    case 'text':
      return [{ kind: 'text', ...common, required: question.required, multiline: true, min: 0, max: longestAnswer }]
    case 'choice':
      return [
        {
          kind: 'choice',
          ...common,
          required: question.required,
          many: false,
          options: question.options.map((one) => ({ value: one, label: one })),
        },
      ]
    case 'number':
      return [{ kind: 'number', ...common, required: question.required, decimal: true, min: null, max: null }]
    case 'scale':
      return [{ kind: 'choice', ...common, required: question.required, many: false, options: stepsOf(question) }]
    case 'blocker':
      return [
        { kind: 'text', ...common, required: false, multiline: true, min: 0, max: longestAnswer },
        {
          kind: 'choice',
          name: `${nameOf(index)}_for`,
          label: t.plain('standups.waits_for'),
          hint: null,
          required: false,
          many: false,
          options: departments,
        },
      ]
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
    if (question.kind === 'blocker') return readBlocker(wordsIn(values[name]), values[`${name}_for`])
    const words = wordsIn(values[name])
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

/** What stands in a field, as words; nothing where it was left empty. */
const wordsIn = (given: Values[string] | undefined): string => {
  if (typeof given === 'number') return String(given)
  return typeof given === 'string' ? given.trim() : ''
}

const readBlocker = (text: string, waitsFor: Values[string] | undefined): Answers[number] =>
  text === ''
    ? null
    : { kind: 'blocker', text, waitsFor: typeof waitsFor === 'string' && waitsFor !== '' ? waitsFor : null }

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
    fields: [
      {
        kind: 'text',
        name: 'reason',
        label: t.plain('standups.reason_label'),
        hint: null,
        required: true,
        multiline: false,
        min: 0,
        max: 150,
      },
    ],
    draft,
    errors: {},
  }
}
