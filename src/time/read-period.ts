import { Temporal } from 'temporal-polyfill'
import type { PeriodWords } from '../locales/words.js'
import { addUnits, type Calendar, fiscalYearOf, startOfFiscalYear } from './calendar.js'
import { allTime, lastUnits, type Period, rangeOf, sinceDay, toDate, unitPeriod } from './period.js'
import { type PeriodLexicon, periodLexicon } from './period-words.js'
import type { Matched } from './phrases.js'
import { addDays, earlierDay, isDay, laterDay } from './zone.js'

/** What period words are read against. */
export interface PeriodSetting {
  readonly words: PeriodWords
  readonly calendar: Calendar
  /** The business day, `YYYY-MM-DD`. */
  readonly today: string
}

interface Reader extends PeriodSetting {
  readonly lexicon: PeriodLexicon
  readonly tokens: readonly string[]
}

/** A period, and where no year was named ("July") how to read it as the latest one that has begun by another day. */
interface Simple {
  readonly period: Period
  readonly by: ((day: string) => Period) | null
}

type Found = Matched<Simple> | null

/** More units than this are a typing error, and would only slow down what is built on them. */
const mostUnits = 1000

/**
 * The period that begins at a place in a text, the longest reading first: `last 6 weeks`, `Q3 2026`, `2026-07`, `July`, `ytd`,
 * `since 2026-01-01`, `2026-01-01..2026-03-31` (the last day included), `Jan to Mar 2026`, `FY2026`, `all time`.
 * Without a year, a quarter or month is the latest that has begun. Quarters and "this year" follow the fiscal calendar; a bare
 * `2025` is the calendar's year.
 * @param tokens words in lower case
 * @returns the period and how many tokens name it, or null
 */
export function readPeriod(tokens: readonly string[], at: number, setting: PeriodSetting): Matched<Period> | null {
  const reader: Reader = { ...setting, tokens, lexicon: periodLexicon(setting.words) }
  const found = stretch(reader, at) ?? since(reader, at) ?? simple(reader, at)
  return found && { value: 'period' in found.value ? found.value.period : found.value, length: found.length }
}

/** A whole text as one period (a digest's `period: last 6 weeks`), or null when it says something else as well. */
export function periodOf(text: string, setting: PeriodSetting): Period | null {
  const tokens = text
    .toLowerCase()
    .split(/\s+/)
    .filter((token) => token !== '')
  const found = readPeriod(tokens, 0, setting)
  return found && found.length === tokens.length ? found.value : null
}

/** `from A to B`, `A to B`, `A..B`. */
function stretch(reader: Reader, at: number): Matched<Period> | null {
  const dotted = dottedRange(reader, at)
  if (dotted) return dotted
  const from = reader.lexicon.from.match(reader.tokens, at)?.length ?? 0
  const first = simple(reader, at + from)
  if (!first) return null
  const to = reader.lexicon.to.match(reader.tokens, at + from + first.length)
  if (!to) return null
  const second = simple(reader, at + from + first.length + to.length)
  if (!second) return null
  return { value: between(first.value, second.value), length: from + first.length + to.length + second.length }
}

function dottedRange(reader: Reader, at: number): Matched<Period> | null {
  const parts = (reader.tokens[at] ?? '').split('..')
  if (parts.length !== 2) return null
  const first = simple({ ...reader, tokens: parts }, 0)
  const second = simple({ ...reader, tokens: parts }, 1)
  if (first?.length !== 1 || second?.length !== 1) return null
  return { value: between(first.value, second.value), length: 1 }
}

/** "Oct to Mar 2026" begins in October 2025: the first period without a year is the latest one before the second. */
function between(first: Simple, second: Simple): Period {
  const begin = first.by ? first.by(second.period.from) : first.period
  const { from, to } = second.period
  return rangeOf(earlierDay(begin.from, from), addDays(laterDay(begin.to, to), -1))
}

function since(reader: Reader, at: number): Matched<Period> | null {
  const word = reader.lexicon.since.match(reader.tokens, at)
  if (!word) return null
  const start = simple(reader, at + word.length)
  return start && { value: sinceDay(start.value.period.from, reader.today), length: word.length + start.length }
}

function simple(reader: Reader, at: number): Found {
  const readings = [wholeWords, relative, quarter, dayAndMonth, monthName, yearOrMonth]
  return readings
    .map((read) => read(reader, at))
    .filter(isLikely)
    .reduce((best, one) => (longer(one, best) ? one : best), null)
}

