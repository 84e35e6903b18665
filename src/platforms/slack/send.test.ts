import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startBot, type TestBot } from '../../../test/slack/bot.js'
import type { Place } from '../../chat/place.js'
import type { Outgoing } from '../../chat/platform.js'
import { textOf } from '../../chat/text.js'
import { installationOf } from './identify.js'
import { clientFor } from './web.js'

let bot: TestBot
const now = Temporal.Instant.from('2026-03-02T09:00:00Z')
beforeEach(async () => {
  bot = await startBot({ now: () => now })
})
afterEach(() => bot.stop())

const channel: Place = { platform: 'slack', workspace: 'T1', kind: 'channel', channel: 'C1', thread: null }
const direct: Place = { ...channel, kind: 'direct', channel: 'U1' }

function outgoing(change: Partial<Outgoing> = {}): Outgoing {
  const message = { blocks: [{ kind: 'text' as const, text: textOf('Win rate 24 %') }], discloses: [] }
  return { key: 'digest:weekly:2026-03-02', to: channel, message, edits: null, attempt: now, ...change }
}

describe('sending', () => {
  it('posts with the key in the metadata, and knows what it posted', async () => {
    expect(await bot.platform.send(outgoing())).toEqual({
      kind: 'sent',
      ref: { place: channel, id: '1700000000.000100' },
    })
    const { args, token } = await bot.slack.called('chat.postMessage')
    expect(token).toBe('xoxb-1')
    expect(args).toMatchObject({
      channel: 'C1',
      text: 'Win rate 24 %',
      metadata: { event_type: 'drumbeat_delivery', event_payload: { key: 'digest:weekly:2026-03-02' } },
      unfurl_links: 'false',
    })
    expect(args).not.toHaveProperty('thread_ts')
  })

  it('posts into a thread, and to a person by their id', async () => {
    await bot.platform.send(outgoing({ to: { ...channel, thread: '4.0' } }))
    await bot.platform.send(outgoing({ to: direct }))
    expect((await bot.slack.called('chat.postMessage', 1)).args).toMatchObject({ channel: 'C1', thread_ts: '4.0' })
    expect((await bot.slack.called('chat.postMessage', 2)).args).toMatchObject({ channel: 'U1' })
  })

  it('edits a message, in a direct conversation by the conversation’s own id, asked for once', async () => {
    const edits = { place: direct, id: '5.1' }
    expect(await bot.platform.send(outgoing({ to: direct, edits }))).toEqual({ kind: 'sent', ref: edits })
    await bot.platform.send(outgoing({ to: direct, edits }))
    expect(bot.slack.calls.map((call) => call.method)).toEqual(['conversations.open', 'chat.update', 'chat.update'])
    expect((await bot.slack.called('chat.update')).args).toMatchObject({
      channel: 'D1',
      ts: '5.1',
      text: 'Win rate 24 %',
    })
  })

  it.each([
    [
      'a 429',
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'retry', at: now.add({ seconds: 7 }), code: 'ratelimited' },
    ],
    [
      'a 429 that does not say when',
      { status: 429 },
      { kind: 'retry', at: now.add({ seconds: 30 }), code: 'ratelimited' },
    ],
    [
      'a limit in the body',
      { ok: false, error: 'rate_limited' },
      { kind: 'retry', at: now.add({ seconds: 30 }), code: 'rate_limited' },
    ],
    ['a 500', { status: 500, text: 'oops' }, { kind: 'unknown', code: 'http_500' }],
    ['a 503', { status: 503 }, { kind: 'unknown', code: 'http_503' }],
    ['a page of some proxy', { status: 200, text: '<html>Sign in</html>' }, { kind: 'unknown', code: 'not_json' }],
    ['a proxy that refuses', { status: 403 }, { kind: 'refused', cause: 'other', code: 'http_403' }],
    ['a dropped connection', 'drop', { kind: 'unknown' }],
    ['fatal_error', { ok: false, error: 'fatal_error' }, { kind: 'unknown', code: 'fatal_error' }],
    ['internal_error', { ok: false, error: 'internal_error' }, { kind: 'unknown', code: 'internal_error' }],
    ['channel_not_found', { ok: false, error: 'channel_not_found' }, { kind: 'refused', cause: 'place gone' }],
    ['is_archived', { ok: false, error: 'is_archived' }, { kind: 'refused', cause: 'place gone' }],
    ['message_not_found', { ok: false, error: 'message_not_found' }, { kind: 'refused', cause: 'message gone' }],
    ['not_in_channel', { ok: false, error: 'not_in_channel' }, { kind: 'refused', cause: 'not a member' }],
    ['account_inactive', { ok: false, error: 'account_inactive' }, { kind: 'refused', cause: 'not installed' }],
    ['token_revoked', { ok: false, error: 'token_revoked' }, { kind: 'refused', cause: 'not installed' }],
    ['missing_scope', { ok: false, error: 'missing_scope' }, { kind: 'refused', cause: 'not allowed' }],
    ['user_not_found', { ok: false, error: 'user_not_found' }, { kind: 'refused', cause: 'person gone' }],
    ['invalid_blocks', { ok: false, error: 'invalid_blocks' }, { kind: 'refused', cause: 'message invalid' }],
    ['a word that is new', { ok: false, error: 'moon_phase' }, { kind: 'refused', cause: 'other', code: 'moon_phase' }],
    ['an answer without a timestamp', { ok: true }, { kind: 'unknown', code: 'answer_without_ts' }],
  ] as const)('understands %s, and asks once', async (_, answer, outcome) => {
    bot.slack.answer('chat.postMessage', answer)
    expect(await bot.platform.send(outgoing())).toMatchObject(outcome)
    expect(bot.slack.calls).toHaveLength(1)
  })

  it('may try again at once where no connection was made', async () => {
    const port = await freePort()
    const away = await startBot({ slackApiUrl: `http://127.0.0.1:${port}/api/`, now: () => now })
    expect(await away.platform.send(outgoing())).toEqual({
      kind: 'retry',
      at: now.add({ seconds: 5 }),
      code: 'ECONNREFUSED',
    })
    await away.stop()
  })

  it('does not know what became of a request that is never answered', async () => {
    bot.slack.answer('chat.postMessage', 'hang')
    const called = await clientFor('xoxb-1', bot.slack.url, 50)('chat.postMessage', { channel: 'C1' })
    expect(called).toEqual({ ok: false, failure: { kind: 'unclear', code: 'TimeoutError' } })
  })

  it('refuses where the bot is not installed, without a request', async () => {
    const to = { ...channel, workspace: 'T404' }
    expect(await bot.platform.send(outgoing({ to }))).toEqual({
      kind: 'refused',
      cause: 'not installed',
      code: 'not_installed',
    })
    expect(bot.slack.calls).toEqual([])
  })

  it('refuses a message that cannot be drawn, without a request', async () => {
    const call = { action: 'x.y', args: 'z'.repeat(3_000), opens: null }
    const button = { kind: 'call' as const, label: 'Go', call, style: 'normal' as const, confirm: null }
    const message = { blocks: [{ kind: 'actions' as const, buttons: [button] }], discloses: [] }
    expect(await bot.platform.send(outgoing({ message }))).toMatchObject({ kind: 'refused', cause: 'message invalid' })
    expect(bot.slack.calls).toEqual([])
  })

  it('keeps to one message a second per place and 240 a minute per workspace, and to 45 edits a minute', () => {
    expect(bot.platform.pace()).toEqual([
      { scope: 'place', of: 'post', max: 1, per: 1_000 },
      { scope: 'workspace', of: 'post', max: 240, per: 60_000 },
      { scope: 'workspace', of: 'edit', max: 45, per: 60_000 },
    ])
  })
})

