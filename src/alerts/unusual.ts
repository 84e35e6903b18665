import type { Threshold } from './judge.js'

/**
 * So many comparable periods with a number there have to be before anything can be called unusual, and so many are looked at.
 * With fewer than eight the median of the deviations says little.
 */
const leastHistory = 8
export const mostHistory = 12

/** Beyond this modified z-score a value counts as an outlier (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). */
const outlier = 3.5
/** It is over only well within the usual. */
const usual = 2.5

/** The consistency constants of that rule: 0.6745 is the 0.75 quantile of the normal distribution, 1.253314 is the root of π/2. */
const ofMedian = 0.6745
const ofMean = 1.253314

/** How far a number is from what is usual. */
export interface Deviation {
  readonly median: number
  /** The median absolute deviation from it. */
  readonly mad: number
  /** The modified z-score: above 0 it is higher than usual. Null: there is no spread, and it differs. */
  readonly score: number | null
  /** How many numbers it was compared with. */
  readonly count: number
}

/**
 * Compares a number with those of comparable periods by the modified z-score, `0.6745 (x - median) / MAD`. Where more than half of
 * them are alike (MAD 0) the mean absolute deviation takes its place: `(x - median) / (1.253314 MeanAD)`.
 * @returns null where there are too few
 */
export function deviationOf(value: number, history: readonly number[]): Deviation | null {
  if (history.length < leastHistory) return null
  const median = medianOf(history)
  const distances = history.map((one) => (isSame(one, median) ? 0 : Math.abs(one - median)))
  const mad = medianOf(distances)
  const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length
  // What floating numbers leave of the same amount, added up in another order, is no movement.
  const apart = isSame(value, median) ? 0 : value - median
  const count = history.length
  if (apart === 0) return { median, mad, score: 0, count }
  if (mad > 0) return { median, mad, score: (ofMedian * apart) / mad, count }
  return { median, mad, score: mean > 0 ? apart / (ofMean * mean) : null, count }
}

/** The score as something that a threshold can be held against: how far, whichever way. */
export const distanceOf = ({ score }: Deviation): number =>
  score === null ? Number.POSITIVE_INFINITY : Math.abs(score)

/** When a distance is unusual, and when it no longer is. */
export const unusual: Threshold = { side: 'above', at: outlier, until: usual }

/** Far below what any shown figure tells, far above the error of adding up a million doubles. */
const precision = 1e-9

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= precision * Math.max(Math.abs(a), Math.abs(b))

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] =
    sorted.length % 2 === 0 ? sorted.slice(middle - 1, middle + 1) : [sorted[middle], sorted[middle]]
  return (low + high) / 2
}