/** Before the first of these years and after the last one nothing was sold: a typing error, at which calendars and databases end. */
const likely = { from: '1900-01-01', to: '2200-01-01' }

function isLikely(one: Found): boolean {
  if (one === null) return true
  const { from, to } = one.value.period
  return from >= likely.from && from < likely.to && to <= likely.to
}

function longer(one: Found, best: Found): boolean {
  return one !== null && (best === null || one.length > best.length)
}

const plain = (period: Period, length: number): Found => ({ value: { period, by: null }, length })

/** Words that are a period by themselves: today, yesterday, ytd, all time, lq. */
function wholeWords({ lexicon, tokens, today, calendar }: Reader, at: number): Found {
  const all = lexicon.all.match(tokens, at)
  if (all) return plain(allTime(today), all.length)
  const until = lexicon.toDate.match(tokens, at)
  if (until) return plain(toDate(until.value, today, calendar), until.length)
  const day = lexicon.today.match(tokens, at)
  if (day) return plain(unitPeriod('day', today, calendar, day.value), day.length)
  const short = lexicon.short.match(tokens, at)
  return short && plain(unitPeriod(short.value.unit, today, calendar, short.value.offset), short.length)
}

/** `this quarter`, `last 6 weeks`, `last fiscal year`, `last July`. */
function relative(reader: Reader, at: number): Found {
  const { lexicon, tokens, today, calendar } = reader
  const which = lexicon.offset.match(tokens, at)
  if (!which) return null
  const next = at + which.length
  const count = numberAt(reader, next)
  if (count && which.value === -1) {
    const unit = lexicon.unit.match(tokens, next + 1)
    return unit && plain(lastUnits(count, unit.value, today, calendar), which.length + 1 + unit.length)
  }
  const fiscal = lexicon.fiscalYear.match(tokens, next)
  if (fiscal) {
    const year = lexicon.unit.match(tokens, next + fiscal.length)
    const length = which.length + fiscal.length + (year?.value === 'year' ? year.length : 0)
    return plain(unitPeriod('year', today, calendar, which.value), length)
  }
  const unit = lexicon.unit.match(tokens, next)
  if (unit) return plain(unitPeriod(unit.value, today, calendar, which.value), which.length + unit.length)
  return which.value === -1 ? lastNamedMonth(reader, next, which.length) : null
}

/** "last July": the latest one that is over. */
function lastNamedMonth({ lexicon, tokens, today, calendar }: Reader, at: number, before: number): Found {
  const month = lexicon.month.match(tokens, at)
  if (!month) return null
  const running = unitPeriod('month', today, calendar)
  return plain(latestMonth(month.value, addDays(running.from, -1), calendar), before + month.length)
}

function numberAt({ lexicon, tokens }: Reader, at: number): number | null {
  const token = tokens[at] ?? ''
  const value = /^\d{1,4}$/.test(token) ? Number(token) : (lexicon.number.match(tokens, at)?.value ?? 0)
  return value > 0 && value <= mostUnits ? value : null
}

/** `Q3`, `Q3 2026`, `2026-Q3`, `Q3 FY26`. */
function quarter({ lexicon, tokens, today, calendar }: Reader, at: number): Found {
  const token = tokens[at] ?? ''
  const reversed = lexicon.yearQuarter.exec(token)
  if (reversed) return plain(fiscalQuarter(Number(reversed[1]), Number(reversed[2]), calendar), 1)
  const match = lexicon.quarter.exec(token)
  if (!match) return null
  const number = Number(match[1])
  if (match[2]) return plain(fiscalQuarter(fullYear(match[2]), number, calendar), 1)
  const year = yearAfter(lexicon, tokens, at + 1)
  if (year) return plain(fiscalQuarter(year.value, number, calendar), 1 + year.length)
  const by = (day: string) => latestQuarter(number, day, calendar)
  return { value: { period: by(today), by }, length: 1 }
}

/** A year behind a quarter: `2026`, `FY2026`, `FY 26`. */
function yearAfter(lexicon: PeriodLexicon, tokens: readonly string[], at: number): Matched<number> | null {
  const joined = lexicon.fiscal.exec(tokens[at] ?? '')
  if (joined?.[1]) return { value: fullYear(joined[1]), length: 1 }
  const fiscal = lexicon.fiscalYear.match(tokens, at)?.length ?? 0
  const token = tokens[at + fiscal] ?? ''
  return isYear(token) || (fiscal > 0 && /^\d{2}$/.test(token)) ? { value: fullYear(token), length: fiscal + 1 } : null
}

