import { Temporal } from 'temporal-polyfill'

/** A day as a source writes it: what became of reading it. */
export type DayResult = { readonly day: string } | { readonly fault: 'not_a_day' | 'day_out_of_range' }

/** Reads one cell. Timestamps become the day they fall on in the company's zone, plain days stay what they are. */
export type DayReader = (text: string) => DayResult

const tokens: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<fraction>\\d{1,9})',
  A: '(?<half>[AaPp][Mm])',
  Z: '(?<offset>[Zz]|[+-]\\d{2}(?::?\\d{2})?)',
  T: 'T',
}
const tokenPattern = /YYYY|MM|DD|HH|hh|mm|ss|SSS|[MDHhAZT]|[^A-Za-z]/y

/** ISO 8601 as exports write it: a day, or a day and a time with or without an offset. */
const iso =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * The pattern of a stated format: `YYYY MM M DD D HH H hh h mm ss SSS A Z`, every other sign standing for itself; `ISO` is ISO 8601.
 * @returns null when the format has other letters, or lacks year, month or day
 */
export function dayPattern(format: string): RegExp | null {
  if (format === 'ISO') return iso
  let pattern = ''
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < format.length) {
    const token = tokenPattern.exec(format)?.[0]
    if (token === undefined) return null
    pattern += tokens[token] ?? token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  }
  const has = (part: string) => pattern.split(`<${part}>`).length === 2
  if (!has('year') || !has('month') || !has('day')) return null
  try {
    return new RegExp(`^${pattern}$`)
  } catch {
    return null // a part that stands twice
  }
}

const day = 86_400_000
/** A cell that repeats costs one look-up; the bound keeps the memory flat when none does. */
const remembered = 20_000

/**
 * @param formats as `dayPattern` knows them; the first that fits wins
 * @param source IANA zone in which the source writes timestamps without an offset
 * @param company IANA zone whose days are wanted
 */
export function dayReader(formats: readonly string[], source: string, company: string): DayReader {
  const patterns = formats.flatMap((format) => dayPattern(format) ?? [])
  const there = new ZoneDays(source)
  const here = source === company ? there : new ZoneDays(company)
  const known = new Map<string, DayResult>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const result = readDay(text, patterns, there, here)
    if (known.size >= remembered) known.clear()
    known.set(text, result)
    return result
  }
}

function readDay(text: string, patterns: readonly RegExp[], there: ZoneDays, here: ZoneDays): DayResult {
  for (const pattern of patterns) {
    const parts = pattern.exec(text)?.groups
    if (!parts) continue
    const number = dayNumber(Number(parts.year), Number(parts.month), Number(parts.day))
    if (number === null) return { fault: 'not_a_day' }
    const time = timeOf(parts)
    if (time === 'none') return named(number)
    if (time === null) return { fault: 'not_a_day' }
    if (parts.offset) return named(here.dayOf(number * day + time - offsetOf(parts.offset)))
    return named(there === here ? number : here.dayOf(there.instantOf(number, time)))
  }
  return { fault: 'not_a_day' }
}

/** Years outside of 1900 to 2199 are typing errors (`0025`, `20255`), not days on which something was sold. */
function named(number: number): DayResult {
  const text = new Date(number * day).toISOString().slice(0, 10)
  return text >= '1900-01-01' && text < '2200-01-01' ? { day: text } : { fault: 'day_out_of_range' }
}

/** Days since 1970-01-01, or null when the calendar has no such day. */
function dayNumber(year: number, month: number, dayOfMonth: number): number | null {
  const time = Date.UTC(2000, month - 1, dayOfMonth)
  const date = new Date(time)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== dayOfMonth)
    return null
  return Math.floor(date.getTime() / day)
}

/** Milliseconds since midnight; `none` for a plain day, null for a time that no clock shows. */
function timeOf(parts: Readonly<Record<string, string | undefined>>): number | 'none' | null {
  if (parts.hour === undefined) return 'none'
  const given = Number(parts.hour)
  if (parts.half !== undefined && (given < 1 || given > 12)) return null
  const hour = parts.half === undefined ? given : (given % 12) + (parts.half.toLowerCase() === 'pm' ? 12 : 0)
  const minute = Number(parts.minute ?? 0)
  // A leap second (60) belongs to its minute.
  const second = Math.min(Number(parts.second ?? 0), 60)
  if (hour > 23 || minute > 59 || Number(parts.second ?? 0) > 60) return null
  const fraction = Number(`0.${parts.fraction ?? 0}`)
  return hour * 3_600_000 + minute * 60_000 + Math.min(second, 59) * 1000 + Math.floor(fraction * 1000)
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.slice(1).replace(':', '').padEnd(4, '0')
  return sign * (Number(digits.slice(0, 2)) * 3_600_000 + Number(digits.slice(2)) * 60_000)
}

/**
 * Days and instants of one zone by arithmetic on each day's first instant, which Temporal says once per day: asking Temporal
 * for every cell was measured to take eight times as long.
 */
class ZoneDays {
  readonly #zone: string
  readonly #starts = new Map<number, number>()

  constructor(zone: string) {
    this.#zone = zone
  }

  /** The number of the day on which an instant (epoch milliseconds) falls. Zones are never more than a day from UTC. */
  dayOf(instant: number): number {
    const near = Math.floor(instant / day)
    if (this.#start(near + 1) <= instant) return near + 1
    return this.#start(near) <= instant ? near : near - 1
  }

  /** Epoch milliseconds of a wall-clock time; in a gap the instant after it, in a repeated hour the first. */
  instantOf(number: number, time: number): number {
    const start = this.#start(number)
    if (this.#start(number + 1) - start === day) return start + time
    const wall = Temporal.PlainDateTime.from('1970-01-01T00:00').add({ days: number, milliseconds: time })
    return wall.toZonedDateTime(this.#zone).epochMilliseconds
  }

  #start(number: number): number {
    const known = this.#starts.get(number)
    if (known !== undefined) return known
    const start = Temporal.PlainDate.from('1970-01-01').add({ days: number }).toZonedDateTime(this.#zone)
    if (this.#starts.size >= remembered) this.#starts.clear()
    this.#starts.set(number, start.epochMilliseconds)
    return start.epochMilliseconds
  }
}
