import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import type { Channel, Person } from '../../model.js'
import type { Service } from '../service.js'

/** A Bot Framework activity on its way to the bot. */
export type Activity = Readonly<Record<string, unknown>>

export interface Where {
  readonly person: Person
  readonly channel: Channel
  /** The first message of the thread, in a channel. */
  readonly root: string | null
}

/** What every activity carries: who, where, when, and how to answer. */
export function envelope(service: Service, { person, channel, root }: Where): Activity {
  const { world, config } = service.stage
  const now = Temporal.Instant.from(world.clock())
  const local = now.toZonedDateTimeISO(person.zone)
  return {
    channelId: 'msteams',
    serviceUrl: service.url,
    timestamp: now.toString({ smallestUnit: 'millisecond' }),
    localTimestamp: local.toString({ smallestUnit: 'millisecond', timeZoneName: 'never' }),
    localTimezone: person.zone,
    locale: person.locale,
    from: { id: person.teams?.id, name: person.name, aadObjectId: person.teams?.aadObjectId },
    recipient: { id: service.places.botId, name: config.botName },
    conversation: conversation(service, channel, root),
    channelData: channelData(service, channel),
  }
}

/** Events and invokes have ids of their own kind, which no message ever has. */
export function eventId(): string {
  return `f:${randomUUID()}`
}

/** What the client says of itself with messages. */
export function clientInfo(person: Person): Activity {
  return {
    type: 'clientInfo',
    locale: person.locale,
    country: person.locale.split('-')[1] ?? 'US',
    platform: 'Web',
    timezone: person.zone,
  }
}

function conversation(service: Service, channel: Channel, root: string | null): Activity {
  const tenantId = service.stage.config.teams.tenant
  const id = service.places.conversationId(channel, root)
  if (channel.kind === 'direct') return { conversationType: 'personal', tenantId, id }
  if (channel.kind === 'group') return { isGroup: true, conversationType: 'groupChat', tenantId, id }
  return { isGroup: true, conversationType: 'channel', tenantId, id, name: channel.name }
}

function channelData(service: Service, channel: Channel): Activity {
  const tenant = { id: service.stage.config.teams.tenant }
  const team = service.places.teamOf(channel)
  if (!team) return { tenant }
  return {
    tenant,
    teamsChannelId: channel.id,
    teamsTeamId: team.id,
    channel: { id: channel.id, name: channel.name },
    team: { id: team.id, name: team.name, aadGroupId: team.aadGroupId },
  }
}
