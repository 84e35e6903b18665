import { describe, expect, test } from 'vitest'
import { channelId, errorOf, type SlackSetup, unpaced, userId, withClient } from '../../test/slack-client.js'
import { acknowledged, call, scene } from '../../test/slack-scene.js'

const groups: SlackSetup = {
  ...unpaced,
  userGroups: [
    { handle: 'leaders', name: 'Leaders', members: ['maya', 'omar'], description: 'Department leaders' },
    { handle: 'old-board', name: 'Old board', members: ['nadia'], disabled: true },
  ],
}

describe('user groups', () => {
  test('are listed with who is in them, disabled ones when asked for', async () => {
    await withClient(async (client, world) => {
      const list = async (args: object) => (await client.usergroups.list(args)).usergroups ?? []
      expect((await list({})).map((one) => [one.handle, one.users, one.user_count])).toEqual([
        ['leaders', undefined, undefined],
      ])
      const [leaders] = await list({ include_users: true, include_count: true })
      const users = [userId(world, 'maya'), userId(world, 'omar')]
      expect(leaders).toMatchObject({ name: 'Leaders', description: 'Department leaders', user_count: 2, users })
      const [, old] = await list({ include_disabled: true })
      expect((await client.usergroups.users.list({ usergroup: leaders?.id ?? '' })).users).toEqual(users)
      expect(await errorOf(client.usergroups.users.list({ usergroup: old?.id ?? '' }))).toBe('no_such_subteam')
      expect(
        (await client.usergroups.users.list({ usergroup: old?.id ?? '', include_disabled: true })).users,
      ).toHaveLength(1)
    }, groups)
  })

  test('are mentioned by handle', async () => {
    await scene(
      acknowledged,
      async ({ world, bot }) => {
        await world.as('nadia', 'slack').message({ text: 'ask @leaders and @old-board' })
        const event = Object(bot.received[0]?.payload.event)
        expect(event.text).toMatch(/^ask <!subteam\^S0\w+\|@leaders> and @old-board$/)
        expect(JSON.stringify(event.blocks)).toContain('"type":"usergroup"')
      },
      groups,
    )
  })
})

describe('pins and reactions', () => {
  test('a pin stands in the channel until it is removed', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const { ts: timestamp = '' } = await client.chat.postMessage({ channel, text: 'checklist' })
      await client.pins.add({ channel, timestamp })
      expect((await client.pins.list({ channel })).items).toMatchObject([{ message: { text: 'checklist' } }])
      expect(await client.conversations.history({ channel })).toMatchObject({
        pin_count: 1,
        messages: [{ pinned_to: [channel] }],
      })
      expect(await errorOf(client.pins.add({ channel, timestamp }))).toBe('already_pinned')
      await client.pins.remove({ channel, timestamp })
      expect((await client.pins.list({ channel })).items).toEqual([])
      expect(await errorOf(client.pins.remove({ channel, timestamp }))).toBe('not_pinned')
      expect(await errorOf(client.pins.add({ channel, timestamp: '1.1' }))).toBe('message_not_found')
      expect(await errorOf(client.pins.add({ channel, timestamp: 'x' }))).toBe('bad_timestamp')
      expect(await errorOf(client.apiCall('pins.add', { channel }))).toBe('no_item_specified')
    }, unpaced)
  })

  test('reactions are read back, and taken back', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const { ts: timestamp = '' } = await client.chat.postMessage({ channel, text: 'x' })
      await client.reactions.add({ channel, timestamp, name: 'tada' })
      await world.as('maya', 'slack').react({ channel: '#revenue', post: timestamp, name: 'tada' })
      expect(await client.reactions.get({ channel, timestamp })).toMatchObject({
        message: { reactions: [{ name: 'tada', count: 2, users: ['U0DRUMBEAT', userId(world, 'maya')] }] },
      })
      expect((await client.reactions.list({})).items).toHaveLength(1)
      expect((await client.reactions.list({ user: userId(world, 'omar') })).items).toEqual([])
      await client.reactions.remove({ channel, timestamp, name: 'tada' })
      expect(await errorOf(client.reactions.remove({ channel, timestamp, name: 'tada' }))).toBe('no_reaction')
      expect(await errorOf(client.reactions.add({ channel, timestamp, name: 'Tada!' }))).toBe('invalid_name')
    }, unpaced)
  })
})

describe('profiles and the team', () => {
  test('are told to who has the scope', async () => {
    await withClient(async (client, world) => {
      const { profile } = await client.users.profile.get({ user: userId(world, 'omar') })
      expect(profile).toMatchObject({
        real_name: 'Omar Haddad',
        email: 'omar@acme.example',
        title: 'Leader of finance',
      })
      expect(await errorOf(client.users.profile.get({ user: 'U0NOBODY' }))).toBe('user_not_found')
      expect(await client.team.info()).toMatchObject({ team: { id: 'T0ACME', domain: 'acme' } })
    }, unpaced)
  })
})

describe('previews of links', () => {
  test('the bot hears of links of its own domains, and gives them a preview that it can change', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const nadia = world.as('nadia', 'slack')
      const url = 'https://kpi.acme.example/win-rate?from=q2&to=q3'
      await nadia.message({ channel: '#revenue', text: `see ${url} and https://elsewhere.example/` })
      const shared = await world.waitFor(
        () => bot.received.map((one) => Object(one.payload.event)).find((one) => one.type === 'link_shared'),
        'link_shared',
      )
      expect(shared).toMatchObject({ links: [{ domain: 'kpi.acme.example', url }], is_bot_user_member: true })
      const preview = (text: string) => ({ blocks: [{ type: 'section', text: { type: 'plain_text', text } }] })
      const unfurl = (args: object) => call(world, 'chat.unfurl', args)
      const { channel, message_ts: ts } = shared
      expect(await unfurl({ channel, ts, unfurls: { [url]: preview('24 %') } })).toMatchObject({ ok: true })
      await unfurl({ unfurl_id: shared.unfurl_id, source: shared.source, unfurls: { [url]: preview('25 %') } })
      const attachments = world.world.post('slack', channel, ts)?.body.attachments
      expect(attachments).toMatchObject([{ id: 1, from_url: url, blocks: [{ text: { text: '25 %' } }] }])
      const refused = async (args: object) => (await unfurl({ channel, ts, ...args })).error
      expect(await refused({ unfurls: { 'https://elsewhere.example/': preview('x') } })).toBe('cannot_unfurl_url')
      expect(await refused({ unfurls: { 'https://acme.example/x': preview('x') } })).toBe('cannot_unfurl_message')
      expect(await refused({ unfurls: { [url]: 'x' } })).toBe('cannot_parse_attachment')
      expect(await refused({ unfurls: 'x' })).toBe('invalid_unfurls_format')
      expect(await refused({})).toBe('missing_unfurls')
      expect(await refused({ ts: '1.1', unfurls: {} })).toBe('cannot_find_message')
      expect(await refused({ channel: 'C0NOWHERE', unfurls: {} })).toBe('cannot_find_channel')
    })
  })
})
