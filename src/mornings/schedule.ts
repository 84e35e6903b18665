import type { Context } from '../company/context.js'
import { saveWatch } from '../schedules/watch.js'

/** Mornings begin at quarters of an hour somewhere in the world all day long. */
const everyQuarter = '*/15 * * * *'
/** A note may come so many seconds late; the next quarter looks for whoever is still without one anyway. */
const catchUp = 900

/** Sees to it that mornings are looked for. Doing it again changes nothing. */
export async function scheduleMornings(context: Context): Promise<void> {
  await saveWatch(context, { kind: 'mornings', cron: everyQuarter, catchUp })
}
