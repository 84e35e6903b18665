import type { FactName } from '../facts/catalogue.js'
import { factFields, factNames } from '../facts/catalogue.js'
import {
  choice,
  currency,
  day,
  dimension,
  dimensions,
  type Field,
  money,
  number,
  reason,
  words,
} from '../facts/field.js'

/**
 * What is derived from the facts each time it is asked for. `mrr_movements`: what changed an account's monthly revenue, by day.
 * `mrr_days`: which share of the monthly revenue was lost on a day. `reads`: when a source was read. `quality`: how complete the
 * rows of a source are. `handoffs`: what departments have handed to each other here, which no
 * source has to bring. `prompts`: what people were asked here, and whether they heard what came of it.
 */
const derivedNames = ['mrr_movements', 'mrr_days', 'reads', 'quality', 'handoffs', 'prompts'] as const
export type DerivedName = (typeof derivedNames)[number]

/** Everything that formulas may count from. */
export const relationNames = [...factNames, ...derivedNames] as const
export type Relation = (typeof relationNames)[number]

export function isDerived(relation: Relation): relation is DerivedName {
  return derivedNames.some((name) => name === relation)
}

/** What happens to what an account pays: its first payment, more, less, nothing any more, and again after nothing. */
const movements = ['new', 'expansion', 'contraction', 'churn', 'reactivation'] as const

const derived: Readonly<Record<DerivedName, { readonly of: FactName | null; readonly fields: readonly Field[] }>> = {
  mrr_movements: {
    of: 'subscriptions',
    fields: [
      dimension('account', 'needed'),
      ...dimensions('region', 'segment'),
      { ...choice('movement', movements, 'needed'), dimension: false },
      money('amount', 'needed'),
      currency,
      day('moved_on', 'needed'),
      reason,
    ],
  },
  mrr_days: {
    of: 'subscriptions',
    fields: [day('moved_on', 'needed'), number('gross_rate', 6), number('net_rate', 6)],
  },
  reads: {
    of: null,
    // One source may fill several facts: `feed` names the two together.
    fields: [
      dimension('fact', 'needed'),
      dimension('source', 'needed'),
      words('feed', 'needed'),
      day('read_on', 'needed'),
    ],
  },
  quality: {
    of: null,
    fields: [
      dimension('fact', 'needed'),
      dimension('source', 'needed'),
      ...['rows', 'cells', 'filled', 'repeated'].map((name) => number(name, 0, 'needed')),
    ],
  },
  handoffs: {
    of: null,
    // Hours are working hours of the department that receives, as the clock of the handoff measures them.
    fields: [
      dimension('department', 'needed'),
      dimension('from_department', 'needed'),
      day('opened_on', 'needed'),
      day('returned_on'),
      day('accepted_on'),
      number('hours_to_accept', 2),
      day('done_on'),
      number('hours_to_done', 2),
      { ...choice('in_time', ['yes', 'no'], 'optional'), dimension: false },
      day('closed_on'),
    ],
  },
  prompts: {
    of: null,
    fields: [
      // Of the first owner of the prompt.
      dimension('department'),
      day('closed_on', 'needed'),
      day('told_on'),
      { ...choice('told', ['yes', 'no'], 'optional'), dimension: false },
    ],
  },
}

/** The first day after the stretch that a row is about. It follows from `starts_on` and `per`, so it is no field of the fact. */
const endOfStretch = day('ends_on', 'needed')

/** The fields that formulas may use. */
export function relationFields(relation: Relation): readonly Field[] {
  if (isDerived(relation)) return derived[relation].fields
  const fields = factFields(relation)
  return hasStretch(relation) ? [...fields, endOfStretch] : fields
}

/** Whether each row of a fact is about a stretch of time that it states. */
export function hasStretch(fact: FactName): boolean {
  return factFields(fact).some(({ name }) => name === 'per')
}

/** The fact of whose rows it is made, or null where it is made of all. */
export function baseOf(relation: Relation): FactName | null {
  return isDerived(relation) ? derived[relation].of : relation
}
