import { type ConversationParameters, MessageFactory } from 'botbuilder'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  attachment,
  call,
  card,
  cardMessage,
  channelId,
  enc,
  last,
  reference,
  textBlock,
  words,
} from '../../../test/teams/help.js'
import { acme, type Stand, stand } from '../../../test/teams/stand.js'
import { MESSAGE_BYTES_UTF16 } from '../limits.js'

let here: Stand
let general = ''
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off' } })
  general = channelId(here, 'Finance/General')
})
afterAll(() => here[Symbol.asyncDispose]())
beforeEach(() => {
  here.playground.faults.clear()
  here.logic.run = async () => {}
})

const world = () => here.playground.world
const direct = (person: string) => world().direct('teams', person)?.id ?? ''
const say = (conversation: string, body: unknown, query = '') =>
  call(here, 'POST', `conversations/${enc(conversation)}/activities${query}`, body)
const text = (words: string) => ({ type: 'message', text: words })

describe('posting', () => {
  test('a proactive message into a channel starts a thread; into a thread it stays there; both can be changed', async () => {
    let first = ''
    await here.bot.adapter.continueConversationAsync(here.bot.appId, reference(here, general), async (turn) => {
      first = (await turn.sendActivity('Monday digest'))?.id ?? ''
    })
    expect(world().post('teams', general, first)).toMatchObject({
      text: 'Monday digest',
      thread: null,
      author: { kind: 'bot' },
    })
    const inThread = reference(here, `${general};messageid=${first}`)
    await here.bot.adapter.continueConversationAsync(here.bot.appId, inThread, async (turn) => {
      const second = (await turn.sendActivity('and more'))?.id ?? ''
      expect(world().post('teams', general, second)).toMatchObject({ thread: first })
      await turn.updateActivity({ ...MessageFactory.text('Monday digest, corrected'), id: first })
      await turn.deleteActivity(second)
      expect(world().post('teams', general, second)).toBeUndefined()
    })
    const edited = world().post('teams', general, first)
    expect(edited?.text).toBe('Monday digest, corrected')
    expect(edited?.editedAt).not.toBeNull()
  })

  test('a conversation with a person is created once and for all, a thread each time anew', async () => {
    const { tenant, appId } = here.playground.config.teams
    const person = world().person('omar')?.teams
    const bot = { id: `28:${appId}`, name: 'Drumbeat' }
    const parameters = {
      isGroup: false,
      members: [{ id: person?.aadObjectId ?? '', name: 'Omar' }],
      bot,
      tenantId: tenant,
      channelData: { tenant: { id: tenant } },
    }
    const personal = await call(here, 'POST', 'conversations', parameters)
    expect(personal).toMatchObject({ status: 201, body: { id: direct('omar') } })
    const byPairwiseId = { ...parameters, members: [{ id: person?.id }] }
    expect(await call(here, 'POST', 'conversations', byPairwiseId)).toMatchObject({ body: { id: direct('omar') } })
    const thread = { isGroup: true, bot, channelData: { channel: { id: general } }, activity: text('New thread') }
    const { status, body } = await call(here, 'POST', 'conversations', thread)
    const post = last(world().posts('teams', general))
    expect([status, body]).toEqual([201, { id: `${general};messageid=${post.id}`, activityId: post.id }])
    expect(post).toMatchObject({ text: 'New thread', thread: null })
  })

  test('botbuilder creates a conversation and speaks in it', async () => {
    const { tenant, appId } = here.playground.config.teams
    const url = `${here.playground.url}/teams/connector/`
    const parameters = {
      isGroup: false,
      members: [{ id: world().person('maya')?.teams?.id ?? '', name: 'Maya' }],
      bot: { id: `28:${appId}`, name: 'Drumbeat' },
      tenantId: tenant,
      channelData: { tenant: { id: tenant } },
      activity: MessageFactory.text('Good morning'),
    } as ConversationParameters
    await here.bot.adapter.createConversationAsync(
      appId,
      'msteams',
      url,
      'https://api.botframework.com',
      parameters,
      async (turn) => {
        await turn.sendActivity('Nothing is due')
      },
    )
    const said = world().posts('teams', direct('maya'))
    expect(said.map((post) => post.text)).toEqual(['Good morning', 'Nothing is due'])
  })

  test('a targeted message is seen by its reader only, and changed as such only', async () => {
    const omar = { id: world().person('omar')?.teams?.id }
    const private_ = '?isTargetedActivity=true'
    const sent = await say(general, { ...text('15 % so far'), recipient: omar }, private_)
    expect(sent.status).toBe(201)
    const post = last(world().posts('teams', general))
    expect(post).toMatchObject({ onlyFor: 'omar', text: '15 % so far' })
    const seen = async (person: string) => {
      const response = await fetch(
        `${here.playground.url}/control/messages?platform=teams&person=${person}&text=so%20far`,
      )
      return (await response.text()) !== '[]'
    }
    expect([await seen('omar'), await seen('nadia')]).toEqual([true, false])
    const path = `conversations/${enc(general)}/activities/${post.id}`
    expect(await call(here, 'PUT', path, text('x'))).toMatchObject({
      status: 404,
      body: { error: { code: 'ActivityNotFoundInConversation' } },
    })
    expect(await call(here, 'PUT', path + private_, { ...text('x'), recipient: omar })).toMatchObject({ status: 400 })
    expect(await call(here, 'PUT', path + private_, text('16 %'))).toMatchObject({ status: 200, body: { id: post.id } })
    expect(world().post('teams', general, post.id)).toMatchObject({ text: '16 %', onlyFor: 'omar' })
    expect(await call(here, 'DELETE', path + private_)).toMatchObject({ status: 200, text: '' })
    const stranger = { id: world().person('maya')?.teams?.id }
    expect(await say(general, { ...text('x'), recipient: stranger }, private_)).toMatchObject({ status: 400 })
    expect(await say(general, text('x'), private_)).toMatchObject({
      status: 400,
      body: { error: { code: 'Bad argument' } },
    })
    expect(await say(direct('omar'), { ...text('x'), recipient: omar }, private_)).toMatchObject({ status: 400 })
  })
})

