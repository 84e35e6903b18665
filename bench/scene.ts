import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '../db/embedded.js'
import { loadConfig } from '../playground/config.js'
import { type Playground, startPlayground } from '../playground/server.js'
import { writeSample } from '../samples/generate.js'
import type { Afterwards } from './ending.js'
import type { Typing } from './load.js'
import { cli, finished, type Serving, serving } from './processes.js'

const samples = fileURLToPath(new URL('../samples/', import.meta.url))

/** A PostgreSQL with the sample company in it, a local Slack, and the bot between them. */
export interface Scene {
  readonly databaseUrl: string
  readonly secret: string
  readonly bot: Serving
  /** Nadia of the sample company, typing in #revenue. */
  types(command: string, text: string): Typing
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
 * Sets everything up as an operator would: `drumbeat apply`, `drumbeat import`, `drumbeat start`.
 * @throws Error with what a step said when it failed
 */
export async function openScene(afterwards: Afterwards): Promise<Scene> {
  const { home, remove } = temporaryHome()
  afterwards(remove)
  const server = await startEmbedded({ home, log: () => {} })
  afterwards(server.stop)
  const env = cleanEnvironment({ DRUMBEAT_HOME: home, DATABASE_URL: server.url })
  await fill(env, home)
  const slack = await startPlayground({ ...loadConfig(join(samples, 'playground.yaml')), port: 0 })
  afterwards(slack.stop)
  const bot = await serving(cli, ['start'], { ...env, ...slackSettings(slack), HOST: '127.0.0.1', PORT: '0' })
  afterwards(bot.stop)
  return { databaseUrl: server.url, secret: slack.config.slack.signingSecret, bot, types: typist(slack) }
}

async function fill(env: NodeJS.ProcessEnv, home: string): Promise<void> {
  const exported = join(home, 'exported')
  mkdirSync(exported, { recursive: true })
  // Up to today, because the questions are about the last quarter.
  writeSample(exported, { asOf: new Date().toISOString().slice(0, 10) })
  await finished(cli, ['apply', samples], env)
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
  const user = world.person('nadia')?.slack
  const channel = slack.channels.find((one) => one.name === 'revenue')?.id
  if (!user || !channel)
    throw new Error('The sample company has no Nadia in #revenue any more: choose somebody else here')
  return (command, text) => ({ secret: slack.signingSecret, workspace: slack.team, channel, user, command, text })
}
