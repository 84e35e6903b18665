import { describe, expect, test } from 'vitest'
import { call, plain } from '../slack-scene.js'
import { browserStage } from './browser.js'
import { pageScene } from './scene.js'

const form = {
  type: 'modal',
  title: plain('A form'),
  submit: plain('Save'),
  blocks: [
    { type: 'input', block_id: 'a', label: plain('Name'), element: { type: 'plain_text_input', action_id: 'x' } },
  ],
}

describe('the page over a reload, and before the bot is there', () => {
  const stageFor = browserStage()

  test('loses nothing but what the platform does not store', async (context) => {
    await using scene = await pageScene(stageFor(context), async (request, world) => {
      const { command, trigger_id, text } = request.payload
      if (command === '/digest') await call(world, 'views.open', { trigger_id, view: form })
      if (command === '/kpi') return { body: { response_type: 'ephemeral', text: `For you alone: ${text}` } }
      return {}
    })
    const root = await scene.post('sales', { text: 'Weekly digest' })
    const channel = scene.world.world.channels('slack').find((one) => one.name === 'sales')?.id
    await call(scene.world, 'chat.postMessage', { channel, text: 'A reply', thread_ts: root })
    await call(scene.world, 'reactions.add', { channel, timestamp: root, name: 'tada' })
    await call(scene.world, 'chat.update', { channel, ts: root, text: 'Weekly digest, corrected' })
    const { page, problems } = await scene.as('maya', '&show=slack')
    await page.locator('.channel-link', { hasText: 'sales' }).click()
    const composer = page.getByRole('combobox', { name: 'Message #sales' })
    for (const said of ['Good morning', '/kpi win rate']) {
      await composer.fill(said)
      await composer.press('Escape')
      await composer.press('Enter')
    }
    await page.locator('.message', { hasText: 'For you alone: win rate' }).waitFor()
    await scene.post('revenue', { text: 'Unread here' })
    await page.locator('.channel-link', { hasText: 'revenue' }).locator('.pill').waitFor()
    await composer.fill('/digest new')
    await composer.press('Enter')
    await page.getByRole('dialog', { name: 'A form' }).waitFor()

    await page.reload()
    await page.getByRole('dialog', { name: 'A form' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('log', { name: 'Messages in #sales' }).waitFor()
    const digest = page.locator('.message', { hasText: 'Weekly digest, corrected' })
    await digest.getByText('(edited)').waitFor()
    await digest.getByText('1 reply').waitFor()
    await digest.getByRole('button', { name: /tada/ }).waitFor()
    await page.locator('.message', { hasText: 'Good morning' }).waitFor()
    await page.locator('.channel-link', { hasText: 'revenue' }).locator('.pill', { hasText: '1' }).waitFor()
    expect(await page.getByText('For you alone').count()).toBe(0)
    expect(problems).toEqual([])
  })

  test('opens while the bot is starting, says so, keeps what is asked too early, and says when it is there', async (context) => {
    await using scene = await pageScene(stageFor(context), () => ({ body: { text: '28 %' } }))
    scene.world.bot.set(null)
    const { page } = await scene.as('maya', '&show=slack')
    const banner = page.getByRole('status').filter({ hasText: 'Drumbeat is starting' })
    await banner.waitFor()
    const composer = page.getByRole('combobox').first()
    await composer.fill('/kpi win rate')
    await composer.press('Enter')
    await page.locator('.toast', { hasText: 'Drumbeat is still starting' }).waitFor()
    await expect.poll(() => composer.inputValue()).toBe('/kpi win rate')
    expect(scene.bot.received).toEqual([])
    scene.world.bot.set(scene.bot.url)
    await banner.waitFor({ state: 'detached' })
    await page.locator('.toast', { hasText: 'Drumbeat is here.' }).waitFor()
    await composer.press('Enter')
    await page.locator('.message', { hasText: '28 %' }).waitFor()
  })
})
