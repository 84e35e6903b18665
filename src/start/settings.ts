import { resolve } from 'node:path'
import { z } from 'zod'
import { defaultLease } from '../deliveries/model.js'
import { isSlackApi } from '../platforms/slack/outside.js'

/** What the environment says, checked once at start. Empty variables count as not set. */
export interface Settings {
  readonly databaseUrl: string | null
  /** Where Drumbeat keeps its own things: the embedded database, its key, reports. */
  readonly home: string
  readonly host: string
  readonly port: number
  readonly production: boolean
  /** 32 bytes with which tokens are encrypted at rest; null: a key file in `home`. */
  readonly key: Buffer | null
  readonly logLevel: string
  readonly slack: SlackSettings | null
  readonly teams: TeamsSettings | null
  /** The business clock may be moved over HTTP (for the playground and tests). Never in production. */
  readonly movableClock: boolean
  /** In seconds: how long what a process holds (slots, messages, a workspace) stays its own after it has died or hangs. */
  readonly lease: number
  /** In seconds: how long a process that was asked to stop may go on with what is under way. */
  readonly drain: number
}

export interface SlackSettings {
  readonly signingSecret: string | null
  readonly botToken: string
  readonly appToken: string | null
  readonly apiUrl: string | null
}

export interface TeamsSettings {
  readonly appId: string
  readonly secret: string
  readonly tenant: string | null
  readonly tenants: readonly string[] | null
  /** Base address of a local login service instead of Microsoft's, for the playground. */
  readonly loginUrl: string | null
}

/** Thrown when the environment does not make sense; the message lists every problem with its cure. */
export class SettingsError extends Error {
  readonly code = 'settings'
}

const given = z.string().trim().min(1).optional().catch(undefined)
const environment = z.object({
  DATABASE_URL: given,
  DRUMBEAT_DRAIN_SECONDS: given,
  DRUMBEAT_HOME: given,
  DRUMBEAT_KEY: given,
  DRUMBEAT_LEASE_SECONDS: given,
  DRUMBEAT_MOVABLE_CLOCK: given,
  HOST: given,
  LOG_LEVEL: given,
  NODE_ENV: given,
  PORT: given,
  SLACK_API_URL: given,
  SLACK_APP_TOKEN: given,
  SLACK_BOT_TOKEN: given,
  SLACK_SIGNING_SECRET: given,
  TEAMS_APP_ID: given,
  TEAMS_APP_SECRET: given,
  TEAMS_LOGIN_URL: given,
  TEAMS_TENANT_ID: given,
  TEAMS_TENANTS: given,
})
type Environment = z.infer<typeof environment>

/**
 * Reads the settings out of an environment.
 * @param cwd the folder below which `.drumbeat` lies when DRUMBEAT_HOME is not set
 * @throws SettingsError listing everything that is wrong, each with its variable, its value (secrets never) and the cure
 */
export function readSettings(variables: NodeJS.ProcessEnv, cwd: string): Settings {
  const env = environment.parse(variables)
  const production = env.NODE_ENV === 'production'
  const problems = [
    ...databaseProblems(env),
    ...slackProblems(env),
    ...teamsProblems(env),
    ...otherProblems(env, production),
    ...secondsProblems(env, production),
  ]
  if (problems.length > 0)
    throw new SettingsError(`Drumbeat cannot start with this environment:\n- ${problems.join('\n- ')}`)
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    home: resolve(cwd, env.DRUMBEAT_HOME ?? '.drumbeat'),
    host: env.HOST ?? '127.0.0.1',
    port: Number(env.PORT ?? 3000),
    production,
    key: env.DRUMBEAT_KEY === undefined ? null : Buffer.from(env.DRUMBEAT_KEY, 'hex'),
    logLevel: env.LOG_LEVEL ?? 'info',
    slack: slackOf(env),
    teams: teamsOf(env),
    movableClock: env.DRUMBEAT_MOVABLE_CLOCK === '1',
    lease: Number(env.DRUMBEAT_LEASE_SECONDS ?? defaultSeconds.lease),
    drain: Number(env.DRUMBEAT_DRAIN_SECONDS ?? defaultSeconds.drain),
  }
}

