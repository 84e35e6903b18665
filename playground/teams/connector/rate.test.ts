import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEND_WINDOWS } from '../limits.js'
import { RateLimiter } from './rate.js'

test('whatever comes, no window ever lets more through than it says, and the wait it names is exact', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 150 }), (gaps) => {
      const limiter = new RateLimiter(SEND_WINDOWS)
      const passed: number[] = []
      let now = 0
      for (const gap of gaps) {
        now += gap
        const wait = limiter.wait('thread', now)
        if (wait > 0) {
          expect(limiter.wait('thread', now + wait - 1)).toBeGreaterThan(0)
          now += wait
          expect(limiter.wait('thread', now)).toBe(0)
        }
        limiter.count('thread', now)
        passed.push(now)
      }
      for (const { max, perMs } of SEND_WINDOWS)
        for (const at of passed)
          expect(passed.filter((time) => time > at - perMs && time <= at).length).toBeLessThanOrEqual(max)
    }),
    { numRuns: 50 },
  )
})

test('threads do not slow each other', () => {
  const limiter = new RateLimiter([{ max: 1, perMs: 1_000 }])
  limiter.count('a', 0)
  expect([limiter.wait('a', 400), limiter.wait('b', 400), limiter.wait('a', 1_000)]).toEqual([600, 0, 0])
})
