import { describe, expect, test } from 'vitest'
import { channelId, errorOf, section, unpaced, userId, withClient } from '../../test/slack-client.js'
import { LIMITS } from './limits.js'

describe('posting', () => {
  test('reaches a channel by id and by name, and a person by user id', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      expect((await client.chat.postMessage({ channel, text: 'by id' })).channel).toBe(channel)
      expect((await client.chat.postMessage({ channel: '#revenue', text: 'by name' })).channel).toBe(channel)
      await client.chat.postMessage({ channel: userId(world, 'maya'), text: 'to you' })
      expect(
        world
          .as('maya', 'slack')
          .sees()
          .map((post) => post.text),
      ).toEqual(['by id', 'by name', 'to you'])
      expect(world.as('sara', 'slack').sees()).toEqual([])
    })
  })

  test('is refused with the documented word', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      await world.as('nadia', 'slack').channel({ channel: '#sales', change: 'archive' })
      await world.as('nadia', 'slack').channel({ channel: '#marketing', change: 'remove bot' })
      const post = (args: Record<string, unknown>) =>
        errorOf(client.apiCall('chat.postMessage', { channel, text: 'x', ...args }))
      expect(await post({ channel: 'C0NOWHERE' })).toBe('channel_not_found')
      expect(await post({ channel: '#sales' })).toBe('is_archived')
      expect(await post({ channel: '#marketing' })).toBe('not_in_channel')
      expect(await post({ text: '' })).toBe('no_text')
      expect(await post({ blocks: [{ type: 'paragraph' }] })).toBe('invalid_blocks')
      expect(await post({ blocks: 'not json' })).toBe('invalid_blocks_format')
      expect(await post({ blocks: Array.from({ length: 5 }, () => section('x'.repeat(3_000))) })).toBe(
        'msg_blocks_too_long',
      )
      expect(await post({ attachments: Array.from({ length: LIMITS.attachments + 1 }, () => ({ text: 'x' })) })).toBe(
        'too_many_attachments',
      )
      expect(await post({ markdown_text: '*x*' })).toBe('markdown_text_conflict')
      expect(await post({ metadata: 'x' })).toBe('invalid_metadata_format')
      expect(await post({ metadata: { event_type: 'x' } })).toBe('invalid_metadata_schema')
      expect(await post({ metadata: { event_type: 'x', event_payload: { deep: { deeper: {} } } } })).toBe(
        'invalid_metadata_schema',
      )
      expect(
        await post({ metadata: { event_type: 'x', event_payload: { long: 'x'.repeat(LIMITS.metadataBytes) } } }),
      ).toBe('metadata_too_large')
      expect(await post({ thread_ts: '1.000001' })).toBe('cannot_reply_to_message')
      expect(world.world.posts('slack')).toEqual([])
    }, unpaced)
  })

  test('says where the blocks are wrong', async () => {
    await withClient(async (client, world) => {
      const blocks = [section('fine'), { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }]
      const refused = await client
        .apiCall('chat.postMessage', { channel: channelId(world, 'revenue'), blocks })
        .catch((error: { data: unknown }) => error.data)
      const line = 'must be less than 151 characters [json-pointer:/blocks/1/text/text]'
      expect(refused).toMatchObject({ errors: [line], response_metadata: { messages: [`[ERROR] ${line}`] } })
    })
  })

  test('cuts a very long text, and builds the text from blocks where there is none', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      await client.chat.postMessage({ channel, text: 'x'.repeat(LIMITS.messageText + 1) })
      await client.chat.postMessage({ channel, blocks: [section('from the blocks')], text: '' })
      const [long, built] = world.as('maya', 'slack').sees()
      expect(long?.text.length).toBe(LIMITS.messageText)
      expect(built?.text).toBe('from the blocks')
    })
  })

  test('an ephemeral message is seen by its reader alone, is not stored, and is gone after a reload', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const user = userId(world, 'maya')
      await client.chat.postEphemeral({ channel, user, text: 'for you' })
      expect(
        world
          .as('maya', 'slack')
          .sees()
          .map((post) => post.text),
      ).toEqual(['for you'])
      expect(world.as('omar', 'slack').sees()).toEqual([])
      expect((await client.conversations.history({ channel })).messages).toEqual([])
      expect(await errorOf(client.chat.postEphemeral({ channel, user: userId(world, 'sara'), text: 'x' }))).toBe(
        'user_not_in_channel',
      )
      const [ephemeral] = world.as('maya', 'slack').sees()
      expect(await errorOf(client.chat.update({ channel, ts: ephemeral?.id ?? '', text: 'x' }))).toBe(
        'message_not_found',
      )
      await fetch(`${world.url}/page/state?person=omar`)
      await fetch(`${world.url}/page/state?person=maya&keep=1`)
      expect(world.as('maya', 'slack').sees()).toHaveLength(1)
      await fetch(`${world.url}/page/state?person=maya`)
      expect(world.as('maya', 'slack').sees()).toEqual([])
    })
  })

  test('an update replaces blocks by text, keeps metadata, and is for own messages only', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const metadata = { event_type: 'delivery', event_payload: { key: 'k1' } }
      const { ts = '' } = await client.chat.postMessage({
        channel,
        blocks: [section('first')],
        text: 'first',
        metadata,
      })
      await client.chat.update({ channel, ts, text: 'second' })
      const [message] = (await client.conversations.history({ channel, include_all_metadata: true })).messages ?? []
      expect(message).toMatchObject({ text: 'second', metadata })
      expect(message?.blocks).toBeUndefined()
      expect(await errorOf(client.chat.update({ channel, ts, text: 'x'.repeat(LIMITS.updateText + 1) }))).toBe(
        'msg_too_long',
      )
      await world.as('maya', 'slack').message({ channel: '#revenue', text: 'mine' })
      const mine = world.as('maya', 'slack').sees({ text: 'mine' })[0]?.id ?? ''
      expect(await errorOf(client.chat.update({ channel, ts: mine, text: 'x' }))).toBe('cant_update_message')
      expect(await errorOf(client.chat.delete({ channel, ts: mine }))).toBe('cant_delete_message')
      await client.chat.delete({ channel, ts })
      expect(await errorOf(client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found')
      expect(
        world
          .as('maya', 'slack')
          .sees()
          .map((post) => post.text),
      ).toEqual(['mine'])
    })
  })
})
