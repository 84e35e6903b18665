import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { call, channelId, enc, words } from '../../../test/teams/help.js'
import { type Stand, stand } from '../../../test/teams/stand.js'

let here: Stand
beforeAll(async () => {
  here = await stand()
})
afterAll(() => here[Symbol.asyncDispose]())
beforeEach(() => {
  here.heard.length = 0
  here.clock.offset = 0
})

const hours = (count: number) => count * 60 * 60 * 1_000
const keySet = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string(), endorsements: z.array(z.string()) })),
})
const get = async (url: string) => (await fetch(url)).json()
const login = () => `${here.playground.url}/teams/login`

test('the metadata names the real issuer and our keys, which are endorsed for Teams alone', async () => {
  const metadata = z
    .looseObject({ issuer: z.string(), jwks_uri: z.url() })
    .parse(await get(`${login()}/v1/.well-known/openidconfiguration`))
  expect(metadata.issuer).toBe('https://api.botframework.com')
  const { keys } = keySet.parse(await get(metadata.jwks_uri))
  expect(keys).toMatchObject([{ kty: 'RSA', use: 'sig', e: 'AQAB', endorsements: ['msteams'] }])
  expect(keys[0]).not.toHaveProperty('d')
})

test('the bot takes what the playground signs, and refuses it an hour and more than five minutes later', async () => {
  const { acts } = here.playground.platforms.teams
  expect(await acts.message(words('nadia', 'direct', 'fresh'))).toMatchObject({ status: 'ok' })
  here.heard.length = 0
  here.clock.offset = -hours(1) - 6 * 60_000
  const expired = await acts.message(words('nadia', 'direct', 'expired'))
  expect(expired.toast).toContain('401')
  expect(here.heard).toEqual([])
})

test('the bot refuses tokens of a stranger who copies everything but the key', async () => {
  const { keys } = keySet.parse(await get(`${login()}/v1/.well-known/keys`))
  const stranger = await generateKeyPair('RS256')
  const { appId } = here.playground.config.teams
  const serviceUrl = `${here.playground.url}/teams/connector/`
  const forged = await new SignJWT({ serviceurl: serviceUrl })
    .setProtectedHeader({ alg: 'RS256', kid: keys[0]?.kid ?? '' })
    .setIssuer('https://api.botframework.com')
    .setAudience(appId)
    .setExpirationTime('1h')
    .sign(stranger.privateKey)
  const response = await fetch(`${here.bot.url}/api/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${forged}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', channelId: 'msteams', serviceUrl, text: 'let me in' }),
  })
  expect(response.ok).toBe(false)
  expect(here.heard).toEqual([])
})

const form = (changes: Record<string, string>) => ({
  grant_type: 'client_credentials',
  client_id: here.playground.config.teams.appId,
  client_secret: here.playground.config.teams.appPassword,
  scope: 'https://api.botframework.com/.default',
  ...changes,
})
const ask = async (changes: Record<string, string>, tenant = here.playground.config.teams.tenant) => {
  const response = await fetch(`${login()}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form(changes)),
  })
  return { status: response.status, body: z.looseObject({}).parse(await response.json()) }
}

test('a token is given for the app’s id and secret, in its tenant and in that of many tenants', async () => {
  for (const tenant of [here.playground.config.teams.tenant, 'botframework.com'])
    expect(await ask({}, tenant)).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3599, access_token: expect.any(String) },
    })
})

test.each([
  ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client', 'AADSTS7000215'],
  ['another app', { client_id: '11111111-1111-4111-8111-111111111111' }, 400, 'unauthorized_client', 'AADSTS700016'],
  ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 'AADSTS70003'],
  ['a scope without /.default', { scope: 'https://api.botframework.com' }, 400, 'invalid_scope', 'AADSTS1002012'],
  ['another resource', { scope: 'https://graph.microsoft.com/.default' }, 400, 'invalid_resource', 'AADSTS500011'],
])('no token for %s', async (_name, changes, status, error, code) => {
  const answer = await ask(changes)
  expect(answer).toMatchObject({ status, body: { error } })
  expect(JSON.stringify(answer.body)).toContain(code)
  expect(answer.body).not.toHaveProperty('access_token')
})

test('no token in another tenant', async () => {
  expect(await ask({}, '22222222-2222-4222-8222-222222222222')).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  })
})

test('the connector takes the token that it gave, until it has expired, and no other', async () => {
  const path = `conversations/${enc(channelId(here, 'Finance/General'))}/activities`
  const body = { type: 'message', text: 'hello' }
  const token = await here.bot.token()
  const status = async (bearer: string) => (await call(here, 'POST', path, body, bearer)).status
  expect(await status(token)).toBe(201)
  const refused = await call(here, 'POST', path, body, 'x.y.z')
  expect(refused).toMatchObject({ status: 401, body: { message: 'Authorization has been denied for this request.' } })
  await using other = await stand()
  expect(await status(await other.bot.token())).toBe(401)
  expect(await status(await signedByStranger(token))).toBe(401)
  expect(await status(await unsigned(token))).toBe(401)
  const bare = await fetch(`${here.playground.url}/teams/connector/v3/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  expect(bare.status).toBe(401)
  here.clock.offset = hours(1) + 1_000
  expect(await status(token)).toBe(401)
})

test('a token that the bot was given opens nothing at the bot', async () => {
  const serviceUrl = `${here.playground.url}/teams/connector/`
  const response = await fetch(`${here.bot.url}/api/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await here.bot.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', channelId: 'msteams', serviceUrl, text: 'let me in' }),
  })
  expect(response.status).toBe(401)
  expect(here.heard).toEqual([])
})

function claimsOf(token: string): Record<string, unknown> {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')
  return z.record(z.string(), z.unknown()).parse(JSON.parse(payload))
}

async function signedByStranger(token: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = await exportJWK(publicKey)
  return new SignJWT(claimsOf(token)).setProtectedHeader({ alg: 'RS256', jwk }).sign(privateKey)
}

async function unsigned(token: string): Promise<string> {
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')
  return `${header}.${token.split('.')[1]}.AA`
}