function monthName({ lexicon, tokens, today, calendar }: Reader, at: number): Found {
  const month = lexicon.month.match(tokens, at)
  if (!month) return null
  const year = tokens[at + month.length] ?? ''
  if (isYear(year)) return plain(monthOf(Number(year), month.value, calendar), month.length + 1)
  const by = (day: string) => latestMonth(month.value, day, calendar)
  return { value: { period: by(today), by }, length: month.length }
}

/** `31 March 2026`, `March 31`, and without a year the latest such day. */
function dayAndMonth({ lexicon, tokens, today, calendar }: Reader, at: number): Found {
  const before = dayNumber(tokens[at] ?? '')
  const month = lexicon.month.match(tokens, before === null ? at : at + 1)
  if (!month) return null
  const number = before ?? dayNumber(tokens[at + month.length] ?? '')
  if (number === null) return null
  const length = month.length + 1
  const written = tokens[at + length] ?? ''
  const year = isYear(written) ? Number(written) : null
  const by = (latest: string) => latestDay(month.value, number, latest, calendar)
  if (year === null) return { value: { period: by(today), by }, length }
  const exact = exactDay(year, month.value, number)
  return exact === null ? null : plain(unitPeriod('day', exact, calendar, 0, false), length + 1)
}

/** `2026-03-31`, `2026-07`, `2025`, `FY2026`. */
function yearOrMonth({ lexicon, tokens, calendar }: Reader, at: number): Found {
  const token = tokens[at] ?? ''
  if (isDay(token)) return plain(unitPeriod('day', token, calendar, 0, false), 1)
  const month = /^(\d{4})[-/](0[1-9]|1[0-2])$/.exec(token)
  if (month && isYear(month[1] ?? '')) return plain(monthOf(Number(month[1]), Number(month[2]), calendar), 1)
  if (isYear(token)) return plain(calendarYear(Number(token), calendar), 1)
  if (!lexicon.fiscal.test(token) && !lexicon.fiscalYear.match(tokens, at)) return null
  const year = yearAfter(lexicon, tokens, at)
  return year && plain(unitPeriod('year', startOfFiscalYear(year.value, calendar), calendar, 0, false), year.length)
}

const isYear = (token: string): boolean => /^(19|20|21)\d{2}$/.test(token)
const fullYear = (digits: string): number => (digits.length === 2 ? 2000 + Number(digits) : Number(digits))

function dayNumber(token: string): number | null {
  const match = /^(\d{1,2})(?:st|nd|rd|th|\.)?$/.exec(token)
  const number = match ? Number(match[1]) : 0
  return number >= 1 && number <= 31 ? number : null
}

function exactDay(year: number, month: number, day: number): string | null {
  const date = Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' })
  return date.day === day ? date.toString() : null
}

function latestDay(month: number, day: number, by: string, calendar: Calendar): Period {
  const years = [0, 1, 2, 3, 4].map((back) => Number(by.slice(0, 4)) - back)
  const found = years.map((year) => exactDay(year, month, day)).find((one) => one !== null && one <= by)
  return unitPeriod('day', found ?? by, calendar, 0, false)
}

function monthOf(year: number, month: number, calendar: Calendar): Period {
  const first = Temporal.PlainDate.from({ year, month, day: 1 }).toString()
  return unitPeriod('month', first, calendar, 0, false)
}

function latestMonth(month: number, by: string, calendar: Calendar): Period {
  const year = Number(by.slice(0, 4))
  const same = monthOf(year, month, calendar)
  return same.from <= by ? same : monthOf(year - 1, month, calendar)
}

function fiscalQuarter(year: number, number: number, calendar: Calendar): Period {
  const first = addUnits(startOfFiscalYear(year, calendar), 'month', 3 * (number - 1))
  return unitPeriod('quarter', first, calendar, 0, false)
}

function latestQuarter(number: number, by: string, calendar: Calendar): Period {
  const year = fiscalYearOf(by, calendar)
  const same = fiscalQuarter(year, number, calendar)
  return same.from <= by ? same : fiscalQuarter(year - 1, number, calendar)
}

/** January to December; only where the fiscal year is the same is it "the year" that can be compared with the one before. */
function calendarYear(year: number, calendar: Calendar): Period {
  if (calendar.fiscalMonth === 1) return unitPeriod('year', `${year}-01-01`, calendar, 0, false)
  return rangeOf(`${year}-01-01`, `${year}-12-31`)
}
