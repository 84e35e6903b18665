import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BOT, LocalTeams, type Scripted, TENANT } from '../../../test/local-teams.js'
import { activityOf, inChannel, omar, startBot } from '../../../test/teams.js'
import type { Place, PostRef } from '../../chat/place.js'
import type { Outgoing, ReturnAddress, Sent } from '../../chat/platform.js'
import { textOf } from '../../chat/text.js'
import { usualPatience } from './options.js'

let teams: LocalTeams
let bot: Awaited<ReturnType<typeof startBot>>
beforeEach(async () => {
  teams = await LocalTeams.start()
  bot = await startBot(teams)
})
afterEach(async () => {
  await bot.stop()
  await teams.stop()
})

const finance: Place = {
  platform: 'teams',
  workspace: TENANT,
  kind: 'channel',
  channel: '19:finance@thread.tacv2',
  thread: null,
}
const direct: Place = { ...finance, kind: 'direct', channel: 'aad-omar' }

function outgoing(to: Place, edits: PostRef | null = null): Outgoing {
  const message = { blocks: [{ kind: 'text', text: textOf('Weekly digest') } as const], discloses: [] }
  return { key: 'slot-1', to, message, edits, attempt: Temporal.Now.instant() }
}

/** Lets the bot hear from a place, and forgets what it did about that. */
async function hear(activity: Record<string, unknown>): Promise<void> {
  await bot.post(activity)
  await bot.platform.stop()
  await bot.platform.start(bot.door)
  teams.requests.length = 0
}

