import type { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Db } from '../../db/connect.js'
import { assertNever } from '../chat/assert-never.js'
import type { Context } from '../company/context.js'
import type { KnownPlace, Person } from '../company/model.js'
import { allPeople, personById, placeById, placesOf } from '../company/store.js'
import { Refusal } from '../locales/refusal.js'
import { ofKind } from '../schedules/kinds-store.js'
import { type HolidayRule, holidayRule } from '../schedules/model.js'
import { saveSchedule } from '../schedules/save.js'
import { dayOf, plainDay } from '../time/zone.js'
import { note, tellPerson } from './say.js'
import { startRun } from './start.js'
import { templateNamed } from './templates.js'

/** What a schedule that starts a checklist stores. */
export const recurringData = z.object({
  name: z.string(),
  template: z.string(),
  title: z.string().nullable(),
  place: z.int(),
  owner: z.int(),
})
type Data = z.infer<typeof recurringData>

const kind = 'checklist_starts'

/** A start is worth as much a day later. */
const catchUp = 24 * 3600

/** A template that starts by itself, again and again. */
export interface Recurrence {
  readonly name: string
  readonly template: string
  readonly title: string | null
  readonly place: KnownPlace
  readonly owner: Person
  readonly cron: string
  /** Null: the channel's, or the company's. */
  readonly zone: string | null
  readonly holidays: HolidayRule
}

/**
 * Saves when a template starts by itself.
 * @throws RuleError if the cron rule or the zone cannot be used
 */
export async function recur(context: Context, one: Recurrence): Promise<void> {
  const data: Data = {
    name: one.name,
    template: one.template,
    title: one.title,
    place: one.place.id,
    owner: one.owner.id,
  }
  await saveSchedule(context, {
    kind,
    subject: `checklist_start:${one.name}`,
    data,
    rule: {
      cron: one.cron,
      zone: one.zone ?? one.place.zone ?? context.company.zone,
      holidays: holidayRule.parse(one.holidays),
      catchUp,
    },
    owner: one.owner.id,
  })
}

/** What starts by itself, as `checklists.yaml` states it. Whose channel or owner is gone is left out: it cannot start. */
export async function recurrences(db: Db): Promise<readonly Record<string, unknown>[]> {
  const [all, places, people] = await Promise.all([ofKind(db, kind), placesOf(db), allPeople(db)])
  return all.flatMap(({ data, rule }) => {
    const { name, template, title, ...of } = recurringData.parse(data)
    const place = places.find((one) => one.id === of.place)?.name
    const owner = people.find((one) => one.id === of.owner)?.email
    if (place === undefined || owner === undefined) return []
    const { cron, zone, holidays } = rule
    return [{ name, template, ...(title !== null && { title }), place, owner, cron, zone, holidays }]
  })
}

/** How often a checklist begins again, as people choose it. */
export const repeats = ['week', 'month', 'quarter'] as const
export type Repeat = (typeof repeats)[number]

/** No month is shorter than this: a day after it would leave some out. */
const safeDay = 28

/** The cron rule that comes at nine o'clock on a day and then every week, month or quarter. @param from `YYYY-MM-DD` */
export function cronOf(repeat: Repeat, from: string): string {
  const day = plainDay(from)
  const inMonth = Math.min(day.day, safeDay)
  switch (repeat) {
    case 'week':
      return `0 9 * * ${day.dayOfWeek % 7}`
    case 'month':
      return `0 9 ${inMonth} * *`
    case 'quarter': {
      const months = [0, 3, 6, 9].map((ahead) => ((day.month - 1 + ahead) % 12) + 1).sort((a, b) => a - b)
      return `0 9 ${inMonth} ${months.join(',')} *`
    }
    default:
      return assertNever(repeat)
  }
}

/**
 * Starts the run of a due time, called after its day. What keeps it from starting is said to its owner, or to RevOps where the
 * owner has left: silence would look like a checklist that nobody needs.
 * @returns whether a run was started
 */
export async function startDue(
  context: Context,
  data: Data,
  { id: slot, due }: { readonly id: number | null; readonly due: Temporal.Instant },
): Promise<boolean> {
  const place = await placeById(context.db, data.place)
  const owner = await personById(context.db, data.owner)
  if (!place || !owner)
    throw new Error(`The checklist "${data.name}" has lost its channel or its owner; save its schedule again`)
  const day = dayOf(due, place.zone ?? context.company.zone)
  const of = await templateNamed(context.db, data.template)
  const title = context.t.plain('checklists.recurring_title', {
    title: data.title ?? of?.title ?? data.template,
    day: context.t.day(day),
  })
  try {
    const name = `${data.name}-${day}`
    return (
      (await startRun(context, { template: data.template, name, title, place, owner, startedOn: day, slot })) !== null
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await tellKeepers(context, owner, data, title, error)
    return false
  }
}

async function tellKeepers(context: Context, owner: Person, data: Data, title: string, why: Refusal): Promise<void> {
  const keepers = owner.active
    ? [owner]
    : (await allPeople(context.db)).filter((one) => one.role === 'revops' && one.active)
  for (const person of keepers) {
    const key = `checklist_start:${context.cause}:${person.id}`
    await tellPerson(context, key, `checklist_start:${data.name}`, person, (t) =>
      note(t.text('checklists.not_started', { title, why: t.text(why.key, why.args) })),
    )
  }
}
