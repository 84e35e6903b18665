import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { PlaygroundInput } from '../../playground/config.js'
import type { Received } from '../recording-bot.js'
import { serious } from './axe.js'
import { browserStage } from './browser.js'
import { type PageScene, pageScene } from './scene.js'

const CARD = 'application/vnd.microsoft.card.adaptive'
const HERO = 'application/vnd.microsoft.card.hero'

const scopes = ['team' as const, 'groupChat' as const, 'personal' as const]
const manifest: NonNullable<NonNullable<PlaygroundInput['teams']>['manifest']> = {
  bots: [
    {
      scopes,
      supportsTargetedMessages: true,
      commandLists: [
        { scopes, triggers: ['mention', 'slash'], commands: [{ title: 'kpi', description: 'Ask for a number' }] },
      ],
    },
  ],
  composeExtensions: [
    {
      commands: [
        { id: 'metric', title: 'Metrics', initialRun: true, parameters: [{ name: 'name', title: 'Name of a metric' }] },
        { id: 'deal', title: 'Deals', parameters: [{ name: 'deal', title: 'Name of a deal' }] },
        { id: 'ask', title: 'Ask about this', type: 'action', fetchTask: true, context: ['message'] },
        {
          id: 'note',
          title: 'Leave a note',
          description: 'Everybody reads it',
          type: 'action',
          context: ['compose'],
          parameters: [{ name: 'words', title: 'Words', isRequired: true }],
        },
      ],
    },
  ],
}

const card = (text: string) => ({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }] })
const metrics = [
  { title: 'Win rate', subtitle: 'Sales', text: '24 % (18 of 75)' },
  { title: 'ARR', subtitle: 'Finance' },
]
const results = (found: readonly { readonly title: string }[]) => ({
  composeExtension: {
    type: 'result',
    attachmentLayout: 'list',
    attachments: found.map((one) => ({
      contentType: CARD,
      content: card(`${one.title} as a card`),
      preview: { contentType: HERO, content: one },
    })),
  },
})

const asked = (request: Received): Record<string, unknown> => Object(request.payload.value)

/** The bot's side of the extension: metrics by what is typed, a dialog about a message, and notes taken. */
function answer(request: Received) {
  const { name } = request.payload
  const value = asked(request)
  if (name === 'composeExtension/fetchTask')
    return {
      body: {
        task: { type: 'continue', value: { title: 'Ask', card: { contentType: CARD, content: card('What?') } } },
      },
    }
  if (name === 'composeExtension/submitAction')
    return { body: { composeExtension: { type: 'message', text: 'Noted.' } } }
  if (name !== 'composeExtension/query') return {}
  if (value.commandId === 'deal')
    return { body: { composeExtension: { type: 'message', text: 'Deals are being read.' } } }
  const [{ name: parameter, value: typed }] = JSON.parse(JSON.stringify(value.parameters))
  const text = parameter === 'initialRun' ? '' : String(typed).toLowerCase()
  return { body: results(metrics.filter((one) => one.title.toLowerCase().startsWith(text))) }
}

const told = (scene: PageScene, name: string) =>
  scene.bot.received.filter((one) => one.payload.name === name).map(asked)

const panel = (page: Page) => page.getByRole('dialog', { name: 'Search and actions of Drumbeat' })
const opener = (page: Page) => page.getByRole('button', { name: 'Search and actions of Drumbeat' })

