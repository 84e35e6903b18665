import { Cron } from 'croner'
import { Temporal } from 'temporal-polyfill'

/** A gap at least this long, in seconds, is a day that the zone never had (Samoa, 30 December 2011): nothing falls into it. */
const lostDay = 86_400

/** The times of a cron rule as a clock on a wall shows them, without a zone. */
export interface WallTimes {
  /** The first time after one on the same wall, or null if there is none. */
  after(wall: Temporal.PlainDateTime): Temporal.PlainDateTime | null
  /** Whether it comes every hour (its hour is `*`): such a rule runs by elapsed time, any other one at fixed times of the wall. */
  readonly hourly: boolean
}

/** @throws Error in croner's words for a rule that it cannot read */
export function wallTimes(cron: string): WallTimes {
  // Read in UTC, where every time of the wall exists once; what daylight saving makes of it is decided in `instantsOf`.
  const rule = new Cron(cron, { timezone: 'UTC' })
  const fields = cron.trim().split(/\s+/)
  return {
    hourly: cron.trim() === '@hourly' || fields[fields.length === 5 ? 1 : 2] === '*',
    after: (wall) => {
      const next = rule.nextRun(new Date(wall.toZonedDateTime('UTC').epochMilliseconds))
      return next === null
        ? null
        : Temporal.Instant.fromEpochMilliseconds(next.getTime()).toZonedDateTimeISO('UTC').toPlainDateTime()
    },
  }
}

/**
 * When a time of the wall comes in a zone. A fixed time in a daylight saving gap comes at the gap's end, and one that the wall
 * shows twice comes once, the first time; an hourly one comes as often as the wall shows it, so that as much time passes
 * between two of them as ever.
 * @returns none for a day that the zone never had, and for an hourly time in a gap
 */
export function instantsOf(wall: Temporal.PlainDateTime, zone: string, hourly: boolean): readonly Temporal.Instant[] {
  const first = wall.toZonedDateTime(zone, { disambiguation: 'earlier' })
  if (!first.toPlainDateTime().equals(wall)) return hourly ? [] : endOfGap(first)
  if (!hourly) return [first.toInstant()]
  const second = wall.toZonedDateTime(zone, { disambiguation: 'later' })
  return second.epochMilliseconds === first.epochMilliseconds
    ? [first.toInstant()]
    : [first.toInstant(), second.toInstant()]
}

function endOfGap(before: Temporal.ZonedDateTime): readonly Temporal.Instant[] {
  const end = before.getTimeZoneTransition('next')
  if (end === null) return [before.toInstant()]
  const skipped = (end.offsetNanoseconds - before.offsetNanoseconds) / 1e9
  return skipped >= lostDay ? [] : [end.toInstant()]
}
