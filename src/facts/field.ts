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
 * `number`: written out with a point and at most so many `decimals`, as text, because a rate must stay exact.
 */
export type Field = Common &
  (
    | { readonly type: 'text'; readonly max: number }
    | { readonly type: 'choice'; readonly choices: readonly string[] }
    | { readonly type: 'money' | 'currency' | 'day' | 'flag' }
    | { readonly type: 'number'; readonly decimals: number }
  )

/** How long a stretch is that begins on a row's `starts_on`: a calendar unit, or one of the fiscal calendar. */
const stretches = ['day', 'week', 'month', 'quarter', 'year'] as const

export const id: Field = { name: 'id', type: 'text', max: 200, needed: true, dimension: false }
export const currency = currencyField('currency', 'company')

/** The period that a row is about: its first day, and how long it lasts. */
export const stretch: readonly Field[] = [day('starts_on', 'needed'), choice('per', stretches, 'needed')]

type Need = 'needed' | 'optional'

/** Names that numbers may be asked by. */
export function dimensions(...names: readonly string[]): readonly Field[] {
  return names.map((name) => dimension(name))
}

export function dimension(name: string, need: Need = 'optional'): Field {
  return { name, type: 'text', max: 200, needed: need === 'needed', dimension: true }
}

/** Words that tell rows apart or belong to persons: numbers are not asked by them. */
export function words(name: string, need: Need = 'optional'): Field {
  return { name, type: 'text', max: 200, needed: need === 'needed', dimension: false }
}

/** Why something ended as it did, as people wrote it. */
export const reason: Field = { name: 'reason', type: 'text', max: 2000, needed: false, dimension: true }

export function choice(name: string, choices: readonly string[], need: Need): Field {
  return { name, type: 'choice', choices, needed: need === 'needed', dimension: true }
}

export function day(name: string, need: Need = 'optional'): Field {
  return { name, type: 'day', needed: need === 'needed', dimension: false }
}

export function money(name: string, need: Need = 'optional'): Field {
  return { name, type: 'money', needed: need === 'needed', dimension: false }
}

/** @param assumed `company`: the company's currency where a source says nothing */
export function currencyField(name: string, assumed: 'company' | null, need: Need = 'needed'): Field {
  const field = { name, type: 'currency', needed: need === 'needed', dimension: false } as const
  return assumed === null ? field : { ...field, assumed }
}

/** A number that is neither money nor counted, with at most so many decimals. */
export function number(name: string, decimals: number, need: Need = 'optional'): Field {
  return { name, type: 'number', decimals, needed: need === 'needed', dimension: false }
}
