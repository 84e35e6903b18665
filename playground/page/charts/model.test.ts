import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisOf, extentOf } from './model.js'

describe('the axis of a chart', () => {
  test('has round steps with nought on it', () => {
    expect(axisOf(0, 36).ticks).toEqual([0, 10, 20, 30, 40])
    expect(axisOf(-4, 9).ticks).toEqual([-5, 0, 5, 10])
    expect(axisOf(0, 0.3).ticks).toEqual([0, 0.1, 0.2, 0.3])
    expect(axisOf(0, 0).ticks.length).toBeGreaterThan(1)
  })

  test('holds every value, with few steps', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(value, value, (a, b) => {
        const axis = axisOf(Math.min(a, b), Math.max(a, b))
        const slack = (axis.to - axis.from) * 1e-6
        expect(axis.from - slack).toBeLessThanOrEqual(Math.min(0, a, b))
        expect(axis.to + slack).toBeGreaterThanOrEqual(Math.max(0, a, b))
        expect(axis.ticks.length).toBeLessThanOrEqual(8)
      }),
    )
  })

  test('stacked bars need the room of their sums, each side of nought for itself', () => {
    const chart = {
      categories: ['Q1', 'Q2'],
      series: [
        { name: 'a', values: [3, -2] },
        { name: 'b', values: [4, -5] },
        { name: 'c', values: [null, 1] },
      ],
    }
    expect(extentOf({ ...chart, stacked: true })).toEqual({ low: -7, high: 7 })
    expect(extentOf({ ...chart, stacked: false })).toEqual({ low: -5, high: 4 })
  })
})
