import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeCard } from './placing.js'

const card = { width: 340, height: 200 }

test('the card stands above a composer, below what is at the top, and beside a message', () => {
  const wide = { width: 1280, height: 800 }
  expect(placeCard(card, [{ left: 260, top: 700, width: 480, height: 80 }], wide, false)).toEqual({
    left: 260,
    top: 486,
  })
  expect(placeCard(card, [{ left: 730, top: 8, width: 190, height: 36 }], wide, false)).toEqual({ left: 730, top: 58 })
  const message = { left: 300, top: 100, width: 440, height: 590 }
  const button = { left: 420, top: 650, width: 160, height: 32 }
  expect(placeCard(card, [message, button], wide, false)).toEqual({ left: 754, top: 566 })
})

test('from right to left it is the mirror image', () => {
  const wide = { width: 1280, height: 800 }
  const target = { left: 100, top: 200, width: 120, height: 590 }
  const mirrored = { ...target, left: 1280 - 100 - 120 }
  const { left, top } = placeCard(card, [target], wide, false)
  expect(placeCard(card, [mirrored], wide, true)).toEqual({ left: 1280 - left - card.width, top })
})

test('it never leaves the window, and covers the target only where there is room nowhere else', () => {
  const box = fc.record({
    left: fc.integer({ min: 0, max: 380 }),
    top: fc.integer({ min: 0, max: 790 }),
    width: fc.integer({ min: 10, max: 380 }),
    height: fc.integer({ min: 10, max: 200 }),
  })
  fc.assert(
    fc.property(box, fc.boolean(), (target, fromRight) => {
      const window = { width: 390, height: 800 }
      const { left, top } = placeCard(card, [target], window, fromRight)
      expect([left >= 0, left + card.width <= 390, top >= 0, top + card.height <= 800]).toEqual(Array(4).fill(true))
      const roomAbove = target.top >= card.height + 30
      const roomBelow = 800 - target.top - target.height >= card.height + 30
      if (roomAbove || roomBelow)
        expect(top + card.height <= target.top || top >= target.top + target.height).toBe(true)
    }),
  )
})