describe('where a message goes', () => {
  test('a digest begins a new thread in its channel, whatever thread the bot last heard from', async () => {
    await hear(inChannel(teams))
    expect(await bot.platform.send(outgoing(finance))).toEqual({ kind: 'sent', ref: { place: finance, id: 'm1' } })
    expect(teams.requests).toMatchObject([
      { method: 'POST', path: 'conversations/19:finance@thread.tacv2/activities', query: {} },
    ])
    expect(JSON.stringify([...bot.stored])).not.toMatch(/messageid|activityId|1699|1700000000001/)
  })

  test('an answer in a thread is posted in the thread', async () => {
    await hear(inChannel(teams))
    await bot.platform.send(outgoing({ ...finance, thread: '1699' }))
    expect(teams.requests[0]?.path).toBe('conversations/19:finance@thread.tacv2;messageid=1699/activities')
  })

  test('an edit takes the place of the message, in the thread in which it stands', async () => {
    await hear(inChannel(teams))
    const ref = { place: { ...finance, thread: '1699' }, id: 'm-old' }
    expect(await bot.platform.send(outgoing(finance, ref))).toEqual({ kind: 'sent', ref })
    expect(teams.requests).toMatchObject([
      {
        method: 'PUT',
        path: 'conversations/19:finance@thread.tacv2;messageid=1699/activities/m-old',
        body: { id: 'm-old' },
      },
    ])
  })

  test('a person is written to in the conversation that they began', async () => {
    await hear(activityOf(teams))
    await bot.platform.send(outgoing(direct))
    expect(teams.requests.map((one) => one.path)).toEqual(['conversations/a:omar/activities'])
  })

  test('a person who only spoke in a channel gets a conversation of their own, once', async () => {
    await hear(inChannel(teams))
    teams.script = (request) => (request.path === 'conversations' ? { status: 201, body: { id: 'a:new' } } : undefined)
    expect(await bot.platform.send(outgoing(direct))).toMatchObject({ kind: 'sent' })
    await bot.platform.send(outgoing(direct))
    expect(teams.requests.map((one) => one.path)).toEqual([
      'conversations',
      'conversations/a:new/activities',
      'conversations/a:new/activities',
    ])
    expect(teams.requests[0]?.body).toMatchObject({ members: [{ id: omar.id }] })
  })

  test('a colleague who was never heard of is written to by their Entra id', async () => {
    await hear(activityOf(teams))
    teams.script = (request) =>
      request.path === 'conversations' ? { status: 201, body: { id: 'a:nadia' } } : undefined
    await bot.platform.send(outgoing({ ...direct, channel: 'aad-nadia' }))
    expect(teams.requests.map((one) => one.path)).toEqual(['conversations', 'conversations/a:nadia/activities'])
    expect(teams.requests[0]?.body).toMatchObject({ members: [{ id: 'aad-nadia' }] })
  })

  test('a person who deleted their conversation gets a new one', async () => {
    await hear(activityOf(teams))
    teams.script = (request) => {
      if (request.path === 'conversations/a:omar/activities')
        return { status: 404, body: { error: { code: 'ConversationNotFound', message: '' } } }
      return request.path === 'conversations' ? { status: 201, body: { id: 'a:again' } } : undefined
    }
    expect(await bot.platform.send(outgoing(direct))).toMatchObject({ kind: 'sent' })
    expect(teams.requests.map((one) => one.path)).toEqual([
      'conversations/a:omar/activities',
      'conversations',
      'conversations/a:again/activities',
    ])
  })

  test('a service url that has changed is followed', async () => {
    await hear(activityOf(teams))
    await hear(activityOf(teams, { id: '2' }))
    const [, address] = [...bot.stored].find(([key]) => key === `${TENANT} aad-omar`) ?? []
    expect(address).toMatchObject({
      serviceUrl: teams.serviceUrl,
      conversation: 'a:omar',
      user: omar.id,
      zone: 'Europe/Bucharest',
      locale: 'en-GB',
    })
  })

  test('a tenant that never had the bot is refused', async () => {
    expect(await bot.platform.send(outgoing({ ...finance, workspace: 'other' }))).toEqual({
      kind: 'refused',
      cause: 'not installed',
      code: 'no address',
    })
  })

  test('a message cannot be looked for afterwards', async () => {
    expect(await bot.platform.find(outgoing(finance))).toBe('cannot ask')
  })

  test('the token goes only where it is safe', async () => {
    const remote = { ...teams.endpoints, loginUrl: 'https://login.example' }
    const strict = await startBot(teams, { endpoints: remote })
    strict.installed.set(TENANT, { serviceUrl: 'http://127.0.0.1:1/', botId: 'b', botName: 'B' })
    expect(await strict.platform.send(outgoing(finance))).toEqual({
      kind: 'refused',
      cause: 'not allowed',
      code: 'service url is not https',
    })
    await strict.stop()
  })
})

test('a file whose card is throttled is stored once; the card comes at the second attempt', async () => {
  const upload = {
    name: 'deals.csv',
    uploadUrl: `${teams.url}/store/1`,
    contentUrl: 'https://acme.example/deals.csv',
    uniqueId: 'u1',
    fileType: 'csv',
  }
  const back: ReturnAddress = {
    platform: 'teams',
    data: {
      tenant: TENANT,
      serviceUrl: teams.serviceUrl,
      bot: { id: BOT, name: 'Drumbeat' },
      conversation: 'a:omar',
      personal: true,
      at: direct,
      user: omar.id,
      person: 'aad-omar',
      activity: '1700000000001',
      card: null,
      alone: true,
      locale: null,
      upload,
    },
  }
  const call = { action: 'show-rows', args: {}, opens: null }
  const reply = { kind: 'file', file: { name: 'deals.csv', text: '{}', note: textOf('The deals'), call } } as const
  const cards: Scripted[] = [{ status: 429, headers: { 'retry-after': '1' } }]
  teams.script = (one) => (one.method === 'POST' ? cards.shift() : undefined)
  expect(await bot.platform.answer(back, reply)).toMatchObject({ kind: 'retry' })
  expect(await bot.platform.answer(back, reply)).toMatchObject({ kind: 'sent' })
  expect(teams.requests.map((one) => one.method)).toEqual(['PUT', 'POST', 'POST'])
})

