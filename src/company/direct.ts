import type { Place, PlatformName } from '../chat/place.js'
import type { Person } from './model.js'

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
