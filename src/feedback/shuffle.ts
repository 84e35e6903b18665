import { randomInt } from 'node:crypto'

/** The same things in an order that says nothing about where they stood (Fisher and Yates, with the system's own randomness). */
export function shuffled<T>(list: readonly T[]): readonly T[] {
  const rest = [...list]
  return list.flatMap(() => rest.splice(randomInt(rest.length), 1))
}
