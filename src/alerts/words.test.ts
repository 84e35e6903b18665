import { expect, test } from 'vitest'
import { inUnit, readFigure, readFollow } from './words.js'

test.each([
  ['24%', 0.24],
  ['24 %', 0.24],
  ['0.24', 0.24],
  ['24', 0.24],
  ['۲۴٪', 0.24],
  ['٢٤٫٥٪', 0.245],
  ['２４％', null],
  ['0.5%', 0.005],
  ['-3%', -0.03],
  ['0,24', null],
  ['1,2', null],
  ['%', null],
  ['low', null],
])('of a share, %s is %s', (typed, share) => {
  const figure = readFigure(typed)
  expect(figure && inUnit(figure, 'percent')).toBe(share)
})

test.each([
  ['45', 45],
  ['45,000', 45_000],
  ['€45,000', 45_000],
  ['-€1.5k', -1_500],
  ['1.2M', 1_200_000],
  ['2bn', 2e9],
  ['۴۵', 45],
  // A comma that parts no thousands may be a decimal one: what is read as 15 must not be 1.5.
  ['1,5', null],
  ['12,34,567', null],
  ['1e9', null],
  ['9'.repeat(40), null],
])('%s is %s', (typed, value) => {
  expect(readFigure(typed)?.value ?? null).toBe(value)
})

test('a figure is read where it is typed, with the sign of its own script, and a word for a side without one stays in the question', () => {
  expect(readFollow('win rate below ۲۴ ٪ once', 'en')).toMatchObject({
    question: 'win rate',
    when: { side: 'below', at: { value: 24, percent: true } },
    often: 'once',
  })
  expect(readFollow('win rate below 0,24', 'en')).toMatchObject({ question: 'win rate below 0,24', when: null })
})
