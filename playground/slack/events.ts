import { randomBytes } from 'node:crypto'
import type { PlaygroundConfig } from '../config.js'
import type { Channel } from '../model.js'
import type { World } from '../world.js'
import type { Acknowledgement, Delivery } from './deliver.js'
import { EventPace } from './event-pace.js'
import { EventRetries } from './event-retries.js'
import type { Json } from './json.js'
import { seconds } from './time.js'

/** Every event that is played, by its name in the manifest, with the scope without which Slack does not send it. */
export const EVENT_SCOPES: Readonly<Record<string, string | null>> = {
  app_home_opened: null,
  app_uninstalled: null,
  tokens_revoked: null,
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
  'message.mpim': 'mpim:history',
  member_joined_channel: 'channels:read',
  member_left_channel: 'channels:read',
  channel_archive: 'channels:read',
  channel_unarchive: 'channels:read',
  channel_rename: 'channels:read',
  channel_created: 'channels:read',
  channel_left: 'channels:read',
  group_archive: 'groups:read',
  group_unarchive: 'groups:read',
  group_rename: 'groups:read',
  group_left: 'groups:read',
  reaction_added: 'reactions:read',
  reaction_removed: 'reactions:read',
  pin_added: 'pins:read',
  pin_removed: 'pins:read',
  link_shared: 'links:read',
  file_shared: 'files:read',
  user_change: 'users:read',
}

export type Outcome = 'not subscribed' | 'held back' | 'delivered' | 'failed'

export function channelType(channel: Channel): 'channel' | 'group' | 'im' | 'mpim' {
  if (channel.kind === 'direct') return 'im'
  if (channel.kind === 'group') return 'mpim'
  return channel.private ? 'group' : 'channel'
}

/** The Events API: what the manifest subscribes to and has the scope for, delivered with Slack's retries. */
export class Events {
  readonly #world: World
  readonly #config: PlaygroundConfig['slack']
  readonly #delivery: Delivery
  readonly #pace = new EventPace()
  readonly retries: EventRetries

  constructor(world: World, config: PlaygroundConfig['slack'], delivery: Delivery) {
    this.#world = world
    this.#config = config
    this.#delivery = delivery
    this.retries = new EventRetries(() => world.now())
  }

  /**
   * Sends an event to the bot if it asked for it. `name` is the name in the manifest (`message.im`).
   * Resolves when the first delivery has been answered; retries go on behind.
   */
  async emit(name: string, event: Json): Promise<Outcome> {
    if (!this.#wanted(name, event)) return 'not subscribed'
    const turn = this.#config.rateLimits === 'off' ? 'pass' : this.#pace.take(this.#world.now())
    if (turn === 'tell') await this.#deliver('app_rate_limited', this.#rateLimited())
    if (turn !== 'pass') return 'held back'
    const payload = this.#envelope(event)
    const first = await this.#deliver(name, payload)
    if (first.kind === 'ok') return 'delivered'
    if (!first.noRetry)
      void this.retries.run(name, payload.event_id, first.reason, async (attempt, reason) => {
        const answer = await this.#deliver(name, payload, { attempt, reason })
        return { again: answer.kind === 'ok' || answer.noRetry ? null : answer.reason }
      })
    return 'failed'
  }

  /** An event of a message, which is subscribed to by the kind of its channel. */
  message(channel: Channel, event: Json): Promise<Outcome> {
    const type = channelType(channel)
    const name = `message.${type === 'channel' || type === 'group' ? `${type}s` : type}`
    return this.emit(name, { type: 'message', channel: channel.id, channel_type: type, ...event })
  }

  close(): void {
    this.retries.close()
  }

  /** Whether the manifest subscribes to the event and has the scope for it, which for some depends on the kind of channel. */
  #wanted(name: string, event: Json): boolean {
    const { oauth_config, settings } = this.#config.manifest
    const scope = event.channel_type === 'G' ? 'groups:read' : (EVENT_SCOPES[name] ?? null)
    const subscribed = settings.event_subscriptions.bot_events.includes(name)
    return subscribed && (scope === null || oauth_config.scopes.bot.includes(scope))
  }

  #deliver(name: string, payload: Json, retry?: { attempt: number; reason: string }): Promise<Acknowledgement> {
    return this.#delivery.send({ type: 'events_api', what: `event ${name}`, payload, ...(retry && { retry }) })
  }

  #rateLimited(): Json {
    const { team, appId } = this.#config
    const minute = Math.floor(seconds(this.#world) / 60) * 60
    return {
      token: 'playground',
      type: 'app_rate_limited',
      team_id: team,
      minute_rate_limited: minute,
      api_app_id: appId,
    }
  }

  #envelope(event: Json): Json & { readonly event_id: string } {
    const { team, appId, botUser } = this.#config
    return {
      token: 'playground',
      team_id: team,
      context_team_id: team,
      context_enterprise_id: null,
      api_app_id: appId,
      event,
      type: 'event_callback',
      event_id: `Ev0${randomBytes(5).toString('hex').toUpperCase()}`,
      event_time: seconds(this.#world),
      authorizations: [
        { enterprise_id: null, team_id: team, user_id: botUser, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${randomBytes(12).toString('hex')}`,
    }
  }
}
