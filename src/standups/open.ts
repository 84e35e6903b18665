import { Temporal } from 'temporal-polyfill'
import { calendarsOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { askedPeople } from '../rounds/audience.js'
import type { Round } from '../rounds/model.js'
import * as plans from '../rounds/plan-store.js'
import * as rounds from '../rounds/store.js'
import { type Asking, askingAt, askingOf, isAway } from '../rounds/times.js'
import { turnoutOf } from '../rounds/turnout-store.js'
import type { WorkCalendar } from '../time/workdays.js'
import { dayOf } from '../time/zone.js'
import { minutesOf, type Standup } from './model.js'
import { subjectOf } from './subjects.js'

/** Where a day begins first on earth: a round opens then, so that it is there for everybody, and can be answered early. */
export const firstZone = 'Pacific/Kiritimati'

/** The day that has begun somewhere, `YYYY-MM-DD`: the latest that a round may be of. */
export const firstDay = (now: Temporal.Instant): string => dayOf(now, firstZone)

/** Everybody who is asked, with when they work. */
async function workersOf(
  context: Context,
  { ask }: Standup,
): Promise<readonly { readonly person: Person; readonly calendar: WorkCalendar }[]> {
  const people = await askedPeople(context, ask)
  const calendars = await calendarsOf(context.db, context.company, people)
  return people.flatMap((person) => {
    const calendar = calendars.get(person.id)
    return calendar ? [{ person, calendar }] : []
  })
}

/**
 * When each of those who are asked is asked on a day (`YYYY-MM-DD`). Who has the day off is away.
 * @returns what says so for any day, from one reading of people and calendars
 */
export async function askingsOf(context: Context, standup: Standup): Promise<(day: string) => readonly Asking[]> {
  const { at, zone } = standup
  const workers = await workersOf(context, standup)
  return (day) => workers.map(({ person, calendar }) => askingOf(person, calendar, { day, at, zone }))
}

/** When a round closes whose last is asked at an instant. */
export const closing =
  ({ window }: Pick<Standup, 'window'>) =>
  (last: Temporal.Instant): Temporal.Instant =>
    last.add({ minutes: minutesOf(window) })

/**
 * Opens the round of a day, for everybody who is asked.
 * @returns null if it was opened before, or nobody is there on that day
 */
export async function openDay(context: Context, standup: Standup, due: Temporal.Instant): Promise<Round | null> {
  const day = firstDay(due)
  const askings = await askingsOf(context, standup)
  return openWith(context, standup, { occasion: day, day, people: askings(day) })
}

/** Opens a round unless nobody is there: it closes the window after the last was asked. */
export async function openWith(
  context: Context,
  standup: Standup,
  one: Pick<rounds.NewRound, 'occasion' | 'day' | 'people'>,
): Promise<Round | null> {
  const there = one.people.flatMap(({ away, askAt }) => (away === null ? [askAt.epochMilliseconds] : []))
  if (there.length === 0) return null
  const last = Temporal.Instant.fromEpochMilliseconds(Math.max(...there))
  return rounds.open(context.db, {
    ...one,
    kind: 'standups',
    subject: subjectOf(standup.name),
    openedAt: context.now,
    closesAt: closing(standup)(last),
  })
}

/**
 * What a press to ask now came to: so many people are asked; or all who are there have been asked today, and so many have
 * answered; or nobody is there.
 */
export type AskedNow =
  | { readonly kind: 'asking'; readonly round: Round; readonly count: number }
  | { readonly kind: 'asked'; readonly answered: number; readonly asked: number }
  | { readonly kind: 'nobody' }

/**
 * Asks everybody who works today, at once or as soon as their day begins. While a round of today is open nobody is asked a
 * second time: those whose time has not come are asked earlier.
 */
export async function openNow(context: Context, standup: Standup): Promise<AskedNow> {
  const day = dayOf(context.now, context.company.zone)
  const asking = (await workersOf(context, standup)).map(({ person, calendar }): Asking => {
    const one = askingAt(person, calendar, context.now)
    return isAway(person, context.now) ? { ...one, away: 'away status' } : one
  })
  const there = asking.filter(({ away }) => away === null)
  const open = await plans.openOn(context.db, subjectOf(standup.name), day)
  if (open) return hurried(context, open, there)
  const round = await openWith(context, standup, { occasion: `now:${context.cause}`, day, people: asking })
  return round ? { kind: 'asking', round, count: there.length } : { kind: 'nobody' }
}

async function hurried(context: Context, round: Round, there: readonly Asking[]): Promise<AskedNow> {
  const count = await plans.hurry(context.db, round.id, there)
  if (count > 0) return { kind: 'asking', round, count }
  return { kind: 'asked', ...(await turnoutOf(context.db, round)) }
}
