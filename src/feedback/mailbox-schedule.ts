import type { Context } from '../company/context.js'
import { saveSchedule } from '../schedules/save.js'

/** So long at most the pool shows when something was last laid into it. */
const everyQuarter = '*/15 * * * *'
/** What was missed is done by the next beat anyway. */
const catchUp = 900

/** Sees to it that the pool of what came without a name is written anew and let out. Doing it again changes nothing. */
export async function schedulePool(context: Context): Promise<void> {
  await saveSchedule(context, {
    kind: 'feedback_pool',
    subject: 'feedback_pool:company',
    data: {},
    rule: { cron: everyQuarter, zone: 'UTC', holidays: 'run', catchUp },
    owner: null,
  })
}
