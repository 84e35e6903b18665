import { describe, expect, test } from 'vitest'
import { type Block, input, many, modal, option, plain, words } from '../../test/block-samples.js'
import type { TestPlayground } from '../../test/playground.js'
import { channelId } from '../../test/slack-client.js'
import { acknowledged, call, scene, triggerOf } from '../../test/slack-scene.js'
import type { Fields } from '../acts.js'
import { LIMITS } from './limits.js'

/** What Slack's client lets through a form, at its bounds and past them. */

type Filled = Fields[string]
type Case = readonly [string, Block, good: Filled, bad: Filled, words: RegExp]
const at = { action_id: 'a' }
const several = { type: 'multi_static_select', ...at, options: many(3, (index) => option(index)) }
const number = (extra: Block) => ({ type: 'number_input', ...at, is_decimal_allowed: false, ...extra })

const cases: readonly Case[] = [
  ['a least length', { type: 'plain_text_input', ...at, min_length: 3 }, 'abc', 'ab', /at least 3/],
  ['a greatest length', { type: 'plain_text_input', ...at, max_length: 3 }, 'abc', 'abcd', /at most 3/],
  ['the greatest length of all', { type: 'plain_text_input', ...at }, words(3_000), words(3_001), /at most 3000/],
  ['a least number', number({ min_value: '1' }), '1', '0', /at least 1/],
  ['a greatest number', number({ max_value: '9' }), '9', '10', /at most 9/],
  ['a whole number', number({}), '2', '2.5', /whole number/],
  ['a number at all', { ...number({}), is_decimal_allowed: true }, '-2.5', 'two', /valid number/],
  ['an address', { type: 'url_text_input', ...at }, 'https://acme.example/', 'acme', /valid URL/],
  ['an e-mail address', { type: 'email_text_input', ...at }, 'omar@acme.example', 'omar', /valid email/],
  ['a choice', several, ['v1'], [], /required field/],
  ['a most of choices', { ...several, max_selected_items: 2 }, ['v0', 'v1'], ['v0', 'v1', 'v2'], /At most 2/],
  ['a tick', { type: 'checkboxes', ...at, options: [option(1)] }, ['v1'], [], /required field/],
  ['a date', { type: 'datepicker', ...at }, '2026-02-28', '2026-02-30', /A date/],
  ['a time', { type: 'timepicker', ...at }, '23:59', '24:00', /A time/],
]

/** Opens a form with one field in front of Maya. */
async function opened(world: TestPlayground, trigger: () => string, element: Block): Promise<void> {
  await world.as('maya', 'slack').command({ text: '/kpi' })
  const blocks = [input(element, { block_id: 'b', label: plain('Field') })]
  const answer = await call(world, 'views.open', {
    trigger_id: trigger(),
    view: modal({ submit: plain('Send'), blocks }),
  })
  expect(answer).toMatchObject({ ok: true })
}

describe('a form with', () => {
  test.each(cases)('%s: sent at the bound, kept back past it', async (_name, element, good, bad, said) => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      await opened(world, () => triggerOf(bot), element)
      const sent = bot.received.length
      const refused = await maya.submit({ values: { Field: bad } })
      expect(refused.status).toBe('refused')
      expect(Object.values(refused.errors ?? {}).join()).toMatch(said)
      expect(bot.received).toHaveLength(sent)
      expect(await maya.submit({ values: { Field: good } })).toMatchObject({ status: 'ok' })
      expect(bot.received).toHaveLength(sent + 1)
    })
  })

  test('files: as many as it takes, and no more', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      for (const name of ['a.csv', 'b.csv']) await maya.file({ name, bytes: 'YQ==' })
      const ids = maya.sees().flatMap((post) => post.files.map((file) => file.id))
      await opened(world, () => triggerOf(bot), { type: 'file_input', ...at, max_files: 1 })
      expect(await maya.submit({ values: { Field: ids } })).toMatchObject({
        status: 'refused',
        errors: { Field: 'At most 1 can be chosen here.' },
      })
      expect(await maya.submit({ values: { Field: ids.slice(0, 1) } })).toMatchObject({ status: 'ok' })
    })
  })

  test('a channel to answer in: the bot gets an address that leads there', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      await opened(world, () => triggerOf(bot), { type: 'conversations_select', ...at, response_url_enabled: true })
      await maya.submit({ values: { Field: '#revenue' } })
      const [answer] = Object(bot.received.at(-1)?.payload).response_urls
      expect(answer).toMatchObject({ block_id: 'b', action_id: 'a', channel_id: channelId(world, 'revenue') })
      const body = JSON.stringify({ response_type: 'in_channel', text: 'Posted by form' })
      await fetch(answer.response_url, { method: 'POST', body })
      expect(world.as('omar', 'slack').sees({ channel: '#revenue' })).toMatchObject([{ text: 'Posted by form' }])
    })
  })

  test('options from the bot: a hundred are shown, more are none', async () => {
    let count: number = LIMITS.options
    await scene(
      (request) => {
        if (!request.raw.includes('block_suggestion')) return {}
        return { body: { options: many(count, (index) => option(index)) } }
      },
      async ({ world, bot }) => {
        const maya = world.as('maya', 'slack')
        await opened(world, () => triggerOf(bot), { type: 'external_select', ...at, min_query_length: 0 })
        const search = () => maya.search({ dialog: 'top', field: 'Field', text: 'op' })
        expect((await search()).options).toHaveLength(LIMITS.options)
        count += 1
        expect(await search()).toMatchObject({ status: 'failed', toast: 'Unable to load options', options: [] })
      },
    )
  })
})

describe('a command', () => {
  test('may be 4,000 characters long', async () => {
    await scene(acknowledged, async ({ world, bot }) => {
      const maya = world.as('maya', 'slack')
      expect((await maya.command({ text: `/kpi ${words(LIMITS.commandText)}` })).status).toBe('ok')
      expect((await maya.command({ text: `/kpi ${words(LIMITS.commandText + 1)}` })).status).toBe('refused')
      expect(bot.received).toHaveLength(1)
    })
  })

  test('is answered within three seconds, or has failed', async () => {
    await scene(
      async (request) => {
        const ms = Number(/text=(\d+)/.exec(request.raw)?.[1])
        await new Promise((resolve) => setTimeout(resolve, ms))
        return { body: { text: `after ${ms} ms` } }
      },
      async ({ world }) => {
        const maya = world.as('maya', 'slack')
        const [inTime, late] = await Promise.all([
          maya.command({ text: `/kpi ${LIMITS.acknowledgement - 1_000}` }),
          maya.command({ channel: '#revenue', text: `/kpi ${LIMITS.acknowledgement + 500}` }),
        ])
        expect(inTime).toMatchObject({ status: 'ok' })
        expect(late).toMatchObject({ status: 'failed', toast: '/kpi failed with the error "operation_timeout"' })
        expect(maya.sees().map((post) => post.text)).toEqual([`after ${LIMITS.acknowledgement - 1_000} ms`])
      },
    )
  })
})
