import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Part, Result } from './answer.js'
import { contributionsOf } from './why.js'

const share = (numerator: number, denominator: number): Result =>
  denominator === 0
    ? {
        numerator,
        denominator,
        rows: 0,
        currency: null,
        value: null,
        missing: { reason: 'no base', metric: 'win_rate' },
      }
    : { numerator, denominator, rows: denominator, currency: null, value: numerator / denominator, missing: null }
const count = (value: number): Result => ({
  numerator: null,
  denominator: null,
  rows: value,
  currency: null,
  value,
  missing: null,
})

const part = (key: string, result: Result): Part => ({ key, result })
const total = (parts: readonly { effect: number }[]) => parts.reduce((sum, { effect }) => sum + effect, 0)

describe('what the parts of a breakdown did to a change', () => {
  it('is told of a win rate in points: a part that lost more, and one that only weighs more', () => {
    const parts = contributionsOf({
      result: share(18, 75),
      breakdown: [part('EMEA', share(4, 26)), part('Americas', share(14, 49))],
      against: {
        result: share(22, 76),
        breakdown: [part('EMEA', share(9, 30)), part('Americas', share(13, 46))],
      },
    })
    expect(parts?.map(({ key, effect }) => [key, Math.round(effect * 1000) / 10])).toEqual([
      ['EMEA', -5.1],
      ['Americas', 0.2],
    ])
    expect(total(parts ?? [])).toBeCloseTo(18 / 75 - 22 / 76, 12)
  })

  it('is the change of each part for a sum, new and vanished parts among them', () => {
    const parts = contributionsOf({
      result: count(12),
      breakdown: [part('web', count(9)), part('fair', count(3))],
      against: { result: count(10), breakdown: [part('web', count(5)), part('post', count(5))] },
    })
    expect(parts?.map(({ key, effect }) => [key, effect])).toEqual([
      ['post', -5],
      ['web', 4],
      ['fair', 3],
    ])
  })

  it('is not told where the parts do not add up to the whole, as with a median', () => {
    const answer = {
      result: count(40),
      breakdown: [part('a', count(30)), part('b', count(60))],
      against: { result: count(50), breakdown: [part('a', count(45)), part('b', count(70))] },
    }
    expect(contributionsOf(answer)).toBeNull()
  })

  it('is not told where nothing changed, or there is nothing to compare with', () => {
    expect(contributionsOf({ result: count(4), breakdown: [part('a', count(4))], against: null })).toBeNull()
    const same = { result: count(4), breakdown: [part('a', count(4))] }
    expect(contributionsOf({ ...same, against: same })).toBeNull()
  })

  it('always adds up to the change, whatever the parts are', () => {
    const side = fc.array(fc.record({ part: fc.nat(40), rest: fc.nat(40) }), { minLength: 5, maxLength: 5 })
    const whole = (parts: readonly { part: number; rest: number }[]) =>
      share(
        parts.reduce((sum, one) => sum + one.part, 0),
        parts.reduce((sum, one) => sum + one.part + one.rest, 0),
      )
    const named = (parts: readonly { part: number; rest: number }[]) =>
      parts.map((one, index) => part(`p${index}`, share(one.part, one.part + one.rest)))
    let told = 0
    fc.assert(
      fc.property(side, side, (now, before) => {
        const answer = {
          result: whole(now),
          breakdown: named(now),
          against: { result: whole(before), breakdown: named(before) },
        }
        const parts = contributionsOf(answer)
        if (parts === null) return
        told++
        expect(total(parts)).toBeCloseTo((answer.result.value ?? 0) - (answer.against.result.value ?? 0), 9)
      }),
      { numRuns: 300 },
    )
    expect(told).toBeGreaterThan(200)
  })
})
