import { calendarsOf } from '../company/absence-store.js'
import type { Context } from '../company/context.js'
import { holidayDays } from '../schedules/store.js'
import type { WorkCalendar } from '../time/workdays.js'
import type { Holder } from './assign.js'
import type { Calendars } from './due.js'

/** The company's working week: what stages, approvals and channels go by, whatever the hours of the people in them. */
export async function companyCalendar({ db }: Pick<Context, 'db'>): Promise<WorkCalendar> {
  return { workDays: [1, 2, 3, 4, 5], holidays: await holidayDays(db) }
}

/** The calendars that a run is planned by: the company's, and for each item that of who holds it. */
export async function planCalendars(context: Context, holders: ReadonlyMap<string, Holder>): Promise<Calendars> {
  const company = await companyCalendar(context)
  const people = [...new Map([...holders.values()].map(({ person }) => [person.id, person])).values()]
  const byPerson = await calendarsOf(context.db, context.company, people)
  return { company, ofItem: (item) => byPerson.get(holders.get(item)?.person.id ?? 0) ?? company }
}
