import { describe, expect, test } from 'vitest'
import type { TestPlayground } from '../../test/playground.js'
import { acknowledged, call, modal, plain, press, scene, triggerOf } from '../../test/slack-scene.js'
import { LIMITS } from './limits.js'

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
