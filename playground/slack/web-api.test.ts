import { ErrorCode, type WebAPICallResult, WebClient } from '@slack/web-api'
import { describe, expect, test } from 'vitest'
import { type PlaygroundSetup, playground, type TestPlayground } from '../../test/playground.js'
import { wideManifest } from '../../test/slack-manifest.js'
import { LIMITS } from './limits.js'

type SlackSetup = NonNullable<NonNullable<PlaygroundSetup['config']>['slack']>

async function withClient(
  use: (client: WebClient, world: TestPlayground) => Promise<void>,
  slack: SlackSetup = {},
  now?: () => number,
): Promise<void> {
  const config = { slack: { manifest: wideManifest, ...slack } }
  await using world = await playground({ config, ...(now && { now }) })
  await use(clientOf(world, world.config.slack.botToken), world)
}

function clientOf(world: TestPlayground, token: string | undefined): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${world.url}/slack/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  })
}

/** Slack's word for why a call was refused. */
async function errorOf(call: Promise<WebAPICallResult>): Promise<string> {
  const result = await call.catch((error: unknown) => error)
  if (!(result instanceof Error)) throw new Error(`The call was let through: ${JSON.stringify(result)}`)
  if ('data' in result && typeof result.data === 'object' && result.data !== null && 'error' in result.data)
    return String(result.data.error)
  if ('code' in result && result.code === ErrorCode.RateLimitedError) return 'ratelimited'
  throw result
}

const channelId = (world: TestPlayground, name: string) => {
  const channel = world.world.channels('slack').find((one) => one.name === name && one.kind === 'channel')
  if (!channel) throw new Error(`no #${name}`)
  return channel.id
}
const userId = (world: TestPlayground, key: string) => world.world.person(key)?.slack ?? ''
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })

const unpaced: SlackSetup = { rateLimits: 'off' }

describe('who may call', () => {
  test('the token is checked first, then its kind, then the scopes of the manifest, then the arguments', async () => {
    const scopes = { ...wideManifest, oauth_config: { scopes: { bot: ['commands'] } } }
    await withClient(
      async (client, world) => {
        expect(await errorOf(clientOf(world, undefined).chat.postMessage({ channel: 'x', text: '' }))).toBe(
          'not_authed',
        )
        expect(await errorOf(clientOf(world, 'xoxb-forged').auth.test())).toBe('invalid_auth')
        expect(await errorOf(clientOf(world, world.config.slack.appToken).auth.test())).toBe('not_allowed_token_type')
        expect(await errorOf(client.apps.connections.open())).toBe('not_allowed_token_type')
        const refused = await client.apiCall('chat.postMessage', {}).catch((error: { data: unknown }) => error.data)
        expect(refused).toMatchObject({ error: 'missing_scope', needed: 'chat:write', provided: 'commands' })
        expect(await errorOf(client.apiCall('chat.shout', {}))).toBe('unknown_method')
      },
      { manifest: scopes },
    )
  })

  test('a missing argument is named', async () => {
    await withClient(async (client) => {
      const refused = await client
        .apiCall('chat.postMessage', { text: 'x' })
        .catch((error: { data: unknown }) => error.data)
      expect(refused).toMatchObject({
        error: 'invalid_arguments',
        response_metadata: { messages: ['[ERROR] missing required field: channel'] },
      })
    })
  })

  test('forms and JSON are both taken; a token in a JSON body is not', async () => {
    await withClient(async (_client, world) => {
      const post = async (type: string, body: string, authorization?: string) => {
        const headers = { 'content-type': type, ...(authorization && { authorization }) }
        const response = await fetch(`${world.url}/slack/api/auth.test`, { method: 'POST', headers, body })
        return response.json()
      }
      const { botToken } = world.config.slack
      expect(await post('application/x-www-form-urlencoded', `token=${botToken}`)).toMatchObject({ ok: true })
      expect(await post('application/json; charset=utf-8', '{}', `Bearer ${botToken}`)).toMatchObject({ ok: true })
      expect(await post('application/json', JSON.stringify({ token: botToken }))).toMatchObject({ error: 'not_authed' })
      expect(await post('text/csv', 'a,b', `Bearer ${botToken}`)).toMatchObject({ error: 'invalid_post_type' })
    })
  })

  test('a bot that was removed is told so', async () => {
    await withClient(async (client, world) => {
      await world.as('nadia', 'slack').install({ change: 'uninstall' })
      expect(await errorOf(client.auth.test())).toBe('account_inactive')
      await world.as('nadia', 'slack').install({ change: 'install' })
      expect(await client.auth.test()).toMatchObject({ ok: true, team_id: 'T0ACME', user_id: 'U0DRUMBEAT' })
    })
  })
})

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

