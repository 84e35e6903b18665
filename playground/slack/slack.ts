import type { PlaygroundConfig } from '../config.js'
import type { Stage } from '../stage.js'
import type { World } from '../world.js'
import type { Delivery } from './deliver.js'
import type { Events } from './events.js'
import type { RateLimits } from './rate.js'
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
}

export type Json = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function records(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** Slack's `ts`: seconds and microseconds, unique in the workspace. */
export function timestamp(world: World): string {
  const micros = world.nextMicros()
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`
}

/** The machine clock in whole seconds, as most of Slack's fields have it. */
export function seconds(world: World): number {
  return Math.floor(world.now() / 1_000)
}
