import { describe, expect, test } from 'vitest'
import { acknowledged, buttons, call, plain, press, scene } from '../../test/slack-scene.js'
import { LIMITS } from './limits.js'

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
      await maya.choose({ channel: '#revenue', field: 'b/more', value: 'mute' })
      await maya.press({ channel: '#revenue', button: 'Mute' })
      for (const { payload } of bot.received.slice(2))
        expect(payload.actions).toMatchObject([{ action_id: 'more', selected_option: { value: 'mute' } }])
      expect((await maya.choose({ channel: '#revenue', field: 'why', value: 'Weather' })).status).toBe('refused')
      await maya.choose({ channel: '#revenue', field: 'why', value: 'price' })
      expect(bot.received[4]?.payload.actions).toMatchObject([
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
