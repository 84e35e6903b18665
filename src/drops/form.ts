import { callOf } from '../chat/action.js'
import { assertNever } from '../chat/assert-never.js'
import { choiceField, textField } from '../chat/fields.js'
import type { Field, Form, Option, Values } from '../chat/form.js'
import { clip } from '../chat/text.js'
import { dayReader } from '../facts/days.js'
import type { AnswerFault, Said } from '../facts/recognition/answers.js'
import type { Question } from '../facts/recognition/questions.js'
import type { Texts } from '../locales/texts.js'
import { answerQuestions } from './actions.js'
import { fieldLabel, meaningLabel } from './labels.js'
import type { Drop } from './model.js'

/** Options are told by their place: what stands in a column may be longer than a platform lets an option be. */
const optionsOf = (labels: readonly string[]): readonly Option[] =>
  labels.map((label, at) => ({ value: String(at), label: label === '' ? '–' : clip(label, 70) }))

/** A field's name as every platform takes it. */
const nameOf = (question: Question): string => question.name.replace(/[^a-z_]+/g, '-')

/** The form with what only a person knows of a file. @param said what was answered before, when it comes back with faults */
export function questionForm(
  drop: Drop,
  questions: readonly Question[],
  t: Texts,
  said: Values | null = null,
  faults: Readonly<Record<string, AnswerFault>> = {},
): Form {
  const errors = questions.flatMap((question): readonly (readonly [string, string])[] => {
    const fault = faults[question.name]
    return fault ? [[nameOf(question), t.plain(`drops.error_${fault.code}`, { value: clip(fault.value, 60) })]] : []
  })
  return {
    call: callOf(answerQuestions, { drop: drop.id }),
    title: t.plain('drops.answer_title'),
    submit: t.plain('drops.import'),
    cancel: t.plain('common.cancel'),
    fields: questions.map((question) => fieldFor(question, drop, t)),
    draft: said ?? Object.fromEntries(questions.map((question) => [nameOf(question), chosenOf(question)])),
    errors: Object.fromEntries(errors),
  }
}

/** The texts among which a question lets choose, in the order of its options. */
function textsOf(question: Question): readonly string[] {
  switch (question.kind) {
    case 'column':
      return [...question.columns, ...question.constants]
    case 'values':
      return question.words
    case 'dates':
      return question.formats
    case 'decimal':
      return ['.', ',']
    case 'id':
      return question.columns
    case 'source':
      return [...question.sources.map((one) => one.name), '']
    case 'currency':
      return []
    default:
      return assertNever(question)
  }
}

function chosenOf(question: Question): string | readonly string[] | null {
  const texts = textsOf(question)
  const place = (text: string | null): string | null =>
    text !== null && texts.includes(text) ? String(texts.indexOf(text)) : null
  switch (question.kind) {
    case 'column':
      return place(question.chosen)
    case 'source':
      return place(question.chosen)
    case 'values':
      return question.chosen.flatMap((word) => place(word) ?? [])
    case 'currency':
      return question.chosen
    case 'dates':
    case 'decimal':
      return null
    case 'id':
      return []
    default:
      return assertNever(question)
  }
}

function fieldFor(question: Question, drop: Drop, t: Texts): Field {
  const name = nameOf(question)
  const choice = (label: string, labels: readonly string[], many: boolean, hint: string | null = null): Field =>
    choiceField(name, clip(label, 150), optionsOf(labels), { hint, required: !many, many })
  switch (question.kind) {
    case 'column': {
      const constants = question.constants.map((one) => t.plain('drops.use_constant', { value: meaningLabel(one, t) }))
      return choice(fieldLabel(question.field, t), [...question.columns, ...constants], false)
    }
    case 'values': {
      const { column, meaning, field, rest, words } = question
      const args = { field: fieldLabel(field, t), column, meaning: meaningLabel(meaning, t) }
      const hint = rest === null ? null : t.plain('drops.values_hint', { rest: meaningLabel(rest, t) })
      return choice(t.plain('drops.values', args), words, true, hint)
    }
    case 'dates':
      return choice(t.plain('drops.dates', { column: question.column }), dayLabels(question, t), false)
    case 'decimal':
      return choice(t.plain('drops.decimal', question), decimalLabels(question.sample, t), false)
    case 'id':
      return choice(t.plain('drops.id_question'), question.columns, true, t.plain('drops.id_hint'))
    case 'source': {
      const known = question.sources.map(({ label }) => t.plain('drops.source_known', { label }))
      return choice(t.plain('drops.source'), [...known, t.plain('drops.source_new')], false, drop.name)
    }
    case 'currency':
      return textField(name, t.plain('drops.currency'), { hint: t.plain('drops.currency_hint'), max: 10 })
    default:
      return assertNever(question)
  }
}

/** What each format makes of a day of the file. */
function dayLabels({ formats, sample }: Extract<Question, { kind: 'dates' }>, t: Texts): readonly string[] {
  return formats.map((format) => {
    const read = dayReader([format], 'UTC', 'UTC')(sample)
    return t.plain('drops.dates_option', { sample, day: 'day' in read ? t.day(read.day) : format })
  })
}

/** What an amount of the file is with each sign before its decimals. */
function decimalLabels(sample: string, t: Texts): readonly string[] {
  return (['.', ','] as const).map((sign) => {
    const digits = sample.replace(/[^\d.,]/g, '')
    const number = Number(digits.replaceAll(sign === '.' ? ',' : '.', '').replace(sign, '.'))
    return t.number(number, 3)
  })
}

/** What somebody said in the form, as the texts that they chose. */
export function saidIn(questions: readonly Question[], values: Values): Readonly<Record<string, Said>> {
  return Object.fromEntries(
    questions.map((question) => {
      const value = values[nameOf(question)] ?? null
      const given = Array.isArray(value) ? value : value === null ? [] : [String(value)]
      if (question.kind === 'currency') return [question.name, given]
      const texts = textsOf(question)
      return [question.name, given.flatMap((one) => texts[Number(one)] ?? [])]
    }),
  )
}
