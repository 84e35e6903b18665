import { expect, test } from 'vitest'
import type { Given } from './inputs.js'
import { fill, inputsFor } from './inputs.js'

const fillOne = (input: Record<string, unknown>, given?: Given, offered: readonly string[] = []) =>
  fill(
    inputsFor({ type: 'AdaptiveCard', body: [{ id: 'it', ...input }] }, 'actions[0]'),
    given === undefined ? {} : { it: given },
    () => offered,
  )
const taken = (value: string) => ({ values: { it: value } })
const nothing = { values: {} }
const refused = { errors: { it: expect.any(String) } }
const choices = [
  { title: 'Won', value: 'won' },
  { title: 'Lost', value: 'lost' },
]

test.each([
  ['a default', { type: 'Input.Text', value: 'as before' }, undefined, taken('as before')],
  ['an emptied default', { type: 'Input.Text', value: 'as before' }, null, nothing],
  ['nothing', { type: 'Input.Text' }, undefined, nothing],
  ['nothing where something is required', { type: 'Input.Text', isRequired: true }, '', refused],
  ['the longest text', { type: 'Input.Text', maxLength: 3 }, 'abc', taken('abc')],
  ['a longer text', { type: 'Input.Text', maxLength: 3 }, 'abcd', refused],
  ['a second line', { type: 'Input.Text' }, 'a\nb', refused],
  ['a second line where there may be', { type: 'Input.Text', isMultiline: true }, 'a\nb', taken('a\nb')],
  ['a text that matches', { type: 'Input.Text', regex: '^[A-Z]+$' }, 'EMEA', taken('EMEA')],
  ['a text that does not match', { type: 'Input.Text', regex: '^[A-Z]+$' }, 'emea', refused],
  ['nothing, which need not match', { type: 'Input.Text', regex: '^[A-Z]+$' }, '', nothing],
  ['a number', { type: 'Input.Number' }, 2.5, taken('2.5')],
  ['a number as text', { type: 'Input.Number' }, '7', taken('7')],
  ['no number', { type: 'Input.Number' }, 'seven', refused],
  ['the least number', { type: 'Input.Number', min: 1, max: 5 }, 1, taken('1')],
  ['less', { type: 'Input.Number', min: 1, max: 5 }, 0.9, refused],
  ['the greatest number', { type: 'Input.Number', min: 1, max: 5 }, 5, taken('5')],
  ['more', { type: 'Input.Number', min: 1, max: 5 }, 5.1, refused],
  ['no number where there is a least one', { type: 'Input.Number', min: 1 }, null, nothing],
  ['a default number', { type: 'Input.Number', value: 4 }, undefined, taken('4')],
  ['the first day', { type: 'Input.Date', min: '2026-11-01' }, '2026-11-01', taken('2026-11-01')],
  ['the day before', { type: 'Input.Date', min: '2026-11-01' }, '2026-10-31', refused],
  ['no day', { type: 'Input.Date' }, 'tomorrow', refused],
  ['the last minute', { type: 'Input.Time', max: '17:00' }, '17:00', taken('17:00')],
  ['a minute later', { type: 'Input.Time', max: '17:00' }, '17:01', refused],
  ['a switch that is on', { type: 'Input.Toggle', title: 't', valueOn: 'yes' }, true, taken('yes')],
  ['a switch that is off', { type: 'Input.Toggle', title: 't', valueOff: 'no' }, false, taken('no')],
  ['a switch untouched', { type: 'Input.Toggle', title: 't' }, undefined, taken('false')],
  ['a switch that has to be on', { type: 'Input.Toggle', title: 't', isRequired: true }, false, refused],
  ['a choice by value', { type: 'Input.ChoiceSet', choices }, 'won', taken('won')],
  ['a choice by title', { type: 'Input.ChoiceSet', choices }, 'Lost', taken('lost')],
  ['no such choice', { type: 'Input.ChoiceSet', choices }, 'open', refused],
  ['two where one is asked', { type: 'Input.ChoiceSet', choices }, ['won', 'lost'], refused],
  ['two', { type: 'Input.ChoiceSet', choices, isMultiSelect: true }, ['won', 'lost'], taken('won,lost')],
  [
    'two defaults',
    { type: 'Input.ChoiceSet', choices, isMultiSelect: true, value: 'won,lost' },
    undefined,
    taken('won,lost'),
  ],
  ['a default that is no choice', { type: 'Input.ChoiceSet', choices, value: 'open' }, undefined, nothing],
])('%s', (_name, input, given, result) => {
  expect(fillOne(input, given)).toEqual(result)
})

test('what a typeahead has offered can be picked', () => {
  const input = { type: 'Input.ChoiceSet', style: 'filtered', choices: [] }
  expect(fillOne(input, 'omar')).toEqual(refused)
  expect(fillOne(input, 'omar', ['omar'])).toEqual(taken('omar'))
})

test('the card’s own words say what is wrong', () => {
  const input = { type: 'Input.Text', isRequired: true, errorMessage: 'Name a deal' }
  expect(fillOne(input, '')).toEqual({ errors: { it: 'Name a deal' } })
})

test('a value for an input that is not there is refused', () => {
  expect(fill([], { other: 'x' }, () => [])).toEqual({ errors: { other: expect.any(String) } })
})
