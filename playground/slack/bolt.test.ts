import { createServer } from 'node:http'
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt'
import { describe, expect, test } from 'vitest'
import { playground, type TestPlayground } from '../../test/playground.js'
import { wideManifest } from '../../test/slack-manifest.js'

/** A bot of the vendor's own making, over HTTP or over a socket, unmodified. */
async function withBolt(
  mode: 'http' | 'socket',
  prepare: (app: App) => void,
  use: (world: TestPlayground) => Promise<void>,
) {
  await using world = await playground({ config: { slack: { manifest: wideManifest } } })
  const { botToken, appToken, signingSecret } = world.config.slack
  const clientOptions = { slackApiUrl: `${world.url}/slack/api/` }
  const http = new HTTPReceiver({ signingSecret })
  const receiver = mode === 'http' ? http : new SocketModeReceiver({ appToken, installerOptions: { clientOptions } })
  const app = new App({ token: botToken, receiver, clientOptions })
  prepare(app)
  const server = createServer(http.requestListener)
  if (mode === 'http') {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    world.bot.set(`http://127.0.0.1:${address.port}`)
  } else {
    await app.start()
  }
  try {
    await use(world)
  } finally {
    if (mode === 'http') {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    } else await app.stop()
  }
}

const form = {
  type: 'modal' as const,
  callback_id: 'number_form',
  title: { type: 'plain_text' as const, text: 'A number' },
  submit: { type: 'plain_text' as const, text: 'Ask' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'metric',
      label: { type: 'plain_text' as const, text: 'Metric' },
      element: { type: 'plain_text_input' as const, action_id: 'name', min_length: 3 },
    },
    {
      type: 'input' as const,
      block_id: 'owner',
      optional: true,
      label: { type: 'plain_text' as const, text: 'Owner' },
      element: { type: 'external_select' as const, action_id: 'who', min_query_length: 1 },
    },
  ],
}

describe.each(['http', 'socket'] as const)('a Bolt app over %s', (mode) => {
  test('answers a slash command in the acknowledgement, to the asker alone', async () => {
    await withBolt(
      mode,
      (app) => app.command('/kpi', async ({ ack, command }) => ack(`You asked: ${command.text}`)),
      async (world) => {
        const result = await world.as('maya', 'slack').command({ channel: '#revenue', text: '/kpi win rate' })
        expect(result.status).toBe('ok')
        expect(result.posts?.map((post) => [post.text, post.onlyFor])).toEqual([['You asked: win rate', 'maya']])
        expect(world.as('omar', 'slack').sees({ channel: '#revenue' })).toEqual([])
      },
    )
  })

  test('answers by response_url, privately and then in the channel', async () => {
    await withBolt(
      mode,
      (app) =>
        app.command('/kpi', async ({ ack, respond }) => {
          await ack()
          await respond('on it')
          await respond({ response_type: 'in_channel', text: '24 %' })
        }),
      async (world) => {
        await world.as('maya', 'slack').command({ channel: '#revenue', text: '/kpi win rate' })
        const shared = await world.as('omar', 'slack').waitForPost({ channel: '#revenue' })
        expect(shared.text).toBe('24 %')
        expect(
          world
            .as('maya', 'slack')
            .sees({ channel: '#revenue' })
            .map((post) => post.text),
        ).toEqual(['on it', '24 %'])
      },
    )
  })

  test('hears mentions in channels and threads, and direct messages, and answers in the thread', async () => {
    await withBolt(
      mode,
      (app) => {
        app.event('app_mention', async ({ event, say }) => {
          await say({ text: `heard: ${event.text}`, thread_ts: event.thread_ts ?? event.ts })
        })
        app.message(async ({ message, say }) => {
          if (message.channel_type === 'im' && 'text' in message) await say(`direct: ${message.text}`)
        })
      },
      async (world) => {
        const maya = world.as('maya', 'slack')
        await maya.mention({ channel: '#revenue', text: 'win rate < 20 %?' })
        const [question] = maya.sees({ channel: '#revenue' })
        const answer = await maya.waitForPost({ channel: '#revenue', thread: question?.id ?? '' })
        expect(answer.text).toBe('heard: <@U0DRUMBEAT> win rate &lt; 20 %?')
        await maya.message({ text: 'hello' })
        expect((await maya.waitForPost({ channel: 'direct', text: 'direct:' })).text).toBe('direct: hello')
      },
    )
  })

  test('opens a form from a button, is spared what the client refuses, answers with errors, and closes it', async () => {
    const asked: string[] = []
    await withBolt(
      mode,
      (app) => {
        app.command('/kpi', async ({ ack }) =>
          ack({
            text: 'Which?',
            blocks: [
              {
                type: 'actions',
                elements: [{ type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Ask…' } }],
              },
            ],
          }),
        )
        app.action('open', async ({ ack, body, client }) => {
          await ack()
          if (body.type === 'block_actions') await client.views.open({ trigger_id: body.trigger_id, view: form })
        })
        app.options('who', async ({ options, ack }) => {
          await ack({ options: [{ text: { type: 'plain_text', text: `${options.value}!` }, value: 'u1' }] })
        })
        app.view('number_form', async ({ ack, view }) => {
          const name = view.state.values.metric?.name?.value ?? ''
          asked.push(`${name}/${view.state.values.owner?.who?.selected_option?.value ?? '-'}`)
          if (name === 'unknown') await ack({ response_action: 'errors', errors: { metric: 'No such metric' } })
          else await ack()
        })
      },
      async (world) => {
        const maya = world.as('maya', 'slack')
        await maya.command({ text: '/kpi' })
        await maya.press({ button: 'Ask…' })
        expect((await maya.waitForDialog('A number')).depth).toBe(1)
        const tooShort = await maya.submit({ values: { Metric: 'ab' } })
        expect(tooShort).toMatchObject({ status: 'refused', errors: { metric: 'Please enter at least 3 characters.' } })
        expect(asked).toEqual([])
        const wrong = await maya.submit({ values: { metric: 'unknown' } })
        expect(wrong).toMatchObject({ status: 'ok', errors: { metric: 'No such metric' } })
        const found = await maya.search({ dialog: 'top', field: 'Owner', text: 'om' })
        expect(found.options).toEqual([{ label: 'om!', value: 'u1' }])
        expect((await maya.submit({ values: { metric: 'win rate', Owner: 'om!' } })).status).toBe('ok')
        expect(asked).toEqual(['unknown/-', 'win rate/u1'])
        expect(world.world.dialogs('slack', 'maya')).toEqual([])
      },
    )
  })

  test('fills the Home tab when it is opened', async () => {
    await withBolt(
      mode,
      (app) =>
        app.event('app_home_opened', async ({ event, client }) => {
          await client.views.publish({
            user_id: event.user,
            view: { type: 'home', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Good morning' } }] },
          })
        }),
      async (world) => {
        await world.as('nadia', 'slack').openHome()
        const home = await world.waitFor(() => world.world.home('slack', 'nadia'), 'the Home tab')
        expect(JSON.stringify(home)).toContain('Good morning')
        expect(world.world.home('slack', 'omar')).toBeUndefined()
      },
    )
  })
})
