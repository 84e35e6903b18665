import { exportSPKI, SignJWT, UnsecuredJWT } from 'jose'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { APP, LocalTeams, TENANT } from '../../../../test/local-teams.js'
import { activityOf, startBot } from '../../../../test/teams.js'
import { teamsPlatform } from '../adapter.js'
import { publicCloud, usualPatience } from '../options.js'

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

const minutes = (count: number) => Math.floor(Date.now() / 1_000) + count * 60

/** What has been done about a request that was refused: nothing. */
async function expectNothing(): Promise<void> {
  await bot.platform.stop()
  expect(bot.door.handled).toEqual([])
  expect(bot.door.notices).toEqual([])
  expect(bot.door.kept).toEqual([])
  expect([...bot.stored]).toEqual([])
  expect([...bot.installed]).toEqual([])
  expect(teams.requests).toEqual([])
}

describe('a request is from Teams only with all of Microsoft’s seven conditions (RELIABILITY 1; ASVS 9.1.1, 9.1.2, 9.1.3, 9.2.1, 9.2.3)', () => {
  test('a good token is let in', async () => {
    expect((await bot.post(activityOf(teams))).status).toBe(200)
    expect(bot.door.handled).toMatchObject([{ kind: 'words', text: 'kpi win rate' }])
  })

  const bearer = async (token: Promise<string> | string) => `Bearer ${await token}`
  const other = 'https://other.example'

  test.each<[string, () => Promise<string>]>([
    ['1: no bearer scheme', async () => `Basic ${await teams.token()}`],
    ['1: two tokens', async () => `Bearer ${await teams.token()} ${await teams.token()}`],
    ['1: nothing', async () => ''],
    ['2: not a JWT', () => bearer('abc.def.ghi')],
    ['2: a part is missing', async () => bearer((await teams.token()).split('.').slice(0, 2).join('.'))],
    ['3: another issuer', () => bearer(teams.token({ iss: other }))],
    [
      '3: an emulator’s issuer',
      () =>
        bearer(
          teams.token({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', ver: '1.0', appid: APP }),
        ),
    ],
    ['3: no issuer', () => bearer(teams.token({ iss: undefined }))],
    ['4: another bot', () => bearer(teams.token({ aud: '99999999-2222-3333-4444-555555555555' }))],
    ['4: no audience', () => bearer(teams.token({ aud: undefined }))],
    ['5: ended 5:01 ago', () => bearer(teams.token({ exp: minutes(-5) - 1 }))],
    ['5: begins in 5:10', () => bearer(teams.token({ nbf: minutes(5) + 10 }))],
    ['5: without an end', () => bearer(teams.token({ exp: undefined }))],
    ['6: a changed claim', async () => bearer(changed(await teams.token()))],
    ['6: an unknown key', () => bearer(teams.token({}, { kid: 'three' }))],
    ['6: no key id', () => bearer(teams.token({}, { kid: undefined }))],
    ['7: another service url', () => bearer(teams.token({ serviceurl: other }))],
    ['7: no service url', () => bearer(teams.token({ serviceurl: undefined }))],
    [
      'algorithm none',
      () =>
        bearer(
          new UnsecuredJWT({ serviceurl: teams.serviceUrl })
            .setIssuer(publicCloud.issuer)
            .setAudience(APP)
            .setExpirationTime('1h')
            .encode(),
        ),
    ],
    ['algorithm none with a key id', async () => bearer(unsigned(await teams.token()))],
    ['a shared secret: the public key', async () => bearer(confused(await exportSPKI(teams.publicKey)))],
    ['its own key’s address (jku)', () => bearer(teams.token({}, { jku: `${other}/keys` }))],
    ['its own certificate’s address (x5u)', () => bearer(teams.token({}, { x5u: `${other}/cert` }))],
  ])('refused with 403, nothing stored: %s', async (_what, authorization) => {
    expect((await bot.post(activityOf(teams), await authorization())).status).toBe(403)
    await expectNothing()
  })

  test('a token that ended 4:50 ago is within the skew', async () => {
    expect(
      (await bot.post(activityOf(teams), await bearer(teams.token({ exp: minutes(-5) + 10, nbf: minutes(-60) }))))
        .status,
    ).toBe(200)
  })

  test('a key that is endorsed for another channel is refused', async () => {
    teams.endorsements = ['webchat']
    expect((await bot.post(activityOf(teams))).status).toBe(403)
    await expectNothing()
  })

  test.each([
    ['of another channel', { channelId: 'webchat' }, 403],
    ['of the channel whose check botbuilder keeps apart', { channelId: 'AseChannel' }, 403],
    ['without a service url', { serviceUrl: undefined }, 403],
    ['with another service url', { serviceUrl: 'https://other.example/' }, 403],
    ['without a conversation', { conversation: undefined }, 400],
    ['without a tenant', { conversation: { id: 'a:omar' }, channelData: {} }, 400],
    ['of two tenants', { channelData: { tenant: { id: 'other' } } }, 400],
    [
      'of a tenant that is not allowed',
      { conversation: { id: 'a:omar', tenantId: 'other' }, channelData: { tenant: { id: 'other' } } },
      403,
    ],
  ])('an activity %s is refused', async (_what, more, status) => {
    expect((await bot.post(activityOf(teams, more))).status).toBe(status)
    await expectNothing()
  })

  test('who is refused is told nothing', async () => {
    const response = await bot.post(activityOf(teams), 'Bearer a.b.c')
    expect(await response.text()).toBe('')
    expect(bot.lines.join()).toContain('refused')
  })
})

function parts(token: string): [string, string, string] {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return [header, payload, signature]
}
const encoded = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url')
const decoded = (part: string): object => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

function changed(token: string): string {
  const [header, payload, signature] = parts(token)
  return [header, encoded({ ...decoded(payload), extra: 1 }), signature].join('.')
}

function unsigned(token: string): string {
  const [, payload, signature] = parts(token)
  return [encoded({ alg: 'none', kid: 'one' }), payload, signature].join('.')
}

function confused(publicKey: string): Promise<string> {
  return new SignJWT({ serviceurl: teams.serviceUrl })
    .setProtectedHeader({ alg: 'HS256', kid: 'one' })
    .setIssuer(publicCloud.issuer)
    .setAudience(APP)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(publicKey))
}

describe('the keys of the channel', () => {
  test('any number of unknown key ids fetch the metadata once in five minutes', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => teams.token({}, { kid: `k${index}` })))
    const statuses = await Promise.all(
      tokens.map(async (token) => (await bot.post(activityOf(teams), `Bearer ${token}`)).status),
    )
    expect(new Set(statuses)).toEqual(new Set([403]))
    expect(teams.metadataFetches).toBe(1)
  })

  test('a new key is found after five minutes, and not looked for before', async () => {
    let now = Temporal.Now.instant()
    await bot.stop()
    bot = await startBot(teams, { now: () => now })
    const ask = async () =>
      (await bot.post(activityOf(teams), `Bearer ${await teams.token({}, { kid: 'new' })}`)).status
    expect(await ask()).toBe(403)
    now = now.add({ minutes: 4, seconds: 59 })
    await ask()
    expect(teams.metadataFetches).toBe(1)
    now = now.add({ seconds: 1 })
    await ask()
    expect(teams.metadataFetches).toBe(2)
  })

  test('while the metadata cannot be had nobody is let in, and it is not asked for with every request', async () => {
    teams.metadata = false
    const posts = await Promise.all(Array.from({ length: 5 }, () => bot.post(activityOf(teams))))
    expect(new Set(posts.map((one) => one.status))).toEqual(new Set([503]))
    expect(teams.metadataFetches).toBe(1)
    await expectNothing()
  })
})

