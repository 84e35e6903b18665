import type { Answer, Part, Result } from '../metrics/answer.js'

/** A part with fewer rows than this moves by chance, and is not named as the cause of anything. */
const fewestRows = 5

/**
 * The part of a breakdown that explains most of a change: the one whose own change, weighed by its share of the rows, goes
 * furthest in the direction in which the whole went.
 * @returns null without a breakdown, a comparison, or a change
 */
export function mover({ result, against, breakdown }: Answer): Part | null {
  if (!against || result.value === null || against.result.value === null) return null
  const whole = result.value - against.result.value
  if (whole === 0) return null
  const before = new Map(against.breakdown.map((part) => [part.key, part.result]))
  const weighed = breakdown
    .filter((part) => part.key !== null && part.result.rows >= fewestRows)
    .map((part) => ({
      part,
      effect: effectOf(part.result, before.get(part.key) ?? null, result.rows) * Math.sign(whole),
    }))
    .filter(({ effect }) => effect > 0)
    .sort((a, b) => b.effect - a.effect)
  return weighed[0]?.part ?? null
}

/** Shares and means move the whole by their change times their weight; sums and counts by their change itself. */
function effectOf(now: Result, before: Result | null, rows: number): number {
  if (now.value === null) return 0
  if (now.denominator === null) return now.value - (before?.value ?? 0)
  if (before === null || before.value === null || rows === 0) return 0
  return (now.value - before.value) * (now.rows / rows)
}
