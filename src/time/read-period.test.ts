import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordsFor } from '../locales/words.js'
import type { Calendar } from './calendar.js'
import { periodOf, readPeriod } from './read-period.js'

const words = wordsFor('en').periods
const plain: Calendar = { zone: 'UTC', fiscalMonth: 1, weekStart: 1 }
const fiscal: Calendar = { zone: 'UTC', fiscalMonth: 2, weekStart: 7 }
// A Thursday in the middle of the third quarter.
const today = '2026-08-13'

const read = (text: string, calendar = plain) => {
  const period = periodOf(text, { words, calendar, today })
  return period && `${period.from}..${period.to}`
}

const readings: readonly (readonly [string, string])[] = [
  ['today', '2026-08-13..2026-08-14'],
  ['yesterday', '2026-08-12..2026-08-13'],
  ['this week', '2026-08-10..2026-08-17'],
  ['last week', '2026-08-03..2026-08-10'],
  ['this month', '2026-08-01..2026-09-01'],
  ['last month', '2026-07-01..2026-08-01'],
  ['This Quarter', '2026-07-01..2026-10-01'],
  ['this qtr', '2026-07-01..2026-10-01'],
  ['previous quarter', '2026-04-01..2026-07-01'],
  ['next quarter', '2026-10-01..2027-01-01'],
  ['this year', '2026-01-01..2027-01-01'],
  ['last year', '2025-01-01..2026-01-01'],
  ['lq', '2026-04-01..2026-07-01'],
  ['Q3', '2026-07-01..2026-10-01'],
  ['q4', '2025-10-01..2026-01-01'],
  ['Q3 2025', '2025-07-01..2025-10-01'],
  ['2025-Q3', '2025-07-01..2025-10-01'],
  ['2025q3', '2025-07-01..2025-10-01'],
  ['Q3-2025', '2025-07-01..2025-10-01'],
  ['q3/25', '2025-07-01..2025-10-01'],
  ["Q3'25", '2025-07-01..2025-10-01'],
  ['Q3 FY2025', '2025-07-01..2025-10-01'],
  ['2026-07', '2026-07-01..2026-08-01'],
  ['July', '2026-07-01..2026-08-01'],
  ['sept', '2025-09-01..2025-10-01'],
  ['July 2025', '2025-07-01..2025-08-01'],
  ['last August', '2025-08-01..2025-09-01'],
  ['last 6 weeks', '2026-06-29..2026-08-10'],
  ['last six weeks', '2026-06-29..2026-08-10'],
  ['past 3 months', '2026-05-01..2026-08-01'],
  ['last 4 quarters', '2025-07-01..2026-07-01'],
  ['last 30 days', '2026-07-14..2026-08-13'],
  ['last 2 years', '2024-01-01..2026-01-01'],
  ['ytd', '2026-01-01..2026-08-14'],
  ['quarter to date', '2026-07-01..2026-08-14'],
  ['mtd', '2026-08-01..2026-08-14'],
  ['since 2026-01-01', '2026-01-01..2026-08-14'],
  ['since June', '2026-06-01..2026-08-14'],
  ['2026-01-01..2026-03-31', '2026-01-01..2026-04-01'],
  ['2026-03-31..2026-01-01', '2026-01-01..2026-04-01'],
  ['2026-01..2026-03', '2026-01-01..2026-04-01'],
  ['Q1..Q2', '2026-01-01..2026-07-01'],
  ['from 2026-01-01 to 2026-03-31', '2026-01-01..2026-04-01'],
  ['between 1 January 2026 and 31 March 2026', '2026-01-01..2026-04-01'],
  ['Oct to Mar 2026', '2025-10-01..2026-04-01'],
  ['March 31', '2026-03-31..2026-04-01'],
  ['31st december', '2025-12-31..2026-01-01'],
  ['2026-02-28', '2026-02-28..2026-03-01'],
  ['2025', '2025-01-01..2026-01-01'],
  ['FY2026', '2026-01-01..2027-01-01'],
  ['all time', '1900-01-01..2026-08-14'],
]

describe('period words', () => {
  it.each(readings)('%s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['this year', '2026-02-01..2027-02-01'],
    ['this quarter', '2026-08-01..2026-11-01'],
    ['Q1 2027', '2026-02-01..2026-05-01'],
    ['Q1', '2026-02-01..2026-05-01'],
    ['FY2026', '2025-02-01..2026-02-01'],
    ['fiscal year 2026', '2025-02-01..2026-02-01'],
    ['last fiscal year', '2025-02-01..2026-02-01'],
    ['2026', '2026-01-01..2027-01-01'],
    ['this week', '2026-08-09..2026-08-16'],
  ])('%s in a company whose year begins in February and week on Sunday', (text, expected) => {
    expect(read(text, fiscal)).toBe(expected)
  })

  it.each([
    '',
    'quarter',
    'last',
    'Q5',
    '2026-13',
    '2026-02-30',
    '1850',
    'last 0 weeks',
    'last 99999 days',
    'last 1000 years',
    '0000-05-01',
    '9999-12-31',
    'since 0001-01-01',
    '0001-01-01..2026-01-01',
    'FY0000',
    'FY9999',
    'Q1 FY0001',
    '0001-Q1',
    '9999-Q4',
    'soon',
    'since',
  ])('does not read %j as a period', (text) => {
    expect(read(text)).toBeNull()
  })

  it('takes the longest reading and says how many words it took', () => {
    const tokens = 'win rate last 6 weeks by region'.split(' ')
    expect(readPeriod(tokens, 2, { words, calendar: plain, today })?.length).toBe(3)
    expect(readPeriod(tokens, 0, { words, calendar: plain, today })).toBeNull()
  })

  it('never throws, whatever is typed', () => {
    const token = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'last',
        'since',
        'q3',
        '31',
        'feb',
        '2026',
        '..',
        'fy',
        '2026-02-30..x',
        'to',
        'from',
        '6',
        'weeks',
      ),
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), (tokens) => {
        const period = periodOf(tokens.join(' '), { words, calendar: fiscal, today })
        if (period) expect(period.from < period.to).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
