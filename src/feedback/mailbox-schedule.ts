import type { Context } from '../company/context.js'
import { saveWatch } from '../schedules/watch.js'

/** So long at most the pool shows when something was last laid into it. */
const everyQuarter = '*/15 * * * *'
/** What was missed is done by the next beat anyway. */
const catchUp = 900

/** Sees to it that the pool of what came without a name is written anew and let out. Doing it again changes nothing. */
export async function schedulePool(context: Context): Promise<void> {
  await saveWatch(context, { kind: 'feedback_pool', cron: everyQuarter, catchUp })
}
