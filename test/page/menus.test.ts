import { describe, expect, test } from 'vitest'
import type { TestPlayground } from '../playground.js'
import type { Received } from '../recording-bot.js'
import { wideManifest } from '../slack-manifest.js'
import { call, plain } from '../slack-scene.js'
import { browserStage } from './browser.js'
import { type PageScene, pageScene } from './scene.js'

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/p2JmoQAAAABJRU5ErkJggg==',
  'base64',
)
const deals = { name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from('name,amount\n') }
const form = {
  type: 'modal',
  title: plain('Import'),
  submit: plain('Read'),
  blocks: [
    {
      type: 'input',
      block_id: 'files',
      label: plain('Deals'),
      element: { type: 'file_input', action_id: 'value', filetypes: ['csv'], max_files: 2 },
    },
  ],
}

const formBot = async (request: Received, world: TestPlayground) => {
  const { command, trigger_id } = request.payload
  if (command !== undefined) await call(world, 'views.open', { trigger_id, view: form })
  return {}
}

/** What the bot was told last of the given kind. */
const told = (scene: PageScene, type: string) =>
  scene.bot.received.findLast((one) => one.payload.type === type)?.payload
const actions = (scene: PageScene) => JSON.stringify(told(scene, 'block_actions')?.actions ?? '')

/** The bot uploads a picture, and shows it by the file's id. */
async function postPicture(scene: PageScene): Promise<void> {
  const asked = await call(scene.world, 'files.getUploadURLExternal', { filename: 'chart.png', length: pixel.length })
  await fetch(String(asked.upload_url), { method: 'POST', body: pixel })
  const id = String(asked.file_id)
  await call(scene.world, 'files.completeUploadExternal', { files: [{ id }] })
  const image = { type: 'image', slack_file: { id }, alt_text: 'The funnel' }
  await scene.post('revenue', { text: 'Funnel', blocks: [image] })
}

