import type { Answer } from '../../faults.js'
import type { Channel, Person } from '../../model.js'
import { ROSTER_PAGE } from '../limits.js'
import type { Service } from '../service.js'
import {
  activityNotFound,
  badArgument,
  badSyntax,
  conversationNotFound,
  memberNotFound,
  notInRoster,
} from './refusals.js'

/** `GET /v3/conversations/{id}/pagedmembers` */
export function pagedMembers(service: Service, conversation: string, query: URLSearchParams): Answer {
  const channel = openRoster(service, conversation)
  if ('status' in channel) return channel
  const size = pageSize(query.get('pageSize'))
  const start = offsetOf(query.get('continuationToken'), channel)
  if (size === null) return badSyntax(`pageSize must be a number, not ${query.get('pageSize')}.`)
  if (start === null) return badArgument('The continuationToken is not one of this conversation.')
  const all = service.places.members(channel)
  const end = start + size
  return {
    status: 200,
    body: {
      members: all.slice(start, end).map((person) => account(service, person)),
      ...(end < all.length && { continuationToken: tokenOf(channel, end) }),
    },
  }
}

/** `GET /v3/conversations/{id}/members` */
export function allMembers(service: Service, conversation: string): Answer {
  const channel = openRoster(service, conversation)
  if ('status' in channel) return channel
  return { status: 200, body: service.places.members(channel).map((person) => account(service, person)) }
}

/** `GET /v3/conversations/{id}/members/{member}` */
export function oneMember(service: Service, conversation: string, id: string): Answer {
  const channel = openRoster(service, conversation)
  if ('status' in channel) return channel
  const person = service.places.member(channel, id)
  return person ? { status: 200, body: account(service, person) } : memberNotFound
}

/** `GET /v3/conversations/{id}/activities/{activity}/members`: who can see a message. */
export function activityMembers(service: Service, conversation: string, activity: string): Answer {
  const channel = openRoster(service, conversation)
  if ('status' in channel) return channel
  const post = service.stage.world.post('teams', channel.id, activity)
  if (!post) return activityNotFound
  const readers = service.places.members(channel).filter((one) => post.onlyFor === null || one.key === post.onlyFor)
  return { status: 200, body: readers.map((person) => account(service, person)) }
}

/** `GET /v3/teams/{id}` */
export function teamDetails(service: Service, id: string): Answer {
  const team = service.places.team(id)
  if (!team) return conversationNotFound
  if (!team.general.hasBot) return notInRoster
  return {
    status: 200,
    body: {
      id: team.id,
      name: team.name,
      aadGroupId: team.aadGroupId,
      type: 'standard',
      channelCount: team.channels.length,
      memberCount: team.general.members.length,
    },
  }
}

/** `GET /v3/teams/{id}/conversations`; the General channel has no name there, because clients translate it. */
export function teamConversations(service: Service, id: string): Answer {
  const team = service.places.team(id)
  if (!team) return conversationNotFound
  if (!team.general.hasBot) return notInRoster
  const conversations = team.channels.map((channel) => ({
    id: channel.id,
    name: channel.id === team.general.id ? null : channel.name,
    type: 'standard',
  }))
  return { status: 200, body: { conversations } }
}

function openRoster(service: Service, conversation: string): Channel | Answer {
  const place = service.places.find(conversation)
  if (!place) return conversationNotFound
  return place.channel.hasBot ? place.channel : notInRoster
}

/** A person as rosters have them: the Entra id is `objectId` on the wire, which botbuilder does not rename everywhere. */
function account(service: Service, person: Person) {
  const [givenName = '', ...rest] = person.name.split(' ')
  return {
    id: person.teams?.id,
    name: person.name,
    objectId: person.teams?.aadObjectId,
    aadObjectId: person.teams?.aadObjectId,
    givenName,
    surname: rest.join(' '),
    email: person.email,
    userPrincipalName: person.email,
    tenantId: service.stage.config.teams.tenant,
    userRole: person.guest ? 'guest' : 'user',
  }
}

function pageSize(asked: string | null): number | null {
  if (asked === null) return ROSTER_PAGE.default
  const size = Number(asked)
  return Number.isInteger(size) ? Math.min(ROSTER_PAGE.max, Math.max(ROSTER_PAGE.min, size)) : null
}

function tokenOf(channel: Channel, offset: number): string {
  return Buffer.from(JSON.stringify([channel.id, offset])).toString('base64url')
}

/** Where a page begins: 0 without a token, null for a token of elsewhere. */
function offsetOf(token: string | null, channel: Channel): number | null {
  if (token === null) return 0
  const offset = Number(/,(\d+)\]$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1] ?? Number.NaN)
  return token === tokenOf(channel, offset) ? offset : null
}
