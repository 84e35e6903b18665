import { expect, test } from 'vitest'
import { inUnit, readFigure, readFollow } from './words.js'

const share = { unit: 'percent', label: 'Win rate' } as const
const amount = { unit: 'currency', label: 'ARR' } as const
const count = { unit: 'count', label: 'Deals won' } as const

test.each([
  ['24%', 0.24],
  ['24 %', 0.24],
  ['0.24', 0.24],
  ['24', 0.24],
  ['۲۴٪', 0.24],
  ['٢٤٫٥٪', 0.245],
  ['２４％', 0.24],
  ['0.5%', 0.005],
  ['-3%', -0.03],
  ['0,24', null],
  ['1,2', null],
  ['%', null],
  ['low', null],
])('of a share, %s is %s', (typed, value) => {
  const figure = readFigure(typed)
  expect(figure && inUnit(figure, share, 'EUR')).toBe(value)
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

test.each([
  ['$45,000', amount, 'EUR'],
  ['45%', amount, 'EUR'],
  ['20%', count, 'EUR'],
  ['€20', count, 'EUR'],
  ['€20', share, 'EUR'],
])('a sign that does not belong to the number is refused and not read over: %s', (typed, metric, currency) => {
  const figure = readFigure(typed)
  expect(() => figure && inUnit(figure, metric, currency)).toThrow('alerts.other_unit')
})

test.each([
  ['€45,000', 'EUR', 45_000],
  ['$45,000', 'USD', 45_000],
  ['45000', 'JPY', 45_000],
  ['￥45,000', 'JPY', 45_000],
  ['$45,000', 'BRL', 45_000],
  ['€45,000', 'SEK', null],
])('an amount has the sign of the currency of the company or none: %s in %s', (typed, currency, value) => {
  const figure = readFigure(typed)
  const read = () => figure && inUnit(figure, amount, currency)
  if (value === null) expect(read).toThrow('alerts.other_unit')
  else expect(read()).toBe(value)
})

test('a figure is read where it is typed, with the sign of its own script, and a word for a side without one stays in the question', () => {
  expect(readFollow('win rate below ۲۴ ٪ once', 'en')).toMatchObject({
    question: 'win rate',
    when: { side: 'below', at: { value: 24, percent: true } },
    often: 'once',
  })
  expect(readFollow('win rate below 0,24', 'en')).toMatchObject({ question: 'win rate below 0,24', when: null })
})
