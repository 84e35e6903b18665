import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { TestPlayground } from '../../test/playground.js'
import { wideManifest } from '../../test/slack-manifest.js'
import { type Answer, acknowledged, buttons, call, press, START, scene } from '../../test/slack-scene.js'
import { EventPace } from './event-pace.js'
import { LIMITS } from './limits.js'

describe('what reaches the bot', () => {
  test('a command is signed over its raw body, and carries what Slack sends', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      await world.as('maya', 'slack').command({ channel: '#revenue', text: '/kpi win rate & <!channel>' })
      const [request] = bot.received
      const at = String(request?.headers['x-slack-request-timestamp'])
      expect(at).toBe(String(START / 1_000))
      const signature = createHmac('sha256', world.config.slack.signingSecret)
        .update(`v0:${at}:${request?.raw}`)
        .digest('hex')
      expect(request?.headers['x-slack-signature']).toBe(`v0=${signature}`)
      expect(request?.payload).toMatchObject({
        command: '/kpi',
        text: 'win rate & <!channel>',
        user_name: 'maya',
        channel_name: 'revenue',
        team_id: 'T0ACME',
      })
    })
  })

  test('an empty message is not sent', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      expect((await world.as('maya', 'slack').message({ text: '  ' })).status).toBe('refused')
      expect(bot.received).toEqual([])
    })
  })

  test('only a command that asks for it gets mentions as ids', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      await maya.command({ text: '/escaped @omar in #sales <b>' })
      const omar = world.world.person('omar')?.slack
      expect(bot.received[0]?.payload.text).toMatch(new RegExp(`^<@${omar}> in <#C\\w+\\|sales> &lt;b&gt;$`))
    })
  })

  test('a mention where the bot is not does not reach it; in its own conversation it is a message', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const nadia = world.as('nadia', 'slack')
      await nadia.channel({ channel: '#sales', change: 'remove bot' })
      bot.received.length = 0
      await nadia.mention({ channel: '#sales', text: 'hello' })
      expect(bot.received).toEqual([])
      await nadia.mention({ text: 'hello' })
      const events = bot.received.map((one) => one.payload.event)
      expect(events).toMatchObject([{ type: 'message', channel_type: 'im', text: '<@U0DRUMBEAT> hello' }])
    })
  })

  test('events come with the scope and the subscription only', async () => {
    const fewer = {
      ...wideManifest,
      oauth_config: { scopes: { bot: ['chat:write', 'im:history'] } },
    }
    await scene(
      acknowledged,
      async ({ world, bot }) => {
        await world.as('maya', 'slack').mention({ channel: '#revenue', text: 'hello' })
        expect(bot.received).toEqual([])
        await world.as('maya', 'slack').message({ text: 'hello' })
        expect(bot.received.map((one) => one.payload.event)).toMatchObject([{ type: 'message' }])
      },
      { manifest: fewer },
    )
  })

  test('an event that fails comes again at once, with its number and the reason; X-Slack-No-Retry stops that', async () => {
    let refusals = 1
    await scene(
      () => (refusals-- > 0 ? { status: 500 } : {}),
      async ({ world, bot }) => {
        expect((await world.as('maya', 'slack').message({ text: 'hello' })).status).toBe('failed')
        await world.waitFor(() => bot.received.length === 2, 'the second delivery')
        const [first, second] = bot.received
        expect(first?.headers['x-slack-retry-num']).toBeUndefined()
        expect(second?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' })
        expect(second?.payload.event_id).toBe(first?.payload.event_id)
      },
    )
    await scene(
      (request) => (request.raw.includes('hello') ? { status: 500, headers: { 'x-slack-no-retry': '1' } } : {}),
      async ({ world, bot }) => {
        await world.as('maya', 'slack').message({ text: 'hello' })
        await world.as('maya', 'slack').message({ text: 'next' })
        expect(bot.received.filter((one) => one.raw.includes('hello'))).toHaveLength(1)
      },
    )
  })

  test('joining, archiving, files and removal are told', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const sara = world.as('sara', 'slack')
      await sara.channel({ channel: '#sales', change: 'join' })
      await sara.channel({ channel: '#sales', change: 'rename', name: 'selling' })
      await sara.channel({ channel: '#selling', change: 'archive' })
      await sara.file({ name: 'deals.csv', bytes: Buffer.from('a,b').toString('base64'), text: 'here' })
      await world.waitFor(() => bot.received.some((one) => one.raw.includes('file_shared')), 'file_shared')
      await sara.install({ change: 'uninstall' })
      const types = bot.received.map((one) => Object(one.payload.event).type).sort()
      expect(types).toEqual([
        'app_uninstalled',
        'channel_archive',
        'channel_rename',
        'file_shared',
        'member_joined_channel',
        'message',
        'tokens_revoked',
      ])
    })
  })

  test('an account that is deactivated and let in again is told of, with the user as it is then', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const sara = world.as('sara', 'slack')
      await sara.account({ change: 'deactivate' })
      expect(await sara.account({ change: 'deactivate' })).toMatchObject({ status: 'refused' })
      expect(await sara.message({ text: 'hello' })).toMatchObject({ status: 'refused' })
      await sara.account({ change: 'activate' })
      const told = bot.received.map((one) => Object(one.payload.event))
      const user = world.world.person('sara')?.slack
      expect(told).toMatchObject([
        { type: 'user_change', user: { id: user, deleted: true, profile: { email: 'sara@acme.example' } } },
        { type: 'user_change', user: { id: user, deleted: false, tz: expect.any(String) } },
      ])
      expect(told[0].user).not.toHaveProperty('tz')
    })
  })

  test('an event that keeps failing comes four times: at once again, after a minute, after five more', async () => {
    const failing: Answer = (request) => (request.raw.includes('hello') ? { status: 503 } : {})
    await scene(failing, async ({ world, bot }) => {
      const control = async (method: 'GET' | 'POST') => {
        const headers = { 'content-type': 'application/json' }
        const body = method === 'POST' ? { body: '{}' } : {}
        return (await fetch(`${world.url}/control/retries`, { method, headers, ...body })).json()
      }
      const due = (minutes: number) => new Date(START + minutes * 60_000).toISOString()
      await world.as('maya', 'slack').message({ text: 'hello' })
      await world.waitFor(() => bot.received.length === 2, 'the first retry')
      await waiting(world, 2)
      expect(await control('GET')).toMatchObject([
        { event: 'message.im', attempt: 2, reason: 'http_error', due: due(1) },
      ])
      expect(await control('POST')).toEqual({ retried: 1 })
      await waiting(world, 3)
      expect(await control('GET')).toMatchObject([{ attempt: 3, due: due(5) }])
      await control('POST')
      await world.waitFor(() => bot.received.length === 4, 'the last delivery')
      expect(await control('POST')).toEqual({ retried: 0 })
      expect(bot.received.map((one) => one.headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3'])
      expect(new Set(bot.received.map((one) => one.payload.event_id)).size).toBe(1)
    })
  })

  test('the reason of a retry says what went wrong', async () => {
    const reasons: unknown[] = []
    await scene(
      (request) => {
        const reason = request.headers['x-slack-retry-reason']
        if (reason !== undefined) reasons.push(reason)
        if (request.raw.includes('nobody there') || reason === 'http_timeout') return {}
        if (request.raw.includes('redirected')) return { status: 302, headers: { location: 'http://127.0.0.1:9/' } }
        return request.raw.includes('slow') ? null : {}
      },
      async ({ world, bot }) => {
        const maya = world.as('maya', 'slack')
        await maya.message({ text: 'redirected' })
        await waiting(world, 2)
        await maya.message({ text: 'slow' })
        await world.waitFor(() => reasons.length === 2, 'the second delivery of the slow one')
        const { url } = bot
        world.bot.set('http://127.0.0.1:9')
        await maya.message({ text: 'nobody there' })
        await waiting(world, 2, 2)
        world.bot.set(url)
        world.platforms.slack.retryNow?.()
        await world.waitFor(() => bot.received.some((one) => one.raw.includes('nobody there')), 'the third')
        expect([...new Set(reasons)]).toEqual(['too_many_redirects', 'http_timeout', 'connection_failed'])
      },
    )
  })

  test('an app that has not switched interactivity on is not asked', async () => {
    const settings = { ...wideManifest.settings, interactivity: { is_enabled: false } }
    await scene(
      acknowledged,
      async ({ world, bot }) => {
        await call(world, 'chat.postMessage', { channel: '#revenue', ...buttons(press) })
        await world.waitFor(() => bot.received.length === 1, 'the bot to hear of its own message')
        const pressed = await world.as('maya', 'slack').press({ channel: '#revenue', button: 'Go' })
        expect(pressed).toMatchObject({
          status: 'failed',
          toast: 'This app is not configured to handle interactive responses.',
        })
        expect(bot.received).toHaveLength(1)
      },
      { manifest: { ...wideManifest, settings } },
    )
  })

  test('an emoji that is taken back is told as such', async () => {
    const events = { bot_events: ['reaction_added', 'reaction_removed'] }
    const settings = { ...wideManifest.settings, event_subscriptions: events }
    await scene(
      acknowledged,
      async ({ world, bot }) => {
        const { ts } = await call(world, 'chat.postMessage', { channel: '#revenue', text: 'x' })
        const maya = world.as('maya', 'slack')
        await maya.react({ channel: '#revenue', post: String(ts), name: 'eyes' })
        await maya.react({ channel: '#revenue', post: String(ts), name: 'eyes' })
        expect(bot.received.map((one) => Object(one.payload.event).type)).toEqual([
          'reaction_added',
          'reaction_removed',
        ])
        expect(maya.sees()[0]?.reactions).toEqual({})
      },
      { manifest: { ...wideManifest, settings } },
    )
  })
})

/** Waits until so many deliveries with this number stand in line. */
async function waiting(world: TestPlayground, attempt: number, count = 1): Promise<void> {
  const retries = z.array(z.object({ attempt: z.number(), due: z.string() }))
  const lined = () =>
    retries.parse(world.platforms.slack.retries?.()).filter((one) => one.attempt === attempt).length >= count
  // The line is not part of the world: it moves right after an exchange has been recorded.
  while (!lined()) await new Promise((resolve) => setImmediate(resolve))
}

describe('the pace of events', () => {
  test('so many in an hour, then one word a minute that some are held back, and in the next hour all again', () => {
    const pace = new EventPace()
    const start = START + 30_000
    const turns = Array.from({ length: LIMITS.eventsPerHour }, () => pace.take(start))
    expect(turns.every((turn) => turn === 'pass')).toBe(true)
    expect([pace.take(start), pace.take(start), pace.take(start + 60_000)]).toEqual(['tell', 'drop', 'tell'])
    expect(pace.take(start + 59 * 60_000)).toBe('tell')
    expect(pace.take(start + 60 * 60_000)).toBe('pass')
  })
})
