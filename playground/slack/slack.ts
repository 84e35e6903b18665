import type { PlaygroundConfig } from '../config.js'
import type { Stage } from '../stage.js'
import type { World } from '../world.js'
import type { Delivery } from './deliver.js'
import type { Events } from './events.js'
import type { RateLimits } from './rate.js'
import type { ScheduledMessages } from './scheduled.js'
import type { SlackState } from './state.js'
import type { Tokens } from './tokens.js'

/** What the pieces of the Slack part share. */
export interface Slack {
  readonly stage: Stage
  readonly world: World
  readonly config: PlaygroundConfig['slack']
  readonly state: SlackState
  readonly tokens: Tokens
  readonly delivery: Delivery
  readonly events: Events
  readonly limits: RateLimits
  readonly scheduled: ScheduledMessages
}
