import { expect, test } from 'vitest'
import { textsFor } from '../locales/texts.js'
import { currenciesLike, readFounding } from './founding.js'
import { foundingForm } from './founding-card.js'

const said = { name: ' Acme ', zone: 'Europe/Bucharest', currency: 'EUR', year: '4', week: '7', language: 'en-GB' }

test('a company is what its six answers say', () => {
  expect(readFounding(said)).toEqual({
    kind: 'fine',
    value: {
      name: 'Acme',
      zone: 'Europe/Bucharest',
      currency: 'EUR',
      fiscalMonth: 4,
      weekStart: 7,
      locale: 'en-GB',
      country: null,
    },
  })
})

test.each([
  ['name', '   ', /80 characters/],
  ['name', 'x'.repeat(81), /80 characters/],
  ['zone', 'Mars/Olympus', /zone/],
  ['currency', 'EURO', /currency from the list/],
  ['currency', null, /currency from the list/],
  ['year', '13', /Choose a month/],
  ['week', '0', /day/],
  ['language', 'not a language', /language/],
])('what is wrong with %s (%s) is said at its field, and what was typed stays', (field, value, words) => {
  const values = { ...said, [field]: value }
  const read = readFounding(values)
  if (read.kind !== 'wrong') throw new Error('It was taken')
  const form = foundingForm(textsFor('en', 'UTC'), values, read.errors)
  expect(form.errors[field]).toMatch(words)
  expect(Object.keys(form.errors)).toEqual([field])
  expect(form.draft).toEqual(values)
})

test('currencies are found by code and by name, in the language of the reader', () => {
  const codes = (typed: string, locale: string) => currenciesLike(typed, locale).map(({ value }) => value)
  expect(codes('chf', 'en')).toEqual(['CHF'])
  expect(codes('schweizer', 'de')).toContain('CHF')
  expect(codes('no such money', 'en')).toEqual([])
})
