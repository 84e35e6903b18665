import { describe, expect, test } from 'vitest'
import { words } from '../../test/block-samples.js'
import { channelId, errorOf, type SlackSetup, unpaced, userId, withClient } from '../../test/slack-client.js'
import { wideManifest } from '../../test/slack-manifest.js'
import { acknowledged, call, scene } from '../../test/slack-scene.js'
import { LIMITS } from './limits.js'

const ids = (...list: readonly string[]) => list.join(',')

describe('channels that the bot makes', () => {
  test('are filled, named, headed, and closed again', async () => {
    await withClient(async (client, world) => {
      const created = await client.conversations.create({ name: 'board-close' })
      const channel = created.channel?.id ?? ''
      expect(created.channel).toMatchObject({ name: 'board-close', is_member: true, is_private: false })
      await client.conversations.invite({ channel, users: ids(userId(world, 'maya'), userId(world, 'omar')) })
      await client.conversations.setTopic({ channel, topic: 'Closing August' })
      await client.conversations.setPurpose({ channel, purpose: 'The numbers' })
      await client.conversations.rename({ channel, name: 'close-august' })
      await client.chat.postMessage({ channel, text: 'hello' })
      expect(world.as('maya', 'slack').sees({ channel: '#close-august' })).toHaveLength(1)
      expect((await client.conversations.info({ channel })).channel).toMatchObject({
        name: 'close-august',
        topic: { value: 'Closing August' },
        purpose: { value: 'The numbers' },
      })
      await client.conversations.kick({ channel, user: userId(world, 'omar') })
      expect((await client.conversations.members({ channel })).members).toEqual([userId(world, 'maya'), 'U0DRUMBEAT'])
      await client.conversations.archive({ channel })
      expect(await errorOf(client.chat.postMessage({ channel, text: 'x' }))).toBe('is_archived')
      await client.conversations.unarchive({ channel })
      expect(await client.chat.postMessage({ channel, text: 'back' })).toMatchObject({ ok: true })
    }, unpaced)
  })

  test('take the names that channels can have', async () => {
    await withClient(async (client) => {
      const create = (name: string) => client.conversations.create({ name })
      expect(await create(words(LIMITS.channelName))).toMatchObject({ ok: true })
      expect(await errorOf(create(words(LIMITS.channelName + 1)))).toBe('invalid_name_maxlength')
      expect(await errorOf(create('revenue'))).toBe('name_taken')
      expect(await errorOf(create('Board Close'))).toBe('invalid_name_specials')
      expect(await errorOf(create('--'))).toBe('invalid_name_punctuation')
      expect(await errorOf(create(''))).toBe('invalid_name_required')
    }, unpaced)
  })

  test('and those of others refuse with the documented word', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const [nadia, sara] = [userId(world, 'nadia'), userId(world, 'sara')]
      const direct = world.world.direct('slack', 'maya')?.id ?? ''
      const cases: readonly [Promise<Awaited<ReturnType<typeof client.apiCall>>>, string][] = [
        [client.conversations.setTopic({ channel, topic: words(LIMITS.topic + 1) }), 'too_long'],
        [client.conversations.setPurpose({ channel, purpose: words(LIMITS.purpose + 1) }), 'too_long'],
        [client.conversations.invite({ channel, users: '' }), 'no_user'],
        [client.conversations.invite({ channel, users: nadia }), 'already_in_channel'],
        [client.conversations.invite({ channel, users: 'U0DRUMBEAT' }), 'cant_invite_self'],
        [client.conversations.invite({ channel, users: 'U0NOBODY' }), 'user_not_found'],
        [client.conversations.kick({ channel, user: sara }), 'not_in_channel'],
        [client.conversations.kick({ channel, user: 'U0DRUMBEAT' }), 'cant_kick_self'],
        [client.conversations.kick({ channel: channelId(world, 'general'), user: nadia }), 'cant_kick_from_general'],
        [client.conversations.archive({ channel: channelId(world, 'general') }), 'cant_archive_general'],
        [client.conversations.leave({ channel: channelId(world, 'general') }), 'cant_leave_general'],
        [client.conversations.unarchive({ channel }), 'not_archived'],
        [client.conversations.rename({ channel: direct, name: 'x' }), 'method_not_supported_for_channel_type'],
        [client.conversations.close({ channel }), 'method_not_supported_for_channel_type'],
        [client.conversations.archive({ channel: 'C0NOWHERE' }), 'channel_not_found'],
      ]
      const words_ = await Promise.all(cases.map(async ([refused]) => errorOf(refused)))
      expect(words_).toEqual(cases.map(([, word]) => word))
      const [limit] = await Promise.all([client.conversations.setTopic({ channel, topic: words(LIMITS.topic) })])
      expect(limit.channel?.topic?.value).toHaveLength(LIMITS.topic)
      expect(await client.conversations.setPurpose({ channel, purpose: words(LIMITS.purpose) })).toMatchObject({
        ok: true,
      })
      const forced = await client.conversations.invite({ channel, users: ids('U0NOBODY', sara), force: true })
      expect(forced.errors).toMatchObject([{ user: 'U0NOBODY', error: 'user_not_found' }])
      const crowd = Array.from({ length: LIMITS.inviteUsers }, () => nadia)
      expect(await errorOf(client.conversations.invite({ channel, users: ids(...crowd, sara) }))).toBe('too_many_users')
      expect(await errorOf(client.conversations.invite({ channel, users: ids(...crowd) }))).toBe('already_in_channel')
    }, unpaced)
  })

  test('tell the bot what happened, private ones only with the scope for them', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const made = await call(world, 'conversations.create', { name: 'close' })
      const { id } = Object(made.channel)
      await call(world, 'conversations.invite', { channel: id, users: world.world.person('maya')?.slack })
      await call(world, 'conversations.archive', { channel: id })
      await world.waitFor(() => bot.received.length >= 3, 'three events')
      expect(bot.received.map((one) => Object(one.payload.event).type).sort()).toEqual([
        'channel_archive',
        'channel_created',
        'member_joined_channel',
      ])
    })
    const scopes = { bot: ['channels:read', 'groups:write'] }
    await scene(
      acknowledged,
      async ({ world, bot }) => {
        const made = await call(world, 'conversations.create', { name: 'secret', is_private: true })
        const { id } = Object(made.channel)
        await call(world, 'conversations.invite', { channel: id, users: world.world.person('maya')?.slack })
        await world.as('maya', 'slack').channel({ channel: '#secret', change: 'leave' })
        expect(bot.received).toEqual([])
        expect(await call(world, 'conversations.create', { name: 'open' })).toMatchObject({
          error: 'missing_scope',
          needed: 'channels:manage',
        })
      },
      { manifest: { ...wideManifest, oauth_config: { scopes } } },
    )
  })
})

