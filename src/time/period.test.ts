import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { type Calendar, fiscalYearOf, quarterOf, type Unit, units } from './calendar.js'
import {
  allTime,
  elapsedShare,
  lastUnits,
  type Period,
  previousPeriod,
  progress,
  rangeOf,
  sameShare,
  sinceDay,
  splitPeriod,
  toDate,
  unitPeriod,
  yearBefore,
} from './period.js'
import { addDays, dayOf, daysBetween, endOfDay, startOfDay } from './zone.js'

const calendar: Calendar = { zone: 'Europe/Berlin', fiscalMonth: 1, weekStart: 1 }
const days = ({ from, to }: Period) => `${from}..${to}`

describe('a business day', () => {
  it('ends at midnight of the zone: 23:30 in New York on 31 March is still March', () => {
    const instant = Temporal.Instant.from('2026-04-01T03:30:00Z')
    expect(dayOf(instant, 'America/New_York')).toBe('2026-03-31')
    expect(dayOf(instant, 'UTC')).toBe('2026-04-01')
  })

  it('has 23 or 25 hours when the clocks change, and begins after the jump where they jump at midnight', () => {
    const hours = (day: string, zone: string) =>
      startOfDay(day, zone)
        .until(startOfDay(addDays(day, 1), zone))
        .total('hours')
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23)
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25)
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo').toString()).toBe('2018-11-04T03:00:00Z')
  })

  it('ends with its last instant', () => {
    expect(endOfDay('2017-12-31', 'UTC').toString()).toBe('2017-12-31T23:59:59.999999999Z')
  })
})

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
)
const calendars = fc.record({
  zone: zones,
  fiscalMonth: fc.integer({ min: 1, max: 12 }),
  weekStart: fc.integer({ min: 1, max: 7 }),
})
const someDay = fc.integer({ min: 0, max: 60_000 }).map((offset) => addDays('1950-01-01', offset))
const someUnit = fc.constantFrom<Unit>(...units)

describe('the unit that contains a day', () => {
  it('contains it, begins where its kind begins, and touches the ones beside it, in any calendar', () => {
    fc.assert(
      fc.property(someUnit, someDay, calendars, (unit, day, any) => {
        const period = unitPeriod(unit, day, any)
        expect(period.from <= day && day < period.to).toBe(true)
        const from = Temporal.PlainDate.from(period.from)
        if (unit === 'week') expect(from.dayOfWeek).toBe(any.weekStart)
        if (unit === 'month' || unit === 'quarter' || unit === 'year') expect(from.day).toBe(1)
        if (unit === 'quarter') expect((from.month - any.fiscalMonth + 12) % 3).toBe(0)
        if (unit === 'year') expect(from.month).toBe(any.fiscalMonth)
        expect(unitPeriod(unit, period.from, any, 1).from).toBe(period.to)
        expect(previousPeriod(period, any)?.to).toBe(period.from)
      }),
      { numRuns: 500 },
    )
  })

  it('is as long as Temporal says', () => {
    fc.assert(
      fc.property(someUnit, someDay, calendars, (unit, day, any) => {
        const { from, to } = unitPeriod(unit, day, any)
        const length = {
          day: { days: 1 },
          week: { weeks: 1 },
          month: { months: 1 },
          quarter: { months: 3 },
          year: { years: 1 },
        }
        expect(Temporal.PlainDate.from(from).add(length[unit]).toString()).toBe(to)
      }),
    )
  })

  it('names fiscal years after the year in which they end', () => {
    const february = { ...calendar, fiscalMonth: 2 }
    expect(fiscalYearOf('2026-01-31', february)).toBe(2026)
    expect(fiscalYearOf('2026-02-01', february)).toBe(2027)
    expect(quarterOf('2026-01-31', february)).toBe(4)
    expect(days(unitPeriod('year', '2026-01-31', february))).toBe('2025-02-01..2026-02-01')
    expect(fiscalYearOf('2026-12-31', calendar)).toBe(2026)
  })

  it('begins weeks on the day the company says', () => {
    expect(unitPeriod('week', '2026-08-16', calendar).from).toBe('2026-08-10')
    expect(unitPeriod('week', '2026-08-16', { ...calendar, weekStart: 7 }).from).toBe('2026-08-16')
  })
})

