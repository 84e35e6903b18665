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
})
