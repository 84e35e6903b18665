import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Database } from '../db/connect.js'
import { type EmbeddedServer, startEmbedded } from '../db/embedded.js'
import { migrate } from '../db/migrate.js'
import { loadConfig, type PlaygroundConfig } from '../playground/config.js'
import { type Playground, startPlayground } from '../playground/server.js'
import { layGates } from './gates.js'
import { type Order, said } from './orders.js'

/** Everything is a seventh and a half of its length in production, the lease of 30 s among it. */
export const scale = 4 / 30

/** One process of the bot. Its name is that of its database user. */
export interface Member {
  readonly name: string
  readonly child: ChildProcess
  /** Resolves when it struck as it was ordered. */
  arm(order: Order | null): void
}

export interface Town {
  readonly database: Database
  readonly playground: Playground
  readonly members: Map<string, Member>
  start(name: string): Promise<Member>
  /** Starts a process in the place of one that is gone, and does not wait for it. */
  replace(name: string): void
  /** Notes something that goes on beside the runs. */
  later(work: Promise<void>): void
  /** Waits until nothing goes on beside the runs. */
  calm(): Promise<void>
  /** How many processes ended that nobody had struck. */
  ended(): number
  /** @throws Error when a process could not be started, or all is to end */
  check(): void
  restartDatabase(): Promise<void>
  stop(): Promise<void>
}

/** Channels enough that no channel has to wait for its pace of one a second for long. */
const channels = 24

/**
 * A PostgreSQL, a local Slack and a local Teams, and three processes of the bot between them.
 * @param script the built `faults/bot.js`
 * @param sample the description of the sample company's playground
 * @param end ends everything early
 */
export async function openTown(script: string, sample: string, end: AbortSignal): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), 'drumbeat-faults-'))
  // As root the server runs as somebody else, who has to pass.
  chmodSync(folder, 0o711)
  const home = join(folder, 'home')
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  let server: EmbeddedServer = await startEmbedded({ home, log: () => {}, settings })
  const database = connect(server.url, { max: 5, applicationName: 'faults' })
  await migrate(database)
  await layGates(database)
  const playground = await startPlayground(world(sample))
  const members = new Map<string, Member>()
  const start = (name: string) => startMember(name, { script, folder, url: server.url, playground, members })
  const beside = new Set<Promise<void>>()
  let ended = 0
  let stopping = false
  let broken: Error | null = null
  let failures = 0
  const starting = new Set<string>()
  const replace = (name: string): void => {
    if (starting.has(name)) return
    starting.add(name)
    start(name).then(
      ({ child }) => {
        starting.delete(name)
        failures = 0
        child.once('exit', (code) => {
          // As a service manager would: it ends itself where its driver lost a connection in the middle of a transaction.
          if (code === null || stopping) return
          ended++
          replace(name)
        })
      },
      (error: unknown) => {
        starting.delete(name)
        // The database may have been away just then; that it fails again and again is not a matter of luck.
        failures++
        if (failures < 5) replace(name)
        else broken ??= error instanceof Error ? error : new Error(String(error))
      },
    )
  }
  const port = Number(new URL(server.url).port)
  return {
    database,
    playground,
    members,
    start,
    replace,
    later: (work) => {
      beside.add(work)
      void work.finally(() => beside.delete(work))
    },
    calm: async () => void (await Promise.all(beside)),
    ended: () => ended,
    check: () => {
      end.throwIfAborted()
      if (broken) throw broken
    },
    restartDatabase: async () => {
      await server.stop()
      server = await startEmbedded({ home, log: () => {}, settings, port })
    },
    stop: async () => {
      stopping = true
      for (const { child } of members.values()) child.kill('SIGKILL')
      await playground.stop()
      await database.close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The sample company with more channels. */
function world(sample: string): PlaygroundConfig {
  const config = loadConfig(sample)
  const numbers = Array.from({ length: channels }, (_, index) => index)
  const [team] = config.teams.teams
  const [channel] = config.slack.channels
  const [general] = team?.channels ?? []
  if (!team || !channel || !general) throw new Error(`${sample} has no channel to copy`)
  return {
    ...config,
    port: 0,
    slack: {
      ...config.slack,
      channels: numbers.map((at) => ({ ...channel, name: `faults-${at}`, id: `C0FAULTS${at}` })),
    },
    teams: {
      ...config.teams,
      teams: [
        {
          ...team,
          channels: [
            general,
            ...numbers.map((at) => ({
              ...general,
              name: `Faults ${at}`,
              id: `19:fa0175${String(at).padStart(26, '0')}@thread.tacv2`,
            })),
          ],
        },
      ],
    },
  }
}

interface Surroundings {
  readonly script: string
  readonly folder: string
  readonly url: string
  readonly playground: Playground
  readonly members: Map<string, Member>
}

async function startMember(name: string, around: Surroundings): Promise<Member> {
  const { script, folder, playground, members } = around
  const url = new URL(around.url)
  url.username = name
  url.password = 'faults'
  const { slack, teams } = playground.config
  const child = fork(script, [], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH ?? '',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
      DATABASE_URL: url.href,
      DRUMBEAT_HOME: folder,
      DRUMBEAT_KEY: 'fa'.repeat(32),
      DRUMBEAT_LEASE_SECONDS: String(30 * scale),
      PORT: '0',
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: `${playground.url}/slack/api/`,
      TEAMS_APP_ID: teams.appId,
      TEAMS_APP_SECRET: teams.appPassword,
      TEAMS_TENANT_ID: teams.tenant,
      TEAMS_LOGIN_URL: `${playground.url}/teams/login`,
    },
  })
  const member: Member = {
    name,
    child,
    arm: (order) => void (child.connected && child.send(order ?? 'nothing', () => {})),
  }
  const [first] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then((): never => {
      throw new Error(`The process ${name} ended before it ran`)
    }),
  ])
  const heard = said.parse(first)
  members.set(name, member)
  // Not waited for: a process that may be struck already must be known as one that has started, so that it is replaced.
  if (heard.kind === 'running') void tellAddress(playground, heard.url)
  return member
}

/**
 * The platforms send what people do, and where the bot is installed, to the process that came last. It may be gone before it has
 * heard of all; then the next one does.
 */
async function tellAddress(playground: Playground, url: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ url })
  await fetch(`${playground.url}/control/bot`, { method: 'POST', headers, body }).catch(() => undefined)
}
