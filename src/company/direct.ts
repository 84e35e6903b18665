import type { Db } from '../../db/connect.js'
import type { Place, PlatformName } from '../chat/place.js'
import type { Person } from './model.js'
import { departmentsOf, placesOf } from './store.js'

/**
 * The platform on which each department is met, by its key: somebody who is on both platforms is written to where their
 * department is.
 */
export async function homePlatforms(db: Db): Promise<ReadonlyMap<string, PlatformName>> {
  const [places, departments] = await Promise.all([placesOf(db), departmentsOf(db)])
  const homes = new Map(places.map(({ name, place }) => [name, place.platform]))
  return new Map(
    departments.flatMap(({ key, home }) => {
      const platform = home === null ? undefined : homes.get(home)
      return platform ? [[key, platform] as const] : []
    }),
  )
}

/** The direct conversation with a person where their department is met. */
export function directPlaceAt(homes: ReadonlyMap<string, PlatformName>, person: Person): Place | null {
  return directPlace(person, person.department === null ? null : (homes.get(person.department) ?? null))
}

/** The direct conversation with a person: on the preferred platform if they are there, else on their first; null if on none. */
export function directPlace(person: Person, preferred: PlatformName | null = null): Place | null {
  const account = person.accounts.find((one) => one.platform === preferred) ?? person.accounts[0]
  if (!account) return null
  return {
    platform: account.platform,
    workspace: account.workspace,
    kind: 'direct',
    channel: account.user,
    thread: null,
  }
}