describe('refusals are the documented ones', () => {
  const cases: readonly [string, () => Promise<unknown>, number, string][] = [
    ['a conversation that is not', () => say('19:nowhere@thread.tacv2', text('x')), 404, 'ConversationNotFound'],
    ['a thread that is not', () => say(`${general};messageid=1`, text('x')), 404, 'ConversationNotFound'],
    [
      'a thread of a chat',
      () => say(`${channelId(here, 'Leaders')};messageid=1`, text('x')),
      404,
      'ConversationNotFound',
    ],
    [
      'a reply to a message that is not',
      () => call(here, 'POST', `conversations/${enc(general)}/activities/123`, text('x')),
      404,
      'ActivityNotFoundInConversation',
    ],
    [
      'an edit of a message that is not',
      () => call(here, 'PUT', `conversations/${enc(general)}/activities/123`, text('x')),
      404,
      'ActivityNotFoundInConversation',
    ],
    [
      'a team without the bot',
      () => say(channelId(here, 'Board/General'), text('x')),
      403,
      'BotNotInConversationRoster',
    ],
    ['an empty message', () => say(general, { type: 'message' }), 400, 'BadSyntax'],
    ['an unknown kind of activity', () => say(general, { type: 'dance' }), 400, 'BadSyntax'],
    ['what is no JSON', () => say(general, '{"type":'), 400, 'BadSyntax'],
    ['a malformed card', () => say(general, cardMessage(card([{ type: 'TextBlock' }]))), 400, 'BadSyntax'],
    ['a card of a later version', () => say(general, cardMessage({ ...card([]), version: '1.6' })), 400, 'BadSyntax'],
    [
      'an attachment that is not drawn',
      () => say(general, { type: 'message', attachments: [{ contentType: 'text/plain', content: 'x' }] }),
      400,
      'BadSyntax',
    ],
    [
      'an image over http',
      () =>
        say(general, {
          type: 'message',
          attachments: [{ contentType: 'image/png', contentUrl: 'http://acme.example/x.png' }],
        }),
      400,
      'BadSyntax',
    ],
    [
      'a mention that the text does not have',
      () => say(general, { ...text('hi'), entities: [mention('omar')] }),
      400,
      'BadSyntax',
    ],
    [
      'a group chat made by the bot',
      () =>
        call(here, 'POST', 'conversations', {
          isGroup: true,
          members: [{ id: '29:1' }],
          tenantId: here.playground.config.teams.tenant,
        }),
      400,
      'BadSyntax',
    ],
    [
      'a conversation without a tenant',
      () => call(here, 'POST', 'conversations', { members: [{ id: '29:1' }] }),
      400,
      'BadSyntax',
    ],
    [
      'a person of another bot',
      () =>
        call(here, 'POST', 'conversations', {
          members: [{ id: '29:1' }],
          tenantId: here.playground.config.teams.tenant,
        }),
      400,
      'Bad argument',
    ],
    ['an operation that Teams does not have', () => call(here, 'GET', 'conversations'), 501, 'NotImplemented'],
  ]
  const mention = (person: string) => ({
    type: 'mention',
    text: '<at>Omar</at>',
    mentioned: { id: world().person(person)?.teams?.id, name: 'Omar' },
  })

  test.each(cases)('%s', async (_name, request, status, code) => {
    const before = world().posts('teams').length
    expect(await request()).toMatchObject({ status, body: { error: { code } } })
    expect(world().posts('teams')).toHaveLength(before)
  })

  test('a mention that the text has is taken', async () => {
    expect(await say(general, { ...text('hi <at>Omar</at>'), entities: [mention('omar')] })).toMatchObject({
      status: 201,
    })
  })

  test('a message of 100 KB as UTF-16 is taken, one byte pair more is not; base64 images do not count', async () => {
    const frame = JSON.stringify(text('')).length
    const fits = text('x'.repeat(MESSAGE_BYTES_UTF16 / 2 - frame))
    expect((await say(general, fits)).status).toBe(201)
    expect(await say(general, text(`${fits.text}x`))).toMatchObject({
      status: 413,
      body: { error: { code: 'MessageSizeTooBig' } },
    })
    const image = { contentType: 'image/png', contentUrl: `data:image/png;base64,${'A'.repeat(MESSAGE_BYTES_UTF16)}` }
    expect((await say(general, { type: 'message', attachments: [image] })).status).toBe(201)
  })

  test('a person without the app cannot be written to first', async () => {
    await using fresh = await stand()
    await fresh.playground.platforms.teams.acts.install({ person: 'omar', change: 'uninstall' })
    const members = [{ id: fresh.playground.world.person('omar')?.teams?.aadObjectId }]
    const created = await call(fresh, 'POST', 'conversations', {
      members,
      tenantId: fresh.playground.config.teams.tenant,
    })
    expect(created).toMatchObject({ status: 403, body: { error: { code: 'ForbiddenOperationException' } } })
  })

  test('a bot changes its own messages only', async () => {
    await here.playground.platforms.teams.acts.message(words('omar', 'Finance', 'mine'))
    const post = last(world().posts('teams', general))
    const path = `conversations/${enc(general)}/activities/${post.id}`
    expect(await call(here, 'PUT', path, text('yours'))).toMatchObject({
      status: 403,
      body: { error: { code: 'NotEnoughPermissions' } },
    })
    expect(await call(here, 'DELETE', path)).toMatchObject({ status: 403 })
  })
})

