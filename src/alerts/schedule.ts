import type { Context } from '../company/context.js'
import { saveWatch } from '../schedules/watch.js'

/** So late at most does somebody hear of what an import has brought. */
const everyFiveMinutes = '*/5 * * * *'
/** What was missed is looked at by the next round anyway. In seconds. */
const catchUp = 300

/** Sees to it that what people follow is looked at. Doing it again changes nothing. */
export async function scheduleAlerts(context: Context): Promise<void> {
  await saveWatch(context, { kind: 'alerts', cron: everyFiveMinutes, catchUp })
}
