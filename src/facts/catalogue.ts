/**
 * Which facts exist and which fields they have. A mapping is checked against it, a metric's formula may use only what stands
 * here, and a field's name is the name of its column in the database.
 */

/**
 * `needed`: a row without a value is refused. `dimension`: people may ask a number by this field. `assumed`: what holds where a
 * source says nothing (`company`: what the company's settings say).
 */
interface Common {
  readonly name: string
  readonly needed: boolean
  readonly dimension: boolean
  readonly assumed?: 'company' | 'false'
}

/**
 * What a field holds. `text`: words, at most `max` characters. `choice`: one of a closed list. `money`: integer minor units of
 * the row's `currency`. `currency`: an ISO 4217 code. `day`: 'YYYY-MM-DD' in the company's zone. `flag`: true or false.
 */
export type Field = Common &
  (
    | { readonly type: 'text'; readonly max: number }
    | { readonly type: 'choice'; readonly choices: readonly string[] }
    | { readonly type: 'money' | 'currency' | 'day' | 'flag' }
  )

export const factNames = ['opportunities', 'subscriptions'] as const
export type FactName = (typeof factNames)[number]

/** A row of a fact as it is stored: by field, null where it is empty. */
export type FactValue = string | number | boolean | null
export type FactRow = Readonly<Record<string, FactValue>>

const id: Field = { name: 'id', type: 'text', max: 200, needed: true, dimension: false }
const currency: Field = { name: 'currency', type: 'currency', needed: true, dimension: false, assumed: 'company' }

function dimension(name: string, needed = false): Field {
  return { name, type: 'text', max: 200, needed, dimension: true }
}

function day(name: string, needed = false): Field {
  return { name, type: 'day', needed, dimension: false }
}

function money(name: string, needed = false): Field {
  return { name, type: 'money', needed, dimension: false }
}

const catalogue: Readonly<Record<FactName, readonly Field[]>> = {
  opportunities: [
    id,
    dimension('account'),
    dimension('owner'),
    dimension('team'),
    dimension('region'),
    dimension('product'),
    dimension('segment'),
    dimension('lead_source'),
    dimension('route'),
    dimension('stage'),
    money('amount'),
    money('list_amount'),
    currency,
    day('created_on'),
    day('closed_on'),
    { name: 'outcome', type: 'choice', choices: ['open', 'won', 'lost'], needed: true, dimension: true },
    { name: 'reason', type: 'text', max: 2000, needed: false, dimension: true },
  ],
  subscriptions: [
    id,
    dimension('account', true),
    dimension('plan'),
    dimension('product'),
    dimension('region'),
    dimension('segment'),
    money('mrr', true),
    currency,
    { name: 'trial', type: 'flag', needed: true, dimension: true, assumed: 'false' },
    day('valid_from', true),
    day('valid_to'),
    { name: 'reason', type: 'text', max: 2000, needed: false, dimension: true },
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
