import type { Context } from '../company/context.js'
import { endSchedule } from '../schedules/kinds-store.js'
import { dayOf } from '../time/zone.js'
import { holds } from './approval.js'
import { companyCalendar } from './calendars.js'
import { endRound } from './progress.js'
import { blockedOn, type Reminder, reminderOn } from './reminder.js'
import { type Stand, say, standOf } from './say.js'
import { signaturesOf } from './signature-store.js'
import { expiredCard, reminderCard } from './stage-card.js'
import type { Stage } from './store.js'
import * as store from './store.js'
import { runSubject, stageSubject } from './subjects.js'
import { standingsOf } from './view.js'

/** The kind of schedule that reminds the channel of a run, as long as it is not over. */
export const reminding = 'checklists'

/**
 * Puts the reminders of a run's open stage that are due today into its channel, and ends an approval that nobody gave in time.
 * Each is said once: a second call on the same day, or after a missed day, adds only what was not said yet.
 * @returns how many were added
 */
export async function remind(context: Context, runId: number, slot: number | null): Promise<number> {
  if (!(await store.lockRun(context.db, runId))) return 0
  const stand = await standOf(context, runId)
  const stage = stand.view.open
  if (!stage) {
    // A press may have ended the run; it must not wait for the schedule, which the clock holds while it waits for the run.
    await endSchedule(context.db, reminding, runSubject(runId))
    return 0
  }
  const calendar = await companyCalendar(context)
  const today = dayOf(context.now, stand.t.zone)
  const expired = await expire(context, stand, stage, today, slot)
  if (expired > 0) return expired
  const blocked = stage.askedAt !== null && blockedOn(today, dayOf(stage.askedAt, stand.t.zone), calendar)
  const dated = reminderOn(today, stage.dueOn, calendar)
  const missing: readonly Reminder[] = blocked ? ['blocked'] : []
  const reminders: readonly Reminder[] =
    dated === null ? missing : dated === 'soon' ? [...missing, dated] : [dated, ...missing]
  // One message a day: what was said on another day leaves room for the next.
  for (const reminder of reminders) {
    const message = reminderCard(stand.view, stage, reminder, stand.view.standings, stand.t)
    const about = stageSubject(runId, stage.position)
    const added = await say(context, [
      { key: keyOf(runId, stage, reminder), about, to: stand.place.place, message, slot },
    ])
    if (added > 0) return added
  }
  return 0
}

/** An approval that is asked for anew is called blocked anew. */
const keyOf = (run: number, stage: Stage, reminder: Reminder): string =>
  `${runSubject(run)}:${stage.position}:${reminder}${reminder === 'blocked' ? `:${stage.round}` : ''}`

async function expire(
  context: Context,
  stand: Stand,
  stage: Stage,
  today: string,
  slot: number | null,
): Promise<number> {
  const { run } = stand.view
  if (stage.approval === null || stage.askedAt === null || stage.expiresOn === null || today <= stage.expiresOn)
    return 0
  const record = await signaturesOf(context.db, { run: run.id, stage: stage.position })
  if (holds(stage.approval, record, stage.round)) return 0
  const card = expiredCard(stand.view, stage, await standingsOf(context, run, stage), stand.t)
  await endRound(context, run, stage)
  const about = stageSubject(run.id, stage.position)
  const key = `${runSubject(run.id)}:${stage.position}:expired:${stage.round}`
  return say(context, [{ key, about, to: stand.place.place, message: card, slot }])
}
