import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { judge, positionOf, type Standing, type Threshold } from './judge.js'
import { readCondition, writeCondition } from './model.js'

const start = Temporal.Instant.from('2026-08-03T06:00:00Z')
const below: Threshold = { side: 'below', at: 20, until: 22 }

/** Looks at values hour by hour. @returns what was said, by hour */
function watch(values: readonly number[], threshold: Threshold, quiet: number): readonly (readonly [number, string])[] {
  let standing: Standing | null = null
  return values.flatMap((value, hour) => {
    const verdict = judge(standing, positionOf(value, threshold), { now: start.add({ hours: hour }), quiet })
    standing = verdict.standing
    return verdict.say === null ? [] : [[hour, verdict.say] as const]
  })
}

const threshold = fc
  .record({
    side: fc.constantFrom('above' as const, 'below' as const),
    at: fc.integer({ min: -50, max: 50 }),
    margin: fc.nat(20),
  })
  .map(({ side, at, margin }): Threshold => ({ side, at, until: side === 'above' ? at - margin : at + margin }))
const values = fc.array(fc.integer({ min: -80, max: 80 }), { maxLength: 60 })

test('a number that wavers between the threshold and the way back is told once', () => {
  expect(watch([25, 19, 21, 19.5, 21.9, 18, 22, 21, 19], below, 0)).toEqual([
    [1, 'fired'],
    [6, 'over'],
    [8, 'fired'],
  ])
})

test('how it stands when it begins to be followed is no news', () => {
  expect(watch([10, 12, 15], below, 0)).toEqual([])
  expect(watch([10, 30], below, 0)).toEqual([[1, 'over']])
})

test('within the quiet period nothing is said, and what is different at its end is said then', () => {
  const day = 24 * 60
  const values = [30, 10, 30, 10, 30, ...Array.from({ length: 24 }, () => 30)]
  expect(watch(values, below, day)).toEqual([
    [1, 'fired'],
    [25, 'over'],
  ])
  expect(watch([30, 10, 30, ...Array.from({ length: 24 }, () => 10)], below, day)).toEqual([[1, 'fired']])
})

test('it is told at most as often as the number crosses its threshold, whatever the numbers', () => {
  fc.assert(
    fc.property(values, threshold, fc.nat(600), (list, line, quiet) => {
      const beyond = (value: number): boolean => (line.side === 'above' ? value > line.at : value < line.at)
      const crossings = list.filter(
        (value, index) => index > 0 && beyond(value) !== beyond(list[index - 1] ?? value),
      ).length
      const said = watch(list, line, quiet)
      expect(said.length).toBeLessThanOrEqual(crossings)
      said.forEach(([hour, word], index) => {
        const [before, last] = said[index - 1] ?? [Number.NEGATIVE_INFINITY, null]
        expect(word).not.toBe(last)
        expect((hour - before) * 60).toBeGreaterThanOrEqual(quiet)
      })
    }),
    { numRuns: 500 },
  )
})

test('without a quiet period what was said last is how it stands, for an independent reading of the same numbers', () => {
  fc.assert(
    fc.property(values, threshold, (list, line) => {
      // A second way to say the same: the last value that was clearly in or clearly out decides.
      const clear = list.map((value) =>
        line.side === 'above' ? [value > line.at, value <= line.until] : [value < line.at, value >= line.until],
      )
      const first = clear[0]?.[0] ?? false
      const last = clear.findLast(([inside, out]) => inside || out)?.[0] ?? false
      const said = watch(list, line, 0).at(-1)?.[1]
      expect(said === undefined ? first : said === 'fired').toBe(
        list.length === 0 ? false : clear.some(([a, b]) => a || b) ? last : first,
      )
    }),
  )
})

test('a condition is read as it was written', () => {
  const condition = threshold.map((one) => ({ kind: 'threshold' as const, ...one }))
  fc.assert(
    fc.property(condition, (one) => {
      expect(readCondition(writeCondition(one))).toEqual(one)
    }),
  )
  expect(readCondition('below 20 % until 22%')).toEqual({ kind: 'threshold', side: 'below', at: 0.2, until: 0.22 })
  expect(readCondition('above 40')).toEqual({ kind: 'threshold', side: 'above', at: 40, until: 38 })
  expect(readCondition('below 20 until 10')).toBeNull()
  expect(readCondition('sometimes')).toBeNull()
})
