import { type Activity, MessageFactory, TeamsInfo, type TurnContext } from 'botbuilder'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { call, channelId, enc, last, reference, words } from '../../../test/teams/help.js'
import { acme, type Stand, stand } from '../../../test/teams/stand.js'
import { NOT_PLAYED, ROUTES } from './operations.js'

let here: Stand
let general = ''
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off' } })
  general = channelId(here, 'Finance/General')
})
afterAll(() => here[Symbol.asyncDispose]())
beforeEach(() => here.playground.faults.clear())

describe('what botbuilder asks', () => {
  /** Runs in a turn that a mention by Omar began. */
  async function inTurn(work: (turn: TurnContext) => Promise<void>): Promise<void> {
    let failure: unknown
    here.logic.run = async (turn) => {
      if (turn.activity.type === 'message')
        await work(turn).catch((error: unknown) => {
          failure = error
        })
    }
    await here.playground.platforms.teams.acts.mention(words('omar', 'Finance', 'hi'))
    here.logic.run = async () => {}
    if (failure !== undefined) throw failure
  }

  test('rosters, members, teams and channels, through its own helpers', async () => {
    await inTurn(async (turn) => {
      const page = await TeamsInfo.getPagedMembers(turn, 50)
      expect(page.members.map((one) => one.name)).toEqual(['Nadia Haddad', 'Omar Said'])
      expect(page.continuationToken).toBeUndefined()
      const omar = await TeamsInfo.getMember(turn, turn.activity.from.id)
      expect(omar).toMatchObject({ email: 'omar@acme.example', userRole: 'user', givenName: 'Omar' })
      expect(await TeamsInfo.getTeamDetails(turn)).toMatchObject({ name: 'Finance', memberCount: 2, channelCount: 2 })
      const channels = await TeamsInfo.getTeamChannels(turn)
      expect(channels.map((one) => one.name ?? null)).toEqual([null, 'Close'])
      expect(await TeamsInfo.getTeamMembers(turn)).toHaveLength(2)
    })
  })

  test('a message into another channel of the team, through its own helper', async () => {
    await inTurn(async (turn) => {
      const close = channelId(here, 'Finance/Close')
      const closing = MessageFactory.text('Closing') as Activity
      const [started] = await TeamsInfo.sendMessageToTeamsChannel(turn, closing, close, here.bot.appId)
      expect(started.conversation.id).toMatch(/^19:.*;messageid=\d+$/)
      expect(last(here.playground.world.posts('teams', close))).toMatchObject({ text: 'Closing', thread: null })
    })
  })

  test('who can see a message: all members, or the one that it is for', async () => {
    const { world } = here.playground
    const readers = async (id: string) => {
      const { body } = await call(here, 'GET', `conversations/${enc(general)}/activities/${id}/members`)
      return z
        .array(z.object({ name: z.string() }))
        .parse(body)
        .map((one) => one.name)
    }
    const send = async (body: object, query = '') => {
      const answer = await call(here, 'POST', `conversations/${enc(general)}/activities${query}`, {
        type: 'message',
        text: 'x',
        ...body,
      })
      return z.object({ id: z.string() }).parse(answer.body).id
    }
    expect(await readers(await send({}))).toEqual(['Nadia Haddad', 'Omar Said'])
    const recipient = { id: world.person('omar')?.teams?.id }
    expect(await readers(await send({ recipient }, '?isTargetedActivity=true'))).toEqual(['Omar Said'])
    expect((await call(here, 'GET', `conversations/${enc(general)}/activities/1/members`)).status).toBe(404)
  })
})

test.each(Object.entries(NOT_PLAYED))('%s is answered with 501, by name', async (pattern, name) => {
  const [method = '', path = ''] = pattern.split(' ')
  const version = path.startsWith('meetings') ? 'v1' : 'v3'
  const filled = path.replace('batch/*', 'batch/conversation').replaceAll('*', enc(general))
  const response = await fetch(`${here.playground.url}/teams/connector/${version}/${filled}`, {
    method,
    headers: { authorization: `Bearer ${await here.bot.token()}`, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: '{}' }),
  })
  expect(response.status).toBe(501)
  const { error } = z
    .object({ error: z.object({ code: z.string(), message: z.string() }) })
    .parse(await response.json())
  expect(error.code).toBe('NotImplemented')
  expect(error.message).toContain(name)
  expect(last(here.playground.world.exchanges())).toMatchObject({ what: name, status: 501 })
})

test('no operation is both played and not played', () => {
  expect(Object.keys(ROUTES).filter((one) => one in NOT_PLAYED)).toEqual([])
})

describe('trouble with logins and keys', () => {
  test('a token that cannot be had keeps the bot from writing, and the next try gets through', async () => {
    here.playground.faults.add({ platform: 'teams', match: 'POST token', times: 1, answer: { status: 503 } })
    await expect(here.bot.token()).rejects.toThrow()
    expect(await here.bot.token()).toMatch(/^ey/)
  })

  test('keys that cannot be had make the bot refuse everybody', async () => {
    await using fresh = await stand()
    fresh.playground.faults.add({ platform: 'teams', match: 'GET openid', answer: 'drop' })
    const acts = fresh.playground.platforms.teams.acts
    expect((await acts.message(words('nadia', 'direct', 'hi'))).status).toBe('failed')
    expect(fresh.heard).toEqual([])
    fresh.playground.faults.clear()
    expect((await acts.message(words('nadia', 'direct', 'hi again'))).status).toBe('ok')
  })

  test('botbuilder tries again where the service is away, and the message stands once', async () => {
    const count = () => here.playground.world.posts('teams', general).length
    const before = count()
    here.playground.faults.add({ platform: 'teams', match: 'POST activities', times: 1, answer: { status: 503 } })
    await here.bot.adapter.continueConversationAsync(here.bot.appId, reference(here, general), async (turn) => {
      await turn.sendActivity('after a while')
    })
    expect(count()).toBe(before + 1)
  })
})
