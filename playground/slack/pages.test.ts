import type { WebAPICallResult, WebClient } from '@slack/web-api'
import { expect, test } from 'vitest'
import type { TestPlayground } from '../../test/playground.js'
import { channelId, errorOf, unpaced, withClient } from '../../test/slack-client.js'
import { LIMITS } from './limits.js'

/** Puts messages into #revenue without the wire; the first is the root of the others where `thread` says so. */
function fill(world: TestPlayground, count: number, thread: boolean): { channel: string; root: string } {
  const channel = channelId(world, 'revenue')
  const id = (index: number) => `1787000000.${String(index).padStart(6, '0')}`
  for (let index = 0; index < count; index += 1)
    world.world.addPost({
      platform: 'slack',
      channel,
      id: id(index),
      thread: thread ? id(0) : null,
      author: { kind: 'bot' },
      text: `${index}`,
      body: { text: `${index}` },
      onlyFor: null,
      at: world.world.clock(),
      editedAt: null,
      files: [],
    })
  return { channel, root: id(0) }
}

test('history gives 100 messages, or as many as asked for up to 999', async () => {
  await withClient(async (client, world) => {
    const { channel } = fill(world, LIMITS.historyPage + 1, false)
    const page = async (args: object) => (await client.conversations.history({ channel, ...args })).messages?.length
    expect(await page({})).toBe(LIMITS.historyDefault)
    expect(await page({ limit: LIMITS.historyPage })).toBe(LIMITS.historyPage)
    expect(await page({ limit: LIMITS.historyPage + 1 })).toBe(LIMITS.historyPage)
  }, unpaced)
})

test('a thread comes a thousand messages at a time', async () => {
  await withClient(async (client, world) => {
    const { channel, root: ts } = fill(world, LIMITS.repliesPage + 1, true)
    const first = await client.conversations.replies({ channel, ts })
    expect([first.messages?.length, first.has_more]).toEqual([LIMITS.repliesPage, true])
    const cursor = first.response_metadata?.next_cursor ?? ''
    expect((await client.conversations.replies({ channel, ts, cursor })).messages?.length).toBe(1)
    expect((await client.conversations.replies({ channel, ts, limit: 5_000 })).messages?.length).toBe(
      LIMITS.repliesPage,
    )
  }, unpaced)
})

const lists: readonly [string, (client: WebClient, channel: string, limit: number) => Promise<WebAPICallResult>][] = [
  ['conversations.list', (client, _channel, limit) => client.conversations.list({ limit })],
  ['conversations.members', (client, channel, limit) => client.conversations.members({ channel, limit })],
  ['users.conversations', (client, _channel, limit) => client.users.conversations({ limit })],
  ['users.list', (client, _channel, limit) => client.users.list({ limit })],
  ['reactions.list', (client, _channel, limit) => client.reactions.list({ limit })],
  ['chat.scheduledMessages.list', (client, _channel, limit) => client.chat.scheduledMessages.list({ limit })],
]

test.each(lists)('%s gives at most 999 at a time', async (_name, list) => {
  await withClient(async (client, world) => {
    const channel = channelId(world, 'revenue')
    expect(await list(client, channel, LIMITS.listPage)).toMatchObject({ ok: true })
    expect(await errorOf(list(client, channel, LIMITS.listPage + 1))).toBe('invalid_limit')
  }, unpaced)
})

test('a list without a limit gives a hundred', async () => {
  const channels = Array.from({ length: LIMITS.listDefault + 1 }, (_, index) => ({ name: `channel-${index}` }))
  await withClient(
    async (client) => {
      const first = await client.conversations.list({})
      expect(first.channels).toHaveLength(LIMITS.listDefault)
      const cursor = first.response_metadata?.next_cursor ?? ''
      expect((await client.conversations.list({ cursor })).channels).toHaveLength(1)
    },
    { ...unpaced, channels },
  )
})
