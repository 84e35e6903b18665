import { createHmac, randomBytes } from 'node:crypto'
import { exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { type House, house } from './house.js'
import { digestsSent, rowCounts, wordsOf } from './ledger.js'

let acme: House
let before: Readonly<Record<string, number>>
beforeAll(async () => {
  acme = await house()
})
beforeEach(async () => {
  before = await rowCounts(acme.database)
})
afterAll(() => acme.stop())

/** What would do most harm: Nadia, who may, has the digest posted. Every command of hers has a trigger of its own. */
function harm(trigger = randomBytes(8).toString('hex')): string {
  return new URLSearchParams({
    token: 'x',
    team_id: acme.town.config.slack.team,
    team_domain: 'acme',
    channel_id: 'C0REVENUE',
    channel_name: 'revenue',
    user_id: acme.town.world.person('nadia')?.slack ?? '',
    user_name: 'nadia',
    command: '/digest',
    text: 'send weekly-revenue',
    api_app_id: acme.town.config.slack.appId,
    response_url: `${acme.town.url}/slack/response/none`,
    trigger_id: trigger,
  }).toString()
}

const seconds = (): number => Math.floor(Date.now() / 1_000)
const sign = (secret: string, at: number | string, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`

/** Slack's headers for a body; what is given is said differently, what is given as null is left out. */
function signed(body: string, at: number | string = seconds(), secret = acme.town.config.slack.signingSecret) {
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': sign(secret, at, body) }
}

async function toSlack(body: string, headers: Record<string, string>, type = 'application/x-www-form-urlencoded') {
  const response = await fetch(`${acme.bot.url}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body,
  })
  return { status: response.status, text: await response.text() }
}

test('requests that Slack did not sign are refused, and nothing is stored', async () => {
  const body = harm()
  const good = signed(body)
  const signature = good['x-slack-signature']
  const forged: readonly (readonly [string, string, Record<string, string>])[] = [
    ['without headers', body, {}],
    ['without a signature', body, { 'x-slack-request-timestamp': good['x-slack-request-timestamp'] }],
    ['without a time', body, { 'x-slack-signature': signature }],
    ['with another secret', body, signed(body, seconds(), 'another secret')],
    ['with no secret', body, signed(body, seconds(), '')],
    [
      'with one digit changed',
      body,
      { ...good, 'x-slack-signature': signature.replace(/.$/, (end) => (end === '0' ? '1' : '0')) },
    ],
    ['with a shorter signature', body, { ...good, 'x-slack-signature': signature.slice(0, -1) }],
    ['with another version', body, { ...good, 'x-slack-signature': signature.replace('v0=', 'v1=') }],
    ['with another body', body.replace('send', 'list'), good],
    ['with one letter more', `${body} `, good],
    ['with another time', body, { ...good, 'x-slack-request-timestamp': String(seconds() - 1) }],
  ]
  for (const [what, sent, headers] of forged) expect((await toSlack(sent, headers)).status, what).toBe(401)
  expect(await rowCounts(acme.database)).toEqual(before)
})

test('a signature that is too old, or of the future, or of no time at all, is refused though the secret is right', async () => {
  const body = harm()
  for (const at of [seconds() - 302, seconds() - 86_400, seconds() + 302, seconds() + 86_400, 'abc', '1e9', '', '-1'])
    expect((await toSlack(body, signed(body, at))).status, String(at)).toBe(401)
  expect(await rowCounts(acme.database)).toEqual(before)
})

test('a command that is replayed within its five minutes has no second effect', async () => {
  const body = harm()
  const headers = signed(body)
  expect(await toSlack(body, headers)).toMatchObject({ status: 200, text: expect.stringContaining('is on its way') })
  expect((await toSlack(body, headers)).status).toBe(200)
  expect(await digestsSent(acme.database)).toHaveLength(2)
  await acme.as('maya', 'slack').waitForPost({ channel: '#revenue', text: 'Weekly revenue beat' })
  expect(acme.as('maya', 'slack').sees({ channel: '#revenue', text: 'Weekly revenue beat' })).toHaveLength(1)
})