describe('finding what was perhaps sent', () => {
  const metadata = { event_type: 'drumbeat_delivery', event_payload: { key: 'digest:weekly:2026-03-02' } }
  const other = { ts: '5.0', metadata: { event_type: 'drumbeat_delivery', event_payload: { key: 'another' } } }

  it('looks through the channel from five minutes before the attempt, page by page', async () => {
    bot.slack.answer('conversations.history', { ok: true, messages: [other, { ts: '5.2' }, { ts: '6.0', metadata }] })
    expect(await bot.platform.find(outgoing())).toEqual({ place: channel, id: '6.0' })
    expect((await bot.slack.called('conversations.history')).args).toMatchObject({
      channel: 'C1',
      oldest: '1772441700.000000',
      include_all_metadata: 'true',
    })
  })

  it('follows the pages to their end', async () => {
    bot.slack.answer('conversations.history', { ok: true, messages: [other], response_metadata: { next_cursor: 'p2' } })
    const found = bot.platform.find(outgoing())
    await bot.slack.called('conversations.history')
    bot.slack.answer('conversations.history', { ok: true, messages: [other] })
    expect(await found).toBe('absent')
    const cursors = bot.slack.calls.map((call) => call.args.cursor)
    expect([cursors[0], cursors.at(-1)]).toEqual([undefined, 'p2'])
  })

  it('looks through the replies of a thread', async () => {
    bot.slack.answer('conversations.replies', { ok: true, messages: [{ ts: '6.0', metadata }] })
    const to = { ...channel, thread: '4.0' }
    expect(await bot.platform.find(outgoing({ to }))).toEqual({ place: to, id: '6.0' })
    expect((await bot.slack.called('conversations.replies')).args).toMatchObject({ channel: 'C1', ts: '4.0' })
  })

  it('compares an edited message itself', async () => {
    const edits = { place: direct, id: '5.1' }
    bot.slack.answer('conversations.history', { ok: true, messages: [{ ts: '5.1', metadata }] })
    expect(await bot.platform.find(outgoing({ to: direct, edits }))).toEqual(edits)
    const { args } = await bot.slack.called('conversations.history')
    expect(args).toMatchObject({ channel: 'D1', oldest: '5.1', latest: '5.1', inclusive: 'true' })
    bot.slack.answer('conversations.history', { ok: true, messages: [other] })
    expect(await bot.platform.find(outgoing({ to: direct, edits }))).toBe('absent')
  })

  it.each(['not_in_channel', 'missing_scope', 'channel_not_found'])('cannot ask after %s', async (error) => {
    bot.slack.answer('conversations.history', { ok: false, error })
    expect(await bot.platform.find(outgoing())).toBe('cannot ask')
  })
})

