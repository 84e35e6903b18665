import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { call, plain } from '../slack-scene.js'
import { serious } from './axe.js'
import { browserStage } from './browser.js'
import { pageScene } from './scene.js'

const form = {
  type: 'modal',
  title: plain('A form'),
  submit: plain('Save'),
  blocks: [
    { type: 'input', block_id: 'a', label: plain('Name'), element: { type: 'plain_text_input', action_id: 'x' } },
    {
      type: 'input',
      block_id: 'b',
      label: plain('Owner'),
      element: { type: 'multi_users_select', action_id: 'x', placeholder: plain('Who') },
    },
    {
      type: 'input',
      block_id: 'c',
      label: plain('Days'),
      element: { type: 'checkboxes', action_id: 'x', options: [{ text: plain('Monday'), value: 'm' }] },
    },
  ],
}
const message = {
  text: 'Digest',
  blocks: [
    { type: 'header', text: plain('Digest') },
    { type: 'section', text: { type: 'mrkdwn', text: '*24 %* of `75` <https://acme.example|here> ~old~\n&gt; quote' } },
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'one', text: plain('Share'), style: 'primary' },
        { type: 'button', action_id: 'two', text: plain('Stop'), style: 'danger' },
        { type: 'overflow', action_id: 'three', options: [{ text: plain('Mute'), value: 'm' }] },
      ],
    },
    { type: 'context', elements: [{ type: 'mrkdwn', text: 'Facts of *today*' }] },
  ],
}
const card = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', text: 'Weekly **digest**', style: 'heading', wrap: true },
    { type: 'TextBlock', text: 'soft', isSubtle: true },
    { type: 'Chart.VerticalBar', title: 'Deals', data: [{ x: 'Q1', y: 3 }] },
    { type: 'Input.Text', id: 'note', label: 'Note' },
  ],
  actions: [{ type: 'Action.Execute', title: 'Why?', verb: 'why' }],
}

