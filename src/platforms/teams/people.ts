import type { Account, Place } from '../../chat/place.js'
import type { Group, Profile } from '../../chat/platform.js'
import type { Address, AddressBook } from './addresses.js'
import type { Connector, MemberProfile } from './connector.js'
import { ROSTER_PAGE } from './limits.js'

/**
 * The people of a tenant as far as the bot may know them: the members of the teams and group chats that it is in, and who has it
 * in a conversation of their own; each once. Teams says their names and addresses; time zone and language are what their own
 * activities last said.
 * A team that the bot is no longer in is left out. Rejects where a roster cannot be read at the moment: half a company must not
 * pass for all of it.
 * @param request the longest that one request may take, in milliseconds
 */
export async function* peopleOf(
  tenant: string,
  book: AddressBook,
  connector: Connector,
  request: number,
): AsyncIterable<Profile> {
  const known = await book.rosters(tenant)
  if (known === null) return
  const met = new Set<string>()
  for (const { conversation, person } of [
    ...known.shared.map((id) => ({ conversation: id, person: '' })),
    ...known.direct,
  ]) {
    if (met.has(person)) continue
    for await (const member of membersOf(known.serviceUrl, conversation, connector, request)) {
      const user = member.aadObjectId ?? member.objectId
      if (!user || met.has(user)) continue
      met.add(user)
      const address = await book.meet(tenant, user, known.serviceUrl, member.id)
      yield profileOf(member, { platform: 'teams', workspace: tenant, user }, address)
    }
  }
}

function profileOf(member: MemberProfile, account: Account, address: Address | null): Profile {
  return {
    account,
    name: member.name ?? member.email ?? account.user,
    email: member.email?.toLowerCase() ?? null,
    zone: address?.zone ?? null,
    locale: address?.locale ?? null,
    guest: member.userRole === 'guest',
    active: true,
    awayUntil: null,
  }
}

/**
 * The teams that the bot is in, with their members. A group chat is no team: Teams knows no name of it.
 * @param request the longest that one request may take, in milliseconds
 */
export async function* groupsOf(
  tenant: string,
  book: AddressBook,
  connector: Connector,
  request: number,
): AsyncIterable<Group> {
  const known = await book.rosters(tenant)
  for (const id of known?.shared ?? []) {
    const serviceUrl = known?.serviceUrl ?? ''
    const team = await connector.team(serviceUrl, id, AbortSignal.timeout(request))
    if (!team.ok && !team.failure.final) throw unread(`The team ${id}`, team.failure.code)
    if (!team.ok) continue
    const members: string[] = []
    for await (const { aadObjectId, objectId } of membersOf(serviceUrl, id, connector, request)) {
      const user = aadObjectId ?? objectId
      if (user) members.push(user)
    }
    yield { id, name: team.value.name, members }
  }
}

/** The ids of the people in a channel, which are those of its team. @throws Error where they cannot be read */
export async function* membersAt(
  { workspace, channel }: Place,
  book: AddressBook,
  connector: Connector,
  request: number,
): AsyncIterable<string> {
  const known = await book.rosters(workspace)
  let met = 0
  for await (const { aadObjectId, objectId } of membersOf(known?.serviceUrl ?? '', channel, connector, request)) {
    const user = aadObjectId ?? objectId
    if (user) yield user
    met++
  }
  // Nobody at all means that the bot is not there any more, and not that everybody else has left.
  if (met === 0) throw unread(`The members of ${channel}`, 'nobody')
}

const unread = (what: string, code: string): Error => new Error(`${what} could not be read from Teams (${code}).`)

async function* membersOf(
  serviceUrl: string,
  conversation: string,
  connector: Connector,
  request: number,
): AsyncIterable<MemberProfile> {
  let from: string | null = null
  do {
    const page = await connector.members(serviceUrl, conversation, ROSTER_PAGE, from, AbortSignal.timeout(request))
    if (!page.ok) {
      if (page.failure.final) return
      throw unread(`The members of ${conversation}`, page.failure.code)
    }
    yield* page.value.members
    from = page.value.continuationToken ?? null
  } while (from !== null && from !== '')
}
