import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { PlaygroundConfig } from '../config.js'
import type { Channel } from '../model.js'
import type { World } from '../world.js'
import type { Acknowledgement, Delivery } from './deliver.js'
import type { Json } from './json.js'
import { seconds } from './time.js'

/** The scope without which Slack does not send an event, by the event's name in the manifest. */
const SCOPES: Readonly<Record<string, string>> = {
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
  file_shared: 'files:read',
}

/** After how long a delivery that failed is tried again: at once, after a minute, after five. */
const RETRIES_MS = [0, 60_000, 5 * 60_000]

export type Outcome = 'not subscribed' | 'delivered' | 'failed'

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
  readonly #stopped = new AbortController()

  constructor(world: World, config: PlaygroundConfig['slack'], delivery: Delivery) {
    this.#world = world
    this.#config = config
    this.#delivery = delivery
    // Every retry that waits listens; any number of them is fine.
    setMaxListeners(0, this.#stopped.signal)
  }

  /**
   * Sends an event to the bot if it asked for it. `name` is the name in the manifest (`message.im`).
   * Resolves when the first delivery has been answered; retries go on behind.
   */
  async emit(name: string, event: Json): Promise<Outcome> {
    const { scopes } = this.#config.manifest.oauth_config
    const scope = SCOPES[name]
    const wanted = this.#config.manifest.settings.event_subscriptions.bot_events.includes(name)
    if (!wanted || (scope !== undefined && !scopes.bot.includes(scope))) return 'not subscribed'
    const payload = this.#envelope(event)
    const first = await this.#deliver(name, payload)
    if (first.kind === 'ok') return 'delivered'
    if (!first.noRetry) void this.#retry(name, payload, first.reason)
    return 'failed'
  }

  /** An event of a message, which is subscribed to by the kind of its channel. */
  message(channel: Channel, event: Json): Promise<Outcome> {
    const type = channelType(channel)
    const name = `message.${type === 'channel' || type === 'group' ? `${type}s` : type}`
    return this.emit(name, { type: 'message', channel: channel.id, channel_type: type, ...event })
  }

  close(): void {
    this.#stopped.abort()
  }

  #deliver(name: string, payload: Json, retry?: { attempt: number; reason: string }): Promise<Acknowledgement> {
    return this.#delivery.send({ type: 'events_api', what: `event ${name}`, payload, ...(retry && { retry }) })
  }

  async #retry(name: string, payload: Json, reason: string): Promise<void> {
    let last = reason
    for (const [index, wait] of RETRIES_MS.entries()) {
      const waited = await delay(wait, true, { ref: false, signal: this.#stopped.signal }).catch(() => false)
      if (!waited) return
      const answer = await this.#deliver(name, payload, { attempt: index + 1, reason: last })
      if (answer.kind === 'ok' || answer.noRetry) return
      last = answer.reason
    }
  }

  #envelope(event: Json): Json {
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
