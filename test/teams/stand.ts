import { type PlaygroundInput, parseConfig } from '../../playground/config.js'
import { type Playground, startPlayground } from '../../playground/server.js'
import { type Logic, startTestBot, type TestBot } from './bot.js'

/** A running playground with a real bot in it, for one test file. */
export interface Stand extends AsyncDisposable {
  readonly playground: Playground
  readonly bot: TestBot
  /** What the bot does with a turn; tests put their own here. */
  readonly logic: { run: Logic }
  /** Every activity that reached the bot's logic, as it came. */
  readonly heard: Heard[]
  /** The machine clock: moved by this much (ms), or standing still at a moment (epoch ms). */
  readonly clock: { offset: number; stopped: number | null }
}

export interface Heard {
  readonly type: string
  readonly name?: string
  readonly text?: string
  readonly [field: string]: unknown
}

/** Sales' Maya, finance's Omar and RevOps' Nadia; a team Finance of two channels, a team without the bot, a group chat. */
export const acme: PlaygroundInput = {
  company: 'Acme',
  people: [
    { key: 'nadia', name: 'Nadia Haddad', zone: 'Europe/Berlin', locale: 'en-GB', teams: true },
    { key: 'omar', name: 'Omar Said', zone: 'Africa/Cairo', locale: 'ar-EG', teams: true },
    { key: 'maya', name: 'Maya Lind', zone: 'Europe/Stockholm', locale: 'sv-SE', teams: true },
    { key: 'kenji', name: 'Kenji Mori', teams: false },
  ],
  teams: {
    teams: [
      { name: 'Finance', members: ['nadia', 'omar'], channels: [{ name: 'General' }, { name: 'Close' }] },
      { name: 'Board', members: ['maya'], bot: false, channels: [{ name: 'General' }] },
    ],
    chats: [{ name: 'Leaders', members: ['nadia', 'omar', 'maya'] }],
  },
}

/** Starts both. @param input changes to the description of the world */
export async function stand(input: Partial<PlaygroundInput> = {}): Promise<Stand> {
  const clock: Stand['clock'] = { offset: 0, stopped: null }
  const config = parseConfig({ ...acme, ...input })
  const playground = await startPlayground(config, { now: () => clock.stopped ?? Date.now() + clock.offset })
  const heard: Heard[] = []
  const logic: { run: Logic } = { run: async () => {} }
  const all: { run: Logic } = {
    run: async (turn) => {
      heard.push({ ...turn.activity, type: turn.activity.type })
      await logic.run(turn)
    },
  }
  const bot = await startTestBot(playground, all)
  const stop = async () => {
    await bot.stop()
    await playground.stop()
  }
  return { playground, bot, logic, heard, clock, [Symbol.asyncDispose]: stop }
}
