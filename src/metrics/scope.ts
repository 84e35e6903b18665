import type { Texts } from '../locales/texts.js'
import type { Answer } from './answer.js'

/** The metric, and of which part of the company: "Win rate, EMEA". */
export function scopeOf({ definition, question }: Pick<Answer, 'definition' | 'question'>, t: Texts): string {
  if (question.where.length === 0) return definition.label
  return t.plain('answers.filtered', { metric: definition.label, filters: filtersOf(question.where, t) })
}

/** The values that were filtered by: "EMEA and APAC". */
export function filtersOf(where: Answer['question']['where'], t: Texts): string {
  return t.list(where.flatMap(({ values }) => values))
}

/** A label within a sentence. English writes it small there, unless it is an abbreviation. */
export function inSentence(label: string, { locale }: Texts): string {
  const small = locale.startsWith('en') && /^\p{Lu}\p{Ll}/u.test(label)
  return small ? label.charAt(0).toLowerCase() + label.slice(1) : label
}
