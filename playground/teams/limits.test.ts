import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  answer,
  call,
  card,
  cardMessage,
  channelId,
  enc,
  last,
  postCard,
  textBlock,
  words,
} from '../../test/teams/help.js'
import { acme, type Stand, stand } from '../../test/teams/stand.js'
import { BotLink } from '../bot-link.js'
import { RateLimiter } from './connector/rate.js'
import {
  APP_WINDOWS,
  ATTACHMENTS,
  PICTURE,
  PRIMARY_ACTIONS,
  type RateWindow,
  READ_WINDOWS,
  REFRESH_USERS,
  ROSTER_PAGE,
  SEARCH_RESULTS,
  SEND_WINDOWS,
  TARGETED_MS,
  UNPAGED_ROSTER_WINDOWS,
} from './limits.js'
import { mountTeams } from './mount.js'

/** Every limit over the wire: taken at the limit, and past it refused as documented. Those of size stand with the connector. */

let here: Stand
let general = ''
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off' } })
  general = channelId(here, 'Finance/General')
})
afterAll(() => here[Symbol.asyncDispose]())

const say = (body: unknown, to = general, query = '') =>
  call(here, 'POST', `conversations/${enc(to)}/activities${query}`, body)
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const refused = { status: 400, body: { error: { code: 'BadSyntax' } } }

describe('what a message may hold', () => {
  const buttons = (n: number) =>
    card(
      [textBlock('x')],
      many(n, (i) => ({ type: 'Action.Submit', title: `${i}` })),
    )
  const refresh = (n: number) => ({
    ...card([textBlock('x')]),
    refresh: { action: { type: 'Action.Execute', verb: 'r' }, userIds: many(n, (index) => `29:${index}`) },
  })
  const picture = { contentType: 'image/png', contentUrl: 'https://acme.example/x.png' }
  const cases: readonly [string, number, (n: number) => unknown][] = [
    ['attachments', ATTACHMENTS, (n) => ({ type: 'message', attachments: many(n, () => picture) })],
    ['primary actions of a card', PRIMARY_ACTIONS, (n) => cardMessage(buttons(n))],
    ['people whose card is refreshed', REFRESH_USERS, (n) => cardMessage(refresh(n))],
    ['bytes of a picture', PICTURE.bytes, (n) => ({ type: 'message', attachments: [inline('png', Buffer.alloc(n))] })],
    ['pixels across of a PNG', PICTURE.pixels, (n) => ({ type: 'message', attachments: [inline('png', png(n, 1))] })],
    ['pixels down of a PNG', PICTURE.pixels, (n) => ({ type: 'message', attachments: [inline('png', png(1, n))] })],
    ['pixels of a GIF', PICTURE.pixels, (n) => ({ type: 'message', attachments: [inline('gif', gif(n))] })],
    ['pixels of a JPEG', PICTURE.pixels, (n) => ({ type: 'message', attachments: [inline('jpeg', jpeg(n))] })],
  ]
  test.each(cases)('%s: %i and no more', async (_name, limit, body) => {
    expect(await say(body(limit))).toMatchObject({ status: 201 })
    expect(await say(body(limit + 1))).toMatchObject(refused)
  })

  test.each(['1.0', '1.5'])('a card of version %s is taken', async (version) => {
    expect(await say(cardMessage({ ...card([textBlock('x')]), version }))).toMatchObject({ status: 201 })
  })
  test.each(['0.9', '1.6', '2.0', '15'])('a card of version %s is not', async (version) => {
    expect(await say(cardMessage({ ...card([textBlock('x')]), version }))).toMatchObject(refused)
  })
})

test.each([
  ['1.3', 400],
  ['1.4', 201],
])('Action.Execute in a card of version %s: %i', async (version, status) => {
  const execute = { ...card([textBlock('x')], [{ type: 'Action.Execute', title: 'Go', verb: 'go' }]), version }
  expect((await say(cardMessage(execute))).status).toBe(status)
})

const inline = (type: string, bytes: Buffer) => ({
  contentType: `image/${type}`,
  contentUrl: `data:image/${type};base64,${bytes.toString('base64')}`,
})

