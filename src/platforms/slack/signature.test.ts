import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SECRET, signed, startBot, type TestBot, words } from '../../../test/slack/bot.js'
import { slackPlatform } from './adapter.js'
import { isSigned } from './signature.js'

/** Slack's published example (docs.slack.dev, authentication/verifying-requests-from-slack). */
const published = {
  timestamp: 1_531_420_618,
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
}

function check(timestamp: string, signature: string, now: number, body = published.body, secret = SECRET) {
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature }
  return isSigned(secret, headers, Buffer.from(body), now)
}

describe('a signature of Slack', () => {
  const { timestamp, signature } = published

  it('is accepted as Slack published it', () => {
    expect(check(String(timestamp), signature, timestamp)).toBe(true)
  })

  it('is good for five minutes before and after, to the second', () => {
    expect([300, -300].map((off) => check(String(timestamp), signature, timestamp + off))).toEqual([true, true])
    expect([301, -301].map((off) => check(String(timestamp), signature, timestamp + off))).toEqual([false, false])
  })

  it.each([
    'abc',
    '',
    ' ',
    '1e9',
    '0x5b47a60a',
    `${published.timestamp}.0`,
    `-${published.timestamp}`,
    'NaN',
    '１５３１４２０６１８',
  ])('with the time %j is refused even if it is signed with the secret', (time) => {
    const mac = createHmac('sha256', SECRET).update(`v0:${time}:${published.body}`).digest('hex')
    expect(check(time, `v0=${mac}`, timestamp)).toBe(false)
  })

  it.each([
    ['missing', ''],
    ['without its version', published.signature.slice(3)],
    ['of another version', published.signature.replace('v0', 'v1')],
    ['in capitals', published.signature.toUpperCase()],
    ['cut', published.signature.slice(0, -2)],
    ['sent twice', `${published.signature}, ${published.signature}`],
  ])('that is %s is refused', (_, value) => {
    expect(check(String(timestamp), value, timestamp)).toBe(false)
  })

  it('with another secret is refused', () => {
    expect(check(String(timestamp), signature, timestamp, published.body, 'another')).toBe(false)
  })
})