describe('what became of a request, made exactly once', () => {
  beforeEach(() => hear(inChannel(teams)))

  const coded = (status: number, code: string): Scripted => ({ status, body: { error: { code, message: 'no' } } })
  const nested = (subCode: string): Scripted => ({
    status: 403,
    body: { errorCode: 209, message: JSON.stringify({ subCode, details: '', errorCode: null }) },
  })

  test.each<[string, Scripted, Partial<Sent>]>([
    ['201', { status: 201, body: { id: 'm9' } }, { kind: 'sent', ref: { place: finance, id: 'm9' } }],
    ['201 without an id', { status: 201, body: {} }, { kind: 'unknown', code: 'unreadable answer' }],
    ['400', coded(400, 'BadSyntax'), { kind: 'refused', cause: 'message invalid', code: 'BadSyntax' }],
    [
      '403, the bot is not in the roster',
      coded(403, 'BotNotInConversationRoster'),
      { kind: 'refused', cause: 'not a member' },
    ],
    [
      '403, writes blocked',
      nested('MessageWritesBlocked'),
      { kind: 'refused', cause: 'not installed', code: 'MessageWritesBlocked' },
    ],
    ['403', { status: 403 }, { kind: 'refused', cause: 'not allowed', code: 'http 403' }],
    ['404', coded(404, 'ConversationNotFound'), { kind: 'refused', cause: 'place gone' }],
    ['413', coded(413, 'MessageSizeTooBig'), { kind: 'refused', cause: 'message invalid' }],
    ['412', { status: 412 }, { kind: 'retry', code: 'http 412' }],
    ['429', { status: 429 }, { kind: 'retry', code: 'http 429' }],
    ['503', { status: 503 }, { kind: 'retry', code: 'http 503' }],
    ['500', { status: 500 }, { kind: 'unknown', code: 'http 500' }],
    ['502', { status: 502 }, { kind: 'unknown', code: 'http 502' }],
    ['504', { status: 504 }, { kind: 'unknown', code: 'http 504' }],
    ['a dropped connection', 'drop', { kind: 'unknown' }],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://other.example/' } },
      { kind: 'refused', cause: 'other' },
    ],
  ])('%s', async (_what, answer, sent) => {
    teams.script = () => answer
    expect(await bot.platform.send(outgoing(finance))).toMatchObject(sent)
    expect(teams.requests).toHaveLength(1)
  })

  test.each([
    ['seconds', () => '7', 7_000],
    ['a date', () => new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 20_000).toUTCString(), 20_000],
    ['nothing', () => '', 10_000],
  ])('429 with %s in Retry-After is tried again then, and not before', async (_what, header, wait) => {
    teams.script = () => ({ status: 429, headers: { 'retry-after': header() } })
    const before = Temporal.Now.instant().epochMilliseconds
    const sent = await bot.platform.send(outgoing(finance))
    expect(sent.kind === 'retry' && sent.at.epochMilliseconds - before).toBeGreaterThanOrEqual(wait)
    expect(sent.kind === 'retry' && sent.at.epochMilliseconds - before).toBeLessThan(wait + 5_000)
  })

  test.each<[string, Scripted]>([
    ['a dropped connection', 'drop'],
    ['500', { status: 500 }],
  ])('an edit after %s may be made again: it changes nothing more', async (_what, answer) => {
    teams.script = () => answer
    expect(await bot.platform.send(outgoing(finance, { place: finance, id: 'm-old' }))).toMatchObject({ kind: 'retry' })
    expect(teams.requests).toHaveLength(1)
  })

  test.each<[string, Outgoing]>([
    ['an edit', outgoing(finance, { place: finance, id: 'm-old' })],
    ['an answer', outgoing({ ...finance, thread: 'm-old' })],
  ])('%s whose message is gone says nothing of its channel', async (_what, one) => {
    teams.script = () => coded(404, 'ConversationNotFound')
    expect(await bot.platform.send(one)).toMatchObject({ kind: 'refused', cause: 'message gone' })
  })

  test('a connection that was never made is tried again', async () => {
    const gone = await LocalTeams.start()
    await gone.stop()
    bot.installed.set('far', { serviceUrl: gone.serviceUrl, botId: 'b', botName: 'B' })
    expect(await bot.platform.send(outgoing({ ...finance, workspace: 'far' }))).toMatchObject({
      kind: 'retry',
      code: 'ECONNREFUSED',
    })
  })

  test('an answer that does not come in time is unknown', async () => {
    const hasty = await startBot(teams, { patience: { ...usualPatience, request: 200 } })
    hasty.installed.set(TENANT, { serviceUrl: teams.serviceUrl, botId: 'b', botName: 'B' })
    teams.script = () => 'hang'
    expect(await hasty.platform.send(outgoing(finance))).toEqual({ kind: 'unknown', code: 'timeout' })
    expect(teams.requests).toHaveLength(1)
    expect(usualPatience.request).toBe(10_000)
    await hasty.stop()
  })

  test('a person who blocked the bot has it no more', async () => {
    await hear(activityOf(teams))
    teams.script = () => nested('MessageWritesBlocked')
    expect(await bot.platform.send(outgoing(direct))).toMatchObject({ kind: 'refused', cause: 'not installed' })
  })

  test('addresses that cannot be read are another time’s, not a refusal', async () => {
    const broken = { get: () => Promise.reject(new Error('database gone')), put: async () => {} }
    const other = await startBot(teams, { addresses: broken })
    expect(await other.platform.send(outgoing(finance))).toMatchObject({ kind: 'retry', code: 'addresses: Error' })
    await other.stop()
  })
})

