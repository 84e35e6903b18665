import type { World } from '../world.js'

/** Slack's `ts`: seconds and microseconds, unique in the workspace. */
export function timestamp(world: World): string {
  const micros = world.nextMicros()
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`
}

/** The machine clock in whole seconds, as most of Slack's fields have it. */
export function seconds(world: World): number {
  return Math.floor(world.now() / 1_000)
}
