import type { PlatformName } from '../src/chat/place.js'
import type { Found, Outgoing, PaceWindow, Platform, Sent } from '../src/chat/platform.js'

/** A platform that answers by a script, for the faults that no real platform makes on demand. */
export interface ScriptedPlatform extends Platform {
  readonly asked: Outgoing[]
  /** What the next requests are answered with; afterwards everything is sent. */
  readonly script: Sent[]
  /** What happens while the next requests are under way. */
  readonly meanwhile: (() => Promise<void>)[]
  /** What is found of uncertain messages, by key. */
  readonly standing: Map<string, Found>
}

export function scriptedPlatform(name: PlatformName, windows: readonly PaceWindow[] = []): ScriptedPlatform {
  const asked: Outgoing[] = []
  const script: Sent[] = []
  const meanwhile: (() => Promise<void>)[] = []
  const standing = new Map<string, Found>()
  return {
    name,
    asked,
    script,
    meanwhile,
    standing,
    start: async () => {},
    stop: async () => {},
    send: async (outgoing) => {
      const id = `post-${asked.push(outgoing)}`
      await meanwhile.shift()?.()
      return script.shift() ?? { kind: 'sent', ref: outgoing.edits ?? { place: outgoing.to, id } }
    },
    find: async (outgoing) => standing.get(outgoing.key) ?? 'absent',
    answer: async () => ({ kind: 'unknown', code: 'not scripted' }),
    people: async function* () {},
    members: async function* () {},
    groups: async function* () {},
    fetch: async () => ({ kind: 'gone', code: 'not scripted' }),
    pace: () => windows,
  }
}
