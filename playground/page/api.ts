import * as z from 'zod/mini'
import type { ActResult } from '../acts.js'
import type { Exchange, Happening, PageState, PlatformName } from '../model.js'
import { actResult, clock, exchanges, happening, pageState, problem, world } from './wire.js'
import { words } from './words.js'

/** What a person does, by the name of its address below `/control/`. */
export type ActName =
  | 'command'
  | 'mention'
  | 'message'
  | 'press'
  | 'choose'
  | 'submit'
  | 'cancel'
  | 'search'
  | 'home'
  | 'file'
  | 'react'
  | 'shortcut'
  | 'extension'

export type ActArguments = Readonly<Record<string, unknown>> & { readonly person: string }

/** The playground's server, as the page sees it. Every method rejects with an Error whose message is meant for the reader. */
export interface Api {
  /** The person of this key, or else the first of the company's people: who a visitor is until they choose. */
  person(wanted: string | null): Promise<string>
  /** `keep`: do not treat this as a fresh load of the person's client, which would drop private answers. */
  state(person: string, keep: boolean): Promise<PageState>
  /** Calls back for every happening until the returned function is called; `connected` says when the stream stands or falls. */
  events(person: string, on: (happening: Happening) => void, connected: (up: boolean) => void): () => void
  act(name: ActName, platform: PlatformName, args: ActArguments): Promise<ActResult>
  exchanges(): Promise<readonly Exchange[]>
  moveClock(to: { readonly now: string } | { readonly advance: string }): Promise<string>
}

export function createApi(): Api {
  return {
    async person(wanted) {
      const { people } = await read(world, 'control/world')
      const found = people.find((one) => one.key === wanted) ?? people[0]
      if (found === undefined) throw new Error(words.live.nobody)
      return found.key
    },
    state: (person, keep) => read(pageState, `page/state?person=${encodeURIComponent(person)}${keep ? '&keep=1' : ''}`),
    events(person, on, connected) {
      const source = new EventSource(`page/events?person=${encodeURIComponent(person)}`)
      source.onopen = () => connected(true)
      source.onerror = () => connected(false)
      source.onmessage = (event) => on(z.parse(happening, JSON.parse(String(event.data))))
      return () => source.close()
    },
    act: (name, platform, args) => read(actResult, `control/${name}`, { platform, ...args }),
    exchanges: () => read(exchanges, 'control/exchanges'),
    moveClock: async (to) => (await read(clock, 'control/clock', to)).now,
  }
}

async function read<T>(schema: z.ZodMiniType<T>, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, requestOf(body)).catch(() => {
    throw new Error(words.live.noServer)
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    const said = problem.safeParse(answer)
    throw new Error(said.success ? said.data.error : words.live.status(response.status))
  }
  return z.parse(schema, answer)
}

function requestOf(body: unknown): RequestInit {
  if (body === undefined) return {}
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
