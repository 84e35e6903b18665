import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { playground, type TestPlayground } from '../test/playground.js'
import { recordingBot } from '../test/recording-bot.js'
import { wideManifest } from '../test/slack-manifest.js'

async function open(): Promise<TestPlayground> {
  return playground({ config: { slack: { manifest: wideManifest } } })
}

async function post(
  world: TestPlayground,
  name: string,
  body: unknown,
  headers = { 'content-type': 'application/json' },
) {
  const response = await fetch(`${world.url}/control/${name}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

async function get(world: TestPlayground, path: string) {
  const response = await fetch(`${world.url}${path}`)
  return { status: response.status, body: await response.json() }
}

const texts = (body: unknown) =>
  z
    .array(z.object({ text: z.string() }))
    .parse(body)
    .map((one) => one.text)

describe('the control API', () => {
  test('does what a person does, and shows what each of them sees', async () => {
    await using world = await open()
    await using bot = await recordingBot(() => ({ body: { text: '24 %' } }))
    await post(world, 'bot', { url: bot.url })
    const asked = await post(world, 'command', {
      platform: 'slack',
      person: 'maya',
      channel: '#revenue',
      text: '/kpi win rate',
    })
    expect(asked).toMatchObject({ status: 200, body: { status: 'ok', posts: [{ text: '24 %', onlyFor: 'maya' }] } })
    await post(world, 'message', { platform: 'slack', person: 'omar', channel: '#revenue', text: 'hello all' })
    const seen = async (query: string) =>
      texts((await get(world, `/control/messages?platform=slack&channel=%23revenue${query}`)).body)
    expect(await seen('&person=maya')).toEqual(['24 %', 'hello all'])
    expect(await seen('&person=omar')).toEqual(['hello all'])
    expect(await seen('')).toEqual(['24 %', 'hello all'])
    const { body: exchanges } = await get(world, '/control/exchanges')
    const withSlack = z.array(z.looseObject({ platform: z.string() })).parse(exchanges)
    expect(withSlack.filter((one) => one.platform === 'slack')).toMatchObject([
      { what: 'command /kpi', direction: 'to bot', status: 200 },
      { what: 'event message.channels' },
    ])
  })

  test('waits for a message that is there, for one that comes, and says when none came', async () => {
    await using world = await open()
    const maya = world.as('maya', 'slack')
    const coming = get(world, '/control/wait?platform=slack&channel=%23revenue&text=second')
    await maya.message({ channel: '#revenue', text: 'first' })
    expect(await get(world, '/control/wait?platform=slack&text=first')).toMatchObject({ body: { text: 'first' } })
    await maya.message({ channel: '#revenue', text: 'second' })
    expect(await coming).toMatchObject({ status: 200, body: { text: 'second' } })
    const [first] = maya.sees()
    expect(texts((await get(world, `/control/messages?since=${first?.id}`)).body)).toEqual(['second'])
    expect(await get(world, '/control/wait?text=third&timeout=10')).toMatchObject({ status: 400 })
  })

  test('moves the business clock here and at the bot, and not the machine clock', async () => {
    await using world = await open()
    await using bot = await recordingBot()
    await post(world, 'bot', { url: `${bot.url}/` })
    await post(world, 'clock', { now: '2026-08-24T07:00:00Z' })
    const { body } = await post(world, 'clock', { advance: 'PT72H' })
    const { now } = z.object({ now: z.iso.datetime() }).parse(body)
    expect(now.slice(0, 16)).toBe('2026-08-27T07:00')
    const moves = bot.received.filter((one) => one.path === '/__clock')
    expect(moves.map((one) => [one.path, String(one.payload.now).slice(0, 16)])).toEqual([
      ['/__clock', '2026-08-24T07:00'],
      ['/__clock', '2026-08-27T07:00'],
    ])
    expect(Math.abs(world.world.now() - Date.now())).toBeLessThan(60_000)
    await world.as('maya', 'slack').message({ channel: '#revenue', text: 'x' })
    expect(world.as('maya', 'slack').sees()[0]?.at.slice(0, 10)).toBe('2026-08-27')
  })

  test('says what is wrong with a request', async () => {
    await using world = await open()
    const problem = async (name: string, body: unknown) =>
      z.object({ error: z.string() }).parse((await post(world, name, body)).body).error
    expect(await problem('command', { platform: 'irc', person: 'maya', text: 'x' })).toMatch(/^platform: /)
    expect(await problem('command', { platform: 'slack', person: 'maya' })).toMatch(/^text: /)
    expect(await problem('command', { platform: 'slack', person: 'maya', text: 'x', colour: 'red' })).toMatch(/colour/)
    expect(await problem('clock', { advance: 'tomorrow' })).toMatch(/PT72H/)
    expect(await problem('constructor', {})).toMatch(/docs\/playground\.md/)
    expect((await post(world, 'command', {}, { 'content-type': 'text/plain' })).status).toBe(400)
  })

  test('answers to its own name only, so that no page elsewhere can read along', async () => {
    await using world = await open()
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${world.url}/control/world`, { headers: { host: 'evil.example' } }, (res) => {
        res.resume()
        resolve(res.statusCode)
      })
      call.on('error', reject)
      call.end()
    })
    expect(status).toBe(403)
  })
})

describe('a second delivery', () => {
  test('is the first, to the byte; what never went to the bot is none', async () => {
    await using world = await open()
    await using bot = await recordingBot(() => ({ body: { text: 'heard' } }))
    world.bot.set(bot.url)
    await world.as('maya', 'slack').command({ text: '/kpi win rate' })
    const [exchange] = world.world.exchanges().filter((one) => one.what === 'command /kpi')
    const again = await post(world, 'redeliver', { exchange: exchange?.id })
    expect(again.body).toEqual({ status: 200, body: { text: 'heard' } })
    const [first, second] = bot.received
    expect(second?.raw).toBe(first?.raw)
    expect(second?.headers['x-slack-signature']).toBe(first?.headers['x-slack-signature'])
    expect((await post(world, 'redeliver', { exchange: 999_999 })).status).toBe(400)
  })
})

describe('the page', () => {
  test('gets its state, and the news that this person may hear', async () => {
    await using world = await open()
    expect(await get(world, '/page/state?person=nobody')).toMatchObject({ status: 404 })
    const { body } = await get(world, '/page/state?person=gus')
    const state = z
      .looseObject({ channels: z.array(z.object({ name: z.string() })), commands: z.array(z.looseObject({})) })
      .parse(body)
    expect(state.channels.map((one) => one.name).sort()).toEqual(['Drumbeat', 'marketing'])
    expect(state.commands).toContainEqual(expect.objectContaining({ command: '/kpi', platform: 'slack' }))

    const stop = new AbortController()
    const events = await fetch(`${world.url}/page/events?person=sara`, { signal: stop.signal })
    await world.as('maya', 'slack').message({ channel: '#revenue', text: 'not for Sara' })
    await world.as('nadia', 'slack').message({ channel: '#marketing', text: 'for Sara' })
    let heard = ''
    const reader = events.body?.getReader()
    while (!heard.includes('"kind":"post"')) heard += new TextDecoder().decode((await reader?.read())?.value)
    expect(heard).toContain('for Sara')
    expect(heard.match(/"kind":"post"/g)).toHaveLength(1)
    stop.abort()
  })
})
