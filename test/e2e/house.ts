import { tmpdir } from 'node:os'
import { pino } from 'pino'
import type { Database } from '../../db/connect.js'
import type { PlatformName } from '../../playground/model.js'
import { type Bot, startBot } from '../../src/main.js'
import { clocks } from '../../src/start/clock.js'
import { readSettings } from '../../src/start/settings.js'
import { type Hands, type PlaygroundSetup, playground, type TestPlayground } from '../playground.js'
import { acmeDatabase, thursday } from './acme.js'

export interface HouseSetup {
  /** Changes to the playground's world. */
  readonly config?: PlaygroundSetup['config']
  /** The kinds of schedules that run; all unless some are named. */
  readonly schedules?: readonly (
    | 'digests'
    | 'checklists'
    | 'feedback_pool'
    | 'handoffs'
    | 'mornings'
    | 'standups'
    | 'rounds'
    | 'reviews'
    | 'one_to_ones'
    | 'alerts'
    | 'playbooks'
  )[]
  /** A database other than that of the sample company. */
  readonly database?: Database
  /** The folder of the playground's built page, where a browser looks at it. */
  readonly page?: string
  /** Slack reaches the bot over a socket that the bot opens, instead of over HTTP. */
  readonly socket?: boolean
}

/** The real bot and the real playground, which know each other over HTTP alone, on a PostgreSQL with the sample company. */
export interface House extends AsyncDisposable {
  readonly town: TestPlayground
  readonly database: Database
  readonly bot: Bot
  as(person: string, platform: PlatformName): Hands
  /** Moves the business clock of the playground and of its bot; done when what fell due has been composed. */
  clock(to: string): Promise<void>
  /** Starts another process's worth of the bot on the same database; the playground's requests go to the first. */
  another(): Promise<Bot>
  stop(): Promise<void>
}

/** What a bot is told of its surroundings: the playground in the place of Slack and of Microsoft, and any free port. */
export function environmentOf(town: TestPlayground, database: Pick<Database, 'url'>): Record<string, string> {
  const { slack, teams } = town.config
  return {
    DATABASE_URL: database.url,
    DRUMBEAT_HOME: tmpdir(),
    DRUMBEAT_KEY: 'd5'.repeat(32),
    DRUMBEAT_MOVABLE_CLOCK: '1',
    PORT: '0',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: `${town.url}/slack/api/`,
    TEAMS_APP_ID: teams.appId,
    TEAMS_APP_SECRET: teams.appPassword,
    TEAMS_TENANT_ID: teams.tenant,
    TEAMS_LOGIN_URL: `${town.url}/teams/login`,
  }
}

/** Opens the house on the Thursday of `acmeDatabase`. Use with `await using`, or call `stop`. */
export async function house(setup: HouseSetup = {}): Promise<House> {
  const { config, page, schedules, socket = false } = setup
  const [town, database] = await Promise.all([
    playground({ ...(config && { config }), ...(page !== undefined && { page }) }),
    setup.database ?? acmeDatabase(),
  ])
  // Where the checklist itself is not looked at, its cards were posted long ago.
  if (!schedules?.includes('checklists')) await database.sql`delete from deliveries where about like 'checklist%'`
  if (schedules) await database.sql`update schedules set state = 'paused' where kind <> all(${[...schedules]})`
  const bots: Bot[] = []
  const another = async (): Promise<Bot> => {
    const time = clocks()
    time.set(thursday)
    const env = { ...environmentOf(town, database), ...(socket && { SLACK_APP_TOKEN: town.config.slack.appToken }) }
    const bot = await startBot(readSettings(env, '.'), pino({ level: 'silent' }), time)
    bots.push(bot)
    return bot
  }
  const stop = async (): Promise<void> => {
    await Promise.all(bots.map((bot) => bot.stop()))
    await town.stop()
    await database.close()
  }
  try {
    // Before the bot reads who is there: what people have set for some days is told by the business clock.
    town.world.moveClock(thursday.epochMilliseconds)
    const bot = await another()
    await tell(town, 'bot', { url: bot.url })
    return {
      town,
      database,
      bot,
      as: town.as,
      clock: async (to) => {
        await tell(town, 'clock', { now: to })
      },
      another,
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Says something to the playground's control API. */
export async function tell(town: TestPlayground, what: string, body: object): Promise<void> {
  await postJson(`${town.url}/control/${what}`, body)
}

/** @throws Error with what was answered, unless that is a success */
export async function postJson(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
}
