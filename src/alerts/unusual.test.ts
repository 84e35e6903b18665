import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { wordsFor } from '../locales/words.js'
import { acme } from '../metrics/testing/acme.js'
import { periodOf } from '../time/read-period.js'
import { comparablePeriods } from './comparable.js'
import { deviationOf } from './unusual.js'

/** The quantile of a list by counting, not by sorting it: the least value that at least half of the list does not exceed. */
function counted(list: readonly number[], share: number): number {
  return Math.min(...list.filter((one) => list.filter((other) => other <= one).length >= share * list.length))
}

/** The median as the middle between its lower and its upper value. */
function independentMedian(list: readonly number[]): number {
  const low = counted(list, 0.5)
  const high = -counted(
    list.map((one) => -one),
    0.5,
  )
  return (low + high) / 2
}

test('the deviation is that of an independent calculation', () => {
  const history = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8, maxLength: 30 })
  fc.assert(
    fc.property(history, fc.integer({ min: -2000, max: 2000 }), (list, value) => {
      const median = independentMedian(list)
      const distances = list.map((one) => Math.abs(one - median))
      const mad = independentMedian(distances)
      const found = deviationOf(value, list)
      expect(found).toMatchObject({ median, mad, count: list.length })
      if (mad > 0) expect(found?.score).toBeCloseTo((value - median) / (1.4826 * mad), 2)
      else if (value === median) expect(found?.score).toBe(0)
    }),
  )
})

test('the same amount added up in another order is no movement', () => {
  const base = fc.double({ min: 0.01, max: 1e9, noNaN: true })
  const errors = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 8, maxLength: 12 })
  fc.assert(
    fc.property(base, errors, fc.integer({ min: -50, max: 50 }), (amount, noise, now) => {
      const near = (steps: number): number => amount * (1 + steps * Number.EPSILON)
      expect(deviationOf(near(now), noise.map(near))?.score).toBe(0)
      expect(deviationOf(near(now) * 1.01, noise.map(near))?.score).toBe(null)
    }),
  )
})

test('the example of Iglewicz and Hoaglin: the two outliers are found, and nothing else', () => {
  // Ten measurements, of which 9.9 and 10.1 are what is usual.
  const usual = [9.8, 9.9, 10, 10.1, 10.2, 9.9, 10.1, 10, 9.9, 10.1]
  const score = (value: number) => Math.abs(deviationOf(value, usual)?.score ?? Number.NaN)
  expect(score(10.3)).toBeLessThan(3.5)
  expect(score(11.5)).toBeGreaterThan(3.5)
  expect(score(8)).toBeGreaterThan(3.5)
})

test('fewer than eight periods say nothing, and a number that never moved is unusual when it does', () => {
  expect(deviationOf(5, [1, 2, 3, 4, 5, 6, 7])).toBeNull()
  const still = Array.from({ length: 8 }, () => 4)
  expect(deviationOf(4, still)).toMatchObject({ score: 0 })
  expect(deviationOf(5, still)).toMatchObject({ score: null })
  // More than half are alike, so the median of the deviations is 0; the mean of them takes its place.
  expect(deviationOf(9, [...still, 5, 5])?.score).toBeCloseTo(5 / (1.253314 * 0.2), 4)
})

test('a running period is compared with the same share of those before, a day with the same weekday', () => {
  const now = Temporal.Instant.from('2026-08-13T10:00:00Z')
  const of = (words: string) => {
    const period = periodOf(words, { words: wordsFor('en').periods, calendar: acme, today: '2026-08-13' })
    if (!period) throw new Error(words)
    return comparablePeriods(period, now, acme, 3).map(({ from, to }) => `${from} ${to}`)
  }
  // 44 of the 92 days of the third quarter are 43.5 of the 91 of the second.
  expect(of('this quarter')).toEqual(['2026-04-01 2026-05-15', '2026-01-01 2026-02-13', '2025-10-01 2025-11-14'])
  expect(of('last week')).toEqual(['2026-07-27 2026-08-03', '2026-07-20 2026-07-27', '2026-07-13 2026-07-20'])
  expect(of('yesterday')).toEqual(['2026-08-05 2026-08-06', '2026-07-29 2026-07-30', '2026-07-22 2026-07-23'])
})
