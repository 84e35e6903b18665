import { describe, expect, test } from 'vitest'
import { call, plain } from '../slack-scene.js'
import { browserStage } from './browser.js'
import { pageScene } from './scene.js'

describe('the page as a chat', () => {
  const stageFor = browserStage()

  test('shows what the bot posts without a reload, and marks what is unread', async (context) => {
    await using scene = await pageScene(stageFor(context))
    await scene.post('sales', { text: 'An older word' })
    const { page, problems } = await scene.as('maya', '&show=slack')
    await page.getByRole('heading', { name: '#sales' }).first().waitFor()
    await scene.post('sales', { text: 'Win rate is *24 %* so far' })
    await page.locator('.message', { hasText: 'Win rate is 24 % so far' }).waitFor()
    expect(await page.locator('.message strong', { hasText: '24 %' }).count()).toBe(1)
    await scene.post('revenue', { text: 'Elsewhere' })
    const link = page.locator('.channel-link', { hasText: 'revenue' })
    await link.locator('.pill').waitFor()
    await link.click()
    await page.locator('.message', { hasText: 'Elsewhere' }).waitFor()
    await link.locator('.pill').waitFor({ state: 'detached' })
    expect(problems).toEqual([])
  })

  test('sends a command from the menu, and shows its answer to the asker alone, until a reload', async (context) => {
    await using scene = await pageScene(stageFor(context), () => ({
      body: { response_type: 'ephemeral', text: '*15 %* so far (4 of 26)' },
    }))
    const { page } = await scene.as('maya', '&show=slack')
    const other = await scene.as('nadia', '&show=slack')
    for (const one of [page, other.page]) await one.locator('.channel-link', { hasText: 'revenue' }).click()
    const composer = page.getByRole('combobox', { name: 'Message #revenue' })
    await composer.fill('/')
    await page.getByRole('option', { name: /\/kpi/ }).waitFor()
    await composer.press('ArrowDown')
    await composer.press('ArrowUp')
    await composer.press('Enter')
    expect(await composer.inputValue()).toBe('/kpi ')
    await page.locator('.composer-hint', { hasText: 'win rate last quarter by region' }).waitFor()
    await composer.pressSequentially('win rate emea')
    await composer.press('Enter')
    const answer = page.locator('.message', { hasText: '15 % so far (4 of 26)' })
    await answer.getByText('Only visible to you').waitFor()
    expect(scene.bot.received.at(-1)?.payload).toMatchObject({ command: '/kpi', text: 'win rate emea' })
    await scene.post('revenue', { text: 'Everybody sees this' })
    await other.page.locator('.message', { hasText: 'Everybody sees this' }).waitFor()
    expect(await other.page.getByText('4 of 26').count()).toBe(0)
    await page.reload()
    await page.locator('.message', { hasText: 'Everybody sees this' }).waitFor()
    expect(await page.getByText('4 of 26').count()).toBe(0)
  })

  test('says in words that the bot cannot be reached, and keeps what was typed where nothing was sent', async (context) => {
    await using scene = await pageScene(stageFor(context))
    scene.world.bot.set('http://127.0.0.1:9')
    const { page } = await scene.as('maya', '&show=slack')
    await page.locator('.channel-link', { hasText: 'revenue' }).click()
    const composer = page.getByRole('combobox', { name: 'Message #revenue' })
    await composer.fill('/kpi win rate')
    await composer.press('Enter')
    await page.locator('.toast', { hasText: '/kpi failed with the error' }).waitFor()
    await composer.fill('/nothing at all')
    await composer.press('Enter')
    await page.locator('.toast', { hasText: 'is not a valid command' }).waitFor()
    await expect.poll(() => composer.inputValue()).toBe('/nothing at all')
  })

  test('opens a thread, says there what slash commands cannot, and mentions the bot in it', async (context) => {
    await using scene = await pageScene(stageFor(context))
    await scene.post('revenue', { text: 'Weekly digest' })
    const { page } = await scene.as('maya', '&show=slack')
    await page.locator('.channel-link', { hasText: 'revenue' }).click()
    const digest = page.locator('.message', { hasText: 'Weekly digest' })
    await digest.hover()
    await digest.getByRole('button', { name: 'Reply in thread to Drumbeat' }).click()
    const thread = page.getByRole('region', { name: 'Thread in #revenue' })
    const composer = thread.getByRole('combobox')
    await composer.fill('/kpi x')
    await thread.getByText('Slash commands do not work in Slack threads').waitFor()
    await composer.fill('@Drumbeat win rate')
    await composer.press('Enter')
    await thread.locator('.mention', { hasText: '@Drumbeat' }).waitFor()
    await digest.getByText('1 reply').waitFor()
    const heard = () => scene.bot.received.map((one) => one.payload)
    await expect.poll(() => JSON.stringify(heard())).toContain('app_mention')
    await composer.press('Escape')
    await thread.waitFor({ state: 'detached' })
  })

  test('shows what was typed as text, whatever it looks like', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const { page, problems } = await scene.as('maya', '&show=slack')
    await page.locator('.channel-link', { hasText: 'revenue' }).click()
    const composer = page.getByRole('combobox', { name: 'Message #revenue' })
    const nasty = '<img src=x onerror=alert(1)> <b>bold</b> &lt;i&gt; [x](javascript:alert(1)) <!channel>'
    await composer.fill(nasty)
    await composer.press('Enter')
    const message = page.locator('.message', { hasText: 'onerror' })
    await message.waitFor()
    expect(await message.locator('.message-body').textContent()).toBe(nasty)
    expect(await message.locator('img, b, a').count()).toBe(0)
    expect(problems).toEqual([])
  })

  test('takes a file to the bot, and shows what the bot says of it', async (context) => {
    await using scene = await pageScene(stageFor(context), async (request, world) => {
      const event = Object(request.payload.event)
      if (event.type === 'message' && event.subtype === 'file_share' && event.bot_id === undefined)
        await call(world, 'chat.postMessage', { channel: event.channel, text: `I have ${event.files[0].name}.` })
      return {}
    })
    const { page } = await scene.as('nadia', '&show=slack')
    await page.locator('[data-platform=slack] .channel-link', { hasText: 'Drumbeat' }).click()
    await page.locator('input[type=file]').setInputFiles({
      name: 'deals.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('name,amount\nDelta,60000\n'),
    })
    await page.locator('.file', { hasText: 'deals.csv' }).getByText('File, 24 B').waitFor()
    await page.locator('.message', { hasText: 'I have deals.csv.' }).waitFor()
  })

  test('lets a visitor be somebody else, on another platform', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const { page } = await scene.as('maya')
    await page.getByRole('button', { name: /You are Maya/ }).click()
    await page.getByRole('menuitemradio', { name: /Parisa/ }).click()
    await page.getByRole('button', { name: /You are Parisa/ }).waitFor()
    expect(new URL(page.url()).searchParams.get('person')).toBe('parisa')
    await page.getByRole('heading', { name: 'Finance', level: 3 }).first().waitFor()
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
  })

  test('shows the exact exchange with the bot', async (context) => {
    await using scene = await pageScene(stageFor(context), () => ({ body: { text: 'Here you are' } }))
    const { page } = await scene.as('maya', '&show=slack')
    await page.getByRole('button', { name: 'Inspector' }).click()
    await page.getByRole('combobox').first().fill('/kpi arr')
    await page.getByRole('combobox').first().press('Enter')
    await page.locator('.exchange', { hasText: 'command /kpi' }).click()
    const detail = page.locator('.exchange-detail')
    await detail.getByText('"/kpi"').waitFor()
    await detail.getByText('"Here you are"').waitFor()
  })

  test('moves the clock of the bot', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const { page } = await scene.as('nadia')
    await page.getByRole('button', { name: /The bot’s clock/ }).click()
    await page.getByRole('button', { name: 'Next Monday 9:00' }).click()
    await page.locator('.toast', { hasText: 'now shows Mon' }).waitFor()
    const told = scene.bot.received.find((one) => one.path === '/__clock')
    const now = new Date(String(told?.payload.now))
    expect([now.getUTCDay(), scene.world.world.clock().slice(0, 10)]).toEqual([1, now.toISOString().slice(0, 10)])
  })

  test('stays quick in a channel of 5,000 messages, and loads older ones on the way up', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const { world } = scene.world
    const channel = world.channels('slack').find((one) => one.name === 'revenue')?.id ?? ''
    const at = new Date(0).toISOString()
    const base = {
      platform: 'slack',
      channel,
      thread: null,
      author: { kind: 'bot' },
      onlyFor: null,
      at,
      editedAt: null,
      files: [],
    } as const
    for (let index = 1; index <= 5_000; index += 1)
      world.addPost({
        ...base,
        id: `1000.${String(index).padStart(6, '0')}`,
        text: `Message number ${index}`,
        body: { text: `Message number ${index}` },
      })
    const { page } = await scene.as('maya', `&show=slack&slack=${channel}`)
    await page.getByText('Message number 5000', { exact: true }).waitFor()
    expect(await page.locator('.message').count()).toBeLessThan(200)
    await page.evaluate(`
      window.touched = 0
      const count = (list) => { for (const { target } of list) if (!target.closest('[data-post="1000.005001"]')) touched += 1 }
      new MutationObserver(count).observe(document.querySelector('.message-rows'), {
        subtree: true, childList: true, characterData: true, attributes: true,
      })`)
    world.addPost({ ...base, id: '1000.005001', text: 'One more', body: { text: 'One more' } })
    await page.locator('.message', { hasText: 'One more' }).waitFor()
    // The list that takes it in; none of the thousands that stand there are drawn again.
    expect(await page.evaluate('touched')).toBeLessThan(5)
    const list = page.getByRole('log')
    await list.focus()
    await list.press('Home')
    await page.getByText('Message number 4900', { exact: true }).waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Newest' }).click()
    await page.getByText('Message number 5000', { exact: true }).waitFor()
  })

  test('shows what it cannot draw loudly, with its JSON', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const { world } = scene.world
    const refused = await call(scene.world, 'chat.postMessage', {
      channel: world.channels('slack')[0]?.id,
      text: 'x',
      blocks: [{ type: 'hologram', text: plain('x') }],
    })
    expect(refused.ok).toBe(false)
    const channel = world.channels('slack').find((one) => one.name === 'revenue')?.id ?? ''
    world.addPost({
      platform: 'slack',
      channel,
      id: '1.000001',
      thread: null,
      author: { kind: 'bot' },
      text: 'x',
      body: { text: 'x', blocks: [{ type: 'hologram' }] },
      onlyFor: null,
      at: new Date().toISOString(),
      editedAt: null,
      files: [],
    })
    const { page } = await scene.as('maya', `&show=slack&slack=${channel}`)
    await page.getByRole('alert').getByText('does not know the block type “hologram”').waitFor()
  })
})
