import type { Context } from '../company/context.js'
import { saveWatch } from '../schedules/watch.js'

/** People are asked at any time of their own; so late at most. */
const everyFiveMinutes = '*/5 * * * *'
/** What was missed is done by the next look anyway. */
const catchUp = 300

/** Sees to it that somebody looks after open rounds. Doing it again changes nothing. */
export async function scheduleRounds(context: Context): Promise<void> {
  await saveWatch(context, { kind: 'rounds', cron: everyFiveMinutes, catchUp })
}
