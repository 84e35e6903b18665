import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type PlaygroundSetup, playground, type TestPlayground } from '../../test/playground.js'
import { type BotReply, type Received, type RecordingBot, recordingBot } from '../../test/recording-bot.js'
import { wideManifest } from '../../test/slack-manifest.js'
import { LIMITS } from './limits.js'

const START = Date.parse('2026-08-24T09:00:00Z')
type Answer = (request: Received, world: TestPlayground) => BotReply | null | Promise<BotReply | null>
interface Scene {
  readonly world: TestPlayground
  readonly bot: RecordingBot
  /** Moves the machine clock. */
  later(ms: number): void
}

async function scene(
  answer: Answer,
  use: (scene: Scene) => Promise<void>,
  slack: NonNullable<PlaygroundSetup['config']>['slack'] = {},
) {
  let now = START
  await using world = await playground({ config: { slack: { manifest: wideManifest, ...slack } }, now: () => now })
  await using bot = await recordingBot((request) => answer(request, world))
  world.bot.set(bot.url)
  const later = (ms: number) => {
    now += ms
  }
  await use({ world, bot, later })
}

const acknowledged: Answer = () => ({})
async function call(world: TestPlayground, method: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${world.url}/slack/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.config.slack.botToken}` },
    body: JSON.stringify(body),
  })
  return z.record(z.string(), z.unknown()).parse(await response.json())
}
const plain = (text: string) => ({ type: 'plain_text', text })
const modal = (extra: object = {}) => ({
  type: 'modal',
  title: plain('A form'),
  blocks: [{ type: 'section', text: plain('x') }],
  ...extra,
})
const buttons = (...elements: object[]) => ({ text: 'Card', blocks: [{ type: 'actions', block_id: 'b', elements }] })
const press = { type: 'button', action_id: 'go', text: plain('Go'), value: 'v1' }
const triggerOf = (bot: RecordingBot) => String(bot.received.at(-1)?.payload.trigger_id)

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

describe('what the client says', () => {
  test('an unknown command, a command in a thread, one that is too long: refused, and nothing is sent', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      expect(await maya.command({ text: '/nonsense' })).toMatchObject({
        status: 'refused',
        toast: '/nonsense is not a valid command.',
      })
      expect(await maya.command({ channel: '#revenue', thread: '1.1', text: '/kpi' })).toMatchObject({
        status: 'refused',
        toast: '/kpi is not supported in threads. Sorry!',
      })
      expect((await maya.command({ text: `/kpi ${'x'.repeat(LIMITS.commandText + 1)}` })).status).toBe('refused')
      expect((await maya.command({ channel: '#marketing', text: '/kpi' })).status).toBe('refused')
      expect(bot.received).toEqual([])
    })
  })

  test('a bot that does not answer in three seconds, answers wrongly, or is not there', async () => {
    await scene(
      (request) => {
        if (request.raw.includes('slow')) return null
        return request.raw.includes('broken') ? { status: 500 } : { body: { blocks: [{ type: 'nonsense' }] } }
      },
      async ({ world }) => {
        const maya = world.as('maya', 'slack')
        const toast = async (text: string) => (await maya.command({ text })).toast
        expect(await toast('/kpi slow')).toBe('/kpi failed with the error "operation_timeout"')
        expect(await toast('/kpi broken')).toBe('/kpi failed with the error "dispatch_failed"')
        expect(await toast('/kpi blocks')).toBe('/kpi failed with the error "invalid_blocks"')
        world.bot.set('http://127.0.0.1:9')
        expect(await toast('/kpi')).toBe('/kpi failed with the error "dispatch_failed"')
        expect(maya.sees()).toEqual([])
      },
    )
  })

  test('a press carries the message, the values filled in beside it, and asks before what must be confirmed', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      const confirm = {
        title: plain('Close?'),
        text: plain('It cannot be undone.'),
        confirm: plain('Close'),
        deny: plain('Keep'),
      }
      const menu = { type: 'static_select', action_id: 'why', options: [{ text: plain('Price'), value: 'price' }] }
      const { ts } = await call(world, 'chat.postMessage', {
        channel: '#revenue',
        ...buttons({ ...press, confirm }, menu, {
          type: 'overflow',
          action_id: 'more',
          options: [{ text: plain('Mute'), value: 'mute' }],
        }),
      })
      await world.waitFor(() => bot.received.length === 1, 'the bot to hear of its own message')
      expect(await maya.press({ channel: '#revenue', button: 'Go' })).toMatchObject({
        status: 'refused',
        confirm: { title: 'Close?', text: 'It cannot be undone.', yes: 'Close', no: 'Keep' },
      })
      expect(bot.received).toHaveLength(1)
      await maya.press({ channel: '#revenue', button: 'Go', confirm: true, values: { why: 'Price' } })
      expect(bot.received[1]?.payload).toMatchObject({
        type: 'block_actions',
        actions: [{ action_id: 'go', block_id: 'b', value: 'v1', type: 'button' }],
        container: { type: 'message', message_ts: ts, is_ephemeral: false },
        message: { ts, text: 'Card' },
        state: { values: { b: { why: { selected_option: { value: 'price' } } } } },
        user: { id: world.world.person('maya')?.slack },
      })
      await maya.press({ channel: '#revenue', button: 'Mute' })
      expect(bot.received[2]?.payload.actions).toMatchObject([
        { action_id: 'more', selected_option: { value: 'mute' } },
      ])
      expect((await maya.choose({ channel: '#revenue', field: 'why', value: 'Weather' })).status).toBe('refused')
      await maya.choose({ channel: '#revenue', field: 'why', value: 'price' })
      expect(bot.received[3]?.payload.actions).toMatchObject([
        { type: 'static_select', selected_option: { value: 'price' } },
      ])
      expect((await maya.press({ channel: '#revenue', button: 'Nowhere' })).status).toBe('refused')
      expect((await world.as('sara', 'slack').press({ channel: '#revenue', button: 'Go' })).status).toBe('refused')
    })
  })

  test('a press on a private answer carries no message, and can replace the answer', async () => {
    await scene(
      async (request) => {
        const { payload } = request
        if (payload.command) return { body: buttons(press) }
        const to = String(payload.response_url)
        await fetch(to, { method: 'POST', body: JSON.stringify({ replace_original: true, text: 'Done' }) })
        return {}
      },
      async ({ world, bot }) => {
        const maya = world.as('maya', 'slack')
        await maya.command({ channel: '#revenue', text: '/kpi' })
        await maya.press({ channel: '#revenue', button: 'go' })
        expect(bot.received[1]?.payload).toMatchObject({ container: { is_ephemeral: true } })
        expect(bot.received[1]?.payload.message).toBeUndefined()
        expect(maya.sees().map((post) => [post.text, post.onlyFor])).toEqual([['Done', 'maya']])
      },
    )
  })
})

describe('response URLs', () => {
  const answer = (url: unknown, body: object) => fetch(String(url), { method: 'POST', body: JSON.stringify(body) })

  test('work five times within thirty minutes', async () => {
    await scene(acknowledged, async ({ world, bot, later }) => {
      const maya = world.as('maya', 'slack')
      await maya.command({ text: '/kpi' })
      const url = bot.received[0]?.payload.response_url
      for (let i = 0; i < LIMITS.responseUrlUses; i += 1) expect((await answer(url, { text: `${i}` })).status).toBe(200)
      const sixth = await answer(url, { text: 'again' })
      expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }])
      await maya.command({ text: '/kpi' })
      later(LIMITS.responseUrl)
      const second = bot.received.at(-1)?.payload.response_url
      expect((await answer(second, { text: 'just in time' })).status).toBe(200)
      later(1)
      expect(await (await answer(second, { text: 'too late' })).json()).toMatchObject({ error: 'expired_url' })
    })
  })

  test('refuse what a message may not hold', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      await world.as('maya', 'slack').command({ text: '/kpi' })
      const url = bot.received[0]?.payload.response_url
      const refused = await answer(url, { blocks: [{ type: 'nonsense' }] })
      expect([refused.status, await refused.json()]).toEqual([400, { ok: false, error: 'invalid_blocks' }])
      expect(await (await answer(`${url}0`, { text: 'x' })).json()).toMatchObject({ error: 'unknown_url' })
    })
  })
})

describe('forms', () => {
  const open = (world: TestPlayground, trigger: string, view: object, method = 'views.open') =>
    call(world, method, { trigger_id: trigger, view })

  test('a trigger opens one view within three seconds, once', async () => {
    await scene(acknowledged, async ({ world, bot, later }) => {
      const maya = world.as('maya', 'slack')
      await maya.command({ text: '/kpi' })
      const first = triggerOf(bot)
      later(LIMITS.trigger)
      expect(await open(world, first, modal({ blocks: 'x' }))).toMatchObject({ error: 'invalid_arguments' })
      expect(await open(world, first, modal())).toMatchObject({ ok: true })
      expect(await open(world, first, modal())).toMatchObject({ error: 'exchanged_trigger_id' })
      await maya.command({ text: '/kpi' })
      later(LIMITS.trigger + 1)
      expect(await open(world, triggerOf(bot), modal())).toMatchObject({ error: 'expired_trigger_id' })
      expect(await open(world, '1.2.3', modal())).toMatchObject({ error: 'invalid_trigger_id' })
    })
  })

  test('at most three views lie on each other, and closing shows the one below', async () => {
    const form = modal({ blocks: [{ type: 'actions', elements: [press] }], notify_on_close: true })
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      await maya.command({ text: '/kpi' })
      const fromCommand = triggerOf(bot)
      expect(await open(world, fromCommand, form, 'views.push')).toMatchObject({ error: 'not_found' })
      await maya.command({ text: '/kpi' })
      await open(world, triggerOf(bot), form)
      for (let depth = 2; depth <= LIMITS.viewStack; depth += 1) {
        await maya.press({ dialog: 'top', button: 'go' })
        expect(await open(world, triggerOf(bot), form, 'views.push')).toMatchObject({ ok: true })
      }
      await maya.press({ dialog: 'top', button: 'go' })
      expect(await open(world, triggerOf(bot), form, 'views.push')).toMatchObject({ error: 'push_limit_reached' })
      expect(world.world.dialogs('slack', 'maya').map((one) => one.depth)).toEqual([1, 2, 3])
      await maya.cancel()
      expect(bot.received.at(-1)?.payload).toMatchObject({ type: 'view_closed', is_cleared: false })
      expect(world.world.dialogs('slack', 'maya')).toHaveLength(2)
    })
  })

  test('a view is updated by id and hash; an external id belongs to one view; too large is refused', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      await maya.command({ text: '/kpi' })
      const opened = await open(world, triggerOf(bot), modal({ external_id: 'mine' }))
      const { id, hash } = Object(opened.view)
      const update = (args: object) => call(world, 'views.update', { view: modal({ title: plain('Filled') }), ...args })
      expect(await update({ view_id: 'V0NONE' })).toMatchObject({ error: 'not_found' })
      expect(await update({ view_id: id, hash: '1.1' })).toMatchObject({ error: 'hash_conflict' })
      expect(await update({ view_id: id, hash })).toMatchObject({ ok: true, view: { id, title: { text: 'Filled' } } })
      expect((await maya.waitForDialog()).title).toBe('Filled')
      await call(world, 'views.publish', {
        user_id: world.world.person('omar')?.slack,
        view: { type: 'home', blocks: [], external_id: 'home' },
      })
      expect(await update({ view_id: id, view: modal({ external_id: 'home' }) })).toMatchObject({
        error: 'duplicate_external_id',
      })
      const large = Array.from({ length: 90 }, () => ({ type: 'section', text: plain('x'.repeat(3_000)) }))
      expect(await update({ view_id: id, view: modal({ blocks: large }) })).toMatchObject({ error: 'view_too_large' })
    })
  })

  const fields = [
    { type: 'input', block_id: 'email', label: plain('Email'), element: { type: 'email_text_input', action_id: 'a' } },
    {
      type: 'input',
      block_id: 'amount',
      optional: true,
      label: plain('Amount'),
      element: { type: 'number_input', action_id: 'a', is_decimal_allowed: false, min_value: '1', max_value: '9' },
    },
    {
      type: 'input',
      block_id: 'who',
      optional: true,
      label: plain('Who'),
      element: { type: 'multi_users_select', action_id: 'a', max_selected_items: 1 },
    },
    {
      type: 'input',
      block_id: 'when',
      optional: true,
      label: plain('When'),
      element: { type: 'datepicker', action_id: 'a', initial_date: '2026-08-31' },
    },
  ]

  test('the client keeps a form back until its fields are right', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      await maya.command({ text: '/kpi' })
      await open(world, triggerOf(bot), modal({ blocks: fields, submit: plain('Send'), private_metadata: 'kept' }))
      const sent = bot.received.length
      const errorsOf = async (values: Record<string, string | string[]>) => (await maya.submit({ values })).errors
      expect(await errorsOf({})).toEqual({ email: 'Please complete this required field.' })
      expect(await errorsOf({ Email: 'nobody' })).toEqual({ email: 'Please enter a valid email address.' })
      expect(await errorsOf({ Email: 'omar@acme.example', Amount: '10' })).toEqual({
        amount: 'Please enter a number of at most 9.',
      })
      expect(await errorsOf({ Amount: '1.5' })).toEqual({ amount: 'Please enter a whole number.' })
      expect(await errorsOf({ Who: ['omar', 'maya'] })).toEqual({ Who: 'At most 1 can be chosen here.' })
      expect(await errorsOf({ When: 'tomorrow' })).toEqual({ When: 'A date such as 2026-08-24 belongs here.' })
      expect(Object.keys((await errorsOf({ Colour: 'red' })) ?? {})).toEqual(['Colour'])
      expect(bot.received).toHaveLength(sent)
      expect((await maya.submit({ values: { amount: '5', who: ['omar'] } })).status).toBe('ok')
      expect(Object(bot.received.at(-1)?.payload.view)).toMatchObject({
        private_metadata: 'kept',
        state: {
          values: {
            email: { a: { type: 'email_text_input', value: 'omar@acme.example' } },
            amount: { a: { value: '5' } },
            who: { a: { selected_users: [world.world.person('omar')?.slack] } },
            when: { a: { selected_date: '2026-08-31' } },
          },
        },
      })
    })
  })

  test.each([
    ['update', { response_action: 'update', view: modal({ title: plain('Next') }) }, ['Next']],
    ['push', { response_action: 'push', view: modal({ title: plain('Next') }) }, ['A form', 'Next']],
    ['clear', { response_action: 'clear' }, []],
    ['nothing', '', []],
  ] as const)('the answer "%s" to a submit', async (_name, body, titles) => {
    await scene(
      (request) => (request.raw.includes('view_submission') ? { body } : {}),
      async ({ world, bot }) => {
        const maya = world.as('maya', 'slack')
        await maya.command({ text: '/kpi' })
        await open(world, triggerOf(bot), modal({ submit: plain('Send') }))
        expect((await maya.submit()).status).toBe('ok')
        expect(world.world.dialogs('slack', 'maya').map((one) => one.title)).toEqual(titles)
      },
    )
  })

  test.each([
    ['errors at a block that is not there', { response_action: 'errors', errors: { nowhere: 'x' } }],
    ['a view that is not valid', { response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) }],
    ['an answer that is none', { ok: true }],
    ['an error of the bot', null],
  ] as const)('after %s the form stays open and the client says so', async (_name, body) => {
    await scene(
      (request) => {
        if (!request.raw.includes('view_submission')) return {}
        return body === null ? { status: 500 } : { body }
      },
      async ({ world, bot }) => {
        const maya = world.as('maya', 'slack')
        await maya.command({ text: '/kpi' })
        await open(world, triggerOf(bot), modal({ submit: plain('Send') }))
        expect(await maya.submit()).toMatchObject({
          status: 'failed',
          toast: 'We had some trouble connecting. Try again?',
        })
        expect(world.world.dialogs('slack', 'maya')).toHaveLength(1)
      },
    )
  })

  test('an external select asks from its least length on, and takes only what was offered', async () => {
    const field = (extra: object) => ({
      type: 'input',
      block_id: 'deal',
      label: plain('Deal'),
      element: { type: 'external_select', action_id: 'a', ...extra },
    })
    await scene(
      (request) =>
        request.raw.includes('block_suggestion') ? { body: { options: [{ text: plain('Delta'), value: 'd1' }] } } : {},
      async ({ world, bot }) => {
        const maya = world.as('maya', 'slack')
        await maya.command({ text: '/kpi' })
        await open(world, triggerOf(bot), modal({ submit: plain('Send'), blocks: [field({})] }))
        const sent = bot.received.length
        expect((await maya.search({ dialog: 'top', field: 'Deal', text: 'de' })).options).toEqual([])
        expect(bot.received).toHaveLength(sent)
        expect((await maya.submit({ values: { Deal: 'Delta' } })).status).toBe('refused')
        expect((await maya.search({ dialog: 'top', field: 'Deal', text: 'del' })).options).toEqual([
          { label: 'Delta', value: 'd1' },
        ])
        expect(bot.received.at(-1)?.payload).toMatchObject({ type: 'block_suggestion', value: 'del', action_id: 'a' })
        expect((await maya.submit({ values: { Deal: 'Delta' } })).status).toBe('ok')
        expect(Object(bot.received.at(-1)?.payload.view).state.values.deal.a.selected_option.value).toBe('d1')
      },
    )
  })

  test('shortcuts carry the message they were called on', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      await maya.message({ channel: '#revenue', text: 'Delta is won' })
      const post = maya.sees()[0]?.id ?? ''
      await maya.shortcut({ channel: '#revenue', post, shortcut: 'Ask about this' })
      expect(bot.received.at(-1)?.payload).toMatchObject({
        type: 'message_action',
        callback_id: 'ask_about',
        message: { text: 'Delta is won' },
      })
      await maya.shortcut({ shortcut: 'ask' })
      expect(bot.received.at(-1)?.payload).toMatchObject({ type: 'shortcut', callback_id: 'ask' })
      expect((await maya.shortcut({ shortcut: 'nowhere' })).status).toBe('refused')
    })
  })
})
