import type { Context } from '../company/context.js'
import { saveSchedule } from './save.js'

/** What the clock looks after again and again for the whole company, whatever the day. */
export interface Watch {
  readonly kind: string
  /** When, by UTC: a watch has no wall clock of its own. */
  readonly cron: string
  /** So many seconds late it is still done. What was missed is done by the next look anyway. */
  readonly catchUp: number
}

/** Sees to it that something is looked after. Doing it again changes nothing. */
export async function saveWatch(context: Context, { kind, cron, catchUp }: Watch): Promise<void> {
  const rule = { cron, zone: 'UTC', holidays: 'run', catchUp } as const
  await saveSchedule(context, { kind, subject: `${kind}:company`, data: {}, rule, owner: null })
}
