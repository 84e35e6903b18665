import type { Context } from '../company/context.js'
import { saveSchedule } from '../schedules/save.js'

/** A handoff may be agreed to the quarter of an hour; so late at most is it said that one is nearly due. */
const everyFiveMinutes = '*/5 * * * *'
/** What was missed is said by the next round anyway. */
const catchUp = 300

/** Sees to it that somebody watches the clocks of handoffs. Doing it again changes nothing. */
export async function scheduleHandoffs(context: Context): Promise<void> {
  await saveSchedule(context, {
    kind: 'handoffs',
    subject: 'handoffs:company',
    data: {},
    rule: { cron: everyFiveMinutes, zone: 'UTC', holidays: 'run', catchUp },
    owner: null,
  })
}
