import type { Profile } from '../../chat/platform.js'
import type { AddressBook } from './addresses.js'
import type { Connector, MemberProfile } from './connector.js'
import { ROSTER_PAGE } from './limits.js'

/**
 * The people of a tenant as far as the bot may know them: the members of the teams and chats that it is in, each once. Teams
 * says their names and addresses; time zone and language are what their own activities last said.
 * Rejects where a roster cannot be read: half a company must not pass for all of it.
 */
export async function* peopleOf(
  tenant: string,
  book: AddressBook,
  connector: Connector,
  request: number,
): AsyncIterable<Profile> {
  const known = await book.rosters(tenant)
  const met = new Set<string>()
  for (const id of known?.ids ?? []) {
    for await (const member of membersOf(known?.serviceUrl ?? '', id, connector, request)) {
      const user = member.aadObjectId ?? member.objectId
      if (!user || met.has(user)) continue
      met.add(user)
      const address = await book.meet(tenant, user, known?.serviceUrl ?? '', member.id)
      yield {
        account: { platform: 'teams', workspace: tenant, user },
        name: member.name ?? member.email ?? user,
        email: member.email?.toLowerCase() ?? null,
        zone: address?.zone ?? null,
        locale: address?.locale ?? null,
        guest: member.userRole === 'guest',
        active: true,
      }
    }
  }
}

async function* membersOf(
  serviceUrl: string,
  conversation: string,
  connector: Connector,
  request: number,
): AsyncIterable<MemberProfile> {
  let from: string | null = null
  do {
    const page = await connector.members(serviceUrl, conversation, ROSTER_PAGE, from, AbortSignal.timeout(request))
    if (!page.ok) throw new Error(`The members of ${conversation} could not be read from Teams (${page.failure.code}).`)
    yield* page.value.members
    from = page.value.continuationToken ?? null
  } while (from !== null && from !== '')
}