describe('group direct messages', () => {
  const group: SlackSetup = { ...unpaced, groups: [{ members: ['nadia', 'omar'] }] }

  test('stand in the description, are found again by who is in them, or made', async () => {
    await withClient(async (client, world) => {
      const open = (...keys: readonly string[]) =>
        client.conversations.open({ users: ids(...keys.map((key) => userId(world, key))) })
      const known = await open('omar', 'nadia')
      expect(known).toMatchObject({ already_open: true, no_op: true })
      const made = await open('maya', 'omar', 'kenji')
      expect(made.already_open).toBeUndefined()
      expect((await open('kenji', 'maya', 'omar')).channel?.id).toBe(made.channel?.id)
      const channel = made.channel?.id ?? ''
      expect((await client.conversations.info({ channel })).channel).toMatchObject({ is_mpim: true, is_private: true })
      await client.chat.postMessage({ channel, text: 'to you three' })
      expect(world.as('kenji', 'slack').sees({ text: 'to you three' })).toHaveLength(1)
      expect(world.as('nadia', 'slack').sees({ text: 'to you three' })).toEqual([])
      const listed = await client.conversations.list({ types: 'mpim' })
      expect(listed.channels?.map((one) => one.id)).toContain(channel)
      expect(await client.conversations.close({ channel })).toMatchObject({ no_op: true })
    }, group)
  })

  test('have at most eight people besides the bot', async () => {
    await withClient(async (client, world) => {
      const keys = world.world.people.map((one) => one.key)
      const open = (count: number) =>
        client.conversations.open({ users: ids(...keys.slice(0, count).map((key) => userId(world, key))) })
      expect(await open(LIMITS.openUsers)).toMatchObject({ ok: true })
      expect(await errorOf(open(LIMITS.openUsers + 1))).toBe('too_many_users')
      const unmade = client.conversations.open({
        users: ids(userId(world, 'tom'), userId(world, 'sara')),
        prevent_creation: true,
      })
      expect(await errorOf(unmade)).toBe('channel_not_found')
    }, group)
  })

  test('reach the bot with every message', async () => {
    await scene(
      acknowledged,
      async ({ world, bot }) => {
        const channel = world.world.channels('slack').find((one) => one.kind === 'group')?.id ?? ''
        await world.as('omar', 'slack').message({ channel, text: 'close is done' })
        expect(bot.received.map((one) => one.payload.event)).toMatchObject([
          { type: 'message', channel_type: 'mpim', channel, text: 'close is done' },
        ])
      },
      { groups: [{ members: ['nadia', 'omar'] }] },
    )
  })
})
