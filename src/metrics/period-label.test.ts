import { describe, expect, it } from 'vitest'
import { textsFor } from '../locales/texts.js'
import { wordsFor } from '../locales/words.js'
import { periodOf } from '../time/read-period.js'
import { dayWhen, periodName, periodWhen, pointName, type Standpoint } from './period-label.js'

const plain = { zone: 'UTC', fiscalMonth: 1, weekStart: 1 }
const fiscal = { zone: 'UTC', fiscalMonth: 2, weekStart: 7 }
const today = '2026-08-13'
const at = (calendar = plain): Standpoint => ({ t: textsFor('en', 'UTC'), today, calendar })

function period(words: string, calendar = plain) {
  const read = periodOf(words, { words: wordsFor('en').periods, calendar, today })
  if (!read) throw new Error(words)
  return read
}

describe('what a period is called', () => {
  it.each([
    ['this quarter', 'this quarter', 'this quarter'],
    ['last month', 'last month', 'last month'],
    ['today', 'today', 'today'],
    ['yesterday', 'yesterday', 'yesterday'],
    ['next week', 'week of Aug 17, 2026', 'in the week of Aug 17, 2026'],
    ['Q3', 'Q3 2026', 'in Q3 2026'],
    ['July', 'July 2026', 'in July 2026'],
    ['2025', '2025', 'in 2025'],
    ['2026-07-15', 'Jul 15, 2026', 'on Jul 15, 2026'],
    ['last 6 weeks', 'last 6 weeks', 'in the last 6 weeks'],
    ['last 1 month', 'last 1 month', 'in the last 1 month'],
    ['ytd', 'year to date', 'in the year to date'],
    ['since June', 'since Jun 1, 2026', 'since Jun 1, 2026'],
    ['2026-01-01..2026-01-15', 'Jan 1, 2026 to Jan 15, 2026', 'from Jan 1, 2026 to Jan 15, 2026'],
    ['all time', 'all time', 'so far'],
  ])('%s', (words, name, when) => {
    expect(periodName(period(words), at())).toBe(name)
    expect(periodWhen(period(words), at())).toBe(when)
  })

  it('says that a year is a fiscal one', () => {
    expect(periodName(period('Q1 2027', fiscal), at(fiscal))).toBe('Q1 FY2027')
    expect(periodWhen(period('FY2027', fiscal), at(fiscal))).toBe('in FY2027')
    expect(periodName(period('2026', fiscal), at(fiscal))).toBe('Jan 1, 2026 to Dec 31, 2026')
  })

  it('is a date once the stretch no longer ends today', () => {
    const later = { ...at(), today: '2026-09-20' }
    expect(periodName(period('last 2 weeks'), later)).toBe('Jul 27, 2026 to Aug 9, 2026')
    expect(periodWhen(period('mtd'), later)).toBe('from Aug 1, 2026 to Aug 13, 2026')
    expect(periodName(period('this quarter'), { ...at(), today: '2026-10-02' })).toBe('last quarter')
    expect(periodName(period('this quarter'), { ...at(), today: '2027-01-02' })).toBe('Q3 2026')
  })

  it('is short on an axis', () => {
    expect(pointName(period('July'), at())).toBe('Jul 2026')
    expect(pointName(period('this week'), at())).toBe('Aug 10, 2026')
    expect(pointName(period('Q2'), at())).toBe('Q2 2026')
  })

  it('of a day is today, or its date', () => {
    expect(dayWhen('2026-08-13', at())).toBe('today')
    expect(dayWhen('2026-07-13', at())).toBe('on Jul 13, 2026')
  })
})
