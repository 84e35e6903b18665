import { ErrorCode, type WebClient } from '@slack/web-api'
import { describe, expect, test } from 'vitest'
import type { TestPlayground } from '../test/playground.js'
import { withClient } from '../test/slack-client.js'

/** Trouble on purpose, as the vendor's own client meets it. */

async function fault(world: TestPlayground, rule: object): Promise<void> {
  const response = await fetch(`${world.url}/control/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ platform: 'slack', ...rule }),
  })
  expect(response.status).toBe(200)
}

const posted = (world: TestPlayground) =>
  world
    .as('maya', 'slack')
    .sees()
    .map((post) => post.text)
const post = (client: WebClient, text: string) => client.chat.postMessage({ channel: '#revenue', text })
const failure = async (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => error,
  )

describe('faults', () => {
  test('a status is answered so many times, with Retry-After, and nothing is done', async () => {
    await withClient(async (client, world) => {
      await fault(world, { match: 'chat.postMessage', times: 2, answer: { status: 429, retryAfter: 7 } })
      expect(await failure(post(client, 'one'))).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 7 })
      expect(await client.auth.test()).toMatchObject({ ok: true })
      expect(await failure(post(client, 'two'))).toMatchObject({ retryAfter: 7 })
      await post(client, 'three')
      expect(posted(world)).toEqual(['three'])
    })
  })

  test('an outage, and a word of Slack', async () => {
    await withClient(async (client, world) => {
      await fault(world, { answer: { status: 503 }, times: 1 })
      expect(await failure(post(client, 'x'))).toMatchObject({ code: ErrorCode.HTTPError, statusCode: 503 })
      await fault(world, { match: 'chat.postMessage', times: 1, answer: { error: 'fatal_error' } })
      expect(await failure(post(client, 'x'))).toMatchObject({ data: { error: 'fatal_error' } })
      expect(posted(world)).toEqual([])
    })
  })

  test('a lost answer: the message stands, and the bot cannot know', async () => {
    await withClient(async (client, world) => {
      await fault(world, { match: 'chat.postMessage', times: 1, answer: 'lose' })
      expect(await failure(post(client, 'there'))).toMatchObject({ code: ErrorCode.RequestError })
      expect(posted(world)).toEqual(['there'])
      await fault(world, { match: 'chat.postMessage', times: 1, answer: 'drop' })
      expect(await failure(post(client, 'gone'))).toMatchObject({ code: ErrorCode.RequestError })
      expect(posted(world)).toEqual(['there'])
    })
  })

  test('an answer that comes late, and a message that shows late', async () => {
    await withClient(async (client, world) => {
      await fault(world, { match: 'chat.postMessage', times: 1, answer: { delayMs: 50 } })
      const before = performance.now()
      await post(client, 'slow')
      expect(performance.now() - before).toBeGreaterThanOrEqual(49)
      await fault(world, { match: 'chat.postMessage', times: 1, answer: { lateMs: 1_000 } })
      const { ts } = await post(client, 'late')
      await post(client, 'later')
      expect(posted(world)).toEqual(['slow', 'later'])
      expect((await world.as('maya', 'slack').waitForPost({ text: /^late$/m })).id).toBe(ts)
      expect(posted(world)).toEqual(['slow', 'late', 'later'])
    })
  })

  test('a rule without a number holds until the faults are cleared', async () => {
    await withClient(async (client, world) => {
      await fault(world, { match: 'auth.test', answer: { status: 500 } })
      for (let i = 0; i < 3; i += 1) expect(await failure(client.auth.test())).toMatchObject({ statusCode: 500 })
      await fetch(`${world.url}/control/faults`, { method: 'DELETE' })
      expect(await client.auth.test()).toMatchObject({ ok: true })
    })
  })

  test('a share of the requests, evenly, and what another rule says for the rest', async () => {
    await withClient(async (client, world) => {
      await fault(world, { match: 'chat.postMessage', share: 1 / 3, times: 2, answer: { status: 503 } })
      const outcomes: string[] = []
      for (let i = 1; i <= 9; i += 1) {
        const outcome = await failure(client.chat.postMessage({ channel: '#revenue', text: `${i}` }))
        outcomes.push(outcome === 'done' ? 'done' : 'failed')
      }
      expect(outcomes.join(' ')).toBe('done done failed done done failed done done done')
      expect(posted(world)).toEqual(['1', '2', '4', '5', '7', '8', '9'])
    })
  })

  test('the bytes of files meet trouble too, both ways', async () => {
    await withClient(async (client, world) => {
      const send = () => client.filesUploadV2({ channel_id: 'C0REVENUE', filename: 'a.csv', file: Buffer.from('a') })
      await fault(world, { match: 'upload', times: 1, answer: { status: 500 } })
      expect(await failure(send())).not.toBe('done')
      expect(await failure(send())).toBe('done')
      const [file] = (await client.files.list({})).files ?? []
      const headers = { authorization: `Bearer ${world.config.slack.botToken}` }
      const fetched = () => fetch(file?.url_private ?? '', { headers })
      await fault(world, { match: 'download', times: 1, answer: 'drop' })
      await expect(fetched()).rejects.toThrow()
      expect(await (await fetched()).text()).toBe('a')
    })
  })

  test('a message that shows late is not in the history until then', async () => {
    await withClient(async (client, world) => {
      const channel = 'C0REVENUE'
      await fault(world, { match: 'chat.postMessage', times: 1, answer: { lateMs: 300 } })
      await client.chat.postMessage({ channel, text: 'late' })
      expect((await client.conversations.history({ channel })).messages).toEqual([])
      await world.as('maya', 'slack').waitForPost({ text: 'late' })
      expect((await client.conversations.history({ channel })).messages).toMatchObject([{ text: 'late' }])
    })
  })
})
