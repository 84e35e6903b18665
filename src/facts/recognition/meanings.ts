import type { FactName } from '../catalogue.js'
import type { Field } from '../field.js'
import { fold } from '../names.js'

/** Words of systems for the values of a closed list, beside the value's own name. A guess: whoever imports confirms it. */
const sayings: Readonly<Record<string, readonly string[]>> = {
  won: ['won', 'closed won', 'closedwon', 'gewonnen', 'signed', 'win'],
  lost: ['lost', 'closed lost', 'closedlost', 'verloren', 'churned', 'cancelled', 'canceled', 'disqualified', 'dead'],
  renewed: ['renewed', 'retained', 'extended', 'verlängert'],
  paid: ['paid', 'advertising', 'ads', 'sponsorship', 'media', 'ppc', 'paid media', 'werbung'],
  marketing: ['marketing', 'mktg'],
  sales: ['sales', 'vertrieb'],
  customer_success: ['customer success', 'success', 'cs', 'csm'],
  best_case: ['best case', 'bestcase', 'upside'],
  commit: ['commit', 'committed'],
  accepted: ['accepted', 'accept', 'qualified', 'good'],
  returned: ['returned', 'rejected', 'declined', 'bad'],
  owner: ['owner', 'rep', 'seller', 'person'],
  true: ['true', 'yes', 'y', '1', 'ja'],
  false: ['false', 'no', 'n', '0', 'nein'],
}

/** What every other word of a column means: a deal in a stage that is neither won nor lost is open. */
const rests: Readonly<Partial<Record<FactName, Readonly<Record<string, string>>>>> = {
  opportunities: { outcome: 'open' },
  renewals: { outcome: 'pending' },
  spend: { category: 'other' },
}

/** The value of a field that stands for all words that nobody placed, or null where each must be placed. */
export function restOf(fact: FactName, field: string): string | null {
  return rests[fact]?.[field] ?? null
}

/** The values that a field may have: those of its list, or yes and no. */
export function choicesOf(field: Field): readonly string[] {
  if (field.type === 'choice') return field.choices
  return field.type === 'flag' ? ['true', 'false'] : []
}

/** The value that a word probably means, or null. */
export function meaningOf(word: string, choices: readonly string[]): string | null {
  const folded = fold(word)
  const said = (choice: string) => [choice, ...(sayings[choice] ?? [])].some((one) => fold(one) === folded)
  return choices.find(said) ?? null
}

/** Whether a word is a value's very name, so that nothing is left to ask. */
export function isVeryName(word: string, choices: readonly string[]): boolean {
  return choices.some((choice) => fold(choice) === fold(word))
}
