import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, it } from 'vitest'
import { fiscalYearOf, quarterOf, type Unit, units } from './calendar.js'
import { type Period, previousPeriod, progress, unitPeriod } from './period.js'
import { addDays, dayOf, endOfDay, startOfDay } from './zone.js'

/** Zones with every kind of trouble: no change of clocks, half hours, a change at midnight, a day that never was, a late switch. */
const zone = fc.constantFrom(
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Asia/Kolkata', 'Asia/Tehran'],
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Kiritimati', 'Africa/Cairo', 'America/St_Johns', 'Asia/Tokyo'],
)
const rule = fc.record({
  unit: fc.constantFrom<Unit>(...units),
  fiscalMonth: fc.integer({ min: 1, max: 12 }),
  weekStart: fc.integer({ min: 1, max: 7 }),
})
const year = fc.integer({ min: 1995, max: 2045 })

/** The first day of the unit around a day and that of the next, by Temporal alone, month by month. */
function unitByTemporal(
  unit: Unit,
  date: Temporal.PlainDate,
  fiscalMonth: number,
  weekStart: number,
): readonly [string, string] {
  if (unit === 'day') return [date.toString(), date.add({ days: 1 }).toString()]
  if (unit === 'week') {
    let first = date
    while (first.dayOfWeek !== weekStart) first = first.subtract({ days: 1 })
    return [first.toString(), first.add({ weeks: 1 }).toString()]
  }
  const months = { month: 1, quarter: 3, year: 12 }[unit]
  let start = Temporal.PlainDate.from({ year: date.year - 2, month: fiscalMonth, day: 1 })
  for (;;) {
    const next = start.add({ months })
    if (Temporal.PlainDate.compare(next, date) > 0) return [start.toString(), next.toString()]
    start = next
  }
}

it('a period is the one that Temporal gives, half-open in its zone, in 400 cases of zone, rule and year', () => {
  const within = fc.integer({ min: 0, max: 365 * 24 * 60 - 1 })
  fc.assert(
    fc.property(zone, rule, year, within, (name, { unit, fiscalMonth, weekStart }, in_, minute) => {
      const calendar = { zone: name, fiscalMonth, weekStart }
      const instant = Temporal.Instant.from(`${in_}-01-01T00:00:00Z`).add({ minutes: minute })
      const date = instant.toZonedDateTimeISO(name).toPlainDate()
      const day = dayOf(instant, name)
      expect(day).toBe(date.toString())
      const period = unitPeriod(unit, day, calendar)
      expect([period.from, period.to]).toEqual(unitByTemporal(unit, date, fiscalMonth, weekStart))
      expectHalfOpen(period, name)
      expect(previousPeriod(period, calendar)?.to).toBe(period.from)
      expect(unitPeriod(unit, addDays(period.to, -1), calendar).from).toBe(period.from)
      const { share } = progress(period, instant, calendar)
      expect(share).toBeGreaterThan(0)
      expect(share).toBeLessThanOrEqual(1)
      expectFiscal(day, fiscalMonth)
    }),
    { numRuns: 400 },
  )
})

/** Its first and last instant belong to it, those beside them do not. */
function expectHalfOpen({ from, to }: Period, name: string): void {
  const isIn = (at: Temporal.Instant) => {
    const day = at.toZonedDateTimeISO(name).toPlainDate().toString()
    return day >= from && day < to
  }
  const [first, last] = [startOfDay(from, name), endOfDay(addDays(to, -1), name)]
  expect([isIn(first), isIn(first.subtract({ nanoseconds: 1 }))]).toEqual([true, false])
  expect([isIn(last), isIn(last.add({ nanoseconds: 1 }))]).toEqual([true, false])
}

/** Fiscal years are named after the calendar year in which they end. */
function expectFiscal(day: string, fiscalMonth: number): void {
  const calendar = { zone: 'UTC', fiscalMonth, weekStart: 1 }
  const { from, to } = unitPeriod('year', day, calendar)
  expect(fiscalYearOf(day, calendar)).toBe(Temporal.PlainDate.from(to).subtract({ days: 1 }).year)
  const quarter = unitPeriod('quarter', day, calendar).from
  const months = Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(quarter), { largestUnit: 'month' }).months
  expect(quarterOf(day, calendar)).toBe(months / 3 + 1)
}
