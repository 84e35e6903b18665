import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { addWorkingMinutes, minutesOfDay, type WorkHours, workingMinutesBetween } from './worktime.js'

const office: WorkHours = {
  zone: 'Europe/Berlin',
  from: '09:00',
  to: '17:00',
  workDays: [1, 2, 3, 4, 5],
  holidays: new Set(['2026-11-25']),
}
const at = (text: string): Temporal.Instant => Temporal.ZonedDateTime.from(`${text}[Europe/Berlin]`).toInstant()
const shown = (instant: Temporal.Instant): string =>
  instant.toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString().slice(0, 16)

describe('adding working time', () => {
  it.each([
    ['within a day', '2026-11-23T10:00', 120, '2026-11-23T12:00'],
    ['over the evening', '2026-11-23T16:30', 60, '2026-11-24T09:30'],
    ['over a holiday', '2026-11-24T16:00', 120, '2026-11-26T10:00'],
    ['over a weekend', '2026-11-27T16:00', 480, '2026-11-30T16:00'],
    ['from before the morning', '2026-11-23T06:00', 15, '2026-11-23T09:15'],
    ['from a Sunday', '2026-11-22T12:00', 480, '2026-11-23T17:00'],
    ['of no length', '2026-11-22T12:00', 0, '2026-11-22T12:00'],
  ])('%s', (_title, from, minutes, to) => {
    expect(shown(addWorkingMinutes(at(from), minutes, office))).toBe(to)
  })

  it('says so for somebody who never works', () => {
    expect(() => addWorkingMinutes(at('2026-11-23T10:00'), 1, { ...office, workDays: [] })).toThrow(/No working time/)
  })
})

/** Counts the minutes one by one: slow, and nothing to get wrong. */
function counted(from: Temporal.Instant, to: Temporal.Instant, hours: WorkHours): number {
  let count = 0
  for (let at = from.epochMilliseconds; at < to.epochMilliseconds; at += 60_000) {
    const here = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone)
    const time = here.toPlainTime().toString().slice(0, 5)
    const works = hours.workDays.includes(here.dayOfWeek) && !hours.holidays.has(here.toPlainDate().toString())
    if (works && time >= hours.from && time < hours.to) count++
  }
  return count
}

const calendars = fc.record({
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tehran', 'Australia/Lord_Howe', 'Asia/Tokyo'),
  workDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: fc.constantFrom('00:00', '01:30', '08:00', '09:00', '13:15'),
  to: fc.constantFrom('14:00', '17:00', '18:45', '23:59'),
  holidays: fc
    .uniqueArray(fc.integer({ min: 0, max: 20 }))
    .map((days) => new Set(days.map((day) => Temporal.PlainDate.from('2026-10-20').add({ days: day }).toString()))),
})
const minuteOf2026 = fc
  .integer({ min: 0, max: 20 * 1440 })
  .map((minutes) => Temporal.Instant.from('2026-10-20T00:00:00Z').add({ minutes }))

describe('working time', () => {
  it('is what counting minute by minute gives, in every zone, through the ends of daylight saving', () => {
    fc.assert(
      fc.property(calendars, minuteOf2026, fc.integer({ min: 0, max: 3000 }), (hours, from, length) => {
        const to = from.add({ minutes: length })
        expect(workingMinutesBetween(from, to, hours)).toBe(counted(from, to, hours))
      }),
      { numRuns: 60 },
    )
  })

  it('that was added lies between the two instants', () => {
    fc.assert(
      fc.property(calendars, minuteOf2026, fc.integer({ min: 1, max: 5000 }), (hours, from, minutes) => {
        expect(workingMinutesBetween(from, addWorkingMinutes(from, minutes, hours), hours)).toBe(minutes)
      }),
      { numRuns: 100 },
    )
  })

  it('knows the length of a day', () => {
    expect(minutesOfDay({ from: '09:30', to: '17:00' })).toBe(450)
  })
})