function databaseProblems(env: Environment): readonly string[] {
  if (env.DATABASE_URL === undefined || /^postgres(ql)?:\/\//.test(env.DATABASE_URL)) return []
  return ['DATABASE_URL does not begin with postgres://; leave it out to use the embedded PostgreSQL']
}

function slackProblems(env: Environment): readonly string[] {
  const problems = []
  const any = env.SLACK_BOT_TOKEN ?? env.SLACK_SIGNING_SECRET ?? env.SLACK_APP_TOKEN
  if (any === undefined) return []
  if (env.SLACK_BOT_TOKEN === undefined)
    problems.push('SLACK_BOT_TOKEN is missing: OAuth & Permissions, "Bot User OAuth Token"')
  else if (!env.SLACK_BOT_TOKEN.startsWith('xoxb-'))
    problems.push('SLACK_BOT_TOKEN is not a bot token: it begins with xoxb-')
  if (env.SLACK_SIGNING_SECRET === undefined && env.SLACK_APP_TOKEN === undefined) {
    problems.push(
      'SLACK_SIGNING_SECRET (to receive over HTTP) or SLACK_APP_TOKEN (Socket Mode) is missing: Basic Information',
    )
  }
  if (env.SLACK_APP_TOKEN !== undefined && !env.SLACK_APP_TOKEN.startsWith('xapp-')) {
    problems.push('SLACK_APP_TOKEN is not an app-level token: it begins with xapp-')
  }
  return problems
}

function teamsProblems(env: Environment): readonly string[] {
  if (env.TEAMS_APP_ID === undefined && env.TEAMS_APP_SECRET === undefined) return []
  const problems = []
  if (env.TEAMS_APP_ID === undefined)
    problems.push('TEAMS_APP_ID is missing: Azure Bot, Configuration, "Microsoft App ID"')
  if (env.TEAMS_APP_SECRET === undefined)
    problems.push('TEAMS_APP_SECRET is missing: Azure Bot, Configuration, "Manage Password"')
  // Anybody can install a bot in a tenant of their own, and give a user there any e-mail address: that of one of our people.
  if (env.TEAMS_TENANT_ID === undefined && env.TEAMS_TENANTS === undefined) {
    problems.push(
      'TEAMS_TENANT_ID is missing: Azure Bot, Configuration, "App Tenant ID"; a multi-tenant bot has none and needs TEAMS_TENANTS, the tenant ids of the company',
    )
  }
  return problems
}

function otherProblems(env: Environment, production: boolean): readonly string[] {
  const problems = []
  const port = Number(env.PORT ?? 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    problems.push(`PORT is "${env.PORT}": write a number from 0 to 65535`)
  if (env.DRUMBEAT_KEY !== undefined && !/^[0-9a-f]{64}$/i.test(env.DRUMBEAT_KEY)) {
    problems.push('DRUMBEAT_KEY must be 64 hexadecimal digits: make one with `openssl rand -hex 32`')
  }
  if (production && env.DRUMBEAT_MOVABLE_CLOCK !== undefined) {
    problems.push(
      'DRUMBEAT_MOVABLE_CLOCK must not be set with NODE_ENV=production: whoever reaches the port could move the clock',
    )
  }
  // A login service of one's own would let its owner forge tokens, so only one on this machine is believed.
  if (env.TEAMS_LOGIN_URL !== undefined && (production || !isLoopback(env.TEAMS_LOGIN_URL))) {
    problems.push(
      'TEAMS_LOGIN_URL is for the playground: it must be on 127.0.0.1, and not set with NODE_ENV=production',
    )
  }
  // Whoever answers there gets the bot token, and may say where answers go.
  if (
    env.SLACK_API_URL !== undefined &&
    !isSlackApi(env.SLACK_API_URL) &&
    (production || !isLoopback(env.SLACK_API_URL))
  ) {
    problems.push(
      'SLACK_API_URL must be an https address of slack.com or slack-gov.com, or for the playground on 127.0.0.1, and that not with NODE_ENV=production',
    )
  }
  return problems
}

/** The lease as the outbox has it; a drain that ends before service managers kill (systemd after 90 s, Kubernetes after 30 s). */
const defaultSeconds = { lease: defaultLease, drain: 25 }
/** A request lasts 10 s at most and begins within a sixth of the lease: with less, a message could be asked after while it is being posted. */
const leastLease = 15

function secondsProblems(env: Environment, production: boolean): readonly string[] {
  const least = production ? leastLease : 1
  return [
    ...outside('DRUMBEAT_LEASE_SECONDS', env.DRUMBEAT_LEASE_SECONDS, least, 600),
    ...outside('DRUMBEAT_DRAIN_SECONDS', env.DRUMBEAT_DRAIN_SECONDS, 1, 600),
  ]
}

function outside(name: string, value: string | undefined, least: number, most: number): readonly string[] {
  if (value === undefined) return []
  const number = Number(value)
  if (number >= least && number <= most) return []
  return [`${name} is "${value}": write a number of seconds from ${least} to ${most}`]
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && new URL(address).hostname === '127.0.0.1'
}

function slackOf(env: Environment): SlackSettings | null {
  if (env.SLACK_BOT_TOKEN === undefined) return null
  return {
    botToken: env.SLACK_BOT_TOKEN,
    signingSecret: env.SLACK_SIGNING_SECRET ?? null,
    appToken: env.SLACK_APP_TOKEN ?? null,
    apiUrl: env.SLACK_API_URL ?? null,
  }
}

function teamsOf(env: Environment): TeamsSettings | null {
  if (env.TEAMS_APP_ID === undefined || env.TEAMS_APP_SECRET === undefined) return null
  return {
    appId: env.TEAMS_APP_ID,
    secret: env.TEAMS_APP_SECRET,
    tenant: env.TEAMS_TENANT_ID ?? null,
    tenants: env.TEAMS_TENANTS?.split(/[\s,]+/).filter((one) => one !== '') ?? null,
    loginUrl: env.TEAMS_LOGIN_URL ?? null,
  }
}
