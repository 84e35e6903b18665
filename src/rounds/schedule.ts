import type { Context } from '../company/context.js'
import { saveSchedule } from '../schedules/save.js'

/** People are asked at any time of their own; so late at most. */
const everyFiveMinutes = '*/5 * * * *'
/** What was missed is done by the next look anyway. */
const catchUp = 300

/** Sees to it that somebody looks after open rounds. Doing it again changes nothing. */
export async function scheduleRounds(context: Context): Promise<void> {
  await saveSchedule(context, {
    kind: 'rounds',
    subject: 'rounds:company',
    data: {},
    rule: { cron: everyFiveMinutes, zone: 'UTC', holidays: 'run', catchUp },
    owner: null,
  })
}