describe('menus, files and pickers on the page', () => {
  const stageFor = browserStage()

  test('files go into a form, of the kind it takes; one can be taken out again', async (context) => {
    await using scene = await pageScene(stageFor(context), formBot)
    const { page, problems } = await scene.as('maya', '&show=slack')
    await page.getByRole('combobox').first().fill('/digest ')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Import' })
    await dialog.getByRole('button', { name: 'Read' }).click()
    await dialog.getByText('Please complete this required field.').waitFor()
    expect(told(scene, 'view_submission')).toBeUndefined()
    const input = dialog.locator('input[type=file]')
    await input.setInputFiles({ ...deals, name: 'deals.pdf' })
    await page.locator('.toast', { hasText: 'deals.pdf cannot be added here: this field takes csv.' }).waitFor()
    await input.setInputFiles([deals, { ...deals, name: 'more.csv' }])
    await dialog.getByText('more.csv').waitFor()
    expect(await dialog.getByRole('button', { name: 'Deals: Add a file' }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Remove deals.csv' }).click()
    await dialog.getByRole('button', { name: 'Read' }).click()
    await dialog.waitFor({ state: 'detached' })
    const sent = JSON.stringify(told(scene, 'view_submission'))
    expect([sent.includes('more.csv'), sent.includes('deals.csv')]).toEqual([true, false])
    expect(problems).toEqual([])
  })

  test('a picture that the bot has uploaded is drawn, and a file of a message can be saved', async (context) => {
    await using scene = await pageScene(stageFor(context))
    await postPicture(scene)
    await scene.world
      .as('maya', 'slack')
      .file({ channel: '#revenue', name: deals.name, bytes: deals.buffer.toString('base64') })
    const { page } = await scene.as('maya', '&show=slack')
    const width = () => page.evaluate(`document.querySelector('img[alt="The funnel"]')?.naturalWidth`)
    await expect.poll(width).toBe(1)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /deals.csv/ }).click(),
    ])
    expect(download.suggestedFilename()).toBe('deals.csv')
  })

  test('of two feedback buttons the one that is pressed is sent, and stays marked', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const side = (text: string, value: string) => ({ text: plain(text), value })
    const feedback = {
      type: 'feedback_buttons',
      action_id: 'useful',
      positive_button: side('Useful', 'yes'),
      negative_button: side('Not useful', 'no'),
    }
    await scene.post('revenue', { text: 'x', blocks: [{ type: 'context_actions', elements: [feedback] }] })
    const { page } = await scene.as('maya', '&show=slack')
    await page.getByRole('button', { name: 'Not useful' }).click()
    await page.getByRole('button', { name: 'Not useful', pressed: true }).waitFor()
    expect(actions(scene)).toContain('"value":"no"')
    expect(await page.getByRole('button', { name: 'Useful', exact: true, pressed: true }).count()).toBe(0)
  })

  test('the app’s own commands stand in the menu of a message, and in the one that the slash opens', async (context) => {
    await using scene = await pageScene(stageFor(context))
    await scene.post('revenue', { text: 'Win rate 24 %' })
    const { page } = await scene.as('maya', '&show=slack')
    const message = page.locator('.message', { hasText: 'Win rate 24 %' })
    await message.hover()
    await message.getByRole('button', { name: 'More on the message by Drumbeat' }).click()
    const asked = wideManifest.features?.shortcuts?.map((one) => one.callback_id)
    expect(asked).toEqual(['ask', 'ask_about'])
    await page.getByRole('menuitem', { name: /^Ask about this/ }).click()
    await expect
      .poll(() => told(scene, 'message_action'))
      .toMatchObject({
        callback_id: 'ask_about',
        message: { text: 'Win rate 24 %' },
      })
    await message.getByRole('button', { name: 'More on the message by Drumbeat' }).click()
    await page.getByRole('menuitem', { name: 'Show its JSON' }).click()
    await page.getByRole('dialog').getByText('"Win rate 24 %"').first().waitFor()
    await page.keyboard.press('Escape')
    const composer = page.getByRole('combobox', { name: 'Message #revenue' })
    await composer.fill('/as')
    await page.getByRole('option', { name: /^Ask/ }).waitFor()
    await composer.press('Enter')
    await expect.poll(() => told(scene, 'shortcut')).toMatchObject({ callback_id: 'ask' })
    expect(await composer.inputValue()).toBe('')
  })

  test('a date that is typed goes to the bot once it is whole, one that is picked at once', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const picker = { type: 'datepicker', action_id: 'on', placeholder: plain('Due on') }
    const time = { type: 'timepicker', action_id: 'at', placeholder: plain('At') }
    const moment = { type: 'datetimepicker', action_id: 'when' }
    await scene.post('revenue', { text: 'x', blocks: [{ type: 'actions', elements: [picker, time, moment] }] })
    const { page } = await scene.as('maya', '&show=slack')
    const sent = () => scene.bot.received.filter((one) => one.payload.type === 'block_actions').length
    const date = page.locator('.message input[type=date]')
    await date.focus()
    await page.keyboard.type('11302026')
    expect([await date.inputValue(), sent()]).toEqual(['2026-11-30', 0])
    await page.getByRole('combobox', { name: 'Message #revenue' }).click()
    await expect.poll(() => actions(scene)).toContain('"selected_date":"2026-11-30"')
    await page.locator('.message input[type=time]').fill('09:30')
    await expect.poll(() => actions(scene)).toContain('"selected_time":"09:30"')
    await page.locator('.message input[type=datetime-local]').fill('2026-11-30T09:30')
    // Maya is in New York: half past nine is half past two in the afternoon by the world's clock.
    const seconds = Date.parse('2026-11-30T14:30:00Z') / 1000
    await expect.poll(() => actions(scene)).toContain(`"selected_date_time":${seconds}`)
    expect(sent()).toBe(3)
  })
})