describe('the message extension on the page', () => {
  const stageFor = browserStage()
  const open = async (scene: PageScene) => {
    const finance = scene.world.world.channels('teams').find((one) => one.name === 'General')
    return scene.as('omar', `&show=teams&teams=${encodeURIComponent(finance?.id ?? '')}`, { bypassCSP: true })
  }

  test('shows results at once or by what is typed, and sends the chosen one as one’s own message, by keyboard alone', async (context) => {
    await using scene = await pageScene(stageFor(context), answer, { teams: { rateLimits: 'off', manifest } })
    const { page, problems } = await open(scene)
    const { keyboard } = page
    await opener(page).focus()
    await keyboard.press('Enter')
    const field = panel(page).getByRole('combobox', { name: 'Metrics' })
    await expect.poll(() => field.evaluate((one) => one.matches(':focus'))).toBe(true)
    expect(await field.getAttribute('placeholder')).toBe('Name of a metric')
    await panel(page)
      .getByRole('option', { name: /Win rate.*Sales · 24 % \(18 of 75\)/s })
      .waitFor()
    expect(await panel(page).getByRole('option').count()).toBe(2)
    expect(await serious(page)).toEqual([])
    await keyboard.type('a')
    await expect.poll(() => panel(page).getByRole('option').allTextContents()).toEqual(['ARRFinance'])
    await keyboard.press('Enter')
    await panel(page).waitFor({ state: 'detached' })
    const message = page.locator('.message-own', { hasText: 'ARR as a card' })
    await message.waitFor()
    await expect.poll(() => opener(page).evaluate((one) => one.matches(':focus'))).toBe(true)
    expect(told(scene, 'composeExtension/query').at(-1)).toMatchObject({ commandId: 'metric' })
    expect(problems).toEqual([])
  })

  test('goes from one search to the next, and says what the bot says instead of results', async (context) => {
    await using scene = await pageScene(stageFor(context), answer, { teams: { rateLimits: 'off', manifest } })
    const { page } = await open(scene)
    await opener(page).click()
    await panel(page).getByRole('button', { name: 'Deals' }).click()
    await panel(page).getByText('Type to search.').waitFor()
    expect(told(scene, 'composeExtension/query').filter((one) => one.commandId === 'deal')).toEqual([])
    await panel(page).getByRole('combobox', { name: 'Deals' }).fill('delta')
    await panel(page).getByText('Deals are being read.').waitFor()
    expect(await page.locator('.toast').count()).toBe(0)
    await page.keyboard.press('Escape')
    await panel(page).waitFor({ state: 'detached' })
    await opener(page).click()
    await panel(page).getByRole('combobox', { name: 'Metrics' }).fill('zzz')
    await panel(page).getByText('Nothing found.').waitFor()
  })

  test('starts an action: its form comes from the manifest, a required field is asked for, the bot’s words are shown', async (context) => {
    await using scene = await pageScene(stageFor(context), answer, { teams: { rateLimits: 'off', manifest } })
    const { page } = await open(scene)
    await opener(page).click()
    await panel(page)
      .getByRole('button', { name: /^Leave a note/ })
      .click()
    const dialog = page.getByRole('dialog', { name: 'Leave a note' })
    await dialog.getByRole('button', { name: 'Submit' }).click()
    expect(told(scene, 'composeExtension/submitAction')).toEqual([])
    await dialog.getByRole('textbox').fill('Well done')
    await dialog.getByRole('button', { name: 'Submit' }).click()
    await page.locator('.toast', { hasText: 'Noted.' }).waitFor()
    expect(told(scene, 'composeExtension/submitAction')).toMatchObject([
      { commandId: 'note', commandContext: 'compose', data: { words: 'Well done' } },
    ])
  })

  test('offers its actions on a message, with the message for the bot', async (context) => {
    await using scene = await pageScene(stageFor(context), answer, { teams: { rateLimits: 'off', manifest } })
    const { page } = await open(scene)
    await page.getByRole('combobox').first().fill('EMEA is down')
    await page.keyboard.press('Enter')
    const message = page.locator('.message', { hasText: 'EMEA is down' })
    await message.hover()
    await message.getByRole('button', { name: /^More on the message/ }).click()
    await page.getByRole('menuitem', { name: /^Ask about this/ }).click()
    await page.getByRole('dialog', { name: 'Ask' }).getByText('What?').waitFor()
    expect(told(scene, 'composeExtension/fetchTask')).toMatchObject([
      { commandId: 'ask', messagePayload: { body: { content: expect.stringContaining('EMEA is down') } } },
    ])
  })

  test('a slash in a channel offers what the app lists there, and stays between the person and the bot', async (context) => {
    await using scene = await pageScene(stageFor(context), answer, { teams: { rateLimits: 'off', manifest } })
    const { page } = await open(scene)
    const composer = page.getByRole('combobox').first()
    await composer.fill('/k')
    await page.getByRole('option', { name: /^\/kpi/ }).waitFor()
    await composer.press('Enter')
    await composer.pressSequentially('arr')
    await composer.press('Enter')
    const own = page.locator('.message-private', { hasText: 'kpi arr' })
    await own.getByText('Only visible to you').waitFor()
    await expect
      .poll(() => scene.bot.received.findLast((one) => one.payload.type === 'message')?.payload)
      .toMatchObject({ text: 'kpi arr', recipient: { isTargeted: true } })
  })
})
