import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { call, channelId, enc } from '../../../test/teams/help.js'
import { acme, type Stand, stand } from '../../../test/teams/stand.js'
import { ROSTER_PAGE } from '../limits.js'

let here: Stand
let general = ''
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off' } })
  general = channelId(here, 'Finance/General')
})
afterAll(() => here[Symbol.asyncDispose]())

const rosterPage = z.object({ members: z.array(z.unknown()), continuationToken: z.string().optional() })
const world = () => here.playground.world

describe('rosters', () => {
  test('members come with the ids and names that botbuilder reads, one by one or by pages', async () => {
    const omar = world().person('omar')
    const path = `conversations/${enc(general)}`
    expect(await call(here, 'GET', `${path}/members/${enc(omar?.teams?.id ?? '')}`)).toMatchObject({
      status: 200,
      body: {
        id: omar?.teams?.id,
        aadObjectId: omar?.teams?.aadObjectId,
        name: 'Omar Said',
        email: 'omar@acme.example',
        userRole: 'user',
      },
    })
    expect(await call(here, 'GET', `${path}/members/${enc(world().person('maya')?.teams?.id ?? '')}`)).toMatchObject({
      status: 404,
    })
    const all = await call(here, 'GET', `${path}/members`)
    expect(all.body).toMatchObject([{ name: 'Nadia Haddad' }, { name: 'Omar Said' }])
  })

  test('a page has at least 50 members, and a token for the rest', async () => {
    const people = Array.from({ length: 120 }, (_, index) => ({
      key: `p${index}`,
      name: `Person ${index}`,
      teams: true,
    }))
    await using many = await stand({ people, teams: { teams: [{ name: 'All' }], chats: [] } })
    const all = channelId(many, 'All/General')
    const page = (query: string, conversation = all) =>
      call(many, 'GET', `conversations/${enc(conversation)}/pagedmembers${query}`)
    const read = async (query: string) => {
      const { body } = await page(query)
      const { members, continuationToken } = rosterPage.parse(body)
      return { count: members.length, token: continuationToken }
    }
    expect(await read('')).toEqual({ count: Math.min(120, ROSTER_PAGE.default), token: undefined })
    const first = await read('?pageSize=5')
    expect(first.count).toBe(50)
    const second = await read(`?pageSize=5&continuationToken=${first.token}`)
    expect(second.count).toBe(50)
    expect(await read(`?pageSize=5&continuationToken=${second.token}`)).toEqual({ count: 20, token: undefined })
    expect((await page('?continuationToken=abc')).status).toBe(400)
    expect((await page('', '19:none@thread.tacv2')).status).toBe(404)
  })

  test('a team tells its name, its group, and its channels, of which General has no name', async () => {
    expect(await call(here, 'GET', `teams/${enc(general)}`)).toMatchObject({
      status: 200,
      body: { id: general, name: 'Finance', memberCount: 2, channelCount: 2, aadGroupId: expect.any(String) },
    })
    const conversations = [
      { id: general, name: null },
      { id: channelId(here, 'Finance/Close'), name: 'Close' },
    ]
    expect(await call(here, 'GET', `teams/${enc(general)}/conversations`)).toMatchObject({
      status: 200,
      body: { conversations },
    })
    expect((await call(here, 'GET', `teams/${enc(channelId(here, 'Board/General'))}`)).status).toBe(403)
    expect((await call(here, 'GET', 'teams/19%3Anone')).status).toBe(404)
  })
})
