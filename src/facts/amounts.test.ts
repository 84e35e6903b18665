import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAmount, readNumber } from './amounts.js'

test.each([
  ['1054', '.', 2, 105_400],
  ['1,054.5', '.', 2, 105_450],
  ['1.054,50', ',', 2, 105_450],
  ['1 054,50', ',', 2, 105_450],
  ["1'054.50", '.', 2, 105_450],
  ['1\u202f054,50 €', ',', 2, 105_450],
  ['-€1,054.50', '.', 2, -105_450],
  ['0.29', '.', 2, 29],
  ['1054', '.', 0, 1054],
  ['1.234', '.', 3, 1234],
  ['-0', '.', 2, 0],
  ['12.500', '.', 2, 1250],
] as const)('%s with %s and %i decimals is %i', (text, decimal, digits, minor) => {
  expect(readAmount(text, decimal, digits, false)).toEqual({ minor })
})

test.each([
  ['1.054,50', '.', 'not_a_number'],
  ['1,05', '.', 'not_a_number'],
  ['12,34,567', '.', 'not_a_number'],
  ['n/a', '.', 'not_a_number'],
  ['1e6', '.', 'not_a_number'],
  ['1.999', '.', 'too_precise'],
  ['99999999999999999', '.', 'too_large'],
] as const)('%s with %s is refused: %s', (text, decimal, fault) => {
  expect(readAmount(text, decimal, 2, false)).toEqual({ fault })
})

test('rounding is half away from zero, and only where it is asked for', () => {
  const rounded = ['1.994', '1.995', '-1.995', '2.9999'].map((text) => readAmount(text, '.', 2, true))
  expect(rounded).toEqual([{ minor: 199 }, { minor: 200 }, { minor: -200 }, { minor: 300 }])
})

test('every amount comes back to the cent, with either decimal sign', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.boolean(), (minor, comma) => {
      const text = new Intl.NumberFormat(comma ? 'de' : 'en', { minimumFractionDigits: 2 }).format(minor / 100)
      expect(readAmount(text, comma ? ',' : '.', 2, false)).toEqual({ minor: minor === 0 ? 0 : minor })
    }),
  )
})

test.each([
  ['0.921054', '.', 6, '0.921054'],
  ['0,9210', ',', 3, '0.921'],
  ['1,234.50', '.', 2, '1234.5'],
  ['-007.10', '.', 2, '-7.1'],
  ['-0.00', '.', 2, '0'],
  ['100', '.', 0, '100'],
] as const)('the number %s with %s and %i decimals is %s', (text, decimal, decimals, number) => {
  expect(readNumber(text, decimal, decimals)).toEqual({ number })
})

test.each([
  ['0.5', '.', 0, 'too_many_decimals'],
  ['0.1234567', '.', 6, 'too_many_decimals'],
  ['24 %', '.', 2, 'not_a_number'],
  ['1234567890123456', '.', 2, 'too_large'],
] as const)('as a number, %s with %s and %i decimals is refused: %s', (text, decimal, decimals, fault) => {
  expect(readNumber(text, decimal, decimals)).toEqual({ fault })
})
