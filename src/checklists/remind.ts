import type { Context } from '../company/context.js'
import { departmentsOf, personByEmail, placeById } from '../company/store.js'
import { textsOf } from '../company/texts.js'
import { addDeliveries } from '../deliveries/add.js'
import { holidayDays } from '../schedules/store.js'
import { dayOf } from '../time/zone.js'
import { reminderCard, type Turn } from './card.js'
import { type Owner, type Reminder, reminderOn } from './model.js'
import * as store from './store.js'

/** What a channel is reminded by: the company's working week, whatever the hours of the people in it. */
const workingWeek = [1, 2, 3, 4, 5]

/**
 * Puts the reminders of a run that are due today into its channel. Each is said once: a second call on the same day, or
 * after a missed day, adds only what was not said yet.
 * @returns how many were added
 */
export async function remind(context: Context, runId: number, slot: number | null): Promise<number> {
  const run = await store.runById(context.db, runId)
  const place = run ? await placeById(context.db, run.place) : null
  if (!run || !place || run.closedAt !== null) return 0
  const t = textsOf(place, context.company)
  const today = dayOf(context.now, t.zone)
  const calendar = { workDays: workingWeek, holidays: await holidayDays(context.db) }
  const due = run.stages.flatMap((stage) => {
    const reminder = stage.closedAt === null ? reminderOn(today, stage.dueOn, calendar) : null
    return reminder === null ? [] : [{ stage, reminder }]
  })
  const deliveries = await Promise.all(
    due.map(async ({ stage, reminder }) => ({
      key: reminderKey(run.id, stage.position, reminder),
      about: `checklist:${run.id}` as const,
      to: place.place,
      message: reminderCard(run, stage, reminder, await turnOf(context, stage.owner), t),
      edits: null,
      slot,
      urgent: false,
    })),
  )
  return addDeliveries(context, deliveries)
}

const reminderKey = (run: number, stage: number, reminder: Reminder): string => `checklist:${run}:${stage}:${reminder}`

/** Whose turn a stage is, by the names that people know. */
export async function turnOf(context: Context, owner: Owner): Promise<Turn> {
  if ('person' in owner) {
    const person = await personByEmail(context.db, owner.person)
    return { kind: 'person', label: person?.name ?? owner.person }
  }
  const department = (await departmentsOf(context.db)).find((one) => one.key === owner.department)
  return { kind: 'department', label: department?.label ?? owner.department }
}