const many = (count: number) => Array.from({ length: count }, (_, index) => `U0NOBODY${index}`).join(',')

describe('files and reactions', () => {
  test('a file goes up in three steps and stands in the channel; a person can fetch what the bot shared', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const file = Buffer.from('a;b\n1;2\n')
      await client.filesUploadV2({ channel_id: channel, filename: 'deals.csv', file, initial_comment: 'The deals' })
      const [post] = world.as('maya', 'slack').sees()
      expect(post).toMatchObject({ text: 'The deals', files: [{ name: 'deals.csv', size: 8 }] })
      const info = await client.files.info({ file: post?.files[0]?.id ?? '' })
      const authorization = `Bearer ${world.config.slack.botToken}`
      const bytes = await fetch(info.file?.url_private ?? '', { headers: { authorization } })
      expect(await bytes.text()).toBe('a;b\n1;2\n')
      const forged = await fetch(info.file?.url_private ?? '', { headers: { authorization: 'Bearer xoxb-forged' } })
      expect(forged.status).toBe(403)
    })
  })

  test('a file whose bytes never came is not there', async () => {
    await withClient(async (client) => {
      const { file_id = '' } = await client.files.getUploadURLExternal({ filename: 'a.csv', length: 3 })
      expect(await errorOf(client.files.completeUploadExternal({ files: [{ id: file_id }] }))).toBe('file_not_found')
      const alt = 'x'.repeat(LIMITS.fileAltText + 1)
      expect(await errorOf(client.files.getUploadURLExternal({ filename: 'a.png', length: 3, alt_text: alt }))).toBe(
        'alt_txt_too_large',
      )
    })
  })

  test('a reaction is set once', async () => {
    await withClient(async (client, world) => {
      const channel = channelId(world, 'revenue')
      const { ts: timestamp = '' } = await client.chat.postMessage({ channel, text: 'x' })
      await client.reactions.add({ channel, timestamp, name: 'tada' })
      expect(world.as('maya', 'slack').sees()[0]?.reactions).toEqual({ tada: ['bot'] })
      expect(await errorOf(client.reactions.add({ channel, timestamp, name: 'tada' }))).toBe('already_reacted')
      expect(await errorOf(client.reactions.add({ channel, timestamp: '1.000001', name: 'tada' }))).toBe(
        'message_not_found',
      )
      expect((await client.usergroups.list()).usergroups).toEqual([])
    })
  })
})

describe('pace', () => {
  test('posts to one channel may come in a burst, then once a second; others are not held up', async () => {
    let now = Date.parse('2026-08-24T09:00:00Z')
    await withClient(
      async (client, world) => {
        const channel = channelId(world, 'revenue')
        let sent = 0
        const refused = async () => {
          for (;;) {
            const result = await client.chat.postMessage({ channel, text: `${sent}` }).catch((error: unknown) => error)
            if (result instanceof Error) return result
            sent += 1
          }
        }
        expect(await refused()).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 })
        expect(sent).toBe(10)
        await client.chat.postMessage({ channel: '#sales', text: 'elsewhere' })
        now += 2_000
        await refused()
        expect(sent).toBe(12)
      },
      {},
      () => now,
    )
  })

  test('a tier is so many calls a minute', async () => {
    let now = Date.parse('2026-08-24T09:00:00Z')
    await withClient(
      async (client) => {
        for (let i = 0; i < 20; i += 1) await client.users.list({})
        expect(await errorOf(client.users.list({}))).toBe('ratelimited')
        now += 3_000
        await client.users.list({})
        expect(await errorOf(client.users.list({}))).toBe('ratelimited')
      },
      {},
      () => now,
    )
  })
})
