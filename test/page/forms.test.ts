import { describe, expect, test } from 'vitest'
import type { TestPlayground } from '../playground.js'
import type { Received } from '../recording-bot.js'
import { call, plain } from '../slack-scene.js'
import { browserStage } from './browser.js'
import { pageScene } from './scene.js'

const options = (...names: readonly string[]) => names.map((name) => ({ text: plain(name), value: name.toLowerCase() }))
const input = (id: string, label: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id: id,
  label: plain(label),
  element: { action_id: 'value', ...element },
  ...more,
})

const form = {
  type: 'modal',
  callback_id: 'digest',
  title: plain('New digest'),
  submit: plain('Save'),
  close: plain('Not now'),
  blocks: [
    input('name', 'Name', { type: 'plain_text_input', min_length: 3 }),
    input('numbers', 'Numbers', { type: 'multi_static_select', options: options('Win rate', 'ARR', 'Velocity') }),
    input('owner', 'Owner', { type: 'users_select' }),
    input('on', 'First on', { type: 'datepicker' }),
    input('at', 'At', { type: 'timepicker', initial_time: '09:00' }),
    input('most', 'At most', { type: 'number_input', is_decimal_allowed: false, max_value: '10' }),
    input('days', 'Days', { type: 'checkboxes', options: options('Monday', 'Thursday') }, { optional: true }),
    input('shape', 'Shape', { type: 'radio_buttons', options: options('Short', 'Long') }),
    input('deal', 'Deal', { type: 'external_select', min_query_length: 2 }, { optional: true }),
  ],
}

/** Opens the form on a command, offers deals to the search, and takes what is submitted. */
const formBot = async (request: Received, world: TestPlayground) => {
  const { type, command, trigger_id } = request.payload
  if (command !== undefined) await call(world, 'views.open', { trigger_id, view: form })
  if (type === 'block_suggestion') return { body: { options: options('Delta', 'Delta Two') } }
  return {}
}

describe('forms on the page', () => {
  const stageFor = browserStage()

  test('a form with a missing field is not sent, and says where; filled in, all of it reaches the bot', async (context) => {
    await using scene = await pageScene(stageFor(context), formBot)
    const { page, problems } = await scene.as('maya', '&show=slack')
    await page.getByRole('combobox').first().fill('/digest')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'New digest' })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('We')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Write at least 3 characters.').waitFor()
    expect(await dialog.getByText('Please complete this required field.').count()).toBe(5)
    expect(await dialog.getByRole('textbox', { name: 'Name' }).evaluate((one) => one.matches(':focus'))).toBe(true)
    expect(scene.bot.received.some((one) => one.payload.type === 'view_submission')).toBe(false)

    await dialog.getByRole('textbox', { name: 'Name' }).fill('Weekly')
    const numbers = dialog.getByRole('combobox', { name: 'Numbers' })
    await numbers.pressSequentially('win')
    await numbers.press('Enter')
    await page.getByRole('option', { name: 'ARR' }).click()
    await numbers.press('Escape')
    await dialog.getByRole('combobox', { name: 'Owner' }).fill('omar')
    await page.getByRole('option', { name: /Omar/ }).click()
    await dialog.getByLabel('First on').fill('2026-11-30')
    await dialog.getByRole('textbox', { name: 'At most' }).fill('11')
    await dialog.getByRole('checkbox', { name: 'Thursday' }).check()
    await dialog.getByRole('radio', { name: 'Long' }).check()
    await dialog.getByRole('combobox', { name: 'Deal' }).fill('de')
    await page.getByRole('option', { name: 'Delta Two' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Enter 10 or less.').waitFor()
    await dialog.getByRole('textbox', { name: 'At most' }).fill('7')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const sent = JSON.stringify(scene.bot.received.find((one) => one.payload.type === 'view_submission')?.payload)
    const omar = scene.world.world.person('omar')?.slack
    for (const part of [
      '"Weekly"',
      '"win rate"',
      '"arr"',
      `"${omar}"`,
      '"2026-11-30"',
      '"09:00"',
      '"7"',
      '"thursday"',
      '"long"',
      '"delta two"',
    ])
      expect(sent).toContain(part)
    expect(problems).toEqual([])
  })

  test('what the bot finds wrong stands at the field, and nothing typed is lost', async (context) => {
    const simple = { ...form, blocks: form.blocks.slice(0, 1) }
    await using scene = await pageScene(stageFor(context), async (request, world) => {
      const { type, command, trigger_id } = request.payload
      if (command !== undefined) await call(world, 'views.open', { trigger_id, view: simple })
      return type === 'view_submission'
        ? { body: { response_action: 'errors', errors: { name: 'There is a digest of this name.' } } }
        : {}
    })
    const { page } = await scene.as('maya', '&show=slack')
    await page.getByRole('combobox').first().fill('/digest ')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'New digest' })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Weekly')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('There is a digest of this name.').waitFor()
    expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Weekly')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(scene.world.world.dialogs('slack', 'maya')).toEqual([])
  })

  test('buttons of the same action in one message are told apart, and a confirmation is asked for first', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const button = (id: string, value: string, confirm?: object) => ({
      type: 'actions',
      block_id: id,
      elements: [{ type: 'button', action_id: 'accept', text: plain('Accept'), value, ...(confirm && { confirm }) }],
    })
    const confirm = {
      title: plain('Sure?'),
      text: plain('It starts the clock.'),
      confirm: plain('Yes'),
      deny: plain('No'),
    }
    await scene.post('revenue', { text: 'x', blocks: [button('one', 'first'), button('two', 'second', confirm)] })
    const { page } = await scene.as('maya', '&show=slack')
    await page.locator('.channel-link', { hasText: 'revenue' }).click()
    const accept = page.getByRole('button', { name: 'Accept' })
    const values = () =>
      scene.bot.received.flatMap(
        ({ payload }) => JSON.stringify(payload.actions ?? '').match(/"value":"(\w+)"/)?.[1] ?? [],
      )
    await accept.nth(1).click()
    await page.getByRole('alertdialog', { name: 'Sure?' }).getByRole('button', { name: 'No' }).click()
    await accept.nth(0).click()
    await expect.poll(values).toEqual(['first'])
    await accept.nth(1).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Yes' }).click()
    await expect.poll(values).toEqual(['first', 'second'])
  })

  test('the bot draws its Home when it is opened', async (context) => {
    await using scene = await pageScene(stageFor(context), async (request, world) => {
      const event = Object(request.payload.event)
      if (event.type === 'app_home_opened')
        await call(world, 'views.publish', {
          user_id: event.user,
          view: { type: 'home', blocks: [{ type: 'header', text: plain('Your checklists') }] },
        })
      return {}
    })
    const { page } = await scene.as('maya', '&show=slack')
    await page.locator('.sidebar-platform[data-platform=slack] .channel-link', { hasText: 'Drumbeat' }).click()
    await page.getByRole('tab', { name: 'Home' }).click()
    await page.getByRole('heading', { name: 'Your checklists' }).waitFor()
  })
})
