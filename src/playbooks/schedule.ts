import type { Context } from '../company/context.js'
import { saveWatch } from '../schedules/watch.js'

/** So late at most is spoken of what an import has brought. */
const everyFiveMinutes = '*/5 * * * *'
/** What was missed is looked at by the next round anyway. In seconds. */
const catchUp = 300

/** Sees to it that playbooks are looked at. Doing it again changes nothing. */
export async function schedulePlaybooks(context: Context): Promise<void> {
  await saveWatch(context, { kind: 'playbooks', cron: everyFiveMinutes, catchUp })
}
