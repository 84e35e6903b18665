import type { Context } from '../company/context.js'
import { saveWatch } from '../schedules/watch.js'

/** A handoff may be agreed to the quarter of an hour; so late at most is it said that one is nearly due. */
const everyFiveMinutes = '*/5 * * * *'
/** What was missed is said by the next round anyway. */
const catchUp = 300

/** Sees to it that somebody watches the clocks of handoffs. Doing it again changes nothing. */
export async function scheduleHandoffs(context: Context): Promise<void> {
  await saveWatch(context, { kind: 'handoffs', cron: everyFiveMinutes, catchUp })
}
