import { MessageFactory } from 'botbuilder'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { PlaygroundInput } from '../../playground/config.js'
import { parseConfig } from '../../playground/config.js'
import { startPlayground } from '../../playground/server.js'
import type { TestPlayground } from '../playground.js'
import type { Received } from '../recording-bot.js'
import { plain } from '../slack-scene.js'
import { startTestBot } from '../teams/bot.js'
import { answer as answerTurn, attachment } from '../teams/help.js'
import { acme } from '../teams/stand.js'
import { browserStage } from './browser.js'
import { pageScene } from './scene.js'

const chart = {
  type: 'data_visualization',
  title: 'Win rate by region',
  chart: { type: 'pie', segments: [{ label: 'EMEA', value: 29 }] },
}
const about = { type: 'button', action_id: 'about', text: plain('About this number') }
const digest = { text: 'Weekly beat', blocks: [{ type: 'header', text: plain('Weekly beat') }] }

/** Answers a number with a chart and a button, and anything else with nothing. */
const numbersBot = async (request: Received, _world: TestPlayground) =>
  request.payload.command === '/kpi'
    ? { body: { text: '28 %', blocks: [chart, { type: 'actions', elements: [about] }] } }
    : {}

const guide = (page: Page) => page.locator('.guide-card')
const at = (page: Page, step: number) => guide(page).getByText(`Step ${step} of 4`).waitFor()

/** Whether the card and what it points at are both seen, and neither covers the other's middle. */
async function pointsAt(page: Page): Promise<boolean> {
  const [ring, card] = [await page.locator('.guide-ring').boundingBox(), await guide(page).boundingBox()]
  if (ring === null || card === null) return false
  const middle = { x: ring.x + ring.width / 2, y: ring.y + ring.height / 2 }
  const covered =
    middle.x > card.x && middle.x < card.x + card.width && middle.y > card.y && middle.y < card.y + card.height
  return !covered
}

