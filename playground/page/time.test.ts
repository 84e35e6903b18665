import { describe, expect, test } from 'vitest'
import { dayKey, fillDateTokens, fromLocalField, nextNine, toLocalField } from './time.js'

const berlin = { zone: 'Europe/Berlin', locale: 'en-GB' }

describe('time on the page', () => {
  test('the next Monday at nine is ahead, on the clock of the viewer, across a change of summer time', () => {
    expect(nextNine('2026-10-23T10:00:00Z', 'Europe/Berlin', 'monday')).toBe('2026-10-26T08:00:00Z')
    expect(nextNine('2026-08-24T06:59:59Z', 'Europe/Berlin', 'monday')).toBe('2026-08-24T07:00:00Z')
    expect(nextNine('2026-08-24T07:00:00Z', 'Europe/Berlin', 'monday')).toBe('2026-08-31T07:00:00Z')
    expect(nextNine('2026-08-23T23:00:00Z', 'Asia/Tokyo', 'any day')).toBe('2026-08-24T00:00:00Z')
    expect(nextNine('2026-08-24T00:00:00Z', 'Asia/Tokyo', 'any day')).toBe('2026-08-25T00:00:00Z')
  })

  test('a field of date and time stands in the zone of the viewer', () => {
    expect(toLocalField('2026-08-24T07:00:30Z', 'Europe/Berlin')).toBe('2026-08-24T09:00')
    expect(fromLocalField('2026-08-24T09:00', 'Europe/Berlin')).toBe('2026-08-24T07:00:00Z')
    expect(dayKey('2026-08-24T23:30:00Z', berlin)).toBe('2026-08-25')
  })

  test('date tokens are filled in, near days by name, unknown ones left alone', () => {
    const at = Date.parse('2026-08-24T07:00:00Z') / 1000
    const fill = (format: string, now = '2026-09-30T00:00:00Z') => fillDateTokens(format, at, berlin, now)
    expect(fill('{date_num} {time} {what}')).toBe('2026-08-24 09:00 {what}')
    expect(fill('{date_short_pretty}')).toBe('24 Aug 2026')
    expect(fill('{date_pretty}', '2026-08-25T12:00:00Z')).toBe('yesterday')
    expect(fill('{ago}', '2026-08-24T09:00:00Z')).toBe('2 hours ago')
  })
})
