import { z } from 'zod'
import { addWorkingDays, type WorkCalendar } from '../time/workdays.js'
import { addDays, isDay } from '../time/zone.js'

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')

/** A due date counted from the start of the run, in working days: `+5 working days`. */
const due = z.string().regex(/^\+\d{1,3} working days?$/, 'write it as "+5 working days", counted from the start')

/** The working days of a due date (5 for `+5 working days`). */
export const workingDays = (text: string): number => Number.parseInt(text.slice(1), 10)

const stage = z.strictObject({
  label: z.string().min(1).max(150),
  due,
  /** What has to be done, as its owner should read it. */
  what: z.string().max(2000).default(''),
  owner: z.strictObject({ department: z.string() }).or(z.strictObject({ person: z.email() })),
})

/** A checklist that can be run again and again: stages in order, each with its date and whose turn it is. */
export const template = z
  .strictObject({ name, title: z.string().min(1).max(150), stages: z.array(stage).min(1).max(30) })
  .refine(
    (one) =>
      one.stages.every(
        (next, index) => index === 0 || workingDays(next.due) >= workingDays(one.stages[index - 1]?.due ?? '+0'),
      ),
    {
      path: ['stages'],
      message: 'a stage is due before the one it follows; put the stages in the order of their dates',
    },
  )
export type Template = z.infer<typeof template>
export type Owner = Template['stages'][number]['owner']

/** A run of a template in a channel. `started_on` is a day, or days counted from the day of applying (`-3 days`). */
const runFile = z.strictObject({
  name,
  template: name,
  place: z.string(),
  owner: z.email(),
  started_on: z
    .string()
    .refine((text) => isDay(text) || /^[+-]\d{1,3} days?$/.test(text), 'write a day as 2026-11-30, or "-3 days"'),
})

/** `checklists.yaml`. */
export const checklistsFile = z.strictObject({ templates: z.array(template), runs: z.array(runFile).default([]) })
export type ChecklistsFile = z.infer<typeof checklistsFile>

/** The day on which a run started, from what its file says. */
export function startDay(startedOn: string, today: string): string {
  return isDay(startedOn) ? startedOn : addDays(today, Number.parseInt(startedOn, 10))
}

/** Why a stage is spoken of: its date is near, it is today, or it has passed. */
export type Reminder = 'soon' | 'due' | 'overdue'

/** A stage is announced this many working days before its date. */
const noticeDays = 3

/**
 * What a stage that is still open has to be reminded of on a day: `soon` from three working days before its date, `due` on
 * the day, `overdue` from the first working day after it. Each is said once per stage by its delivery's key, so a day on
 * which the bot was away is made up for by the next.
 */
export function reminderOn(day: string, dueOn: string, calendar: WorkCalendar): Reminder | null {
  if (day > dueOn) return 'overdue'
  if (day === dueOn) return 'due'
  return day >= addWorkingDays(dueOn, -noticeDays, calendar) ? 'soon' : null
}