describe('the tour', () => {
  const stageFor = browserStage()

  test('goes on as the person does each thing, and is not offered again', async (context) => {
    await using scene = await pageScene(stageFor(context), numbersBot)
    await scene.post('revenue', digest)
    const { page, problems } = await scene.as('maya', '&show=slack', { tour: true })
    await guide(page).getByRole('heading', { name: 'Welcome to Drumbeat' }).waitFor()
    await guide(page).getByText('You are Maya Okafor').waitFor()
    await guide(page).getByRole('button', { name: 'Show me around' }).click()
    await at(page, 1)
    await expect.poll(() => pointsAt(page)).toBe(true)
    const composer = page.getByRole('combobox', { name: 'Message #revenue' })
    // Plain words in a channel do not reach the bot: nothing has been asked yet.
    await composer.fill('kpi win rate')
    await composer.press('Enter')
    await page.locator('.message', { hasText: 'kpi win rate' }).waitFor()
    await at(page, 1)
    await composer.fill('/kpi win rate by region')
    await composer.press('Enter')
    await at(page, 2)
    await page.getByRole('figure', { name: 'Pie chart: Win rate by region' }).waitFor()
    await expect.poll(() => pointsAt(page)).toBe(true)
    await page.getByRole('button', { name: 'About this number' }).click()
    await at(page, 3)
    await guide(page).getByRole('button', { name: 'Seen' }).click()
    await at(page, 4)
    await page.reload()
    await at(page, 4)
    await page.getByRole('button', { name: /The bot’s clock/ }).click()
    await page.getByRole('button', { name: 'Next Monday 9:00' }).click()
    await guide(page).getByText('That was the minute').waitFor()
    await guide(page).getByRole('button', { name: 'Done' }).click()
    await guide(page).waitFor({ state: 'detached' })
    await page.reload()
    await page.locator('.composer').waitFor()
    expect(await guide(page).count()).toBe(0)
    expect(problems).toEqual([])
  })

  test('can be dismissed, and asked for again in the help menu', async (context) => {
    await using scene = await pageScene(stageFor(context), numbersBot)
    const { page } = await scene.as('maya', '&show=slack', { tour: true })
    await guide(page).getByRole('button', { name: 'Not now' }).click()
    await guide(page).waitFor({ state: 'detached' })
    await page.reload()
    await page.locator('.composer').waitFor()
    expect(await guide(page).count()).toBe(0)
    await page.getByRole('button', { name: 'Help' }).click()
    await page.getByRole('menuitem', { name: /Show me around/ }).click()
    await at(page, 1)
    await page.keyboard.press('Escape')
    await guide(page).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Help' }).click()
    await page.getByRole('menuitem', { name: /Keys/ }).click()
    await page.getByRole('dialog', { name: 'By keyboard' }).getByText('Scroll the messages while writing').waitFor()
  })

  test('is done by keyboard alone, and is said to who listens', async (context) => {
    await using scene = await pageScene(stageFor(context), numbersBot)
    await scene.post('revenue', digest)
    const { page } = await scene.as('maya', '&show=slack', { tour: true })
    const { keyboard } = page
    const said = (text: string) =>
      page.getByRole('status').filter({ hasText: text }).first().waitFor({ state: 'attached' })
    const toGuide = async () => {
      await keyboard.press('F6')
      const there = await guide(page).evaluate((card) => card.matches(':focus-within'))
      if (!there) await toGuide()
    }
    await said('Welcome to Drumbeat')
    await toGuide()
    await keyboard.press('Enter')
    await said('Ask for a number')
    await toGuide()
    await keyboard.press('Enter')
    await page.locator('.composer-text:focus').waitFor()
    await expect.poll(() => page.locator('.composer-text').inputValue()).toBe('/kpi win rate last quarter by region')
    await keyboard.press('Enter')
    await at(page, 2)
    await page.getByRole('button', { name: 'About this number' }).waitFor()
    await toGuide()
    await keyboard.press('Enter')
    await page.locator('.button:focus', { hasText: 'About this number' }).waitFor()
    await keyboard.press('Enter')
    await at(page, 3)
    await toGuide()
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await at(page, 4)
    await toGuide()
    await keyboard.press('Enter')
    await page.locator('.clock-button:focus').waitFor()
    await keyboard.press('Enter')
    await page.locator('.clock-steps button:focus').waitFor()
    await keyboard.press('Enter')
    await said('That was the minute')
  })

  test('points at what it speaks of on a narrow window, too', async (context) => {
    await using scene = await pageScene(stageFor(context), numbersBot)
    await scene.post('revenue', digest)
    const { page } = await scene.as('maya', '', { tour: true, viewport: { width: 390, height: 800 } })
    await guide(page).getByRole('button', { name: 'Show me around' }).click()
    for (const step of [1, 2, 3, 4]) {
      await at(page, step)
      if (step === 2) await page.getByRole('button', { name: 'About this number' }).waitFor()
      await guide(page).getByRole('button', { name: 'Show me' }).click()
      await expect.poll(() => pointsAt(page)).toBe(true)
      if (step === 1) await page.locator('.composer-text:focus').press('Enter')
      else if (step === 2) await page.locator('.message .button:focus').press('Enter')
      else if (step === 3) await guide(page).getByRole('button', { name: 'Seen' }).click()
    }
    const widths: unknown = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')
    expect(widths).toEqual([390, 390])
  })

  test('runs in Teams, in the words of Teams and from right to left for who reads Persian', async (context) => {
    const number = {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [{ type: 'TextBlock', text: '28 %' }],
      actions: [{ type: 'Action.Execute', title: 'About this number', verb: 'about' }],
    }
    const parisa = {
      key: 'parisa',
      name: 'Parisa Karimi',
      zone: 'Asia/Tehran',
      locale: 'fa-IR',
      slack: false,
      teams: true,
    }
    const config: PlaygroundInput = {
      ...acme,
      people: [...acme.people, parisa],
      teams: { teams: [{ name: 'Finance', members: ['parisa', 'omar'], channels: [{ name: 'General' }] }] },
    }
    const playground = await startPlayground(parseConfig(config), { page: stageFor(context).page })
    const bot = await startTestBot(playground, {
      run: async (turn) => {
        const { type, name } = turn.activity
        if (type === 'message') await turn.sendActivity(MessageFactory.attachment(attachment(number)))
        if (name === 'adaptiveCard/action')
          await answerTurn(turn, {
            statusCode: 200,
            type: 'application/vnd.microsoft.activity.message',
            value: 'Deals.',
          })
      },
    })
    try {
      await using opened = await stageFor(context).open(`${playground.url}/?person=parisa`, { tour: true })
      const { page } = opened
      await guide(page).getByRole('button', { name: 'Show me around' }).click()
      await at(page, 1)
      await guide(page).getByText('Write “@Drumbeat kpi win rate').waitFor()
      expect(await guide(page).evaluate((card) => card.matches(':dir(rtl)'))).toBe(true)
      await guide(page).getByRole('button', { name: 'Show me' }).click()
      await page.locator('.composer-text:focus').press('Enter')
      await at(page, 2)
      const button = page.getByRole('button', { name: 'About this number' })
      await button.waitFor()
      await expect.poll(() => pointsAt(page)).toBe(true)
      await button.click()
      await at(page, 3)
    } finally {
      await bot.stop()
      await playground.stop()
    }
  })
})
