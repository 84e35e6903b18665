import type { FactName, FactRow } from './catalogue.js'
import type { RefusalCode } from './refusal.js'

/** What must hold between the fields of a row. `path` is the field that the refusal names. */
interface RowRule {
  readonly path: string
  readonly code: RefusalCode
  holds(row: FactRow): boolean
}

/** Days are compared as text: 'YYYY-MM-DD' sorts as the calendar does. An empty one contradicts nothing. */
function inOrder(from: string, to: string): RowRule {
  return {
    path: to,
    code: 'ends_before_start',
    holds: ({ [from]: first, [to]: last }) => typeof first !== 'string' || typeof last !== 'string' || first <= last,
  }
}

/** A field that another one cannot stand without: a renewal that does not say how much was renewed counts as nothing. */
function together(path: string, needs: (row: FactRow) => boolean): RowRule {
  return { path, code: 'missing', holds: (row) => row[path] !== null || !needs(row) }
}

/** The scales on which the questions are asked everywhere: 0 to 10 (Bain's NPS, and eNPS after it), 1 to 5 (CSAT). */
function isOnScale({ kind, score }: FactRow): boolean {
  if (score === null) return true
  const [least, most] = kind === 'csat' || kind === 'pulse' ? [1, 5] : [0, 10]
  return Number(score) >= least && Number(score) <= most
}

const isOfEmployees = ({ kind }: FactRow): boolean => kind === 'enps' || kind === 'pulse'

const rules: Readonly<Partial<Record<FactName, readonly RowRule[]>>> = {
  subscriptions: [inOrder('valid_from', 'valid_to')],
  stage_changes: [inOrder('entered_on', 'left_on')],
  renewals: [together('arr_renewed', ({ outcome }) => outcome === 'renewed')],
  receivables: [inOrder('invoiced_on', 'due_on')],
  survey_scores: [
    { path: 'score', code: 'off_the_scale', holds: isOnScale },
    together('answered_on', ({ score }) => score !== null),
    inOrder('asked_on', 'answered_on'),
    // Employees and customers answer apart: who mixes them up finds an employee's mark among those of a customer.
    { path: 'account', code: 'not_of_employees', holds: (row) => !isOfEmployees(row) || row.account === null },
    { path: 'employee', code: 'not_of_customers', holds: (row) => isOfEmployees(row) || row.employee === null },
  ],
  rates: [
    { path: 'rate', code: 'not_above_zero', holds: ({ rate }) => Number(rate) > 0 },
    { path: 'into_currency', code: 'same_currency', holds: (row) => row.currency !== row.into_currency },
  ],
}

export function rowRules(fact: FactName): readonly RowRule[] {
  return rules[fact] ?? []
}