test('an event that Slack delivers again is answered once', async () => {
  const maya = acme.as('maya', 'slack')
  const body = JSON.stringify({
    type: 'event_callback',
    token: 'x',
    team_id: acme.town.config.slack.team,
    api_app_id: acme.town.config.slack.appId,
    event_id: 'Ev0REPEATED',
    event_time: seconds(),
    authorizations: [{ team_id: acme.town.config.slack.team, user_id: acme.town.config.slack.botUser, is_bot: true }],
    event: {
      type: 'app_mention',
      user: acme.town.world.person('maya')?.slack,
      channel: 'C0SALES',
      text: `<@${acme.town.config.slack.botUser}> deals won last month`,
      ts: `${seconds()}.000100`,
      event_ts: `${seconds()}.000100`,
    },
  })
  const deliveries = await Promise.all([1, 2, 3].map(() => toSlack(body, signed(body), 'application/json')))
  expect(deliveries.map(({ status }) => status)).toEqual([200, 200, 200])
  const answer = await maya.waitForPost({ channel: '#sales', text: 'Deals won, last month' })
  expect(answer.onlyFor).toBe('maya')
  expect((await toSlack(body, signed(body), 'application/json')).status).toBe(200)
  // Whatever is asked next is answered after anything that the fourth delivery could have brought.
  await maya.mention({ channel: '#sales', text: 'help' })
  await maya.waitForPost({ channel: '#sales', text: 'What I can do' })
  expect(maya.sees({ channel: '#sales', text: 'Deals won, last month' })).toHaveLength(1)
  const [row] = await acme.database.sql`select count(*)::int as kept from inbox where key like '%Ev0REPEATED%'`
  expect(row?.kept).toBe(1)
})

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey']
const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) })

/** An activity of Nadia's that would have the digest posted, and tokens that the playground's Teams did not make. */
async function forgedTokens(): Promise<{ activity: object; tokens: readonly (readonly [string, string | null])[] }> {
  const { teams } = acme.town.config
  const nadia = acme.town.world.person('nadia')
  const serviceUrl = `${acme.town.url}/teams/connector/`
  const activity = {
    type: 'message',
    id: '1700000000001',
    channelId: 'msteams',
    serviceUrl,
    from: { id: nadia?.teams?.id, aadObjectId: nadia?.teams?.aadObjectId, name: nadia?.name },
    recipient: { id: `28:${teams.appId}`, name: 'Drumbeat' },
    conversation: { id: 'a:nadia', conversationType: 'personal', tenantId: teams.tenant },
    channelData: { tenant: { id: teams.tenant } },
    text: 'digest send weekly-revenue',
  }
  const published = await fetch(`${acme.town.url}/teams/login/v1/.well-known/keys`)
  const [known] = keySet.parse(await published.json()).keys
  const kid = known?.kid ?? ''
  const own = await generateKeyPair('RS256')
  const claims = { iss: 'https://api.botframework.com', aud: teams.appId, serviceurl: serviceUrl }
  const token = (header: { alg: string; kid: string }, key: Key | Uint8Array) =>
    new SignJWT(claims).setProtectedHeader(header).setNotBefore('0s').setExpirationTime('1h').sign(key)
  const publicKey = await importJWK({ ...known, alg: 'RS256' }, 'RS256')
  const asText = publicKey instanceof Uint8Array ? publicKey : new TextEncoder().encode(await exportSPKI(publicKey))
  return {
    activity,
    tokens: [
      ['without a token', null],
      ['with no token at all', 'Bearer '],
      ['with words', 'Bearer letmein'],
      ['by a key of its own under the known name', `Bearer ${await token({ alg: 'RS256', kid }, own.privateKey)}`],
      ['by a key of its own', `Bearer ${await token({ alg: 'RS256', kid: 'own' }, own.privateKey)}`],
      ['by the public key as a shared secret', `Bearer ${await token({ alg: 'HS256', kid }, asText)}`],
      ['by nothing', `Bearer ${new UnsecuredJWT(claims).setExpirationTime('1h').encode()}`],
    ],
  }
}

test('an activity with a forged token is refused, and nothing is stored', async () => {
  const { activity, tokens } = await forgedTokens()
  for (const [what, authorization] of tokens) {
    const response = await fetch(`${acme.bot.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization !== null && { authorization }) },
      body: JSON.stringify(activity),
    })
    expect([response.status, await response.text()], what).toEqual([403, ''])
  }
  expect(await rowCounts(acme.database)).toEqual(before)
  // The same words from Teams itself are heard, and by somebody else they are refused.
  await acme.as('omar', 'teams').message({ text: 'digest send weekly-revenue' })
  const heard = await acme.as('omar', 'teams').waitForPost({ channel: 'direct', text: 'Only RevOps' })
  expect(wordsOf(heard)).toContain('its owner (Nadia Petrova)')
})

test('nothing else is served: no other path, no other method', async () => {
  const asked = async (path: string, method = 'GET') => (await fetch(`${acme.bot.url}${path}`, { method })).status
  for (const path of ['/', '/slack', '/slack/events/x', '/api', '/api/messages/x', '/admin', '/__clock/x', '/health/x'])
    expect(await asked(path), path).toBe(404)
  // Slack looks at the certificate with a GET.
  expect(await asked('/slack/events')).toBe(200)
  expect(await asked('/slack/events', 'PUT')).toBe(405)
  expect(await asked('/api/messages')).toBe(405)
  expect(await rowCounts(acme.database)).toEqual(before)
})
