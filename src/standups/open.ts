import { Temporal } from 'temporal-polyfill'
import { calendarsOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import { askedPeople } from '../rounds/audience.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { type Asking, askingAt, askingOf } from '../rounds/times.js'
import { minutesOf, type Standup } from './model.js'
import { subjectOf } from './subjects.js'

/** Where a day begins first on earth: a round opens then, so that it is there for everybody, and can be answered early. */
export const firstZone = 'Pacific/Kiritimati'

/**
 * Opens the round of a day, for everybody who is asked. Who has the day off is away.
 * @returns null if it was opened before, or nobody is there on that day
 */
export async function openDay(context: Context, standup: Standup, due: Temporal.Instant): Promise<Round | null> {
  const day = due.toZonedDateTimeISO(firstZone).toPlainDate().toString()
  const people = await askedPeople(context, standup.ask)
  const calendars = await calendarsOf(context.db, context.company, people)
  const asking = people.flatMap((person) => {
    const calendar = calendars.get(person.id)
    return calendar ? [askingOf(person, calendar, { day, at: standup.at, zone: standup.zone })] : []
  })
  const closesAt = closingOf(asking, standup)
  if (!closesAt) return null
  return rounds.open(context.db, {
    kind: 'standups',
    subject: subjectOf(standup.name),
    occasion: day,
    day,
    openedAt: context.now,
    closesAt,
    people: asking,
  })
}

/** When a round closes: the window after the last was asked; null when nobody is there to be asked. */
function closingOf(asking: readonly Asking[], { window }: Standup): Temporal.Instant | null {
  const there = asking.filter(({ away }) => away === null).map(({ askAt }) => askAt.epochMilliseconds)
  if (there.length === 0) return null
  return Temporal.Instant.fromEpochMilliseconds(Math.max(...there)).add({ minutes: minutesOf(window) })
}

/**
 * Asks everybody who works today, at once or as soon as their day begins, beside the standup's own days.
 * @returns null if the same press did it before, or nobody works today
 */
export async function openNow(context: Context, standup: Standup): Promise<Round | null> {
  const people = await askedPeople(context, standup.ask)
  const calendars = await calendarsOf(context.db, context.company, people)
  const asking = people.map((person) => {
    const calendar = calendars.get(person.id) ?? { workDays: [], holidays: new Set<string>() }
    return askingAt(person, calendar, context.now)
  })
  const closesAt = closingOf(asking, standup)
  if (!closesAt) return null
  return rounds.open(context.db, {
    kind: 'standups',
    subject: subjectOf(standup.name),
    occasion: `now:${context.cause}`,
    day: context.now.toZonedDateTimeISO(context.company.zone).toPlainDate().toString(),
    openedAt: context.now,
    closesAt,
    people: asking,
  })
}
