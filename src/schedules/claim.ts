import type { Temporal } from 'temporal-polyfill'
import type { Db } from '../../db/connect.js'
import { dueUntil, type Holidays, isHoliday, nextAfter } from './next.js'
import * as store from './store.js'

/** At most so many schedules are taken in one statement; the beat goes on until nothing is due. */
const batch = 500

/**
 * Takes everything that is due and writes down what was due as slots.
 * @param now the business clock
 * @returns how many slots were written
 */
export async function claimDue(db: Db, now: Temporal.Instant): Promise<number> {
  let written = 0
  const holidays = await store.holidayDays(db)
  for (;;) {
    const due = await store.due(db, now, batch)
    written += await store.claim(
      db,
      due.flatMap((schedule) => (schedule.nextDue === null ? [] : [takeOf(schedule, schedule.nextDue, now, holidays)])),
      now,
    )
    if (due.length < batch) return written
  }
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
): store.Take {
  const { rule } = schedule
  const { latest, count } = dueUntil(rule, first, now, holidays)
  const next = nextAfter(rule, now, holidays)
  const inTime = now.since(latest).total('seconds') <= rule.catchUp
  const take = { schedule: schedule.id, was: first, next }
  if (!inTime) return { ...take, slots: [{ due: first, count, skipped: 'missed' }] }
  const run = {
    due: latest,
    count: 1,
    skipped: rule.holidays === 'skip' && isHoliday(rule, latest, holidays) ? 'holiday' : null,
  }
  return { ...take, slots: count === 1 ? [run] : [{ due: first, count: count - 1, skipped: 'missed' }, run] }
}
