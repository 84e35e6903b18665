import { addWorkingDays, type WorkCalendar } from '../time/workdays.js'
import { addDays } from '../time/zone.js'

/** Why a stage is spoken of in its channel: its date is near, it is today, it has passed, or signatures keep it from closing. */
export type Reminder = 'soon' | 'due' | 'overdue' | 'blocked'

/** A stage is announced this many working days before its date. */
const noticeDays = 3
/** A stage whose signatures were asked for is called blocked after so many working days. */
const blockedDays = 2

/**
 * What a stage that is still open has to be reminded of on a day: `soon` from three working days before its date, `due` on
 * the day, `overdue` from the first working day after it. Each is said once per stage by its delivery's key, so a day on
 * which the bot was away is made up for by the next.
 */
export function reminderOn(day: string, dueOn: string, calendar: WorkCalendar): Exclude<Reminder, 'blocked'> | null {
  if (day > dueOn) return 'overdue'
  if (day === dueOn) return 'due'
  return day >= addWorkingDays(dueOn, -noticeDays, calendar) ? 'soon' : null
}

/** Whether signatures asked for on a day keep a stage waiting for too long. */
export const blockedOn = (day: string, askedOn: string, calendar: WorkCalendar): boolean =>
  day >= addWorkingDays(askedOn, blockedDays, calendar)

/** Why a person's morning note speaks of an item. */
export type Mention = 'soon' | 'due' | 'overdue'

/** After its first day overdue an item is named again after so many working days: a note that nags is muted. */
const again = 5
/** After so many working days overdue the department's leader hears of an item, and with the same pause again. */
const leaderAfter = 3

/** The days between which items are spoken of on a person's working day, counted once for all items of that person. */
export interface Window {
  readonly day: string
  /** Items due after today and until this day (the next working day) are announced. */
  readonly next: string
  /** Ranges of due days, both ends included, that are overdue in a way that is said today. */
  readonly overdue: readonly DayRange[]
  /** The same for the leader of the item's department. */
  readonly leader: readonly DayRange[]
}

interface DayRange {
  readonly from: string
  readonly to: string
}

/** Beyond this many reminders of the same item, words in a note no longer help. */
const mostTimes = 12

/** @param day a working day of the calendar, `YYYY-MM-DD` */
export function windowOf(day: string, calendar: WorkCalendar): Window {
  const back = [day]
  const reach = leaderAfter + again * mostTimes
  for (let count = 1; count <= reach; count++) back.push(addWorkingDays(back[count - 1] ?? day, -1, calendar))
  // An item whose day lies between two working days is overdue from the later of them, as one due on the earlier is.
  const range = (age: number): DayRange => ({ from: back[age] ?? day, to: addDays(back[age - 1] ?? day, -1) })
  const ages = (first: number): readonly DayRange[] =>
    Array.from({ length: mostTimes }, (_, index) => range(first + again * index))
  return { day, next: addWorkingDays(day, 1, calendar), overdue: ages(1), leader: ages(leaderAfter) }
}

const within = (day: string, ranges: readonly DayRange[]): boolean =>
  ranges.some(({ from, to }) => day >= from && day <= to)

/** Whether the owner's note of the day speaks of an item: the working day before it is due, on the day, after it, then weekly. */
export function mentionOn(dueOn: string, window: Window): Mention | null {
  if (dueOn === window.day) return 'due'
  if (dueOn > window.day) return dueOn <= window.next ? 'soon' : null
  return within(dueOn, window.overdue) ? 'overdue' : null
}

/**
 * Whether the note of who has to sign speaks of it: the working day after it was asked for (they heard of it directly then), once a
 * week after that, and on the last day.
 */
export const mentionsSignature = (askedOn: string, expiresOn: string, window: Window): boolean =>
  expiresOn === window.day || within(askedOn, window.overdue)

/** Whether the leader of its department hears of an item that is overdue. */
export const tellsLeader = (dueOn: string, window: Window): boolean => within(dueOn, window.leader)
