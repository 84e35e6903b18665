import { Temporal } from 'temporal-polyfill'
import type { Rule } from './model.js'
import { instantsOf, type WallTimes, wallTimes } from './wall.js'

/** Days as `YYYY-MM-DD` on which the company does not work. */
export type Holidays = ReadonlySet<string>

/**
 * When something is due, and the times of the wall that it stands for (`2026-03-29T02:30`): more than one where daylight saving
 * or a holiday made them fall together. They are one run that names them all.
 */
export interface Moment {
  readonly at: Temporal.Instant
  readonly names: readonly string[]
}

/** A rule that moves away from holidays never moves further than this many days (a fortnight of holidays ends the search). */
const reach = 14

/** Moving away from holidays looks at every time of a month, so it is refused for rules that come more often than this. */
const shortestMoving = 3600

/** How far from a change of the clock an hourly rule looks for hours that come twice, in hours. */
const aroundChange = 3

/**
 * Says why a rule cannot be used, or null if it can. Checked when a schedule is saved, because at its due time nobody is
 * there to correct it.
 */
export function ruleProblem(rule: Rule): string | null {
  const start = Temporal.Instant.fromEpochMilliseconds(0)
  try {
    start.toZonedDateTimeISO(rule.zone)
  } catch {
    return `unknown time zone "${rule.zone}"`
  }
  try {
    const times = wallTimes(rule.cron)
    const first = times.after(start.toZonedDateTimeISO('UTC').toPlainDateTime())
    if (first === null) return `"${rule.cron}" never comes`
    const gap = times.after(first)?.since(first).total('seconds') ?? Number.POSITIVE_INFINITY
    return moves(rule) && gap < shortestMoving
      ? `"${rule.cron}" comes too often to move away from holidays; use skip`
      : null
  } catch (error) {
    return `"${rule.cron}": ${error instanceof Error ? error.message : String(error)}`
  }
}

const moves = (rule: Rule): boolean => rule.holidays === 'before' || rule.holidays === 'after'

/** The first time of the rule strictly after an instant, or null if there is none. See `nextMoment`. */
export function nextAfter(rule: Rule, after: Temporal.Instant, holidays: Holidays): Temporal.Instant | null {
  return nextMoment(rule, after, holidays)?.at ?? null
}

/**
 * The first moment of the rule strictly after an instant, or null if there is none. Daylight saving as in `instantsOf`; a rule
 * that moves away from holidays is looked for as far around as it may have moved.
 */
export function nextMoment(rule: Rule, after: Temporal.Instant, holidays: Holidays): Moment | null {
  const times = wallTimes(rule.cron)
  const here = after.toZonedDateTimeISO(rule.zone)
  const spread = moves(rule) ? { days: reach } : { hours: times.hourly && changesNear(here) ? aroundChange : 0 }
  let wall: Temporal.PlainDateTime | null = here.toPlainDateTime().subtract(spread)
  let best: Moment | null = null
  // A time found early may be passed by a later one of the wall that moved further: the search ends beyond the spread.
  for (;;) {
    wall = times.after(wall)
    if (wall === null || (best !== null && beyond(wall, best, rule, spread))) return best
    best = earlier(best, momentsOf(wall, rule, times, holidays), after)
  }
}

/** Whether the clock of the zone changes within a few hours. */
function changesNear(here: Temporal.ZonedDateTime): boolean {
  const { offsetNanoseconds } = here
  return [-aroundChange, aroundChange].some((hours) => here.add({ hours }).offsetNanoseconds !== offsetNanoseconds)
}

function beyond(
  wall: Temporal.PlainDateTime,
  best: Moment,
  rule: Rule,
  spread: { readonly days: number } | { readonly hours: number },
): boolean {
  const limit = best.at.toZonedDateTimeISO(rule.zone).toPlainDateTime().add(spread)
  return Temporal.PlainDateTime.compare(wall, limit) > 0
}

function momentsOf(wall: Temporal.PlainDateTime, rule: Rule, times: WallTimes, holidays: Holidays): readonly Moment[] {
  const names = [wall.toString({ smallestUnit: 'minute' })]
  return instantsOf(awayFromHoliday(rule, wall, holidays), rule.zone, times.hourly).map((at) => ({ at, names }))
}

/** The earliest after an instant; those at the same instant are one that has all their names. */
function earlier(best: Moment | null, found: readonly Moment[], after: Temporal.Instant): Moment | null {
  return found.reduce((known, one) => {
    if (Temporal.Instant.compare(one.at, after) <= 0) return known
    const order = known === null ? -1 : Temporal.Instant.compare(one.at, known.at)
    if (known === null || order < 0) return one
    return order === 0 ? { at: known.at, names: [...known.names, ...one.names] } : known
  }, best)
}

/** True if the instant's local day is a holiday. */
export function isHoliday(rule: Rule, at: Temporal.Instant, holidays: Holidays): boolean {
  return holidays.has(at.toZonedDateTimeISO(rule.zone).toPlainDate().toString())
}

function awayFromHoliday(rule: Rule, wall: Temporal.PlainDateTime, holidays: Holidays): Temporal.PlainDateTime {
  if (!moves(rule)) return wall
  const step = rule.holidays === 'before' ? -1 : 1
  let moved = wall
  for (let days = 0; days < reach && holidays.has(moved.toPlainDate().toString()); days++)
    moved = moved.add({ days: step })
  return moved
}

/** The next times of a rule, for people to look at before they trust it. */
export function nextTimes(
  rule: Rule,
  after: Temporal.Instant,
  holidays: Holidays,
  count: number,
): readonly Temporal.Instant[] {
  const times: Temporal.Instant[] = []
  let from = after
  while (times.length < count) {
    const next = nextAfter(rule, from, holidays)
    if (next === null) return times
    from = next
    // A day that is left out is no time at which anything is posted.
    if (rule.holidays !== 'skip' || !isHoliday(rule, next, holidays)) times.push(next)
  }
  return times
}

/** What was due within a while: the latest of it, how many there were, and what comes after it. */
export interface Due {
  readonly latest: Moment
  readonly count: number
  readonly next: Temporal.Instant | null
}

/** What was due from `first` until `now` (counting stops at `most`). `first` is due even if the rule's holidays changed since. */
export function dueUntil(
  rule: Rule,
  first: Temporal.Instant,
  now: Temporal.Instant,
  holidays: Holidays,
  most = 10_000,
): Due {
  const again = nextMoment(rule, first.subtract({ milliseconds: 1 }), holidays)
  let latest = again?.at.equals(first) ? again : { at: first, names: [] }
  for (let count = 1; ; count++) {
    const next = nextMoment(rule, latest.at, holidays)
    if (next === null || Temporal.Instant.compare(next.at, now) > 0) return { latest, count, next: next?.at ?? null }
    if (count === most) return { latest, count, next: nextAfter(rule, now, holidays) }
    latest = next
  }
}
