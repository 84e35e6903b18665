import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { wideManifest } from '../../test/slack-manifest.js'
import { acknowledged, START, scene } from '../../test/slack-scene.js'

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
})
