import { Temporal } from 'temporal-polyfill'
import type { Person } from '../model.js'

/** Who reads: instants are shown in this person's zone and in the way of their language. */
export type Viewer = Pick<Person, 'zone' | 'locale'>

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter is slow (0.1 ms), and a channel may show thousands of times. */
function formatter(viewer: Viewer, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([viewer.locale, viewer.zone, options])
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(viewer.locale, { timeZone: viewer.zone, ...options })
  formats.set(key, made)
  return made
}

export function timeOf(at: string, viewer: Viewer): string {
  return formatter(viewer, { hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

export function dayOf(at: string, viewer: Viewer): string {
  return formatter(viewer, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at))
}

export function momentOf(at: string, viewer: Viewer): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const
  return formatter(viewer, options).format(new Date(at))
}

/** With the zone's name, for tooltips. */
export function fullMomentOf(at: string, viewer: Viewer): string {
  return formatter(viewer, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(at))
}

/** The viewer's calendar day of an instant, `YYYY-MM-DD`, to tell where a new day begins. */
export function dayKey(at: string, viewer: Viewer): string {
  return zoned(at, viewer.zone).toPlainDate().toString()
}

function zoned(at: string, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone)
}

/** The next 9:00 of a Monday, or of any day, after `now` in a zone; as ISO 8601 in UTC. */
export function nextNine(now: string, zone: string, which: 'monday' | 'any day'): string {
  const here = zoned(now, zone)
  const nine = here.withPlainTime('09:00')
  const ahead = which === 'monday' ? (8 - here.dayOfWeek) % 7 : 0
  const next = nine.add({ days: ahead })
  const past = Temporal.ZonedDateTime.compare(next, here) <= 0
  return (past ? next.add({ days: which === 'monday' ? 7 : 1 }) : next).toInstant().toString()
}

/** What a field of type `datetime-local` shows for an instant, and back. */
export function toLocalField(at: string, zone: string): string {
  return zoned(at, zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
}

export function fromLocalField(value: string, zone: string): string {
  return Temporal.PlainDateTime.from(value).toZonedDateTime(zone).toInstant().toString()
}

/** Slack's date tokens, such as `{date_short} at {time}`; unknown tokens stay as they are. `at` in epoch seconds. */
export function fillDateTokens(format: string, at: number, viewer: Viewer, now: string): string {
  const date = new Date(at * 1000)
  const shown = (options: Intl.DateTimeFormatOptions) => formatter(viewer, options).format(date)
  const long = { day: 'numeric', month: 'long', year: 'numeric' } as const
  const short = { day: 'numeric', month: 'short', year: 'numeric' } as const
  const plain: Readonly<Record<string, () => string>> = {
    date_num: () => zoned(date.toISOString(), viewer.zone).toPlainDate().toString(),
    date_slash: () => shown({ day: '2-digit', month: '2-digit', year: 'numeric' }),
    date_long: () => shown({ weekday: 'long', ...long }),
    date_long_full: () => shown(long),
    date: () => shown({ day: 'numeric', month: 'long' }),
    date_short: () => shown(short),
    time: () => shown({ hour: '2-digit', minute: '2-digit' }),
    time_secs: () => shown({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    day_divider_pretty: () => nearDay(date, viewer, now) ?? shown({ weekday: 'long', day: 'numeric', month: 'long' }),
    ago: () => agoOf(date, viewer, now),
  }
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => {
    const pretty = /^(date|date_short|date_long)_pretty$/.exec(token)?.[1]
    if (pretty !== undefined) return nearDay(date, viewer, now) ?? plain[pretty]?.() ?? whole
    return plain[token]?.() ?? whole
  })
}

function nearDay(date: Date, viewer: Viewer, now: string): string | null {
  const days = zoned(now, viewer.zone)
    .toPlainDate()
    .until(zoned(date.toISOString(), viewer.zone).toPlainDate(), { largestUnit: 'day' }).days
  return Math.abs(days) > 1 ? null : new Intl.RelativeTimeFormat(viewer.locale, { numeric: 'auto' }).format(days, 'day')
}

/** How long ago or ahead, in the largest unit that fits. */
export function agoOf(date: Date, viewer: Viewer, now: string): string {
  const seconds = (date.getTime() - Date.parse(now)) / 1000
  const format = new Intl.RelativeTimeFormat(viewer.locale, { numeric: 'auto' })
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const
  const unit = units.find(([, length]) => Math.abs(seconds) >= length)
  return unit === undefined
    ? format.format(Math.round(seconds), 'second')
    : format.format(Math.round(seconds / unit[1]), unit[0])
}
