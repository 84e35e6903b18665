import type { WebClient } from '@slack/web-api'
import { describe, expect, test } from 'vitest'
import { channelId, errorOf, unpaced, userId, withClient } from '../../test/slack-client.js'
import { LIMITS } from './limits.js'

const many = (count: number) => Array.from({ length: count }, (_, index) => `U0NOBODY${index}`).join(',')

describe('reading', () => {
  test('history pages newest first, threads oldest first, and metadata only when asked for', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const metadata = { event_type: 'delivery', event_payload: { key: 'k' } }
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'root', metadata })
      await client.chat.postMessage({ channel, text: 'reply', thread_ts: ts, metadata })
      await client.chat.postMessage({ channel, text: 'next' })
      const pages: (string | undefined)[][] = []
      for await (const page of client.paginate('conversations.history', { channel, limit: 1 })) {
        const messages = 'messages' in page && Array.isArray(page.messages) ? page.messages : []
        pages.push(messages.map((one: { text?: string }) => one.text))
      }
      expect(pages).toEqual([['next'], ['root']])
      const history = await client.conversations.history({ channel })
      expect(history.messages?.[1]).toMatchObject({ reply_count: 1, thread_ts: ts })
      expect(history.messages?.[1]?.metadata).toBeUndefined()
      const replies = await client.conversations.replies({ channel, ts, include_all_metadata: true })
      expect(replies.messages?.map((one) => one.text)).toEqual(['root', 'reply'])
      expect(replies.messages?.[1]).toMatchObject({ metadata })
      const later = await client.conversations.history({ channel, oldest: ts })
      expect(later.messages?.map((one) => one.text)).toEqual(['next'])
      const inclusive = await client.conversations.history({ channel, oldest: ts, inclusive: true })
      expect(inclusive.messages).toHaveLength(2)
      expect(await errorOf(client.conversations.history({ channel, cursor: 'nonsense' }))).toBe('invalid_cursor')
      expect(await errorOf(client.conversations.history({ channel, oldest: 'yesterday' }))).toBe('invalid_ts_oldest')
      expect(await errorOf(client.conversations.replies({ channel, ts: '1.000001' }))).toBe('thread_not_found')
    })
  })

  test('pages are at most as large as documented, and smaller for apps that are sold outside the marketplace', async () => {
    const fill = async (client: WebClient, channel: string, count: number) => {
      for (let i = 0; i < count; i += 1) await client.chat.postMessage({ channel, text: `${i}` })
    }
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      await fill(client, channel, LIMITS.historyDefault + 1)
      expect((await client.conversations.history({ channel })).messages).toHaveLength(LIMITS.historyDefault)
      expect((await client.conversations.history({ channel, limit: LIMITS.historyPage + 1 })).messages).toHaveLength(
        LIMITS.historyDefault + 1,
      )
    }, unpaced)
    await withClient(
      async (client, world) => {
        const channel = channelId(world, 'revenue')
        await fill(client, channel, LIMITS.historyCommercial + 1)
        expect((await client.conversations.history({ channel, limit: 100 })).messages).toHaveLength(
          LIMITS.historyCommercial,
        )
      },
      { ...unpaced, distribution: 'commercial' },
    )
  })

  test('channels, members and people are listed with cursors; what the bot may not see is not there', async () => {
    const secret = { name: 'secret', private: true, members: ['nadia'], bot: false }
    const open = { name: 'open', members: ['nadia', 'maya', 'omar'], bot: true }
    await withClient(
      async (client, world) => {
        expect(
          (await client.conversations.list({ types: 'public_channel,private_channel' })).channels?.map(
            (one) => one.name,
          ),
        ).toEqual(['open'])
        expect(await errorOf(client.conversations.info({ channel: channelId(world, 'secret') }))).toBe(
          'channel_not_found',
        )
        const first = await client.conversations.members({ channel: channelId(world, 'open'), limit: 3 })
        const second = await client.conversations.members({
          channel: channelId(world, 'open'),
          limit: 3,
          cursor: first.response_metadata?.next_cursor ?? '',
        })
        expect([...(first.members ?? []), ...(second.members ?? [])]).toEqual([
          ...['nadia', 'maya', 'omar'].map((key) => userId(world, key)),
          'U0DRUMBEAT',
        ])
        expect(
          await errorOf(
            client.conversations.members({ channel: channelId(world, 'open'), limit: LIMITS.listPage + 1 }),
          ),
        ).toBe('invalid_limit')
        expect(await errorOf(client.conversations.list({ types: 'telepathy' }))).toBe('invalid_types')
        const people = await client.users.list({})
        expect(people.members?.length).toBe(world.world.people.length + 1)
      },
      { channels: [secret, open] },
    )
  })

  test('people: zone, guest, e-mail by scope, locale on request', async () => {
    await withClient(async (client, world) => {
      const parisa = await client.users.info({ user: userId(world, 'parisa'), include_locale: true })
      expect(parisa.user).toMatchObject({ tz: 'Asia/Tehran', tz_offset: 12_600, locale: 'fa-IR', is_restricted: false })
      expect((await client.users.info({ user: userId(world, 'gus') })).user).toMatchObject({ is_restricted: true })
      const found = await client.users.lookupByEmail({ email: 'OMAR@acme.example' })
      expect(found.user).toMatchObject({ id: userId(world, 'omar'), profile: { email: 'omar@acme.example' } })
      expect(await errorOf(client.users.lookupByEmail({ email: 'nobody@acme.example' }))).toBe('users_not_found')
      expect(await errorOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found')
      const direct = await client.conversations.open({ users: userId(world, 'maya') })
      expect(direct.channel?.id).toBe(world.world.direct('slack', 'maya')?.id)
      expect(await errorOf(client.conversations.open({ users: 'U0NOBODY' }))).toBe('user_not_found')
      await world.as('sara', 'slack').account({ change: 'deactivate' })
      const gone = userId(world, 'sara')
      expect(await errorOf(client.conversations.open({ users: gone }))).toBe('user_disabled')
      expect((await client.users.info({ user: gone })).user).toMatchObject({ deleted: true })
      expect((await client.chat.postMessage({ channel: gone, text: 'to nobody' })).ok).toBe(true)
      expect(await errorOf(client.conversations.open({ users: many(LIMITS.openUsers + 1) }))).toBe('too_many_users')
    })
  })

  test('a bot joins a public channel, and can post there then', async () => {
    await withClient(async (client, world) => {
      await world.as('nadia', 'slack').channel({ channel: '#marketing', change: 'remove bot' })
      const channel = channelId(world, 'marketing')
      expect(await errorOf(client.conversations.history({ channel }))).toBe('not_in_channel')
      expect((await client.conversations.join({ channel })).channel?.is_member).toBe(true)
      await client.chat.postMessage({ channel, text: 'hello' })
      expect(
        world
          .as('ioana', 'slack')
          .sees()
          .map((post) => post.text),
      ).toEqual(['hello'])
    })
  })

  test('a link leads to the message', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'x' })
      const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts })
      expect(permalink).toBe(`https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`)
    })
  })
})