describe('limits of pace', () => {
  test('the eighth post within a second is told when to come again, and comes through then', async () => {
    await using fresh = await stand()
    const path = `conversations/${enc(channelId(fresh, 'Finance/General'))}/activities`
    const token = await fresh.bot.token()
    const answers = []
    for (let i = 0; i < 8; i += 1) answers.push(await call(fresh, 'POST', path, text(`${i}`), token))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201, 201, 429])
    expect(last(answers)).toMatchObject({ body: { error: { code: 'Throttled' } } })
    expect(Number(last(answers).headers.get('retry-after'))).toBe(1)
    const elsewhere = `conversations/${enc(channelId(fresh, 'Finance/Close'))}/activities`
    expect((await call(fresh, 'POST', elsewhere, text('another thread'), token)).status).toBe(201)
    fresh.clock.offset += 1_000
    expect((await call(fresh, 'POST', path, text('again'), token)).status).toBe(201)
  })
})

describe('trouble on purpose', () => {
  test('a status is answered and nothing done; a lost answer is done', async () => {
    const posted = () =>
      world()
        .posts('teams', general)
        .map((post) => post.text)
    here.playground.faults.add({
      platform: 'teams',
      match: 'POST activities',
      times: 1,
      answer: { status: 429, retryAfter: 7 },
    })
    const throttled = await say(general, text('throttled'))
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7'])
    expect(posted()).not.toContain('throttled')
    here.playground.faults.add({ platform: 'teams', match: 'POST activities', times: 1, answer: 'lose' })
    await expect(say(general, text('lost'))).rejects.toThrow()
    expect(posted()).toContain('lost')
    here.playground.faults.add({ platform: 'teams', match: 'POST activities', times: 1, answer: { status: 502 } })
    expect((await say(general, text('bad gateway'))).status).toBe(502)
    expect((await say(general, text('well again'))).status).toBe(201)
  })

  test('a post may show later than its answer', async () => {
    here.playground.faults.add({ platform: 'teams', match: 'POST activities', times: 1, answer: { lateMs: 30 } })
    const shown = new Promise<string>((resolve) => {
      const stop = world().subscribe((happening) => {
        if (happening.kind !== 'post') return
        stop()
        resolve(happening.post.text)
      })
    })
    expect((await say(general, cardMessage(card([textBlock('late')])))).status).toBe(201)
    expect(
      world()
        .posts('teams', general)
        .map((post) => post.text),
    ).not.toContain('late')
    expect(await shown).toBe('late')
  })

  test('the inspector keeps every exchange with what was asked and answered', async () => {
    await say(general, { type: 'message', attachments: [attachment(card([textBlock('inspected')]))] })
    expect(last(world().exchanges())).toMatchObject({
      platform: 'teams',
      direction: 'from bot',
      what: 'POST activities',
      status: 201,
      request: { type: 'message' },
      response: { id: expect.any(String) },
    })
  })
})
