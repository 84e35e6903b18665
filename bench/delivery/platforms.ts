import { WebClient } from '@slack/web-api'
import { Temporal } from 'temporal-polyfill'
import type { Installations, Platform } from '../../src/chat/platform.js'
import { slackPlatform } from '../../src/platforms/slack/adapter.js'
import { toBlocks } from '../../src/platforms/slack/blocks/message.js'
import { message, placeAt } from './desk.js'

/** Nothing but a name: what is not asked for here is never called. */
const nothing: Omit<Platform, 'send' | 'name' | 'pace'> = {
  fetch: async () => ({ kind: 'failed', code: 'bench' }),
  start: async () => {},
  stop: async () => {},
  find: async () => 'cannot ask',
  answer: async () => ({ kind: 'unknown', code: 'bench' }),
  people: async function* () {},
  members: async function* () {},
  groups: async function* () {},
}

/** A platform that takes everything at once, without a request. */
export const swallow: Platform = {
  ...nothing,
  name: 'slack',
  pace: () => [],
  send: async ({ to, key }) => ({ kind: 'sent', ref: { place: to, id: key } }),
}

const token = 'xoxb-bench'
const installations: Installations = {
  get: async () => ({ botToken: token, botUserId: 'U0BOT', botId: 'B0BOT', teamId: 'T0BENCH' }),
  put: async () => {},
  remove: async () => {},
}

/** Slack as the bot speaks to it, at the address of a server that answers at once, without a pace. */
export function slackAt(url: string): Platform {
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const words = {
    onIt: '',
    slow: '',
    slowForm: '',
    fileSent: '',
    openAgain: '',
    failed: '',
    loading: '',
    result: '',
    done: '',
    open: '',
    close: '',
  }
  const slack = slackPlatform({
    signingSecret: 'secret',
    appToken: null,
    slackApiUrl: `${url}/api/`,
    installations,
    now: () => Temporal.Now.instant(),
    log,
    words: () => words,
  })
  return { ...slack, pace: () => [] }
}

/** The same posts by Slack's own client alone. @param count how many, `atOnce` of them under way at a time */
export function client(url: string): (count: number, atOnce: number) => Promise<void> {
  const web = new WebClient(token, { slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 } })
  return async (count, atOnce) => {
    let next = 0
    const worker = async (): Promise<void> => {
      for (let index = next++; index < count; index = next++) {
        const metadata = { event_type: 'drumbeat_delivery', event_payload: { key: `bench:${index}` } }
        // The same drawing: what is compared is the outbox, not the blocks.
        const drawn = toBlocks(message, 'T0BENCH')
        await web.apiCall('chat.postMessage', { channel: placeAt(index).channel, ...drawn, metadata })
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }
}
