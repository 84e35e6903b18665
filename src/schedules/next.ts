import { Cron } from 'croner'
import { Temporal } from 'temporal-polyfill'
import type { Rule } from './model.js'

/** Days as `YYYY-MM-DD` on which the company does not work. */
export type Holidays = ReadonlySet<string>

/** A rule that moves away from holidays never moves further than this many days (a fortnight of holidays ends the search). */
const reach = 14

/** Moving away from holidays looks at every time of a month, so it is refused for rules that come more often than this. */
const shortestMoving = 3600

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
    const first = cronAfter(rule, start)
    if (first === null) return `"${rule.cron}" never comes`
    const second = cronAfter(rule, first)
    const moves = rule.holidays === 'before' || rule.holidays === 'after'
    const gap = second?.since(first).total('seconds') ?? Number.POSITIVE_INFINITY
    return moves && gap < shortestMoving ? `"${rule.cron}" comes too often to move away from holidays; use skip` : null
  } catch (error) {
    return `"${rule.cron}": ${error instanceof Error ? error.message : String(error)}`
  }
}

/**
 * The first time of the rule strictly after an instant, or null if there is none. Fixed times that fall into a daylight
 * saving gap run at its end; an hour that comes twice runs once (croner's reading, checked against other libraries).
 */
export function nextAfter(rule: Rule, after: Temporal.Instant, holidays: Holidays): Temporal.Instant | null {
  if (rule.holidays === 'run' || rule.holidays === 'skip') return cronAfter(rule, after)
  // A time may have moved from up to `reach` days away in either direction, so the search starts that much earlier.
  let candidate = cronAfter(rule, after.subtract({ hours: 24 * reach }))
  let best: Temporal.Instant | null = null
  const horizon = (): Temporal.Instant => (best ?? after).add({ hours: 24 * reach })
  while (candidate !== null) {
    const moved = awayFromHoliday(rule, candidate, holidays)
    if (Temporal.Instant.compare(moved, after) > 0 && (best === null || Temporal.Instant.compare(moved, best) < 0))
      best = moved
    candidate = cronAfter(rule, candidate)
    if (best !== null && candidate !== null && Temporal.Instant.compare(candidate, horizon()) > 0) break
  }
  return best
}

/** True if the instant's local day is a holiday. */
export function isHoliday(rule: Rule, at: Temporal.Instant, holidays: Holidays): boolean {
  return holidays.has(at.toZonedDateTimeISO(rule.zone).toPlainDate().toString())
}

function cronAfter(rule: Rule, after: Temporal.Instant): Temporal.Instant | null {
  const next = new Cron(rule.cron, { timezone: rule.zone }).nextRun(new Date(after.epochMilliseconds))
  return next === null ? null : Temporal.Instant.fromEpochMilliseconds(next.getTime())
}

function awayFromHoliday(rule: Rule, at: Temporal.Instant, holidays: Holidays): Temporal.Instant {
  let local = at.toZonedDateTimeISO(rule.zone)
  const step = rule.holidays === 'before' ? -1 : 1
  for (let moved = 0; moved < reach && holidays.has(local.toPlainDate().toString()); moved++)
    local = local.add({ days: step })
  return local.toInstant()
}

/** What was due from `first` until `now`: the latest time, and how many there were (counting stops at `most`). */
export function dueUntil(
  rule: Rule,
  first: Temporal.Instant,
  now: Temporal.Instant,
  holidays: Holidays,
  most = 10_000,
): { readonly latest: Temporal.Instant; readonly count: number } {
  let latest = first
  let count = 1
  while (count < most) {
    const next = nextAfter(rule, latest, holidays)
    if (next === null || Temporal.Instant.compare(next, now) > 0) break
    latest = next
    count++
  }
  return { latest, count }
}