describe('progress', () => {
  const at = (text: string) => Temporal.Instant.from(text)
  const quarter = unitPeriod('quarter', '2026-08-15', calendar)

  it('counts whole days with today', () => {
    expect(progress(quarter, at('2026-08-15T10:00:00Z'), calendar)).toEqual({
      state: 'running',
      days: 92,
      elapsed: 46,
      share: 0.5,
    })
  })

  it('is over with the last instant of the last day and not before', () => {
    expect(progress(quarter, at('2026-09-30T10:00:00Z'), calendar).state).toBe('running')
    expect(progress(quarter, endOfDay('2026-09-30', 'Europe/Berlin'), calendar).state).toBe('over')
    expect(progress(quarter, at('2026-06-30T21:59:59Z'), calendar).state).toBe('future')
    expect(progress(quarter, at('2026-06-30T22:00:00Z'), calendar).state).toBe('running')
  })

  it('never calls a period running that ends today by its nature', () => {
    const now = at('2026-08-15T10:00:00Z')
    for (const one of [
      toDate('year', '2026-08-15', calendar),
      sinceDay('2026-01-01', '2026-08-15'),
      allTime('2026-08-15'),
    ]) {
      expect(progress(one, now, calendar).state).toBe('over')
    }
  })

  it('cuts the period before at the same share, to the day', () => {
    expect(sameShare(unitPeriod('quarter', '2026-08-15', calendar, -1), 0.5)).toBe('2026-05-17')
    expect(sameShare(unitPeriod('month', '2026-02-10', calendar), 1 / 31)).toBe('2026-02-02')
    fc.assert(
      fc.property(someUnit, someDay, calendars, fc.double({ min: 0, max: 1, noNaN: true }), (unit, day, any, share) => {
        const before = unitPeriod(unit, day, any)
        const to = sameShare(before, share)
        expect(to > before.from && to <= before.to).toBe(true)
        expect(
          Math.abs(daysBetween(before.from, to) - share * daysBetween(before.from, before.to)),
        ).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('the period before', () => {
  it('is of the same kind', () => {
    expect(days(previousPeriod(unitPeriod('month', '2026-03-31', calendar), calendar) ?? allTime('2026-01-01'))).toBe(
      '2026-02-01..2026-03-01',
    )
    expect(days(previousPeriod(lastUnits(6, 'week', '2026-08-13', calendar), calendar) ?? allTime('2026-01-01'))).toBe(
      '2026-05-18..2026-06-29',
    )
    expect(previousPeriod(allTime('2026-08-13'), calendar)).toBeNull()
  })

  it('moves a half-year by six months, and other ranges by their days', () => {
    const half = previousPeriod(rangeOf('2026-01-01', '2026-06-30'), calendar)
    expect(half && days(half)).toBe('2025-07-01..2026-01-01')
    const ten = previousPeriod(rangeOf('2026-01-05', '2026-01-14'), calendar)
    expect(ten && days(ten)).toBe('2025-12-26..2026-01-05')
  })

  it('compares a year to date with the same share of the year before', () => {
    const year = toDate('year', '2026-07-02', calendar)
    const before = previousPeriod(year, calendar)
    const share = elapsedShare(year, progress(year, Temporal.Instant.from('2026-07-02T10:00:00Z'), calendar), calendar)
    expect(before && days(before)).toBe('2025-01-01..2026-01-01')
    expect(share).toBe(183 / 365)
    expect(before && sameShare(before, share ?? 0)).toBe('2025-07-03')
  })

  it('a year earlier keeps weekdays for weeks and dates for the rest', () => {
    expect(days(yearBefore(unitPeriod('week', '2026-08-13', calendar)))).toBe('2025-08-11..2025-08-18')
    expect(days(yearBefore(unitPeriod('quarter', '2026-08-13', calendar)))).toBe('2025-07-01..2025-10-01')
    expect(days(yearBefore(unitPeriod('day', '2024-02-29', calendar)))).toBe('2023-02-28..2023-03-01')
  })
})

describe('the pieces of a period', () => {
  it('cover it without gap or overlap, and none has yet to begin', () => {
    fc.assert(
      fc.property(
        someUnit,
        someUnit,
        someDay,
        calendars,
        fc.integer({ min: 0, max: 400 }),
        (unit, by, day, any, later) => {
          const whole = unitPeriod(unit, day, any)
          const today = addDays(whole.from, later)
          const pieces = splitPeriod(whole, by, today, any)
          expect(pieces[0]?.from).toBe(whole.from)
          pieces.forEach((piece, index) => {
            expect(piece.from <= today).toBe(true)
            const next = pieces[index + 1]
            if (next) expect(next.from).toBe(piece.to)
          })
          const last = pieces.at(-1)
          expect(last && (last.to === whole.to || last.to > today)).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it.each(['day', 'week', 'month', 'quarter', 'year'] as const)(
    'are the latest 600 at most, however long the period: by %s (ASVS 2.2.1)',
    (unit) => {
      const began = process.cpuUsage()
      for (const from of ['0001-01-01', '1026-01-01', '1900-01-01']) {
        const pieces = splitPeriod(rangeOf(from, '9998-12-31'), unit, '2026-11-19', calendar)
        expect(pieces.length).toBeLessThanOrEqual(600)
        expect(pieces.length).toBeGreaterThan(120)
        expect(pieces.at(-1)?.from.slice(0, 4)).toBe('2026')
        if (pieces.length < 600) expect(pieces[0]?.from).toBe(from)
      }
      // Taken apart day by day, two thousand years cost half a minute.
      expect(process.cpuUsage(began).user).toBeLessThan(2_000_000)
    },
  )
})
