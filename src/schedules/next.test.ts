import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import type { Rule } from './model.js'
import { dueUntil, nextAfter, nextMoment, nextTimes, ruleProblem } from './next.js'

const rule = (cron: string, zone: string, holidays: Rule['holidays'] = 'run'): Rule => ({
  cron,
  zone,
  holidays,
  catchUp: 7200,
})
const at = (text: string) => Temporal.Instant.from(text)
const none: ReadonlySet<string> = new Set()

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/Sao_Paulo',
  'Antarctica/Troll',
  'Atlantic/Azores',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
]
/** Most changes of the clock are between eleven in the evening and three in the morning. */
const hours = [0, 1, 2, 3, 9, 22, 23]

/** The changes of a zone's clock in a year; New Year where it has none. */
function changesOf(zone: string, year: number): readonly Temporal.Instant[] {
  const start = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone)
  const changes: Temporal.Instant[] = []
  for (let next = start.getTimeZoneTransition('next'); next?.year === year; next = next.getTimeZoneTransition('next'))
    changes.push(next.toInstant())
  return changes.length > 0 ? changes : [start.toInstant()]
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What the wall clock of a zone shows, read from the operating language's own tables and not from Temporal's. */
function readingOf(zone: string, epochMilliseconds: number): string {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
  clocks.set(zone, clock)
  return clock.format(epochMilliseconds).replace(' ', 'T')
}

