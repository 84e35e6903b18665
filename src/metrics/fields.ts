import { type FactName, factField, factFields } from '../facts/catalogue.js'

/** What a formula may do with a field: compare texts and flags, add up money, count between days, rank numbers. */
export type FieldKind = 'text' | 'money' | 'day' | 'flag' | 'number'

/**
 * A field whose value stands only from a day on: whether a deal is won is not known before it closes, so a question as of an
 * earlier day must not count it.
 */
const since: Readonly<Partial<Record<FactName, Readonly<Record<string, string>>>>> = {
  opportunities: { outcome: 'closed_on', reason: 'closed_on' },
  subscriptions: { reason: 'valid_to' },
  renewals: { outcome: 'decided_on', reason: 'decided_on', arr_renewed: 'decided_on' },
  leads: { verdict: 'decided_on', reason: 'decided_on' },
  survey_scores: { score: 'answered_on' },
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

/** What a formula may do with a field, or null for a field that formulas cannot use or that does not exist. */
export function fieldKind(fact: FactName, field: string): FieldKind | null {
  const known = factField(fact, field)
  return known ? kinds[known.type] : null
}

/** The only values that a field can have, or null when it may have any. */
export function choicesOf(fact: FactName, field: string): readonly string[] | null {
  const known = factField(fact, field)
  return known?.type === 'choice' ? known.choices : null
}

/** Whether people may ask a number by this field. */
export function isDimension(fact: FactName, field: string): boolean {
  return factField(fact, field)?.dimension === true && fieldKind(fact, field) === 'text'
}

/** The names of the fields of a fact that pass a test. */
export function fieldsWhere(fact: FactName, test: (field: string) => boolean): readonly string[] {
  return factFields(fact)
    .map(({ name }) => name)
    .filter(test)
}

/** The day field from which on a field's value stands, or null when it always did. */
export function knownFrom(fact: FactName, field: string): string | null {
  return since[fact]?.[field] ?? null
}
