import type { Context } from '../company/context.js'
import { rosterOf } from '../company/members-store.js'
import type { Audience, Person } from '../company/model.js'
import { allPeople, placesOf } from '../company/store.js'
import type { Asked } from './model.js'

/**
 * Everybody who is asked, each once, by id: people of the company who have not left and are reached on a platform. Guests are
 * never asked, whatever place they are in.
 */
export async function askedPeople(context: Context, { people, departments, place }: Asked): Promise<readonly Person[]> {
  const isIn = place === null ? () => false : await membership(context, place)
  const everybody = await allPeople(context.db)
  return everybody.filter(
    (one) =>
      one.active &&
      !one.outsider &&
      one.accounts.length > 0 &&
      (people.includes(one.email) || (one.department !== null && departments.includes(one.department)) || isIn(one)),
  )
}

/** Who is in a place: its members where the platform was asked for them, and until then whoever it is declared for. */
async function membership({ db }: Context, name: string): Promise<(person: Person) => boolean> {
  const known = (await placesOf(db)).find((one) => one.name === name)
  if (!known) return () => false
  const roster = await rosterOf(db, known.place)
  if (!roster) return (person) => reads(known.audience, person)
  return ({ accounts }) => accounts.some(({ platform, user }) => platform === known.place.platform && roster.has(user))
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
