import { randomInt } from 'node:crypto'

/** The same things in an order that says nothing about where they stood (Fisher and Yates, with the system's own randomness). */
export function shuffled<T>(list: readonly T[]): readonly T[] {
  const mixed = [...list]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    const [a, b] = mixed.slice(last, last + 1).concat(mixed.slice(other, other + 1))
    if (a === undefined || b === undefined) continue
    mixed[last] = b
    mixed[other] = a
  }
  return mixed
}
