import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Acts } from './acts.js'
import type { BotLink } from './bot-link.js'
import type { PlaygroundConfig } from './config.js'
import type { Faults } from './faults.js'
import type { Channel, PlatformName } from './model.js'
import type { World } from './world.js'

/** What every part of a playground is given. */
export interface Stage {
  readonly world: World
  readonly config: PlaygroundConfig
  readonly faults: Faults
  readonly bot: BotLink
  /** The playground's own address without a slash at the end, `http://127.0.0.1:PORT`; known once it listens. */
  url(): string
}

/** A piece of the server. `handle` says whether the request was its own. */
export interface Part {
  handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean>
  /** A request to become a WebSocket; says whether it was its own. */
  upgrade?(req: IncomingMessage, socket: Duplex, url: URL): boolean
  /** Ends timers and connections. */
  close?(): Promise<void>
}

/** A platform: its wire for the bot, and its hands for people. */
export interface PlatformPart extends Part {
  readonly platform: PlatformName
  readonly acts: Acts
  /**
   * Cuts the bot's open connections, as a network does, or asks the bot to connect anew, as Slack does every few hours.
   * Returns how many there were; none where the platform has none.
   */
  dropSockets(how: 'cut' | 'refresh'): number
  /** Deliveries to the bot that failed and are due again, of platforms that try again by themselves. */
  retries?(): readonly unknown[]
  /** Tries them again now. Returns how many there were. */
  retryNow?(): number
  /** Tells the bot where it is installed, as far as it has not heard; done when its address is said. */
  announce?(): Promise<void>
}

/**
 * Finds a channel the way a person names it: id, `#name`, `name`, `Team/name`, `Team` (its General channel), or `direct` for
 * the person's own conversation with the bot. Of several with the same name the one the person is in comes first.
 */
export function findChannel(world: World, platform: PlatformName, person: string, ref: string): Channel | undefined {
  if (ref === 'direct') return world.direct(platform, person)
  const byId = world.channel(platform, ref)
  if (byId) return byId
  const name = ref.replace(/^#/, '')
  const named = world
    .channels(platform)
    .filter((one) => one.kind !== 'direct' && (one.name === name || `${one.team}/${one.name}` === name))
  const inTeam = world.channels(platform).filter((one) => one.team === name)
  return (
    named.find((one) => one.members.includes(person)) ??
    named[0] ??
    inTeam.find((one) => one.name === 'General') ??
    inTeam[0]
  )
}
