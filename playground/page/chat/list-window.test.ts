import { expect, test } from 'vitest'
import { newerRange, newestRange, olderRange, type Range } from './list-window.js'

test('a long list is walked to its oldest message and back, with never more than a part of it drawn', () => {
  const count = 5_000
  const drawn = ({ from, to }: Range) => (to ?? count) - from
  let range = newestRange(count)
  const seen = [drawn(range)]
  for (let step = 0; range.from > 0 && step < count; step += 1) {
    const before = range
    range = olderRange(range, count)
    expect(range.from).toBeLessThan(before.from)
    expect((range.to ?? count) > before.from).toBe(true)
    seen.push(drawn(range))
  }
  expect([range.from, range.to]).toEqual([0, 180])
  for (let step = 0; range.to !== null && step < count; step += 1) {
    range = newerRange(range, count)
    seen.push(drawn(range))
  }
  expect(range.to).toBeNull()
  expect(Math.max(...seen)).toBe(180)
})

test('a short list is drawn whole', () => {
  expect(newestRange(7)).toEqual({ from: 0, to: null })
  expect(olderRange({ from: 0, to: null }, 7)).toEqual({ from: 0, to: null })
})
