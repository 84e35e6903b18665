import type { Temporal } from 'temporal-polyfill'
import { assertNever } from '../chat/assert-never.js'
import type { Approval } from './model.js'

/** One row of the record, which is only ever added to. */
export interface Signature {
  readonly round: number
  readonly department: string
  readonly person: number
  readonly verb: 'signed' | 'declined' | 'withdrawn'
  readonly reason: string | null
  readonly at: Temporal.Instant
}

/** Where a department stands in the round that is under way: its last word counts. */
export type Standing =
  | { readonly department: string; readonly state: 'waiting' }
  | { readonly department: string; readonly state: 'signed' | 'declined' | 'withdrawn'; readonly last: Signature }

/** @param signatures the stage's whole record, the oldest first; other rounds and other departments do not count */
export function standings(one: Approval, signatures: readonly Signature[], round: number): readonly Standing[] {
  return one.departments.map((department): Standing => {
    const last = signatures.findLast((each) => each.round === round && each.department === department)
    return last ? { department, state: last.verb, last } : { department, state: 'waiting' }
  })
}

/** How many departments have to sign. */
export function needed(one: Approval): number {
  switch (one.needs) {
    case 'all':
      return one.departments.length
    case 'any':
      return 1
    default:
      return typeof one.needs === 'number' ? one.needs : assertNever(one.needs)
  }
}

/** Whether enough departments have signed: each counts once, whoever signed for it. */
export function holds(one: Approval, signatures: readonly Signature[], round: number): boolean {
  return standings(one, signatures, round).filter(({ state }) => state === 'signed').length >= needed(one)
}
