import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, it } from 'vitest'
import { addUnits, type Calendar, fiscalYearOf, quarterOf, startOfUnit, type Unit, units } from './calendar.js'
import { civilOf, dayAt, numberOf } from './civil.js'
import { addDays, dayOf, daysBetween, isDay, startOfDay } from './zone.js'

const plain = fc
  .integer({ min: -400_000, max: 3_000_000 })
  .map((days) => Temporal.PlainDate.from('1970-01-01').add({ days }))
const day = plain.map(String)
const calendars = fc.record({
  zone: fc.constant('UTC'),
  fiscalMonth: fc.integer({ min: 1, max: 12 }),
  weekStart: fc.integer({ min: 1, max: 7 }),
})

/** The same by Temporal alone. */
function startByTemporal(unit: Unit, date: Temporal.PlainDate, { weekStart, fiscalMonth }: Calendar): string {
  const months = (date.month - fiscalMonth + 12) % 12
  const back = { day: 0, week: 0, month: 0, quarter: months % 3, year: months }[unit]
  if (unit === 'day') return date.toString()
  if (unit === 'week') return date.subtract({ days: (date.dayOfWeek - weekStart + 7) % 7 }).toString()
  return date.with({ day: 1 }).subtract({ months: back }).toString()
}

it('counts days as Temporal does, before and after the years that it takes itself', () => {
  fc.assert(
    fc.property(plain, fc.integer({ min: -500_000, max: 500_000 }), (date, days) => {
      const moved = date.add({ days })
      expect(addDays(date.toString(), days)).toBe(moved.toString())
      expect(daysBetween(date.toString(), moved.toString())).toBe(days)
    }),
    { numRuns: 2_000 },
  )
})

it('finds first days of units as Temporal does, whatever the fiscal year and the first day of the week', () => {
  fc.assert(
    fc.property(plain, calendars, fc.constantFrom(...units), (date, calendar, unit) => {
      expect(startOfUnit(unit, date.toString(), calendar)).toBe(startByTemporal(unit, date, calendar))
    }),
    { numRuns: 2_000 },
  )
})

it('moves first days by units as Temporal does', () => {
  fc.assert(
    fc.property(plain, fc.constantFrom(...units), fc.integer({ min: -600, max: 600 }), (date, unit, count) => {
      const start = date.with({ day: 1 })
      const [name, times] = unit === 'quarter' ? ['months', 3] : [`${unit}s`, 1]
      expect(addUnits(start.toString(), unit, count)).toBe(start.add({ [name]: times * count }).toString())
    }),
    { numRuns: 2_000 },
  )
})

it('names fiscal years and quarters by month and year', () => {
  fc.assert(
    fc.property(plain, calendars, (date, calendar) => {
      const text = date.toString()
      const start = Temporal.PlainDate.from(startByTemporal('year', date, calendar))
      expect(fiscalYearOf(text, calendar)).toBe(start.add({ months: 11 }).year)
      expect(quarterOf(text, calendar)).toBe(Math.floor(start.until(date, { largestUnit: 'months' }).months / 3) + 1)
    }),
  )
})

it('a number leads back to its day', () => {
  fc.assert(
    fc.property(day, (text) => {
      const number = numberOf(text)
      if (number !== null) expect(dayAt(number)).toBe(text)
    }),
  )
})

it.each([
  '2026-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '2026-1-1',
  '0999-12-31',
  '2026-01-01T00:00',
  '',
])('%s is no day for it', (text) => {
  expect(civilOf(text)).toBeNull()
  expect(numberOf(text)).toBeNull()
})

it('a day that does not exist is refused, and not moved to the next month', () => {
  expect(() => addDays('2026-02-30', 1)).toThrow(RangeError)
  expect(() => daysBetween('2026-02-30', '2026-03-01')).toThrow(RangeError)
  expect(() => startOfUnit('month', '2026-02-30', { zone: 'UTC', fiscalMonth: 1, weekStart: 1 })).toThrow(RangeError)
  expect(isDay('2026-02-30')).toBe(false)
  expect(isDay('0050-02-28')).toBe(true)
})

it('finds the day of an instant as Temporal does, also where clocks are put back over midnight', () => {
  // In Newfoundland clocks went back at one minute past midnight, so a day began, and the one before came once more.
  const zones = ['America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Cairo', 'UTC']
  const changes = ['2006-10-29', '2006-04-02', '2026-03-29', '2026-10-25', '2011-12-29', '2024-04-26']
  for (const zone of zones) {
    for (const change of changes) {
      const midnight = startOfDay(change, zone)
      for (let minutes = -26 * 60; minutes <= 50 * 60; minutes += 7) {
        const instant = midnight.add({ minutes })
        expect(dayOf(instant, zone)).toBe(instant.toZonedDateTimeISO(zone).toPlainDate().toString())
      }
      for (const seconds of [-3_601, -3_600, -61, -60, -1, 0, 1, 59, 60, 3_599, 3_600, 86_399, 86_400]) {
        const instant = midnight.add({ seconds })
        expect(dayOf(instant, zone)).toBe(instant.toZonedDateTimeISO(zone).toPlainDate().toString())
      }
    }
  }
})
