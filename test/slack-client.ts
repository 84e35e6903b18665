import { ErrorCode, type Logger, LogLevel, type WebAPICallResult, WebClient } from '@slack/web-api'
import { type PlaygroundSetup, playground, type TestPlayground } from './playground.js'
import { wideManifest } from './slack-manifest.js'

/** The vendor's own client against the playground's Slack, without the retries that hide what happened. */

/** The client warns and complains of what the tests do on purpose. */
const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
}

export type SlackSetup = NonNullable<NonNullable<PlaygroundSetup['config']>['slack']>

export async function withClient(
  use: (client: WebClient, world: TestPlayground) => Promise<void>,
  slack: SlackSetup = {},
  now?: () => number,
): Promise<void> {
  const config = { slack: { manifest: wideManifest, ...slack } }
  await using world = await playground({ config, ...(now && { now }) })
  await use(clientOf(world, world.config.slack.botToken), world)
}

export function clientOf(world: TestPlayground, token: string | undefined): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${world.url}/slack/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  })
}

/** Slack's word for why a call was refused. */
export async function errorOf(call: Promise<WebAPICallResult>): Promise<string> {
  const result = await call.catch((error: unknown) => error)
  if (!(result instanceof Error)) throw new Error(`The call was let through: ${JSON.stringify(result)}`)
  if ('data' in result && typeof result.data === 'object' && result.data !== null && 'error' in result.data)
    return String(result.data.error)
  if ('code' in result && result.code === ErrorCode.RateLimitedError) return 'ratelimited'
  throw result
}

export const channelId = (world: TestPlayground, name: string) => {
  const channel = world.world.channels('slack').find((one) => one.name === name && one.kind === 'channel')
  if (!channel) throw new Error(`no #${name}`)
  return channel.id
}
export const userId = (world: TestPlayground, key: string) => world.world.person(key)?.slack ?? ''
export const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })

export const unpaced: SlackSetup = { rateLimits: 'off' }
