import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Temporal } from 'temporal-polyfill'
import type { Incoming, Reply } from '../../src/chat/incoming.js'
import type { Door, Installation, Keeping, Notice, ReturnAddress } from '../../src/chat/platform.js'
import { type SlackPlatform, slackPlatform } from '../../src/platforms/slack/adapter.js'
import type { SlackOptions, SlackWords } from '../../src/platforms/slack/options.js'
import { type FakeSlack, fakeSlack } from './fake.js'

export const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'

export const words: SlackWords = {
  onIt: 'On it.',
  slow: 'Still working.',
  slowForm: 'Took too long; your draft is kept.',
  fileSent: 'It is in our direct message.',
  openAgain: 'Open again',
  failed: 'That did not work.',
  loading: 'One moment',
  result: 'Result',
  done: 'Done.',
  open: 'Open',
  close: 'Close',
}

/** A door of which a test decides what is behind it, and sees what came through. */
export interface TestDoor extends Door {
  readonly handled: Incoming[]
  readonly kept: { readonly incoming: Incoming; readonly back: ReturnAddress }[]
  readonly settled: string[]
  readonly notices: Notice[]
  onHandle: (incoming: Incoming) => Promise<Reply>
  onKeep: () => Promise<Keeping>
}

/** The real adapter on a real HTTP server, with a fake Slack to call and a signed way to deliver. */
export interface TestBot {
  readonly slack: FakeSlack
  readonly platform: SlackPlatform
  readonly door: TestDoor
  readonly installed: Map<string, Installation>
  readonly url: string
  /** Everything that was logged. */
  readonly logged: { readonly level: string; readonly message: string; readonly details: object }[]
  command(fields?: Readonly<Record<string, string>>): Promise<Answered>
  event(event: object, envelope?: object): Promise<Answered>
  interact(payload: object): Promise<Answered>
  post(body: string, headers: Readonly<Record<string, string>>): Promise<Answered>
  stop(): Promise<void>
}

export interface Answered {
  readonly status: number
  /** Parsed JSON, or an empty string. */
  readonly body: unknown
}

export function signed(body: string, seconds = Math.floor(Date.now() / 1000)): Record<string, string> {
  const mac = createHmac('sha256', SECRET).update(`v0:${seconds}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${mac}` }
}

export function testDoor(): TestDoor {
  const door: TestDoor = {
    handled: [],
    kept: [],
    settled: [],
    notices: [],
    onHandle: async () => ({ kind: 'done' }),
    onKeep: async () => 'kept',
    handle: (incoming) => {
      door.handled.push(incoming)
      return door.onHandle(incoming)
    },
    keep: (incoming, back) => {
      door.kept.push({ incoming, back })
      return door.onKeep()
    },
    settle: async (key) => {
      door.settled.push(key)
    },
    notice: async (notice) => {
      door.notices.push(notice)
    },
  }
  return door
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'content-type': 'application/json' }

export async function startBot(change: Partial<SlackOptions> = {}): Promise<TestBot> {
  const slack = await fakeSlack()
  const door = testDoor()
  const logged: { level: string; message: string; details: object }[] = []
  const installed = new Map<string, Installation>([
    ['T1', { botToken: 'xoxb-1', botId: 'B1', botUserId: 'UBOT' }],
    ['T2', { botToken: 'xoxb-2', botId: 'B2', botUserId: 'UBOT2' }],
  ])
  const log = (level: string) => (details: object, message: string) => {
    logged.push({ level, message, details })
  }
  const platform = slackPlatform({
    signingSecret: SECRET,
    appToken: null,
    slackApiUrl: slack.url,
    installations: {
      get: async (_, workspace) => installed.get(workspace) ?? null,
      put: async (_, workspace, one) => {
        installed.set(workspace, one)
      },
      remove: async (_, workspace) => {
        installed.delete(workspace)
      },
    },
    now: () => Temporal.Now.instant(),
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    words: () => words,
    deadlines: { answer: 60, loading: 40, acknowledge: 150 },
    ...change,
  })
  await platform.start(door)
  const server = createServer((req, res) => {
    if (!platform.listener(req, res)) res.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/slack/events`

  const post = async (body: string, headers: Readonly<Record<string, string>>): Promise<Answered> => {
    const response = await fetch(url, { method: 'POST', headers, body })
    const text = await response.text()
    return { status: response.status, body: text === '' ? '' : JSON.parse(text) }
  }
  const form = (fields: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(fields).toString()
    return post(body, { ...FORM, ...signed(body) })
  }
  return {
    slack,
    platform,
    door,
    installed,
    url,
    logged,
    post,
    command: (fields = {}) =>
      form({
        command: '/kpi',
        text: 'win rate',
        team_id: 'T1',
        channel_id: 'C1',
        user_id: 'U1',
        trigger_id: '1.2.3',
        response_url: slack.responseUrl,
        ...fields,
      }),
    event: (event, envelope = {}) => {
      const body = JSON.stringify({ type: 'event_callback', team_id: 'T1', event_id: 'Ev1', event, ...envelope })
      return post(body, { ...JSON_TYPE, ...signed(body) })
    },
    interact: (payload) => form({ payload: JSON.stringify(payload) }),
    async stop() {
      await platform.stop()
      server.close()
      server.closeAllConnections()
      await slack.close()
    },
  }
}

/** A promise that a test resolves when it wants to. */
export function gate<T>(): { readonly promise: Promise<T>; open(value: T): void; fail(error: Error): void } {
  let open: (value: T) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { promise, open, fail }
}
