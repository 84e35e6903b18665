import { scheduleAlerts } from '../alerts/schedule.js'
import type { Context } from '../company/context.js'
import { schedulePool } from '../feedback/mailbox-schedule.js'
import { scheduleHandoffs } from '../handoffs/schedule.js'
import { currentCatalogue } from '../metrics/current.js'
import { tellMetricsChanged } from '../metrics/own-store.js'
import { scheduleCorrections } from '../metrics/restate.js'
import { scheduleRollups } from '../metrics/rollups/tend.js'
import { scheduleMornings } from '../mornings/schedule.js'
import { schedulePlaybooks } from '../playbooks/schedule.js'
import { scheduleRounds } from '../rounds/schedule.js'

/** What the clock does for every company, whatever its files say. Doing it again changes nothing. */
export async function scheduleLoops(context: Context): Promise<void> {
  await scheduleMornings(context)
  await scheduleHandoffs(context)
  await schedulePool(context)
  await scheduleRounds(context)
  await scheduleAlerts(context)
  await schedulePlaybooks(context)
  await scheduleCorrections(context)
}

/** Begins to work for a company that has just been set up from chat. Call it inside the transaction that makes the company. */
export async function beginWork(context: Context): Promise<void> {
  await scheduleLoops(context)
  // Departments are those that a metric may be shared with.
  await tellMetricsChanged(context.db)
  await scheduleRollups(context, await currentCatalogue(context.db, context.now))
}
