import { createHash } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { calendarsOf, weekOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { askedPeople } from '../rounds/audience.js'
import type { Round } from '../rounds/model.js'
import * as rounds from '../rounds/store.js'
import { type Asking, instantOf } from '../rounds/times.js'
import { addWorkingDays, isWorkingDay, type WorkCalendar } from '../time/workdays.js'
import { addDays, dayOf, laterDay } from '../time/zone.js'
import { daysOf, type Prompt } from './model.js'
import * as store from './prompt-store.js'
import { promptSubject } from './subjects.js'

/** When a round asks: from an instant on, or from the beginning of a day on, wherever people are. */
export type From = { readonly day: string } | { readonly instant: Temporal.Instant }

/**
 * Opens a round of a prompt: everybody (or so many, drawn anew) is asked at the beginning of their next working day from then on, and
 * not before the gap since their last time is over; who is not free again within the window is left out. Call it inside a transaction.
 * @param occasion makes it once: the day, or the press that asked for it
 * @returns null if its occasion opened one before, or nobody is there to be asked
 */
export async function openPrompt(
  context: Context,
  prompt: Prompt,
  occasion: string,
  from: From,
): Promise<Round | null> {
  const people = drawn(await askedPeople(context, prompt.ask), prompt.sample, `${prompt.name} ${occasion}`)
  const calendars = await calendarsOf(context.db, context.company, people)
  const last = await store.lastAsked(context.db, prompt.name)
  const asking = people.flatMap((person): readonly Asking[] => {
    const calendar = calendars.get(person.id)
    if (!calendar || calendar.workDays.length === 0) return []
    const notBefore = free(last.get(person.id), prompt)
    if (notBefore !== null && notBefore > addDays(dayIn(from, person.zone), daysOf(prompt.window))) return []
    return [{ person: person.id, askAt: askAt(person, calendar, from, notBefore), away: null }]
  })
  const [first, ...more] = asking.map(({ askAt: at }) => at)
  if (!first) return null
  const latest = more.reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? b : a), first)
  const round = await rounds.open(context.db, {
    kind: 'feedback',
    subject: promptSubject(prompt.name),
    occasion,
    day: dayOf(context.now, context.company.zone),
    openedAt: context.now,
    closesAt: await closing(context, latest, prompt),
    people: asking,
  })
  if (round) await store.saveRound(context.db, round.id, prompt)
  return round
}

/** The days on which an office is open where nobody says otherwise: Monday to Friday. */
const officeDays = [1, 2, 3, 4, 5]

/** So many working days of the company after the last is asked, at the same time of day: nothing is told on a day off. */
async function closing(context: Context, last: Temporal.Instant, { window }: Prompt): Promise<Temporal.Instant> {
  const { zone, country } = context.company
  const week = await weekOf(context.db, context.company, officeDays, country)
  const { hour, minute } = last.toZonedDateTimeISO(zone)
  const day = addWorkingDays(dayOf(last, zone), daysOf(window), week)
  return instantOf(day, `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`, zone)
}

/** So many of them, each as likely, and the same ones when the same occasion is opened again after a crash. */
function drawn(people: readonly Person[], sample: number | null, occasion: string): readonly Person[] {
  if (sample === null || sample >= people.length) return people
  const lot = ({ id }: Person) => createHash('sha256').update(`${occasion} ${id}`).digest('hex')
  return people
    .map((person) => ({ person, lot: lot(person) }))
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, sample)
    .map(({ person }) => person)
}

const dayIn = (from: From, zone: string): string => ('day' in from ? from.day : dayOf(from.instant, zone))

/** From which day on somebody may be asked again. */
const free = (last: string | undefined, { gap }: Prompt): string | null =>
  last === undefined ? null : addDays(last, daysOf(gap))

/** Within somebody's hours: as soon as may be. */
function askAt(person: Person, calendar: WorkCalendar, from: From, notBefore: string | null): Temporal.Instant {
  const wished = 'day' in from ? instantOf(from.day, person.workFrom, person.zone) : from.instant
  const day = dayOf(wished, person.zone)
  const earliest = notBefore === null ? day : laterDay(day, notBefore)
  const works = isWorkingDay(earliest, calendar)
  const begins = instantOf(earliest, person.workFrom, person.zone)
  const time = Temporal.Instant.compare(begins, wished) < 0 ? wished : begins
  if (works && Temporal.Instant.compare(time, instantOf(earliest, person.workTo, person.zone)) < 0) return time
  return instantOf(addWorkingDays(earliest, 1, calendar), person.workFrom, person.zone)
}
