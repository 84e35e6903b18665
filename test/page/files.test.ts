import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { PlatformName } from '../../playground/model.js'
import { browserStage } from './browser.js'
import { type PageScene, pageScene } from './scene.js'

const csv = 'name,amount\nDelta,60000\n'
const deals = { name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
const bots = [{ scopes: ['personal' as const, 'team' as const], supportsFiles: true }]

/** Lets go of files over an element of the page, as a mouse does. */
const drop = (page: Page, over: string, names: readonly string[]) =>
  page.evaluate(`(() => {
    const data = new DataTransfer()
    for (const name of ${JSON.stringify(names)}) data.items.add(new File([${JSON.stringify(csv)}], name, { type: 'text/csv' }))
    const target = document.querySelector(${JSON.stringify(over)})
    for (const type of ['dragover', 'drop'])
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }))
  })()`)

/** What the bot was told of files, as text. */
const heard = (scene: PageScene) =>
  JSON.stringify(
    scene.bot.received
      .map((one) => one.payload)
      .filter(({ type, event }) => type === 'message' || Object(event).subtype === 'file_share'),
  )

describe('files on the page', () => {
  const stageFor = browserStage()

  /** The page of somebody who looks at their own conversation with the bot. */
  const direct = async (scene: PageScene, platform: PlatformName, person = 'omar') => {
    const channel = scene.world.world.direct(platform, person)
    return scene.as(person, `&show=${platform}&${platform}=${encodeURIComponent(channel?.id ?? '')}`)
  }

  for (const platform of ['slack', 'teams'] as const) {
    test(`a file dropped anywhere on the direct conversation reaches the bot in ${platform}, and can be saved`, async (context) => {
      await using scene = await pageScene(stageFor(context), undefined, { teams: { manifest: { bots } } })
      const { page, problems } = await direct(scene, platform)
      await drop(page, `.pane-${platform} .messages`, ['deals.csv', 'more.csv'])
      for (const name of ['deals.csv', 'more.csv']) {
        await page.locator('.message .file', { hasText: name }).getByText('File, 24 B').waitFor()
        await expect.poll(() => heard(scene)).toContain(name)
      }
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: /deals.csv/ }).click(),
      ])
      expect(download.suggestedFilename()).toBe('deals.csv')
      expect(await page.locator('.problem').count()).toBe(0)
      expect(problems).toEqual([])
    })

    test(`a file is attached by keyboard alone in ${platform}`, async (context) => {
      await using scene = await pageScene(stageFor(context), undefined, { teams: { manifest: { bots } } })
      const { page } = await direct(scene, platform)
      // Asked for before the first key: a key travels another way into the page than the wish to take the chooser over, and can
      // overtake it; the look at the focus comes back only after that wish has arrived.
      const choosing = page.waitForEvent('filechooser')
      await page.getByRole('combobox').first().focus()
      await page.keyboard.press('Tab')
      expect(await page.getByRole('button', { name: 'Attach a file' }).evaluate((one) => one.matches(':focus'))).toBe(
        true,
      )
      await page.keyboard.press('Enter')
      await (await choosing).setFiles(deals)
      await page.locator('.message .file', { hasText: 'deals.csv' }).waitFor()
      await expect.poll(() => heard(scene)).toContain('deals.csv')
    })
  }

  test('says why Teams takes no file: the app does not support them, or it is a channel', async (context) => {
    await using scene = await pageScene(stageFor(context), undefined, {
      teams: { manifest: { bots: [{ scopes: ['personal'] }] } },
    })
    const { page } = await direct(scene, 'teams')
    await drop(page, '.pane-teams .messages', ['deals.csv'])
    await page.locator('.toast', { hasText: 'does not say supportsFiles' }).waitFor()
    await page.locator('[data-platform=teams] .channel-link', { hasText: 'General' }).click()
    await drop(page, '.pane-teams .composer', ['deals.csv'])
    await page.locator('.toast', { hasText: 'in its personal chat only' }).waitFor()
    expect(heard(scene)).not.toContain('deals.csv')
  })

  test('a bot that asks to store a file is allowed to by a button of the client', async (context) => {
    await using scene = await pageScene(stageFor(context), undefined, { teams: { manifest: { bots } } })
    const { page } = await direct(scene, 'teams')
    scene.world.world.addPost({
      platform: 'teams',
      channel: scene.world.world.direct('teams', 'omar')?.id ?? '',
      id: '1700000000001',
      thread: null,
      author: { kind: 'bot' },
      text: '',
      body: {
        type: 'message',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.teams.card.file.consent',
            name: 'win-rate.csv',
            content: { description: 'The 75 deals behind the win rate', sizeInBytes: 2048, acceptContext: { run: 7 } },
          },
        ],
      },
      onlyFor: null,
      at: scene.world.world.clock(),
      editedAt: null,
      files: [],
    })
    const card = page.locator('.message', { hasText: 'The 75 deals behind the win rate' })
    await card.getByText('File, 2.05 kB').waitFor()
    await card.getByRole('button', { name: 'Allow' }).click()
    await expect
      .poll(() => scene.bot.received.find((one) => one.payload.name === 'fileConsent/invoke')?.payload.value)
      .toMatchObject({ action: 'accept', context: { run: 7 }, uploadInfo: { name: 'win-rate.csv' } })
  })
})
