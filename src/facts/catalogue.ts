import {
  choice,
  currency,
  currencyField,
  day,
  dimension,
  dimensions,
  type Field,
  id,
  money,
  number,
  reason,
  stretch,
  words,
} from './field.js'

/**
 * Which facts exist and which fields they have. A mapping is checked against it, a metric's formula may use only what stands
 * here, and a field's name is the name of its column in the database.
 */

/** Every fact that can be imported, and that formulas may count from. */
export const factNames = [
  'opportunities',
  'subscriptions',
  'stage_changes',
  'renewals',
  'spend',
  'leads',
  'quotas',
  'forecasts',
  'survey_scores',
  'receivables',
  'cash',
  'entered',
  'rates',
] as const
export type FactName = (typeof factNames)[number]

/** A row of a fact as it is stored: by field, null where it is empty. */
export type FactValue = string | number | boolean | null
export type FactRow = Readonly<Record<string, FactValue>>

/** Who sold it and to whom, as far as a source says. */
const sale = dimensions('account', 'owner', 'team', 'region', 'product', 'segment')
/** Where an account belongs. */
const market = dimensions('region', 'segment')

const catalogue: Readonly<Record<FactName, readonly Field[]>> = {
  opportunities: [
    id,
    ...sale,
    ...dimensions('lead_source', 'route', 'stage'),
    money('amount'),
    money('list_amount'),
    currency,
    day('created_on'),
    day('closed_on'),
    choice('outcome', ['open', 'won', 'lost'], 'needed'),
    reason,
  ],
  subscriptions: [
    id,
    dimension('account', 'needed'),
    ...dimensions('plan', 'product', 'region', 'segment'),
    money('mrr', 'needed'),
    currency,
    { name: 'trial', type: 'flag', needed: true, dimension: true, assumed: 'false' },
    day('valid_from', 'needed'),
    day('valid_to'),
    reason,
  ],
  stage_changes: [
    id,
    words('opportunity', 'needed'),
    ...sale,
    dimension('stage', 'needed'),
    day('entered_on', 'needed'),
    day('left_on'),
  ],
  renewals: [
    id,
    dimension('account', 'needed'),
    ...dimensions('owner', 'team', 'plan', 'product', 'region', 'segment'),
    day('due_on', 'needed'),
    day('decided_on'),
    choice('outcome', ['pending', 'renewed', 'lost'], 'needed'),
    money('arr_due', 'needed'),
    money('arr_renewed'),
    currency,
    reason,
  ],
  spend: [
    id,
    day('spent_on', 'needed'),
    choice('department', ['marketing', 'sales', 'customer_success'], 'needed'),
    choice('category', ['paid', 'other'], 'needed'),
    ...dimensions('channel', 'campaign', 'supplier', 'region', 'segment'),
    money('amount', 'needed'),
    currency,
  ],
  leads: [
    id,
    ...dimensions('account', 'owner', 'team', 'region', 'segment', 'lead_source', 'channel', 'campaign'),
    day('lead_on', 'needed'),
    day('mql_on'),
    day('sql_on'),
    day('won_on'),
    choice('verdict', ['accepted', 'returned'], 'optional'),
    day('decided_on'),
    reason,
  ],
  quotas: [
    id,
    ...stretch,
    choice('level', ['company', 'team', 'owner'], 'needed'),
    ...dimensions('owner', 'team', 'region', 'product', 'segment'),
    money('amount', 'needed'),
    currency,
  ],
  forecasts: [
    id,
    day('frozen_on', 'needed'),
    ...stretch,
    choice('category', ['commit', 'best_case', 'pipeline'], 'needed'),
    ...dimensions('owner', 'team', 'region', 'product', 'segment'),
    money('amount', 'needed'),
    currency,
  ],
  survey_scores: [
    id,
    choice('kind', ['nps', 'csat', 'enps', 'pulse'], 'needed'),
    dimension('account'),
    words('employee'),
    ...dimensions('department', 'product', 'team'),
    ...market,
    day('asked_on', 'needed'),
    day('answered_on'),
    number('score', 0),
  ],
  receivables: [
    id,
    dimension('account', 'needed'),
    ...market,
    day('invoiced_on', 'needed'),
    day('due_on', 'needed'),
    day('paid_on'),
    money('amount', 'needed'),
    currency,
  ],
  cash: [id, dimension('bank_account'), day('balance_on', 'needed'), money('balance', 'needed'), currency],
  entered: [
    id,
    dimension('metric', 'needed'),
    ...stretch,
    number('value', 6, 'needed'),
    currencyField('currency', null, 'optional'),
    words('entered_by', 'needed'),
    day('entered_on'),
    { name: 'note', type: 'text', max: 2000, needed: false, dimension: false },
  ],
  rates: [
    id,
    day('dated_on', 'needed'),
    currencyField('currency', null),
    currencyField('into_currency', 'company'),
    number('rate', 12, 'needed'),
  ],
}

/** The fields of a fact, in the order in which they are stored. */
export function factFields(fact: FactName): readonly Field[] {
  return catalogue[fact]
}

/** One field of a fact by its name, or undefined where the fact has none of that name. */
export function factField(fact: FactName, name: string): Field | undefined {
  return catalogue[fact].find((field) => field.name === name)
}

/**
 * Facts that are stated once for all: by these fields together. What a source has stated of such a stretch is neither changed
 * nor added to by a later import, because a forecast that follows the outcome forecasts nothing.
 */
const frozen: Readonly<Partial<Record<FactName, readonly string[]>>> = {
  forecasts: ['frozen_on', 'starts_on', 'per'],
}

/** By which fields the rows of a fact are stated once for all, or null where a later import may change them. */
export function frozenBy(fact: FactName): readonly string[] | null {
  return frozen[fact] ?? null
}
