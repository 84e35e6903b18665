/** What happens to one of the processes, or to what it works with, while a run is under way. */
export type Trouble =
  /** Nothing on top of what the platforms do. */
  | { readonly kind: 'none' }
  /**
   * A signal where a statement reaches the database, before its transaction commits. `commits`: it does all the same, and the
   * process does not live to know; else it is rolled back.
   */
  | { readonly kind: 'statement'; readonly at: Gate; readonly signal: 'SIGKILL' | 'SIGSTOP'; readonly commits: boolean }
  | {
      readonly kind: 'request'
      readonly moment: 'before the request' | 'after the answer'
      readonly signal: 'SIGKILL' | 'SIGSTOP'
    }
  | { readonly kind: 'database' }

/** The statements of a slot and of a delivery at which a process can be caught. */
export const gates = ['slot claim', 'slot composed', 'claim', 'sending', 'receipt'] as const
export type Gate = (typeof gates)[number]

export interface Run {
  readonly name: string
  readonly trouble: Trouble
  /** Which of the places get something, by index, and whether a card that counts stands among it. */
  readonly slack: readonly number[]
  readonly teams: readonly number[]
  readonly card: boolean
}

/** A sequence of numbers in [0, 1) that is the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const troubles: readonly Trouble[] = [
  ...gates.flatMap((at): Trouble[] => [
    { kind: 'statement', at, signal: 'SIGKILL', commits: false },
    { kind: 'statement', at, signal: 'SIGKILL', commits: true },
    { kind: 'statement', at, signal: 'SIGSTOP', commits: true },
  ]),
  { kind: 'request', moment: 'before the request', signal: 'SIGKILL' },
  { kind: 'request', moment: 'after the answer', signal: 'SIGKILL' },
  { kind: 'request', moment: 'before the request', signal: 'SIGSTOP' },
  { kind: 'request', moment: 'after the answer', signal: 'SIGSTOP' },
  { kind: 'database' },
  { kind: 'none' },
]

/** So many runs, every trouble as often as the others, in an order and at places that follow from the seed. */
export function plan(runs: number, seed: number, places: { slack: number; teams: number }): readonly Run[] {
  const next = random(seed)
  const pick = (count: number): number => Math.floor(next() * count)
  const some = (count: number, of: number): readonly number[] => {
    const start = pick(of)
    return Array.from({ length: count }, (_, index) => (start + index) % of)
  }
  const order: Trouble[] = []
  while (order.length < runs) {
    const left = [...troubles]
    while (left.length > 0) order.push(...left.splice(pick(left.length), 1))
  }
  return order.slice(0, runs).map((trouble, index) => ({
    name: `${seed}-${index}`,
    trouble,
    slack: some(2 + pick(2), places.slack),
    teams: some(1 + pick(2), places.teams),
    // What is not drawn again is claimed and marked by one statement: at the gate between the two stand cards alone.
    card: pick(3) === 0 || (trouble.kind === 'statement' && trouble.at === 'claim'),
  }))
}