describe('the page for everybody', () => {
  const stageFor = browserStage()

  for (const scheme of ['light', 'dark'] as const)
    test(`has no serious findings of axe in ${scheme} colours`, async (context) => {
      await using scene = await pageScene(stageFor(context), async (request, world) => {
        const { command, trigger_id } = request.payload
        if (command !== undefined) await call(world, 'views.open', { trigger_id, view: form })
        return {}
      })
      await scene.post('revenue', message)
      const teams = scene.world.world.channels('teams').find((one) => one.members.includes('maya') && one.team !== null)
      scene.world.world.addPost({
        platform: 'teams',
        channel: teams?.id ?? '',
        id: '1',
        thread: null,
        author: { kind: 'bot' },
        text: '',
        body: {
          type: 'message',
          attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
        },
        onlyFor: null,
        at: new Date().toISOString(),
        editedAt: null,
        files: [],
      })
      const { page } = await scene.as('maya', '&show=both', { colorScheme: scheme, bypassCSP: true })
      await page.getByRole('heading', { name: 'Digest', exact: true }).waitFor()
      await page.locator('.ac-adaptiveCard .chart svg').waitFor()
      expect(await serious(page)).toEqual([])
      await page.getByRole('button', { name: 'Inspector' }).click()
      await page.locator('.exchange').first().click()
      expect(await serious(page)).toEqual([])
      await page.getByRole('button', { name: /The bot’s clock/ }).click()
      expect(await serious(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('combobox', { name: 'Message #revenue' }).fill('/')
      await page.getByRole('option').first().waitFor()
      expect(await serious(page)).toEqual([])
      await page.keyboard.press('Enter')
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'A form' })
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.getByRole('combobox', { name: 'Owner' }).click()
      expect(await serious(page)).toEqual([])
    })

  const narrow = { viewport: { width: 390, height: 800 } }
  for (const [how, person, options] of [
    ['at 390 pixels', 'maya', narrow],
    ['in the dark at 390 pixels, from right to left', 'parisa', { ...narrow, colorScheme: 'dark' }],
    ['from right to left', 'parisa', {}],
  ] as const)
    test(`has no serious findings of axe ${how}, with the tour, the menus and the keys`, async (context) => {
      await using scene = await pageScene(stageFor(context))
      await scene.post('general', message)
      const { page } = await scene.as(person, '&show=slack', { ...options, tour: true, bypassCSP: true })
      await page.locator('.guide-card').waitFor()
      expect(await serious(page)).toEqual([])
      await page.getByRole('button', { name: 'Show me around' }).click()
      await page.locator('.guide-ring').waitFor()
      expect(await serious(page)).toEqual([])
      await page.getByRole('button', { name: 'End the tour' }).click()
      if ('viewport' in options) {
        await page.getByRole('button', { name: 'Channels' }).click()
        expect(await serious(page)).toEqual([])
        await page.keyboard.press('Escape')
      }
      await page.getByRole('button', { name: 'Help' }).click()
      expect(await serious(page)).toEqual([])
      await page.getByRole('menuitem', { name: /Keys/ }).click()
      expect(await serious(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Teams' }).click()
      await page.locator('.pane-teams').waitFor()
      expect(await serious(page)).toEqual([])
    })

  test('can be used with the keyboard alone', async (context) => {
    await using scene = await pageScene(stageFor(context), () => ({ body: { text: 'Your answer' } }))
    await scene.post('revenue', message)
    const { page } = await scene.as('maya', '&show=slack')
    const { keyboard } = page
    await keyboard.press('Tab')
    await keyboard.press('Tab')
    await page.locator('.skip:focus', { hasText: 'Skip to writing a message' }).waitFor()
    await keyboard.press('Enter')
    await keyboard.type('/k')
    await keyboard.press('Enter')
    await keyboard.type('arr')
    await keyboard.press('Enter')
    await page.locator('.message', { hasText: 'Your answer' }).waitFor()
    await keyboard.press('F6')
    await page.locator('.channel-link:focus').waitFor()
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    const chosen = page.locator('.channel-link[aria-current=true]')
    const name = await chosen.locator('.channel-name').textContent()
    await page
      .getByRole('heading', { name: `#${name}` })
      .first()
      .waitFor()
    await keyboard.press('F6')
    await page.locator('.messages:focus').waitFor()
    await keyboard.press('F6')
    await page.locator('.composer-text:focus').waitFor()
    await page.getByRole('button', { name: /You are Maya/ }).focus()
    await keyboard.press('Enter')
    await keyboard.press('ArrowDown')
    await keyboard.press('Escape')
    await page.locator('.person-button:focus').waitFor()
  })

  test('says new posts to those who listen', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const { page } = await scene.as('maya')
    await scene.post('sales', { text: 'Win rate 24 %' })
    await page
      .getByRole('status')
      .filter({ hasText: 'Drumbeat in #sales: Win rate 24 %' })
      .waitFor({ state: 'attached' })
  })

  test('shows one platform at a time on a narrow window, with the channels in a drawer', async (context) => {
    await using scene = await pageScene(stageFor(context))
    await scene.post('sales', { text: 'In sales' })
    const { page } = await scene.as('maya', '', { viewport: { width: 390, height: 800 } })
    expect(await page.locator('.pane').count()).toBe(1)
    expect(await page.locator('.channel-link').first().isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Channels' }).click()
    await page.locator('.channel-link', { hasText: 'sales' }).click()
    await page.getByRole('log', { name: 'Messages in #sales' }).waitFor()
    expect(await page.locator('.channel-link').first().isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Teams' }).click()
    await page.locator('.pane-teams').waitFor()
    const widths: unknown = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')
    expect(widths).toEqual([390, 390])
  })

  test('runs from right to left for who reads Persian, their words and the window alike', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const { page } = await scene.as('parisa')
    const sidebar = await page.locator('.sidebar').boundingBox()
    const panes = await page.locator('.panes').boundingBox()
    expect((sidebar?.x ?? 0) > (panes?.x ?? 0)).toBe(true)
    const composer = page.getByRole('combobox').first()
    await composer.fill('سلام')
    await composer.press('Enter')
    const line = page.locator('.message p[dir=auto]', { hasText: 'سلام' })
    expect(await line.evaluate((one) => one.matches(':dir(rtl)'))).toBe(true)
    // The page's own English words begin where the window does: each stands beside what it names, not across the room.
    const edge = async (selector: string) => {
      const words = await page.evaluate(`(() => {
        const range = document.createRange()
        range.selectNodeContents(document.querySelector(${JSON.stringify(selector)}))
        return range.getBoundingClientRect().right
      })()`)
      return Number(words)
    }
    const inner = (sidebar?.x ?? 0) + (sidebar?.width ?? 0)
    expect(inner - (await edge('.sidebar h3'))).toBeLessThan(30)
    expect((panes?.x ?? 0) + (panes?.width ?? 0) - (await edge('.start h3'))).toBeLessThan(30)
  })

  test('loads nothing from elsewhere, and its script stays within 300 kB', async (context) => {
    const stage = stageFor(context)
    await using scene = await pageScene(stage)
    await scene.post('revenue', {
      text: 'x',
      blocks: [{ type: 'image', image_url: 'https://acme.example/funnel.png', alt_text: 'The funnel' }],
    })
    const { page, requests, problems } = await scene.as('maya', '&show=slack')
    await page.locator('.channel-link', { hasText: 'revenue' }).click()
    await page.getByRole('img', { name: 'The funnel' }).waitFor()
    expect(requests.filter((url) => !url.startsWith(scene.world.url))).toEqual([])
    expect(problems).toEqual([])
    const sizes = Object.fromEntries(scripts(stage.page).map((file) => [file, gzipSync(readFileSync(file)).length]))
    const own = Object.entries(sizes).filter(([file]) => !/chunks.card-/.test(file))
    expect(own.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThan(300_000)
    expect(own.length).toBeLessThan(Object.keys(sizes).length)
    expect(readFileSync(join(stage.page, 'licences.txt'), 'utf8')).toMatch(/adaptivecards[\s\S]*preact/)
  })
})

function scripts(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => file.endsWith('.js') && statSync(file).isFile())
}