describe('the address for Slack', () => {
  let bot: TestBot
  const now = 1_700_000_000
  beforeEach(async () => {
    bot = await startBot({ now: () => Temporal.Instant.fromEpochMilliseconds(now * 1000 + 999) })
  })
  afterEach(() => bot.stop())

  const body = new URLSearchParams({
    command: '/kpi',
    text: 'win rate',
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    trigger_id: '1.2.3',
    response_url: 'http://127.0.0.1:1/',
  }).toString()

  /** A request byte by byte, with headers that may stand twice. */
  function send(headers: readonly (readonly [string, string])[], raw: Buffer, method = 'POST'): Promise<number> {
    return new Promise((resolve, reject) => {
      const req = request(bot.url, { method, agent: false }, (res) => {
        res.resume()
        res.on('end', () => resolve(res.statusCode ?? 0))
      })
      for (const [name] of headers)
        req.setHeader(
          name,
          headers.filter(([one]) => one === name).map(([, value]) => value),
        )
      req.on('error', reject)
      req.end(raw)
    })
  }

  function requestOf(change: { body?: string; headers?: Record<string, string> } = {}) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...signed(body, now), ...change.headers }
    return send(Object.entries(headers), Buffer.from(change.body ?? body))
  }

  it('lets a signed command through, whatever the case of its headers', async () => {
    expect(await requestOf()).toBe(200)
    const capitals = Object.entries(signed(body, now)).map(([name, value]) => [name.toUpperCase(), value] as const)
    expect(await send([['Content-Type', 'application/x-www-form-urlencoded'], ...capitals], Buffer.from(body))).toBe(
      200,
    )
    expect(bot.door.handled).toHaveLength(2)
  })

  it('accepts exactly 300 s, and refuses 301 s, of the past and of the future', async () => {
    const statuses = [300, -300, 301, -301].map((off) => requestOf({ headers: signed(body, now + off) }))
    expect(await Promise.all(statuses)).toEqual([200, 200, 401, 401])
  })

  it('refuses every request of which one byte of body, time or signature was changed, and nothing happens', async () => {
    const mac = signed(body, now)['x-slack-signature'] ?? ''
    const mutated = [
      ...Array.from({ length: body.length }, (_, at) => ({ body: flipped(body, at, 1) })),
      ...Array.from({ length: body.length }, (_, at) => ({ body: flipped(body, at, 2) })),
      ...Array.from({ length: body.length }, (_, at) => ({ body: flipped(body, at, 4) })),
      ...Array.from({ length: body.length }, (_, at) => ({ body: flipped(body, at, 32) })),
      ...Array.from({ length: body.length + 1 }, (_, at) => ({ body: `${body.slice(0, at)}x${body.slice(at)}` })),
      ...Array.from({ length: body.length }, (_, at) => ({ body: body.slice(0, at) + body.slice(at + 1) })),
      ...Array.from({ length: mac.length }, (_, at) => ({ headers: { 'x-slack-signature': flipped(mac, at, 1) } })),
      ...Array.from({ length: 299 }, (_, off) => ({ headers: { 'x-slack-request-timestamp': String(now - 1 - off) } })),
    ]
    expect(mutated.length).toBeGreaterThanOrEqual(1_000)
    const statuses: number[] = []
    for (let from = 0; from < mutated.length; from += 50)
      statuses.push(...(await Promise.all(mutated.slice(from, from + 50).map(requestOf))))
    expect(statuses.filter((status) => status !== 401)).toEqual([])
    expect([bot.door.handled, bot.door.kept, bot.door.notices, bot.slack.calls]).toEqual([[], [], [], []])
  })

  it.each([
    ['no signature', { 'x-slack-signature': '' }],
    ['no time', { 'x-slack-request-timestamp': '' }],
    [
      'a compressed body that the signature does not cover',
      { 'content-encoding': 'gzip', 'x-slack-signature': `v0=${'0'.repeat(64)}` },
    ],
  ])('refuses a request with %s', async (_, headers) => {
    expect(await requestOf({ headers })).toBe(401)
  })

  it('refuses a request with a header sent twice', async () => {
    const pairs = Object.entries(signed(body, now))
    for (const twice of pairs) expect(await send([...pairs, twice], Buffer.from(body))).toBe(401)
  })

  it('refuses a body that was parsed and written again', async () => {
    const json = '{"type": "event_callback",  "team_id":"T1"}'
    const headers = signed(json, now)
    expect(await requestOf({ body: JSON.stringify(JSON.parse(json)), headers })).toBe(401)
  })

  it('refuses an unsigned `ssl_check`, answers the certificate check, and takes no other method', async () => {
    expect(await requestOf({ body: 'ssl_check=1' })).toBe(401)
    expect(await send([], Buffer.from(''), 'GET')).toBe(200)
    expect(await send([], Buffer.from(''), 'PUT')).toBe(405)
  })

  it('answers Slack’s challenge when the address is set up', async () => {
    const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc' })
    const answered = await bot.post(challenge, { 'content-type': 'application/json', ...signed(challenge, now) })
    expect(answered).toEqual({ status: 200, body: { challenge: 'abc' } })
  })

  it('refuses a body that is far larger than anything Slack sends', async () => {
    expect(await requestOf({ body: 'x'.repeat(1_100_000) })).toBe(413)
  })

  it('survives a request that breaks off', async () => {
    await new Promise<void>((resolve) => {
      const req = request(bot.url, { method: 'POST', headers: { 'content-length': '100' } })
      req.on('error', () => resolve())
      req.write('x', () => req.destroy())
    })
    expect(await requestOf()).toBe(200)
  })
})

function flipped(text: string, at: number, bit: number): string {
  const code = text.charCodeAt(at) ^ bit
  return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
}

it('needs a secret: an empty one would sign everything', () => {
  const installations = { get: async () => null, put: async () => undefined, remove: async () => undefined }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const options = {
    appToken: null,
    slackApiUrl: null,
    installations,
    now: Temporal.Now.instant,
    log,
    words: () => words,
  }
  for (const signingSecret of ['', null])
    expect(() => slackPlatform({ ...options, signingSecret })).toThrow(/needs a signing secret/)
})
