import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import type { Rule } from './model.js'
import { dueUntil, nextAfter, ruleProblem } from './next.js'

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
  'Australia/Lord_Howe',
  'Asia/Tehran',
  'Asia/Kolkata',
  'Pacific/Apia',
  'UTC',
]

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

  it('comes exactly once per local day, in every zone, through daylight saving', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 3000 }),
        (zone, hour, minute, offset) => {
          const daily = rule(`${minute} ${hour} * * *`, zone)
          let instant = at('2020-01-01T00:00:00Z').add({ hours: 24 * offset })
          const days: Temporal.PlainDate[] = []
          for (let index = 0; index < 20; index++) {
            const next = nextAfter(daily, instant, none)
            if (!next) throw new Error('a daily rule has no next time')
            days.push(next.toZonedDateTimeISO(zone).toPlainDate())
            instant = next
          }
          const steps = days.slice(1).map((day, index) => day.since(days[index] ?? day, { largestUnit: 'day' }).days)
          expect(steps).toEqual(steps.map(() => 1))
        },
      ),
      { numRuns: 150 },
    )
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
    const { latest, count } = dueUntil(hourly, at('2026-01-01T01:00:00Z'), at('2026-01-01T05:30:00Z'), none)
    expect(latest.toString()).toBe('2026-01-01T05:00:00Z')
    expect(count).toBe(5)
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
