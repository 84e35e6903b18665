import { once } from 'node:events'
import { createServer } from 'node:http'
import { Temporal } from 'temporal-polyfill'
import type { Incoming, Reply } from '../src/chat/incoming.js'
import type {
  Addresses,
  Door,
  Installation,
  Installations,
  Keeping,
  Notice,
  ReturnAddress,
} from '../src/chat/platform.js'
import { teamsPlatform } from '../src/platforms/teams/adapter.js'
import { type TeamsOptions, usualPatience } from '../src/platforms/teams/options.js'
import type { TeamsWords } from '../src/platforms/teams/words.js'
import { APP, BOT, type LocalTeams, TENANT, urlOf } from './local-teams.js'

export const omar = { id: '29:omar', name: 'Omar Haddad', aadObjectId: 'aad-omar' }

/** An activity as Teams sends it, with what is given said differently. */
export function activityOf(teams: LocalTeams, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'message',
    id: '1700000000001',
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl,
    timestamp: '2026-11-22T12:00:00.000Z',
    localTimezone: 'Europe/Bucharest',
    locale: 'en-GB',
    from: omar,
    recipient: { id: BOT, name: 'Drumbeat' },
    conversation: { id: 'a:omar', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    text: 'kpi win rate',
    ...more,
  }
}

/** The same in a channel, in a thread, mentioning the bot. */
export function inChannel(teams: LocalTeams, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return activityOf(teams, {
    conversation: {
      id: '19:finance@thread.tacv2;messageid=1699',
      conversationType: 'channel',
      isGroup: true,
      tenantId: TENANT,
    },
    channelData: {
      tenant: { id: TENANT },
      team: { id: '19:team@thread.tacv2', name: 'Acme' },
      channel: { id: '19:finance@thread.tacv2', name: 'Finance' },
    },
    text: '<at>Drumbeat</at>&nbsp;kpi win rate',
    entities: [{ type: 'mention', text: '<at>Drumbeat</at>', mentioned: { id: BOT, name: 'Drumbeat' } }],
    ...more,
  })
}

export const words: TeamsWords = {
  onIt: 'On it.',
  working: 'Working on it.',
  saved: 'Kept. The answer follows.',
  tooSlow: 'That took too long.',
  failed: 'That did not work.',
  seeMessage: 'See the message.',
  fileAsked: 'Asked in our chat.',
  wanted: (what) => what.kind,
}

/** The bot's door with what came through it. */
export class RecordingDoor implements Door {
  readonly handled: Incoming[] = []
  readonly kept: { readonly incoming: Incoming; readonly back: ReturnAddress }[] = []
  readonly settled: string[] = []
  readonly notices: Notice[] = []
  answers: (incoming: Incoming) => Promise<Reply> = async () => ({ kind: 'done' })
  keeps: () => Promise<Keeping> = async () => 'kept'
  #waiting: (() => void)[] = []

  async handle(incoming: Incoming): Promise<Reply> {
    this.handled.push(incoming)
    return this.answers(incoming)
  }

  async keep(incoming: Incoming, back: ReturnAddress): Promise<Keeping> {
    const result = await this.keeps()
    this.kept.push({ incoming, back })
    return result
  }

  async settle(key: string): Promise<void> {
    this.settled.push(key)
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  async notice(notice: Notice): Promise<void> {
    this.notices.push(notice)
  }

  async untilSettled(key: string): Promise<void> {
    while (!this.settled.includes(key)) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}

/**
 * The bot on a free port, with its stores in memory. Presses and dialogs wait longer than a test's requests ever take: whoever tests
 * work that is not there in time shortens `patience` first.
 */
export async function startBot(teams: LocalTeams, more: Partial<TeamsOptions> = {}) {
  const patience = { ...usualPatience, words: 300, press: 60_000, dialog: 60_000 }
  const stored = new Map<string, unknown>()
  const installed = new Map<string, Installation>()
  const lines: string[] = []
  const log = (facts: object, message: string) => void lines.push(`${message} ${JSON.stringify(facts)}`)
  const platform = teamsPlatform({
    app: { id: APP, secret: 'app-secret', type: { kind: 'MultiTenant' } },
    endpoints: teams.endpoints,
    tenants: [TENANT],
    installations: installationsIn(installed),
    addresses: addressesIn(stored),
    now: () => Temporal.Now.instant(),
    log: { info: log, warn: log, error: log },
    words: () => words,
    patience,
    ...more,
  })
  const door = new RecordingDoor()
  await platform.start(door)
  const server = createServer((request, response) => void platform.listener(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `${urlOf(server)}/api/messages`
  return {
    platform,
    door,
    stored,
    installed,
    lines,
    url,
    patience,
    /** Posts an activity with a good token, or another `authorization`. */
    post: async (activity: unknown, authorization?: string) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: authorization ?? `Bearer ${await teams.token()}`,
        },
        body: JSON.stringify(activity),
      }),
    stop: async () => {
      await platform.stop()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export function addressesIn(stored: Map<string, unknown>): Addresses {
  return {
    get: async (_platform, workspace, channel) => structuredClone(stored.get(`${workspace} ${channel}`)) ?? null,
    put: async (_platform, workspace, channel, address) =>
      void stored.set(`${workspace} ${channel}`, structuredClone(address)),
  }
}

export function installationsIn(installed: Map<string, Installation>): Installations {
  return {
    get: async (_platform, workspace) => installed.get(workspace) ?? null,
    put: async (_platform, workspace, installation) => void installed.set(workspace, installation),
    remove: async (_platform, workspace) => void installed.delete(workspace),
  }
}
