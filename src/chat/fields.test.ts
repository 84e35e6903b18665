import { expect, it } from 'vitest'
import { choiceField, chosenIn, dateField, numberField, searchField, textField, timeField, typedIn } from './fields.js'
import { field } from './form.js'

const options = [{ value: 'sales', label: 'Sales' }]

it('draws fields as forms have them, which have to be filled in unless it is said otherwise', () => {
  const fields = [
    textField('title', 'Title', { max: 75 }),
    choiceField('to', 'To', options, { many: true, required: false }),
    searchField('who', 'Who', options, { hint: 'Type a name' }),
    numberField('amount', 'Amount', { min: 1 }),
    dateField('day', 'Day'),
    timeField('at', 'At'),
  ]
  for (const one of fields) expect(field.parse(one)).toEqual(one)
  expect(fields.map((one) => (one.kind === 'info' ? null : one.required))).toEqual([
    true,
    false,
    true,
    true,
    true,
    true,
  ])
})

it('reads what was filled in: words without the spaces around them, one or several', () => {
  const values = { title: ' Revenue ', amount: 4, to: ['sales', 'finance'], none: null }
  expect(['title', 'amount', 'to', 'none', 'missing'].map((name) => typedIn(values, name))).toEqual([
    'Revenue',
    '4',
    'sales',
    '',
    '',
  ])
  expect(chosenIn(values, 'to')).toEqual(['sales', 'finance'])
  expect(chosenIn(values, 'title')).toEqual(['Revenue'])
  expect(chosenIn(values, 'none')).toEqual([])
})
