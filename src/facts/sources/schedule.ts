import type { Temporal } from 'temporal-polyfill'
import type { Context } from '../../company/context.js'
import { saveSchedule } from '../../schedules/save.js'
import { find } from '../../schedules/store.js'
import type { Mapping } from '../mapping-schema.js'
import { pullRule } from './rule.js'

/** The kind of schedule by which sources are asked again. */
export const pullKind = 'pull'

/**
 * Sees to it that a source is asked again when its mapping says, and no more where it does not say so any more. Doing it again
 * changes nothing.
 * @returns when it is asked next, or null
 */
export async function schedulePull(context: Context, mapping: Mapping): Promise<Temporal.Instant | null> {
  const { source, fact, from } = mapping
  const subject = `source:${source}/${fact}`
  const known = await find(context.db, pullKind, subject)
  const every = from?.every ?? null
  if (every === null && known === null) return null
  const cron = every ?? known?.rule.cron ?? ''
  const rule = { ...pullRule, cron, zone: context.company.zone }
  const data = { source, fact }
  await saveSchedule(context, { kind: pullKind, subject, data, rule, owner: null, paused: every === null })
  return (await find(context.db, pullKind, subject))?.nextDue ?? null
}