/** Heads of pictures, as far as their size is read. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(24)
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}
function gif(width: number): Buffer {
  const bytes = Buffer.from('GIF89a\0\0\x01\0', 'latin1')
  bytes.writeUInt16LE(width, 6)
  return bytes
}
function jpeg(width: number): Buffer {
  const application = Buffer.from([0xff, 0xe0, 0, 4, 0, 0])
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 1, 0, 0, 1, 0, 0, 0])
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([Buffer.from([0xff, 0xd8]), application, frame])
}

describe('rosters', () => {
  const rosterPage = z.object({ members: z.array(z.unknown()), continuationToken: z.string().optional() })
  const people = many(ROSTER_PAGE.max + 101, (index) => ({ key: `p${index}`, name: `Person ${index}`, teams: true }))

  test('a page has 50 to 500 members, whatever is asked for, and 200 where nothing is', async () => {
    await using crowd = await stand({ people, teams: { rateLimits: 'off', teams: [{ name: 'All' }] } })
    const path = `conversations/${enc(channelId(crowd, 'All/General'))}/pagedmembers`
    const count = async (query: string) =>
      rosterPage.parse((await call(crowd, 'GET', `${path}${query}`)).body).members.length
    const { min, max } = ROSTER_PAGE
    expect(await count('')).toBe(ROSTER_PAGE.default)
    for (const [asked, given] of [
      [min - 1, min],
      [min, min],
      [min + 1, min + 1],
      [max, max],
      [max + 1, max],
    ] as const)
      expect([asked, await count(`?pageSize=${asked}`)]).toEqual([asked, given])
    expect((await call(crowd, 'GET', `${path}?pageSize=many`)).status).toBe(400)
  })
})

test('a targeted message can be changed for a day, and is gone from the client then', async () => {
  const { world } = here.playground
  const only = '?isTargetedActivity=true'
  const sent = await say(
    { type: 'message', text: 'x', recipient: { id: world.person('omar')?.teams?.id } },
    general,
    only,
  )
  const { id } = z.object({ id: z.string() }).parse(sent.body)
  const posted = Date.parse(world.post('teams', general, id)?.at ?? '')
  const edit = () =>
    call(here, 'PUT', `conversations/${enc(general)}/activities/${id}${only}`, { type: 'message', text: 'y' })
  world.moveClock(posted + TARGETED_MS - 30_000)
  expect(await edit()).toMatchObject({ status: 200 })
  expect(here.playground.world.post('teams', general, id)).toBeDefined()
  world.moveClock(posted + TARGETED_MS + 1)
  expect(await edit()).toMatchObject({ status: 404 })
  expect(here.playground.world.post('teams', general, id)).toBeUndefined()
  world.moveClock(Date.now())
})

test('a typeahead shows fifteen choices', async () => {
  const field = {
    type: 'Input.ChoiceSet',
    id: 'who',
    style: 'filtered',
    choices: [],
    'choices.data': { type: 'Data.Query', dataset: 'p' },
  }
  await postCard(here, 'omar', 'direct', card([field]))
  const search = async (count: number) => {
    const results = many(count, (index) => ({ title: `${index}`, value: `${index}` }))
    here.logic.run = (turn) =>
      answer(turn, { type: 'application/vnd.microsoft.search.searchResponse', value: { results } })
    const found = { person: 'omar', channel: 'direct', home: false, field: 'who', text: 'x' }
    return (await here.playground.platforms.teams.acts.search(found)).options?.length
  }
  expect([await search(SEARCH_RESULTS), await search(SEARCH_RESULTS + 1)]).toEqual([SEARCH_RESULTS, SEARCH_RESULTS])
})

describe('paces', () => {
  const windows: readonly (readonly [string, readonly RateWindow[]])[] = [
    ['posts, edits and new conversations', SEND_WINDOWS],
    ['members and conversations', READ_WINDOWS],
    ['one app in one tenant', APP_WINDOWS],
    ['the unpaged roster', UNPAGED_ROSTER_WINDOWS],
  ]
  const each = windows.flatMap(([name, all]) =>
    all.map((window) => [name, window.max, window.perMs / 1_000, all, window] as const),
  )

  test.each(each)(
    '%s: %i in %i s, and the next waits for the first to be that long ago',
    (_name, max, _seconds, all, { perMs }) => {
      const limiter = new RateLimiter(all)
      const gap = Math.floor(perMs / max)
      let now = 0
      for (let i = 0; i < max; i += 1) {
        now = Math.max(now, i * gap)
        now += limiter.wait('thread', now)
        limiter.count('thread', now)
      }
      expect(now).toBeLessThan(perMs)
      expect(limiter.wait('thread', now)).toBeGreaterThan(0)
      expect(limiter.wait('thread', perMs)).toBe(0)
    },
  )

  const member = (fresh: Stand) => ({ id: fresh.playground.world.person('omar')?.teams?.id ?? '' })
  const path = (fresh: Stand, rest: string) => `conversations/${enc(channelId(fresh, 'Finance/General'))}/${rest}`
  const requests: readonly [string, number, number, (fresh: Stand) => readonly [string, string, unknown?]][] = [
    ['posts', 7, 1, (fresh) => ['POST', path(fresh, 'activities'), { type: 'message', text: 'x' }]],
    ['edits', 7, 1, (fresh) => ['PUT', path(fresh, 'activities/1'), { type: 'message', text: 'x' }]],
    [
      'new conversations',
      7,
      1,
      (fresh) => [
        'POST',
        'conversations',
        { members: [member(fresh)], tenantId: fresh.playground.config.teams.tenant },
      ],
    ],
    ['looks at a member', 14, 1, (fresh) => ['GET', path(fresh, `members/${enc(member(fresh).id)}`)]],
    ['looks at a team', 14, 1, (fresh) => ['GET', `teams/${enc(channelId(fresh, 'Finance/General'))}`]],
    ['whole rosters', 5, 60, (fresh) => ['GET', path(fresh, 'members')]],
  ]
  test.each(requests)(
    '%s: %i pass, the next is told to wait %i s, and passes then',
    async (_name, count, seconds, request) => {
      await using fresh = await stand()
      const frozen = Date.now()
      const token = await fresh.bot.token()
      const send = async (later: number) => {
        fresh.clock.stopped = frozen + later
        const [method, to, body] = request(fresh)
        return call(fresh, method, to, body, token)
      }
      for (let i = 0; i < count; i += 1) expect((await send(0)).status).not.toBe(429)
      const stopped = await send(1)
      expect([stopped.status, stopped.body]).toMatchObject([429, { error: { code: 'Throttled' } }])
      const wait = Number(stopped.headers.get('retry-after'))
      expect(wait).toBe(seconds)
      expect((await send(1 + wait * 1_000)).status).not.toBe(429)
    },
  )

  test('fifty requests a second for the app, whatever the threads', async () => {
    const [{ max }] = APP_WINDOWS as readonly [RateWindow]
    const teams = many(Math.ceil((max + 1) / 14), (index) => ({ name: `Team ${index}`, members: ['nadia', 'omar'] }))
    await using fresh = await stand({ teams: { teams } })
    const token = await fresh.bot.token()
    fresh.clock.stopped = Date.now()
    const look = (index: number) => {
      return call(
        fresh,
        'GET',
        `teams/${enc(channelId(fresh, `Team ${index % teams.length}/General`))}`,
        undefined,
        token,
      )
    }
    const statuses: number[] = []
    for (let i = 0; i <= max; i += 1) statuses.push((await look(i)).status)
    expect(statuses.slice(0, max).every((status) => status === 200)).toBe(true)
    expect(statuses[max]).toBe(429)
  })
})

describe('how long the bot may take', () => {
  test('an answer in time counts, one past the turn does not', async () => {
    const silent = createServer((req, res) => {
      req.resume()
      setTimeout(() => res.end(), req.url === '/in-time' ? 20 : 2_000).unref()
    })
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const { world, config, faults, url } = here.playground
    const turn = async (at: string) => {
      const stage = {
        world,
        config: { ...config, teams: { ...config.teams, path: at } },
        faults,
        bot: new BotLink(world, base),
        url: () => url,
      }
      return (await mountTeams(stage, { turnMs: 1_000 }).acts.message(words('nadia', 'direct', 'hi'))).status
    }
    expect(await Promise.all([turn('/in-time'), turn('/late')])).toEqual(['ok', 'failed'])
    silent.closeAllConnections()
    silent.close()
    expect(last(world.exchanges()).platform).toBe('teams')
  })
})
