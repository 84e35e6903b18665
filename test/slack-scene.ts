import { z } from 'zod'
import { type PlaygroundSetup, playground, type TestPlayground } from './playground.js'
import { type BotReply, type Received, type RecordingBot, recordingBot } from './recording-bot.js'
import { wideManifest } from './slack-manifest.js'

/** A Slack with a bot that writes down what it is sent, and a machine clock that the test moves. */

export const START = Date.parse('2026-08-24T09:00:00Z')
export type Answer = (request: Received, world: TestPlayground) => BotReply | null | Promise<BotReply | null>
export interface Scene {
  readonly world: TestPlayground
  readonly bot: RecordingBot
  /** Moves the machine clock. */
  later(ms: number): void
}

export async function scene(
  answer: Answer,
  use: (scene: Scene) => Promise<void>,
  slack: NonNullable<PlaygroundSetup['config']>['slack'] = {},
) {
  let now = START
  await using world = await playground({ config: { slack: { manifest: wideManifest, ...slack } }, now: () => now })
  await using bot = await recordingBot((request) => answer(request, world))
  world.bot.set(bot.url)
  const later = (ms: number) => {
    now += ms
  }
  await use({ world, bot, later })
}

export const acknowledged: Answer = () => ({})
export async function call(world: TestPlayground, method: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${world.url}/slack/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.config.slack.botToken}` },
    body: JSON.stringify(body),
  })
  return z.record(z.string(), z.unknown()).parse(await response.json())
}
export const plain = (text: string) => ({ type: 'plain_text', text })
export const modal = (extra: object = {}) => ({
  type: 'modal',
  title: plain('A form'),
  blocks: [{ type: 'section', text: plain('x') }],
  ...extra,
})
export const buttons = (...elements: object[]) => ({
  text: 'Card',
  blocks: [{ type: 'actions', block_id: 'b', elements }],
})
export const press = { type: 'button', action_id: 'go', text: plain('Go'), value: 'v1' }
export const triggerOf = (bot: RecordingBot) => String(bot.received.at(-1)?.payload.trigger_id)
