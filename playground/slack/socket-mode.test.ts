import { LogLevel, SocketModeClient } from '@slack/socket-mode'
import { WebSocket } from 'undici'
import { describe, expect, test } from 'vitest'
import { playground, type TestPlayground } from '../../test/playground.js'
import { wideManifest } from '../../test/slack-manifest.js'
import { LIMITS } from './limits.js'

const open = () => playground({ config: { slack: { manifest: wideManifest } } })

function clientOf(world: TestPlayground, clientPingTimeout = 5_000): SocketModeClient {
  return new SocketModeClient({
    appToken: world.config.slack.appToken,
    clientPingTimeout,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: `${world.url}/slack/api/` },
  })
}

async function address(world: TestPlayground): Promise<string> {
  const response = await fetch(`${world.url}/slack/api/apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.config.slack.appToken}` },
  })
  return Object(await response.json()).url
}

/** The first message that comes over a new connection, or `refused`. */
async function firstMessage(url: string, keep: WebSocket[] = []): Promise<string> {
  const socket = new WebSocket(url)
  keep.push(socket)
  return new Promise((resolve) => {
    socket.addEventListener('message', (event) => resolve(String(event.data)))
    socket.addEventListener('error', () => resolve('refused'))
  })
}

describe('Socket Mode', () => {
  test.each(['cut', 'refresh'] as const)('a client comes back after a %s, and hears again', async (how) => {
    await using world = await open()
    // The client waits this long before it connects anew.
    const client = clientOf(world, 500)
    const heard: string[] = []
    client.on('slash_commands', async ({ ack, body }) => {
      heard.push(body.text)
      await ack({ text: `heard ${body.text}` })
    })
    await client.start()
    const maya = world.as('maya', 'slack')
    expect((await maya.command({ text: '/kpi one' })).posts?.[0]?.text).toBe('heard one')
    const back = new Promise((resolve) => client.once('connected', resolve))
    expect(world.platforms.slack.dropSockets(how)).toBe(1)
    await back
    expect((await maya.command({ text: '/kpi two' })).posts?.[0]?.text).toBe('heard two')
    expect(heard).toEqual(['one', 'two'])
    await client.disconnect()
  })

  test('large payloads arrive whole', async () => {
    await using world = await open()
    const client = clientOf(world)
    const heard: number[] = []
    client.on('message', async ({ ack, event }) => {
      heard.push(event.text.length)
      await ack()
    })
    await client.start()
    for (const length of [10, 200, 40_000, 100_000])
      await world.as('maya', 'slack').message({ text: 'x'.repeat(length) })
    expect(heard).toEqual([10, 200, 40_000, 100_000])
    await client.disconnect()
  })

  test('an address is good for one connection', async () => {
    await using world = await open()
    const url = await address(world)
    expect(await firstMessage(url)).toContain('"type":"hello"')
    expect(await firstMessage(url)).toBe('refused')
    expect(await firstMessage(url.replace(/ticket=\w+/, 'ticket=forged'))).toBe('refused')
  })

  test('an app has so many connections and no more', async () => {
    await using world = await open()
    const sockets: WebSocket[] = []
    for (let i = 0; i < LIMITS.sockets; i += 1)
      expect(await firstMessage(await address(world), sockets)).toContain('hello')
    expect(await firstMessage(await address(world), sockets)).toContain('too_many_websockets')
    for (const socket of sockets) socket.close()
  })

  test('a bot that does not acknowledge in three seconds has failed the command', async () => {
    await using world = await open()
    const client = clientOf(world)
    await client.start()
    const { toast } = await world.as('maya', 'slack').command({ text: '/kpi' })
    expect(toast).toBe('/kpi failed with the error "operation_timeout"')
    await client.disconnect()
  })

  test('an event whose connection breaks before it is acknowledged comes again over the next, with its number', async () => {
    await using world = await open()
    const client = clientOf(world, 500)
    const heard: unknown[] = []
    client.on('message', async ({ ack, retry_num, retry_reason }) => {
      heard.push([retry_num, retry_reason])
      if (heard.length > 1) await ack()
      else world.platforms.slack.dropSockets('cut')
    })
    await client.start()
    const back = new Promise((resolve) => client.once('connected', resolve))
    expect((await world.as('maya', 'slack').message({ text: 'hello' })).status).toBe('failed')
    await back
    while (heard.length < 2) {
      await new Promise((resolve) => setImmediate(resolve))
      world.platforms.slack.retryNow?.()
    }
    const [first, second] = heard
    expect(first).toEqual([0, ''])
    expect(second).toEqual([expect.any(Number), 'connection_failed'])
    await client.disconnect()
  })

  test('several connections take turns', async () => {
    await using world = await open()
    const clients = [clientOf(world), clientOf(world)]
    const counts = [0, 0]
    for (const [index, client] of clients.entries()) {
      client.on('slash_commands', async ({ ack }) => {
        counts[index] = (counts[index] ?? 0) + 1
        await ack()
      })
      await client.start()
    }
    for (let i = 0; i < 4; i += 1) await world.as('maya', 'slack').command({ text: '/kpi' })
    expect(counts).toEqual([2, 2])
    for (const client of clients) await client.disconnect()
  })
})
