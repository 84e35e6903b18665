import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type Database } from '../db/connect.js'
import { startEmbedded } from '../db/embedded.js'
import { migrate } from '../db/migrate.js'
import { loadConfig } from '../playground/config.js'
import { type Playground, startPlayground } from '../playground/server.js'
import { writeSample } from '../samples/generate.js'
import type { Afterwards } from './ending.js'
import type { Typing } from './load.js'
import { cli, finished, type Serving, serving } from './processes.js'

const samples = fileURLToPath(new URL('../samples/', import.meta.url))

/** A PostgreSQL with the sample company in it. */
export interface Furnished {
  readonly home: string
  readonly databaseUrl: string
  /** For a Drumbeat of this home; without DATABASE_URL it uses the same server. */
  readonly env: NodeJS.ProcessEnv
  stopServer(): Promise<void>
}

/** The same, with a local Slack, and the bot between them. */
export interface Scene {
  readonly databaseUrl: string
  readonly secret: string
  readonly bot: Serving
  /** How long the bot took from the start of its process until it listened, in milliseconds. */
  readonly started: number
  /** Somebody of the sample company, by their key in playground.yaml, typing in #revenue. */
  types(person: string, command: string, text: string): Typing
}

/**
 * An empty database of Drumbeat's that ends afterwards. Its server does not wait for the disk: writing ends with a commit and reading does
 * not, and how long the disk takes to flush is not what is measured.
 * @param max connections
 */
export async function emptyDatabase(
  afterwards: Afterwards,
  max: number,
): Promise<{ readonly database: Database; readonly url: string }> {
  const { home, remove } = temporaryHome()
  afterwards(remove)
  const server = await startEmbedded({ home, log: () => {}, settings: { fsync: 'off' } })
  afterwards(server.stop)
  const database = connect(server.url, { max })
  afterwards(database.close)
  await migrate(database)
  return { database, url: server.url }
}

/** A folder that is gone afterwards; as root, PostgreSQL runs as somebody else, who has to pass. */
export function temporaryHome(): { readonly home: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'drumbeat-bench-'))
  chmodSync(folder, 0o711)
  return { home: join(folder, 'home'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The environment of a Drumbeat of ours: nothing of the caller's own settings reaches it. */
export function cleanEnvironment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DATABASE_URL|DRUMBEAT_|SLACK_|TEAMS_|HOST$|PORT$|LOG_LEVEL$|NODE_ENV$)/.test(name),
  )
  return { ...Object.fromEntries(inherited), NODE_ENV: 'development', LOG_LEVEL: 'warn', ...more }
}

/**
 * Sets the company up as an operator would: `drumbeat apply`, `drumbeat import`.
 * @throws Error with what a step said when it failed
 */
export async function furnish(afterwards: Afterwards): Promise<Furnished> {
  const { home, remove } = temporaryHome()
  afterwards(remove)
  const server = await startEmbedded({ home, log: () => {} })
  afterwards(server.stop)
  const env = cleanEnvironment({ DRUMBEAT_HOME: home })
  await fill(env, home)
  return { home, databaseUrl: server.url, env, stopServer: server.stop }
}

/** Sets everything up, and starts the bot by `drumbeat start`. @throws Error with what a step said when it failed */
export async function openScene(afterwards: Afterwards): Promise<Scene> {
  const { databaseUrl, env } = await furnish(afterwards)
  const slack = await startPlayground({ ...loadConfig(join(samples, 'playground.yaml')), port: 0 })
  afterwards(slack.stop)
  const began = performance.now()
  const settings = { ...slackSettings(slack), DATABASE_URL: databaseUrl, HOST: '127.0.0.1', PORT: '0' }
  const bot = await serving(cli, ['start'], { ...env, ...settings })
  const started = performance.now() - began
  afterwards(bot.stop)
  return { databaseUrl, secret: slack.config.slack.signingSecret, bot, started, types: typist(slack) }
}

async function fill(env: NodeJS.ProcessEnv, home: string): Promise<void> {
  const exported = join(home, 'exported')
  mkdirSync(exported, { recursive: true })
  // Up to today, because the questions are about the last quarter.
  writeSample(exported, { asOf: new Date().toISOString().slice(0, 10) })
  await finished(cli, ['apply', samples, '--yes'], env)
  for (const mapping of ['acme-crm', 'acme-billing'])
    await finished(cli, ['import', join(samples, 'mappings', `${mapping}.yaml`), '--from', exported], env)
}

function slackSettings({ url, config: { slack } }: Playground): NodeJS.ProcessEnv {
  return {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: `${url}/slack/api/`,
  }
}

function typist({ world, config: { slack } }: Playground): Scene['types'] {
  const channel = slack.channels.find((one) => one.name === 'revenue')?.id ?? ''
  return (person, command, text) => {
    const user = world.person(person)?.slack
    if (!user || !channel) throw new Error(`The sample company has no ${person} in #revenue: choose somebody else`)
    return { secret: slack.signingSecret, workspace: slack.team, channel, user, command, text }
  }
}
