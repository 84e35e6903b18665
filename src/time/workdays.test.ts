import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addWorkingDays, isWorkingDay } from './workdays.js'
import { addDays } from './zone.js'

const week = { workDays: [1, 2, 3, 4, 5], holidays: new Set(['2026-12-25', '2026-12-28']) }

describe('working days', () => {
  it('leave out weekends and holidays', () => {
    expect(isWorkingDay('2026-12-24', week)).toBe(true)
    expect(isWorkingDay('2026-12-25', week)).toBe(false)
    expect(isWorkingDay('2026-12-26', week)).toBe(false)
    expect(addWorkingDays('2026-12-24', 1, week)).toBe('2026-12-29')
    expect(addWorkingDays('2026-12-29', -1, week)).toBe('2026-12-24')
  })

  it('with no days to add, a working day stays and any other moves on to the next', () => {
    expect(addWorkingDays('2026-12-24', 0, week)).toBe('2026-12-24')
    expect(addWorkingDays('2026-12-25', 0, week)).toBe('2026-12-29')
  })

  it('counted back and forth come out where they began', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 60 }), (offset, count) => {
        const start = addWorkingDays(addDays('2024-01-01', offset), 0, week)
        expect(addWorkingDays(addWorkingDays(start, count, week), -count, week)).toBe(start)
      }),
    )
  })

  it('says so when nobody ever works', () => {
    expect(() => addWorkingDays('2026-01-01', 1, { workDays: [], holidays: new Set() })).toThrow(/No working day/)
  })
})
