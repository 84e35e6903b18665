/** A group of answers or rows: what it is called, and how many there are in it. */
export interface GroupSize<K> {
  readonly key: K
  readonly count: number
}

/**
 * Which groups of a whole may be told, so that neither a group of fewer than `least` is told, nor one can be had by subtracting what is
 * told from the whole. Groups are disjoint and make up the whole. What is held back is together at least `least`, or nothing: else the
 * smallest group that could be told is held back too, until it is. A whole of fewer than `least` tells nothing at all.
 * @param groups with their sizes; empty ones say nothing about anybody and may be told when all others may
 * @param least from how many on a group may be told
 * @returns the keys that may be told, and whether the whole may
 */
export function withhold<K>(
  groups: readonly GroupSize<K>[],
  least: number,
): { readonly whole: boolean; readonly told: ReadonlySet<K> } {
  const whole = groups.reduce((sum, { count }) => sum + count, 0)
  if (whole < least) return { whole: false, told: new Set() }
  const rising = groups.toSorted((a, b) => a.count - b.count)
  const small = rising.filter(({ count }) => count < least && count > 0)
  if (small.length === 0) return { whole: true, told: new Set(groups.map(({ key }) => key)) }
  // That a group is empty is told by its absence from what is held back, so it is held back with the small ones.
  const others = rising.filter(({ count }) => count >= least)
  let held = small.reduce((sum, { count }) => sum + count, 0)
  let next = 0
  while (held < least && next < others.length) {
    held += others[next]?.count ?? 0
    next += 1
  }
  return { whole: true, told: new Set(others.slice(next).map(({ key }) => key)) }
}
