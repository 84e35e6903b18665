import type { WebClient } from '@slack/web-api'
import { describe, expect, test } from 'vitest'
import type { TestPlayground } from '../../test/playground.js'
import { channelId, errorOf, unpaced, withClient } from '../../test/slack-client.js'
import { LIMITS } from './limits.js'

const MONDAY = Date.parse('2026-08-24T09:00:00Z')

/** A Slack whose both clocks stand at nine on a Monday. */
const onMonday = (use: (client: WebClient, world: TestPlayground, channel: string) => Promise<void>) =>
  withClient(
    (client, world) => use(client, world, channelId(world, 'revenue')),
    unpaced,
    () => MONDAY,
  )
const at = (seconds: number) => MONDAY / 1_000 + seconds
const seen = (world: TestPlayground) =>
  world
    .as('maya', 'slack')
    .sees({ channel: '#revenue' })
    .map((post) => post.text)

describe('scheduled messages', () => {
  test('come when the business clock reaches their time, in order, each once', async () => {
    await onMonday(async (client, world, channel) => {
      await client.chat.scheduleMessage({ channel, text: 'second', post_at: at(7_200) })
      await client.chat.scheduleMessage({ channel, text: 'first', post_at: at(3_600) })
      const { scheduled_messages } = await client.chat.scheduledMessages.list()
      expect(scheduled_messages?.map((one) => [one.text, one.post_at, one.channel_id])).toEqual([
        ['first', at(3_600), channel],
        ['second', at(7_200), channel],
      ])
      world.world.moveClock(MONDAY + 3_599_000)
      expect(seen(world)).toEqual([])
      world.world.moveClock(MONDAY + 3_600_000)
      expect(seen(world)).toEqual(['first'])
      world.world.moveClock(MONDAY + 9_000_000)
      expect(seen(world)).toEqual(['first', 'second'])
      expect((await client.chat.scheduledMessages.list({ channel })).scheduled_messages).toEqual([])
    })
  })

  test('are taken back until a minute before, and only while they wait', async () => {
    await onMonday(async (client, world, channel) => {
      const schedule = async (post_at: number) =>
        (await client.chat.scheduleMessage({ channel, text: 'x', post_at })).scheduled_message_id ?? ''
      const remove = (scheduled_message_id: string) =>
        client.chat.deleteScheduledMessage({ channel, scheduled_message_id })
      const soon = await schedule(at(59))
      const later = await schedule(at(60))
      expect(await errorOf(remove(soon))).toBe('invalid_scheduled_message_id')
      expect(await remove(later)).toMatchObject({ ok: true })
      expect(await errorOf(remove(later))).toBe('invalid_scheduled_message_id')
      world.world.moveClock(MONDAY + 60_000)
      expect(seen(world)).toEqual(['x'])
    })
  })

  test('are refused for the past, for too far ahead, and where they crowd', async () => {
    await onMonday(async (client, _world, channel) => {
      const schedule = (post_at: number) => client.chat.scheduleMessage({ channel, text: 'x', post_at })
      expect(await errorOf(schedule(at(0)))).toBe('time_in_past')
      expect(await schedule(at(LIMITS.scheduleAhead))).toMatchObject({ ok: true, channel })
      expect(await errorOf(schedule(at(LIMITS.scheduleAhead + 1)))).toBe('time_too_far')
      for (let i = 0; i < LIMITS.scheduledPerWindow; i += 1) await schedule(at(1_000 + i))
      expect(await errorOf(schedule(at(1_000 + LIMITS.scheduleWindow - 1)))).toBe('restricted_too_many')
      expect(await schedule(at(1_000 + LIMITS.scheduleWindow))).toMatchObject({ ok: true })
      expect(await errorOf(client.chat.scheduleMessage({ channel, text: '', post_at: at(5_000) }))).toBe('no_text')
    })
  })

  test('with metadata, or into a channel that is archived by then, never come', async () => {
    await onMonday(async (client, world, channel) => {
      const metadata = { event_type: 'delivery', event_payload: { key: 'k' } }
      await client.chat.scheduleMessage({ channel, text: 'with metadata', post_at: at(100), metadata })
      world.world.moveClock(MONDAY + 100_000)
      await client.chat.scheduleMessage({ channel, text: 'too late', post_at: at(200) })
      await world.as('nadia', 'slack').channel({ channel: '#revenue', change: 'archive' })
      world.world.moveClock(MONDAY + 200_000)
      expect(seen(world)).toEqual([])
    })
  })
})