describe('the members of a channel', () => {
  const channel = { platform: 'slack', workspace: 'T1', kind: 'channel', channel: 'C1', thread: null } as const

  it('come page by page', async () => {
    const page = (members: string[], next_cursor: string) => ({
      ok: true,
      members,
      response_metadata: { next_cursor },
    })
    bot.slack.answer('conversations.members', page(['U1', 'U2'], 'p2'))
    const found: string[] = []
    for await (const user of bot.platform.members(channel)) {
      if (found.push(user) === 2) bot.slack.answer('conversations.members', page(['U3'], ''))
    }
    expect(found).toEqual(['U1', 'U2', 'U3'])
  })

  it('are an error where Slack refuses: nobody must not pass for everybody having left', async () => {
    bot.slack.answer('conversations.members', { ok: false, error: 'channel_not_found' })
    await expect(bot.platform.members(channel)[Symbol.asyncIterator]().next()).rejects.toThrow('channel_not_found')
  })
})

describe('the people of a workspace', () => {
  it('come page by page, without bots, guests marked', async () => {
    const page = (members: object[], next_cursor = '') => ({ ok: true, members, response_metadata: { next_cursor } })
    bot.slack.answer(
      'users.list',
      page(
        [
          {
            id: 'U1',
            team_id: 'T1',
            tz: 'Europe/Bucharest',
            locale: 'de-DE',
            profile: { real_name: 'Maya', email: 'maya@acme.example' },
          },
          { id: 'U2', team_id: 'T1', deleted: true, name: 'omar', profile: {} },
          { id: 'U3', is_bot: true },
          { id: 'USLACKBOT' },
        ],
        'p2',
      ),
    )
    const found = []
    for await (const person of bot.platform.people('T1')) {
      found.push(person)
      bot.slack.answer(
        'users.list',
        page([{ id: 'U4', team_id: 'T9', is_stranger: true, real_name: 'Kenji', profile: {} }]),
      )
    }
    const account = (workspace: string, user: string) => ({ platform: 'slack', workspace, user })
    expect(found).toEqual([
      {
        account: account('T1', 'U1'),
        name: 'Maya',
        email: 'maya@acme.example',
        zone: 'Europe/Bucharest',
        locale: 'de-DE',
        guest: false,
        active: true,
        awayUntil: null,
      },
      {
        account: account('T1', 'U2'),
        name: 'omar',
        email: null,
        zone: null,
        locale: null,
        guest: false,
        active: false,
        awayUntil: null,
      },
      {
        account: account('T9', 'U4'),
        name: 'Kenji',
        email: null,
        zone: null,
        locale: null,
        guest: true,
        active: true,
        awayUntil: null,
      },
    ])
  })

  it('are away by the two statuses of Slack that say so, until these run out or for good, and by no other', async () => {
    const statuses = [
      { status_emoji: ':palm_tree:', status_expiration: 1_795_600_000 },
      { status_emoji: ':face_with_thermometer:', status_text: 'Krank', status_expiration: 0 },
      { status_emoji: ':house_with_garden:', status_expiration: 0 },
      { status_emoji: '', status_expiration: 0 },
      {},
    ]
    const members = statuses.map((profile, index) => ({ id: `U${index}`, team_id: 'T1', profile }))
    bot.slack.answer('users.list', { ok: true, members })
    const found: string[] = []
    for await (const { awayUntil } of bot.platform.people('T1')) found.push(String(awayUntil))
    expect(found).toEqual(['2026-11-25T09:46:40Z', 'open', 'null', 'null', 'null'])
  })

  it('wait when Slack limits, and say why they cannot be had', async () => {
    bot.slack.answer('users.list', { status: 429, headers: { 'retry-after': '0' } })
    const waiting = bot.platform.people('T1')[Symbol.asyncIterator]().next()
    await bot.slack.called('users.list')
    bot.slack.answer('users.list', { ok: false, error: 'missing_scope' })
    await expect(waiting).rejects.toThrow('The people of the Slack workspace T1 cannot be read: missing_scope.')
  })
})

describe('a bot token from the environment', () => {
  it('says whose it is', async () => {
    expect(await installationOf('xoxb-9', bot.slack.url)).toEqual({
      workspace: 'T1',
      installation: { botToken: 'xoxb-9', botId: 'B1', botUserId: 'UBOT' },
    })
    expect((await bot.slack.called('auth.test')).token).toBe('xoxb-9')
  })

  it('that Slack does not accept is refused with the cure', async () => {
    bot.slack.answer('auth.test', { ok: false, error: 'invalid_auth' })
    await expect(installationOf('xoxb-9', bot.slack.url)).rejects.toThrow(/invalid_auth.*OAuth & Permissions/)
    bot.slack.answer('auth.test', { status: 502 })
    await expect(installationOf('xoxb-9', bot.slack.url)).rejects.toThrow(/cannot be asked.*http_502/)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
