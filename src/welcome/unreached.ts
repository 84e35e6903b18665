import type { Db } from '../../db/connect.js'
import { directPlace } from '../company/direct.js'
import type { Person } from '../company/model.js'
import { addressKey, troublesOf } from '../company/trouble-store.js'

/** Who of the company cannot be written to: on no platform as far as the bot sees, or where their platform does not let it. */
export async function unreachedOf(db: Db, people: readonly Person[]): Promise<readonly Person[]> {
  const troubles = await troublesOf(db)
  return people.filter((person) => {
    if (!person.active || person.outsider) return false
    const places = person.accounts.map((account) => directPlace({ ...person, accounts: [account] }))
    return places.every((place) => place === null || troubles.has(addressKey(place)))
  })
}
