import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { type Due, dueUntil, type Holidays, isHoliday } from './next.js'
import * as store from './store.js'

/** At most so many schedules are taken in one statement; the beat goes on until nothing is due. */
const batch = 500

/** Something that came due while nobody was there, for longer than its catch-up window. */
export interface Missed {
  readonly slot: number
  readonly schedule: store.Schedule
  readonly first: Temporal.Instant
  readonly count: number
}

/**
 * Takes everything that is due and writes down what was due as slots.
 * @param now the business clock
 * @param tell hears, in the transaction of the claim, what was missed: its owner has to know
 * @returns how many slots were written
 */
export async function claimDue(
  db: Db,
  now: Temporal.Instant,
  tell: (db: Db, missed: readonly Missed[]) => Promise<void> = async () => {},
): Promise<number> {
  let written = 0
  const holidays = await store.holidayDays(db)
  const dueOf = onceEach(now, holidays)
  for (;;) {
    const due = await store.due(db, now, batch)
    const takes = due.flatMap((one) => (one.nextDue === null ? [] : [takeOf(one, one.nextDue, now, holidays, dueOf)]))
    if (takes.length > 0) {
      written += await db.transaction(async (tx) => {
        const slots = await store.claim(tx, takes, now)
        const missed = missedOf(slots, due)
        if (missed.length > 0) await tell(tx, missed)
        return slots.length
      })
    }
    if (due.length < batch) return written
  }
}

type DueOf = (schedule: store.Schedule, first: Temporal.Instant) => Due

/** Many schedules have the same rule, and Monday at nine is reckoned out once for all of them. */
function onceEach(now: Temporal.Instant, holidays: Holidays): DueOf {
  const known = new Map<string, Due>()
  return ({ rule }, first) => {
    const key = `${rule.cron} ${rule.zone} ${rule.holidays} ${first.epochMilliseconds}`
    const due = known.get(key) ?? dueUntil(rule, first, now, holidays)
    known.set(key, due)
    return due
  }
}

function missedOf(slots: readonly store.Taken[], due: readonly store.Schedule[]): readonly Missed[] {
  const schedules = new Map(due.map((one) => [one.id, one]))
  return slots.flatMap((slot) => {
    const schedule = schedules.get(slot.schedule)
    if (slot.reason !== 'missed' || !schedule) return []
    return [{ slot: slot.id, schedule, first: slot.due, count: slot.count }]
  })
}

/**
 * What one due schedule becomes: after an outage only its latest time runs, if that is still within the catch-up window; the
 * times before it are one skipped slot that says how many they were. Silence is never an outcome.
 */
function takeOf(
  schedule: store.Schedule,
  first: Temporal.Instant,
  now: Temporal.Instant,
  holidays: Holidays,
  dueOf: DueOf,
): store.Take {
  const { rule } = schedule
  const { latest, count, next } = dueOf(schedule, first)
  const inTime = now.since(latest.at).total('seconds') <= rule.catchUp
  const take = { schedule: schedule.id, was: first, next }
  const missed = { due: first, names: [], skipped: 'missed' } as const
  if (!inTime) return { ...take, slots: [{ ...missed, count }] }
  const silent = rule.holidays === 'skip' && isHoliday(rule, latest.at, holidays)
  const run = { due: latest.at, names: latest.names, count: 1, skipped: silent ? ('holiday' as const) : null }
  return { ...take, slots: count === 1 ? [run] : [{ ...missed, count: count - 1 }, run] }
}