describe('the bot’s own token', () => {
  beforeEach(() => hear(inChannel(teams)))

  test('is fetched once and used until it ends', async () => {
    await Promise.all([bot.platform.send(outgoing(finance)), bot.platform.send(outgoing(finance))])
    expect(teams.tokenFetches).toBe(1)
  })

  test('a secret that the login refuses is refused for good, a login that is down is not', async () => {
    teams.login = { status: 401, body: { error: 'invalid_client', error_description: 'AADSTS7000215' } }
    expect(await bot.platform.send(outgoing(finance))).toEqual({
      kind: 'refused',
      cause: 'not allowed',
      code: 'invalid_client',
    })
    teams.login = { status: 500 }
    expect(await bot.platform.send(outgoing(finance))).toMatchObject({ kind: 'retry', code: 'login answered 500' })
    expect(teams.requests).toEqual([])
  })

  test('that the connector refuses is replaced; a new one that it refuses too is refused for good', async () => {
    let now = Temporal.Now.instant()
    const other = await startBot(teams, { now: () => now })
    other.installed.set(TENANT, { serviceUrl: teams.serviceUrl, botId: 'b', botName: 'B' })
    await other.platform.send(outgoing(finance))
    now = now.add({ minutes: 10 })
    teams.script = () => ({ status: 401 })
    expect(await other.platform.send(outgoing(finance))).toMatchObject({ kind: 'retry', code: 'http 401' })
    expect(await other.platform.send(outgoing(finance))).toMatchObject({ kind: 'refused', cause: 'not allowed' })
    expect(new Set(teams.requests.map((one) => one.authorization)).size).toBe(2)
    await other.stop()
  })
})

test('the pace keeps all of Microsoft’s windows at once', () => {
  expect(bot.platform.pace().map(({ scope, max, per }) => `${scope} ${max}/${per}`)).toEqual([
    'place 7/1000',
    'place 8/2000',
    'place 60/30000',
    'place 1800/3600000',
    'workspace 50/1000',
  ])
})