/** The first minute at which the clock of that day shows this time, or has passed it; none on a day that does not exist. */
function firstReading(zone: string, day: string, hour: number, minute: number): readonly string[] {
  const wanted = `${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  const middle = Date.parse(`${wanted}Z`)
  const minutes = Array.from({ length: 29 * 4 }, (_, index) => middle + (index - 14 * 4) * 900_000)
  const from = minutes.find((one) => readingOf(zone, one + 900_000) >= wanted)
  if (from === undefined) throw new Error(`${zone} never reaches ${wanted}`)
  let found = from - 900_000
  while (readingOf(zone, found) < wanted) found += 60_000
  const skipped = readingOf(zone, found - 60_000).slice(0, 10) < day && readingOf(zone, found).slice(0, 10) > day
  return skipped ? [] : [`${wanted} ${new Date(found).toISOString()}`]
}

/** The moments of a rule that stand for these days, by what they are called. */
function momentsOn(daily: Rule, days: readonly string[]): readonly string[] {
  const end = days.at(-1) ?? ''
  let from = Temporal.PlainDateTime.from(`${days[0]}T00:00`)
    .toZonedDateTime(daily.zone)
    .toInstant()
    .subtract({ hours: 1 })
  const found: string[] = []
  for (;;) {
    const next = nextMoment(daily, from, none)
    if (!next || (next.names[0] ?? '').slice(0, 10) > end) return found
    found.push(
      ...next.names
        .filter((name) => name >= (days[0] ?? ''))
        .map((name) => `${name} ${next.at.toString({ smallestUnit: 'millisecond' })}`),
    )
    from = next.at
  }
}

describe('the next time of a rule', () => {
  it('runs a time that falls into the gap at the end of the gap', () => {
    const next = nextAfter(rule('30 2 * * *', 'Europe/Berlin'), at('2026-03-28T12:00:00Z'), none)
    expect(next?.toString()).toBe('2026-03-29T01:00:00Z')
  })

  it('runs a repeated hour once', () => {
    const first = nextAfter(rule('30 2 * * *', 'Europe/Berlin'), at('2026-10-24T12:00:00Z'), none)
    expect(first?.toString()).toBe('2026-10-25T00:30:00Z')
    expect(first && nextAfter(rule('30 2 * * *', 'Europe/Berlin'), first, none)?.toString()).toBe(
      '2026-10-26T01:30:00Z',
    )
  })

  it('comes exactly once per local day in 480 zones, rules and years, by the reading of another clock', () => {
    let cases = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...hours),
        fc.constantFrom(0, 15, 29, 30, 59),
        fc.integer({ min: 2001, max: 2034 }),
        (zone, hour, minute, year) => {
          cases++
          const daily = rule(`${minute} ${hour} * * *`, zone)
          for (const change of changesOf(zone, year)) {
            const first = change.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 2 })
            const days = Array.from({ length: 5 }, (_, index) => first.add({ days: index }).toString())
            const expected = days.flatMap((day) => firstReading(zone, day, hour, minute))
            expect(momentsOn(daily, days)).toEqual(expected)
          }
        },
      ),
      { numRuns: 480, seed: 20261122 },
    )
    expect(cases).toBeGreaterThanOrEqual(400)
  })

  it('runs times that fall into the same gap as one, which names them all', () => {
    const moment = nextMoment(rule('0,30 2 * * *', 'Europe/Berlin'), at('2026-03-28T12:00:00Z'), none)
    expect(moment?.at.toString()).toBe('2026-03-29T01:00:00Z')
    expect(moment?.names).toEqual(['2026-03-29T02:00', '2026-03-29T02:30'])
  })

  it('runs an hourly rule by elapsed time: without the hour that is skipped, and in both that are repeated', () => {
    const hourly = rule('0 * * * *', 'Europe/Berlin')
    const spring = nextTimes(hourly, at('2026-03-28T23:30:00Z'), none, 3)
    expect(spring.map(String)).toEqual(['2026-03-29T00:00:00Z', '2026-03-29T01:00:00Z', '2026-03-29T02:00:00Z'])
    const autumn = nextTimes(hourly, at('2026-10-24T23:30:00Z'), none, 4)
    expect(autumn.map(String)).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T02:00:00Z',
      '2026-10-25T03:00:00Z',
    ])
  })

  it('does not come on a day that the zone never had', () => {
    const moved = nextTimes(rule('0 9 * * *', 'Pacific/Apia'), at('2011-12-28T20:00:00Z'), none, 2)
    expect(moved.map((one) => one.toZonedDateTimeISO('Pacific/Apia').toPlainDate().toString())).toEqual([
      '2011-12-29',
      '2011-12-31',
    ])
  })

  it('runs two days that a holiday moves to the same one as one, which names both', () => {
    const holidays = new Set(['2026-12-25'])
    const moment = nextMoment(rule('0 9 * * *', 'UTC', 'after'), at('2026-12-24T12:00:00Z'), holidays)
    expect([moment?.at.toString(), moment?.names]).toEqual([
      '2026-12-26T09:00:00Z',
      ['2026-12-25T09:00', '2026-12-26T09:00'],
    ])
  })

  it('moves to the working day before or after a holiday', () => {
    const holidays = new Set(['2026-12-25', '2026-12-26'])
    const friday = rule('0 9 25 12 *', 'Europe/Berlin', 'before')
    expect(nextAfter(friday, at('2026-12-01T00:00:00Z'), holidays)?.toString()).toBe('2026-12-24T08:00:00Z')
    expect(nextAfter({ ...friday, holidays: 'after' }, at('2026-12-01T00:00:00Z'), holidays)?.toString()).toBe(
      '2026-12-27T08:00:00Z',
    )
  })

  it('counts what was due during an outage', () => {
    const hourly = rule('0 * * * *', 'UTC')
    const due = dueUntil(hourly, at('2026-01-01T01:00:00Z'), at('2026-01-01T05:30:00Z'), none)
    expect(due.latest.at.toString()).toBe('2026-01-01T05:00:00Z')
    expect([due.count, due.next?.toString()]).toEqual([5, '2026-01-01T06:00:00Z'])
  })
})

describe('a rule that cannot work', () => {
  it.each([
    ['0 9 * * 8', 'Europe/Berlin', '0 9 * * 8'],
    ['0 9 30 2 *', 'Europe/Berlin', 'never comes'],
    ['0 9 * * 1', 'Europe/Atlantis', 'Europe/Atlantis'],
    ['nonsense', 'UTC', 'nonsense'],
  ])('%s in %s is refused, naming what is wrong', (cron, zone, named) => {
    expect(ruleProblem(rule(cron, zone))).toContain(named)
  })

  it('is one that moves away from holidays every minute', () => {
    expect(ruleProblem(rule('* * * * *', 'UTC', 'before'))).toContain('use skip')
    expect(ruleProblem(rule('* * * * *', 'UTC'))).toBeNull()
  })
})
