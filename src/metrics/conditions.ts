import type { Condition } from './plan.js'

/** Conditions that all hold for a row. */
export type Conjunction = readonly Condition[]

/** Whether every row that satisfies `a` satisfies `b`. May say no where it is so; never yes where it is not. */
export function implies(a: Conjunction, b: Conjunction): boolean {
  return b.every((wanted) => a.some((given) => impliesOne(given, wanted)))
}

function impliesOne(given: Condition, wanted: Condition): boolean {
  if (given.kind === 'in' && wanted.kind === 'in') {
    return given.field === wanted.field && given.values.every((value) => wanted.values.includes(value))
  }
  return JSON.stringify(given) === JSON.stringify(wanted)
}

/** The fewest alternatives that select the same rows as all of the given ones together: "won" is within "won or lost". */
export function widest(alternatives: readonly Conjunction[]): readonly Conjunction[] {
  return alternatives.filter(
    (one, index) =>
      !alternatives.some((other, at) => at !== index && implies(one, other) && (at < index || !implies(other, one))),
  )
}
