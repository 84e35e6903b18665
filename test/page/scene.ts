import type { PlaygroundInput } from '../../playground/config.js'
import { playground, type TestPlayground } from '../playground.js'
import { type BotReply, type Received, type RecordingBot, recordingBot } from '../recording-bot.js'
import { wideManifest } from '../slack-manifest.js'
import { call } from '../slack-scene.js'
import type { Opened, Stage } from './browser.js'

/** A company in a browser: the sample's people, a channel or two, and a bot that answers as the test says. */
export interface PageScene extends AsyncDisposable {
  readonly world: TestPlayground
  readonly bot: RecordingBot
  /** Opens the page as a person; `query` adds to its address. */
  as(person: string, query?: string, options?: Parameters<Stage['open']>[1]): Promise<Opened>
  /** The bot posts into a channel of Slack. Returns the message's `ts`. */
  post(channel: string, message: object): Promise<string>
}

type Answer = (request: Received, world: TestPlayground) => BotReply | null | Promise<BotReply | null>

const commands = [
  { command: '/kpi', description: 'Ask for a number', usage_hint: 'win rate last quarter by region' },
  { command: '/digest', description: 'List, preview and send digests', usage_hint: 'list | preview | send' },
]

export async function pageScene(
  stage: Stage,
  answer: Answer = () => ({}),
  config: Partial<PlaygroundInput> = {},
): Promise<PageScene> {
  const manifest = { ...wideManifest, features: { ...wideManifest.features, slash_commands: commands } }
  const world = await playground({ page: stage.page, config: { slack: { manifest, rateLimits: 'off' }, ...config } })
  const bot = await recordingBot((request) => answer(request, world))
  world.bot.set(bot.url)
  const idOf = (name: string) => world.world.channels('slack').find((one) => one.name === name)?.id ?? name
  const opened: Opened[] = []
  return {
    world,
    bot,
    async as(person, query = '', options) {
      const page = await stage.open(`${world.url}/?person=${person}${query}`, options)
      opened.push(page)
      return page
    },
    async post(channel, message) {
      const sent = await call(world, 'chat.postMessage', { channel: idOf(channel), ...message })
      if (sent.ok !== true) throw new Error(`The playground refused the message: ${JSON.stringify(sent)}`)
      return String(sent.ts)
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one[Symbol.asyncDispose]()
      await bot[Symbol.asyncDispose]()
      await world.stop()
    },
  }
}