describe('which tenants are served', () => {
  test('without a list, a tenant is served once it has installed the bot', async () => {
    await bot.stop()
    bot = await startBot(teams, { tenants: null })
    expect((await bot.post(activityOf(teams))).status).toBe(403)
    expect(bot.door.handled).toEqual([])
    expect(
      (await bot.post(activityOf(teams, { type: 'installationUpdate', action: 'add', text: undefined }))).status,
    ).toBe(200)
    expect(bot.door.notices).toEqual([
      {
        kind: 'installed',
        platform: 'teams',
        workspace: TENANT,
        by: { platform: 'teams', workspace: TENANT, user: 'aad-omar' },
      },
    ])
    expect((await bot.post(activityOf(teams))).status).toBe(200)
    expect(bot.door.handled).toHaveLength(1)
  })
})

describe('what is not an activity', () => {
  test.each([
    ['GET', { method: 'GET' }, 405],
    ['broken JSON', { method: 'POST', body: '{"type":' }, 400],
    ['more than a megabyte', { method: 'POST', body: JSON.stringify({ text: 'x'.repeat(1_100_000) }) }, 413],
  ])('%s is refused', async (_what, init, status) => {
    const authorization = `Bearer ${await teams.token()}`
    const response = await fetch(bot.url, { ...init, headers: { authorization, 'content-type': 'application/json' } })
    expect(response.status).toBe(status)
    await expectNothing()
  })

  test('a stopped bot takes nothing', async () => {
    await bot.platform.stop()
    expect((await bot.post(activityOf(teams))).status).toBe(503)
  })

  test('without an app id the platform cannot be made: nobody could be authenticated', () => {
    expect(() =>
      teamsPlatform({ ...optionsOf(), app: { id: ' ', secret: '', type: { kind: 'MultiTenant' } } }),
    ).toThrow('app id')
  })
})

function optionsOf(): Parameters<typeof teamsPlatform>[0] {
  const silent = { info: () => {}, warn: () => {}, error: () => {} }
  const nothing = async () => null
  return {
    app: { id: APP, secret: 's', type: { kind: 'MultiTenant' } },
    endpoints: publicCloud,
    tenants: null,
    installations: { get: nothing, put: async () => {}, remove: async () => {} },
    addresses: { get: nothing, put: async () => {} },
    now: () => Temporal.Now.instant(),
    log: silent,
    words: () => {
      throw new Error('no words')
    },
    patience: usualPatience,
  }
}
