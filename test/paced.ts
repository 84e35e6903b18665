import { Temporal } from 'temporal-polyfill'
import type { Database } from '../db/connect.js'
import type { PlatformName } from '../src/chat/place.js'
import type { Outgoing, PaceWindow } from '../src/chat/platform.js'
import { endDeliveries } from '../src/deliveries/end.js'
import { defaultLease } from '../src/deliveries/model.js'
import { Pacer } from '../src/deliveries/pacer.js'
import { drain } from '../src/deliveries/sender.js'
import { textsFor } from '../src/locales/texts.js'
import { scriptedPlatform } from './scripted-platform.js'

/** As the adapters state them, each with a test of its own. */
export const windowsOf: Readonly<Record<PlatformName, readonly PaceWindow[]>> = {
  slack: [
    { scope: 'place', of: 'post', max: 1, per: 1_000 },
    { scope: 'workspace', of: 'post', max: 240, per: 60_000 },
    { scope: 'workspace', of: 'edit', max: 45, per: 60_000 },
  ],
  teams: [
    { scope: 'place', max: 7, per: 1_000 },
    { scope: 'place', max: 8, per: 2_000 },
    { scope: 'place', max: 60, per: 30_000 },
    { scope: 'place', max: 1_800, per: 3_600_000 },
    { scope: 'workspace', max: 50, per: 1_000 },
  ],
}

export interface Request {
  readonly channel: string
  readonly key: string
  readonly at: number
}

/** Sends what waits for a workspace, by a clock that jumps to each next moment. @returns the requests in turn */
export async function sendWaiting(
  database: Database,
  platform: PlatformName,
  start: Temporal.Instant,
): Promise<readonly Request[]> {
  const route = { platform, workspace: 'W' }
  let clock = start
  const requests: Request[] = []
  const windows = windowsOf[platform]
  const scripted = scriptedPlatform(platform, windows)
  const send = async (outgoing: Outgoing) => {
    requests.push({ channel: outgoing.to.channel, key: outgoing.key, at: clock.epochMilliseconds })
    return scripted.send(outgoing)
  }
  const pacer = new Pacer(windows)
  for (let next: Temporal.Instant | null = clock; next !== null; ) {
    if (Temporal.Instant.compare(next, clock) > 0) clock = next
    next = await drain(route, {
      db: database.db,
      platform: { ...scripted, send },
      pacer,
      machine: () => clock,
      random: () => 0.5,
      permits: async () => true,
      draw: async () => null,
      end: (all) => endDeliveries(database.db, all, { now: () => clock, textsFor: () => textsFor('en', 'UTC') }),
      stopping: () => false,
      lease: defaultLease,
      warn: () => {},
    })
  }
  return requests
}

export const counting = (platform: PlatformName) => windowsOf[platform].filter((window) => window.of !== 'edit')

/** The most requests within any window of this length, at one place or in all. */
export function most(requests: readonly Request[], { scope, per }: PaceWindow): number {
  const groups = new Map<string, number[]>()
  for (const { channel, at } of requests) {
    const name = scope === 'place' ? channel : ''
    groups.set(name, [...(groups.get(name) ?? []), at])
  }
  return Math.max(
    ...[...groups.values()].map((times) =>
      Math.max(...times.map((end, index) => times.slice(0, index + 1).filter((at) => at > end - per).length)),
    ),
  )
}

/** When the last of the messages could be requested at the earliest: no window allows more, whatever the order (milliseconds). */
export function earliest(windows: readonly PaceWindow[], channels: number, count: number): number {
  const alone = (scope: PaceWindow['scope'], messages: number): number => {
    const times: number[] = []
    for (let index = 0; index < messages; index++) {
      const after = windows
        .filter((window) => window.scope === scope && window.of !== 'edit')
        .map(({ max, per }) => (index < max ? 0 : (times[index - max] ?? 0) + per))
      times.push(Math.max(0, times[index - 1] ?? 0, ...after))
    }
    return times[messages - 1] ?? 0
  }
  return Math.max(alone('workspace', count), alone('place', Math.ceil(count / channels)))
}

export const perChannel = (requests: readonly Request[]): readonly string[][] => {
  const keys = new Map<string, string[]>()
  for (const { channel, key } of requests) keys.set(channel, [...(keys.get(channel) ?? []), key])
  return [...keys.values()]
}
