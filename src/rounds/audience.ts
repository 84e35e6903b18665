import type { Context } from '../company/context.js'
import type { Audience, Person } from '../company/model.js'
import { allPeople, placesOf } from '../company/store.js'
import type { Asked } from './model.js'

/**
 * Everybody who is asked, each once, by id: people of the company who have not left and are reached on a platform. Guests are
 * never asked, whatever place they are in.
 */
export async function askedPeople(context: Context, { people, departments, place }: Asked): Promise<readonly Person[]> {
  const audience =
    place === null ? null : ((await placesOf(context.db)).find((one) => one.name === place)?.audience ?? null)
  const everybody = await allPeople(context.db)
  return everybody.filter(
    (one) =>
      one.active &&
      !one.outsider &&
      one.accounts.length > 0 &&
      (people.includes(one.email) ||
        (one.department !== null && departments.includes(one.department)) ||
        (audience !== null && reads(audience, one))),
  )
}

/** Whether somebody is among the readers of a place. */
export function reads({ readers }: Audience, person: Person): boolean {
  switch (readers.kind) {
    case 'company':
      return true
    case 'departments':
      return person.department !== null && readers.departments.includes(person.department)
    case 'people':
      return readers.people.includes(person.email)
  }
}
