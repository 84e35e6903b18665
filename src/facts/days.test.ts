import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { dayPattern, dayReader } from './days.js'

test.each([
  ['YYYY-MM-DD', '2026-03-31', '2026-03-31'],
  ['DD.MM.YYYY', '31.03.2026', '2026-03-31'],
  ['D.M.YYYY', '1.3.2026', '2026-03-01'],
  ['M/D/YYYY', '3/31/2026', '2026-03-31'],
  ['M/D/YYYY h:mm A', '3/31/2026 11:30 PM', '2026-03-31'],
  ['DD.MM.YYYY HH:mm:ss', '31.03.2026 23:59:59', '2026-03-31'],
  ['ISO', '2026-03-31', '2026-03-31'],
  ['ISO', '2026-03-31T23:30:00.123456+02:00', '2026-03-31'],
  ['ISO', '2026-03-31 23:30', '2026-03-31'],
  ['ISO', '2024-02-29', '2024-02-29'],
])('%s reads %s', (format, text, day) => {
  expect(dayReader([format], 'Europe/Berlin', 'Europe/Berlin')(text)).toEqual({ day })
})

test.each([
  ['DD.MM.YYYY', '31.02.2026'],
  ['DD.MM.YYYY', '1.3.2026'],
  ['DD.MM.YYYY', '2026-03-31'],
  ['ISO', '2025-02-29'],
  ['ISO', '2026-13-01'],
  ['ISO', '2026-03-31T24:10:00Z'],
  ['M/D/YYYY h:mm A', '3/31/2026 13:30 PM'],
  ['ISO', 'soon'],
])('%s refuses %s', (format, text) => {
  expect(dayReader([format], 'UTC', 'UTC')(text)).toEqual({ fault: 'not_a_day' })
})

test('a year that is a typing error is said to be out of range', () => {
  expect(dayReader(['ISO'], 'UTC', 'UTC')('0026-03-31')).toEqual({ fault: 'day_out_of_range' })
})

test('of several formats the first that fits is taken', () => {
  const read = dayReader(['YYYY-MM-DD', 'DD.MM.YYYY'], 'UTC', 'UTC')
  expect([read('2026-03-31'), read('01.04.2026')]).toEqual([{ day: '2026-03-31' }, { day: '2026-04-01' }])
})

test('23:30 in New York on 31 March falls into the first quarter there, and into the second in UTC', () => {
  const instant = '2026-04-01T03:30:00Z'
  expect(dayReader(['ISO'], 'UTC', 'America/New_York')(instant)).toEqual({ day: '2026-03-31' })
  expect(dayReader(['ISO'], 'UTC', 'UTC')(instant)).toEqual({ day: '2026-04-01' })
  expect(dayReader(['ISO'], 'America/New_York', 'UTC')('2026-03-31 23:30')).toEqual({ day: '2026-04-01' })
})

test('a plain day is not moved into another zone', () => {
  expect(dayReader(['ISO'], 'Pacific/Kiritimati', 'Pacific/Niue')('2026-03-31')).toEqual({ day: '2026-03-31' })
})

test.each(['YYYY-MM', 'DD.MM.YY', 'YYYY-MM-DD xx', 'MM/DD/YYYY DD', ''])('%j is no format of days', (format) => {
  expect(dayPattern(format)).toBeNull()
})

const zone = fc.constantFrom(
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'UTC',
)
const moment = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2035, 0, 1) })

test('instants and wall-clock times fall on the day that Temporal says, gaps and repeated hours included', () => {
  fc.assert(
    fc.property(zone, zone, fc.array(moment, { minLength: 1, maxLength: 20 }), (source, company, moments) => {
      const read = dayReader(['ISO'], source, company)
      for (const ms of moments) {
        const instant = Temporal.Instant.fromEpochMilliseconds(ms)
        const here = instant.toZonedDateTimeISO(company).toPlainDate().toString()
        expect(read(instant.toString())).toEqual({ day: here })
        const wall = instant.toZonedDateTimeISO('UTC').toPlainDateTime()
        const meant = wall.toZonedDateTime(source).withTimeZone(company).toPlainDate().toString()
        expect(read(wall.toString()), `${wall} ${source} ${company}`).toEqual({ day: meant })
      }
    }),
    { numRuns: 300 },
  )
})

test('days around every change of the clocks of a zone are right to the minute', () => {
  const read = dayReader(['ISO'], 'Australia/Lord_Howe', 'UTC')
  for (const day of ['2026-04-05', '2026-10-04', '2026-04-04', '2026-10-03']) {
    for (let minute = 0; minute < 24 * 60; minute += 5) {
      const wall = Temporal.PlainDateTime.from(`${day}T00:00`).add({ minutes: minute })
      const meant = wall.toZonedDateTime('Australia/Lord_Howe').withTimeZone('UTC').toPlainDate().toString()
      expect(read(wall.toString()), String(wall)).toEqual({ day: meant })
    }
  }
})
