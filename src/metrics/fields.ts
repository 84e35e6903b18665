import type { Field } from '../facts/field.js'
import { type Relation, relationFields } from './relation.js'

/** What a formula may do with a field: compare texts and flags, add up money, count between days, rank numbers. */
export type FieldKind = 'text' | 'money' | 'day' | 'flag' | 'number'

/**
 * A field whose value stands only from a day on: whether a deal is won is not known before it closes, so a question as of an
 * earlier day must not count it.
 */
const since: Readonly<Partial<Record<Relation, Readonly<Record<string, string>>>>> = {
  opportunities: { outcome: 'closed_on', reason: 'closed_on' },
  subscriptions: { reason: 'valid_to' },
  renewals: { outcome: 'decided_on', reason: 'decided_on', arr_renewed: 'decided_on' },
  leads: { verdict: 'decided_on', reason: 'decided_on' },
  survey_scores: { score: 'answered_on' },
  handoffs: { hours_to_accept: 'accepted_on', hours_to_done: 'done_on', in_time: 'done_on' },
  prompts: { told: 'told_on' },
}

const kinds = {
  text: 'text',
  choice: 'text',
  money: 'money',
  day: 'day',
  flag: 'flag',
  number: 'number',
  currency: null,
} as const

const fieldOf = (relation: Relation, field: string): Field | undefined =>
  relationFields(relation).find(({ name }) => name === field)

/** What a formula may do with a field, or null for a field that formulas cannot use or that does not exist. */
export function fieldKind(relation: Relation, field: string): FieldKind | null {
  const known = fieldOf(relation, field)
  return known ? kinds[known.type] : null
}

/** The only values that a field can have, or null when it may have any. */
export function choicesOf(relation: Relation, field: string): readonly string[] | null {
  const known = fieldOf(relation, field)
  return known?.type === 'choice' ? known.choices : null
}

/** Whether people may ask a number by this field. */
export function isDimension(relation: Relation, field: string): boolean {
  return fieldOf(relation, field)?.dimension === true && fieldKind(relation, field) === 'text'
}

/** The names of the fields of a relation that pass a test. */
export function fieldsWhere(relation: Relation, test: (field: string) => boolean): readonly string[] {
  return relationFields(relation)
    .map(({ name }) => name)
    .filter(test)
}

/** The day field from which on a field's value stands, or null when it always did. */
export function knownFrom(relation: Relation, field: string): string | null {
  return since[relation]?.[field] ?? null
}