describe('people', () => {
  const members = [
    { id: '29:omar', name: 'Omar Haddad', aadObjectId: 'aad-omar', email: 'Omar@acme.example', userRole: 'user' },
    { id: '29:nadia', name: 'Nadia Petrescu', objectId: 'aad-nadia', email: 'nadia@acme.example', userRole: 'guest' },
    { id: '28:bot', name: 'A bot' },
  ]
  const peopleOf = async () => {
    const found = []
    for await (const person of bot.platform.people(TENANT)) found.push(person)
    return found
  }

  test('are the members of the teams that the bot is in, each once, page by page', async () => {
    await hear(inChannel(teams))
    teams.script = (request) => {
      if (request.query.continuationToken === 'more')
        return { status: 200, body: { members: [members[0], members[2]] } }
      return { status: 200, body: { members: members.slice(0, 2), continuationToken: 'more' } }
    }
    expect(await peopleOf()).toEqual([
      {
        account: { platform: 'teams', workspace: TENANT, user: 'aad-omar' },
        name: 'Omar Haddad',
        email: 'omar@acme.example',
        zone: 'Europe/Bucharest',
        locale: 'en-GB',
        guest: false,
        active: true,
        awayUntil: null,
      },
      expect.objectContaining({ name: 'Nadia Petrescu', guest: true, zone: null }),
    ])
    expect(teams.requests.map((one) => [one.path, one.query.pageSize])).toEqual([
      ['conversations/19:team@thread.tacv2/pagedmembers', '500'],
      ['conversations/19:team@thread.tacv2/pagedmembers', '500'],
    ])
    teams.script = (request) =>
      request.path === 'conversations' ? { status: 201, body: { id: 'a:nadia' } } : undefined
    await bot.platform.send(outgoing({ ...direct, channel: 'aad-nadia' }))
    expect(teams.requests.at(-2)?.body).toMatchObject({ members: [{ id: '29:nadia' }] })
  })

  test('of a roster that cannot be read now are an error: half a company must not pass for all of it', async () => {
    await hear(inChannel(teams))
    teams.script = () => ({ status: 503 })
    await expect(peopleOf()).rejects.toThrow('could not be read')
  })

  test('who have the bot in no team are found in their own conversation, and asked for only then', async () => {
    await hear(activityOf(teams))
    await hear(inChannel(teams))
    const [omarHere, nadiaHere] = members
    teams.script = (request) => ({
      status: 200,
      body: { members: request.path.includes('a:omar') ? [omarHere] : [nadiaHere] },
    })
    expect((await peopleOf()).map((one) => one.name)).toEqual(['Nadia Petrescu', 'Omar Haddad'])
    teams.requests.length = 0
    teams.script = () => ({ status: 200, body: { members: [omarHere] } })
    await peopleOf()
    expect(teams.requests.map((one) => one.path)).toEqual(['conversations/19:team@thread.tacv2/pagedmembers'])
  })

  test('of a team whose door is closed without a word are left out', async () => {
    await hear(activityOf(teams))
    await hear(inChannel(teams))
    teams.script = (request) =>
      request.path.includes('a:omar')
        ? { status: 200, body: { members: [members[0]] } }
        : { status: 403, body: { error: { code: 'BotNotInConversationRoster', message: '' } } }
    expect((await peopleOf()).map((one) => one.name)).toEqual(['Omar Haddad'])
  })

  test('are to be read again when the bot comes to another team', async () => {
    await hear(activityOf(teams))
    await hear(inChannel(teams))
    await hear(inChannel(teams, { id: '2' }))
    expect(bot.door.notices.map((one) => one.kind)).toEqual(['installed', 'installed'])
  })

  test('of a team that the bot was taken out of are not asked for', async () => {
    await hear(inChannel(teams))
    await hear(inChannel(teams, { type: 'installationUpdate', action: 'remove', text: undefined, entities: [] }))
    expect(await peopleOf()).toEqual([])
  })
})
