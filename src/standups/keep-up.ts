import { Temporal } from 'temporal-polyfill'
import type { Context } from '../company/context.js'
import * as plans from '../rounds/plan-store.js'
import type { Asking } from '../rounds/times.js'
import { addDays, plainDay } from '../time/zone.js'
import { type Standup, weekdays } from './model.js'
import { askingsOf, closing, firstDay, openWith } from './open.js'
import { subjectOf } from './subjects.js'

/** With the clocks of the world 26 hours apart, two days are under way at once. */
const daysUnderWay = 2

/**
 * Makes the rounds that are open what the standup is now: after it was changed, and after somebody joined, left, moved or took
 * another hour. Who was asked is not asked again, whose hour has passed is not asked late. A day whose round is not open yet,
 * because the standup is new or was paused, opens while everybody's hour is still to come: the first day is never half a one.
 */
export async function keepUp(context: Context, standup: Standup): Promise<void> {
  const subject = subjectOf(standup.name)
  const askings = await askingsOf(context, standup)
  for (const round of await plans.openDays(context.db, subject)) {
    const asking = isOn(standup, round.day) ? askings(round.day) : []
    const known = await plans.planned(context.db, round.id)
    const people = asking.filter((one) => known.has(one.person) || isAhead(one, context.now))
    await plans.replan(context.db, round, people, closing(standup))
  }
  for (let back = daysUnderWay - 1; back >= 0; back--) {
    const day = addDays(firstDay(context.now), -back)
    if (isOn(standup, day) && !(await plans.wasOpened(context.db, subject, day)))
      await openLate(context, standup, day, askings(day))
  }
}

async function openLate(context: Context, standup: Standup, day: string, people: readonly Asking[]): Promise<void> {
  const there = people.filter(({ away }) => away === null)
  if (there.every((one) => isAhead(one, context.now))) await openWith(context, standup, { occasion: day, day, people })
}

const isAhead = ({ askAt }: Asking, now: Temporal.Instant): boolean => Temporal.Instant.compare(askAt, now) > 0

function isOn({ days }: Standup, day: string): boolean {
  const weekday = weekdays[plainDay(day).dayOfWeek - 1]
  return weekday !== undefined && days.includes(weekday)
}
