import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { PlatformName } from '../../playground/model.js'
import { applyFolder } from '../../src/start/apply.js'
import { testDatabase } from '../database.js'
import { samples, thursday } from '../e2e/acme.js'
import { type House, house } from '../e2e/house.js'
import { browserStage, type Stage } from './browser.js'

const stages = ['Done', 'Gone', 'Gone', 'Negotiation'] as const

/**
 * The export of a CRM: 48 deals that closed from August to November, twelve of them won; a product spelt in two ways, an amount that is
 * none, stages in nobody's words but the company's own, and two days that may be the one on which a deal closed.
 */
const csv = [
  'Deal ID,Account,Owner,Product,Stage,Value,Created,Closed,Close Date',
  ...Array.from({ length: 48 }, (_, at) => {
    const product = at === 5 ? 'AcmeFlow' : 'Acme Flow'
    const value = at === 7 ? 'n/a' : String(1000 + at * 50)
    const closed = `2026-${String(8 + (at % 4)).padStart(2, '0')}-${10 + (at % 8)}`
    const owner = at % 2 ? 'Lena Vogt' : 'Tom Reyes'
    return [
      `D-${at}`,
      `Account ${at % 9}`,
      owner,
      product,
      stages[(at >> 2) % 4],
      value,
      '2026-07-05',
      '2026-12-24',
      closed,
    ]
  }).map((cells) => cells.join(',')),
].join('\n')

/** A company into which nothing has been read. */
async function emptyHouse(stage: Stage): Promise<House> {
  const database = await testDatabase()
  await applyFolder(database.db, samples, thursday)
  return house({ database, page: stage.page, schedules: ['digests'] })
}

/** The page of somebody who looks at their own conversation with the bot. */
async function direct(stage: Stage, { town }: House, platform: PlatformName, person: string) {
  const channel = town.world.direct(platform, person)?.id ?? ''
  return stage.open(`${town.url}/?person=${person}&show=${platform}&${platform}=${encodeURIComponent(channel)}`)
}

/** The last message that says something. */
const said = (page: Page, words: string | RegExp): Locator => page.locator('.message', { hasText: words }).last()

/** Chooses an option of a list, in the manner of the platform whose dialog it stands in. */
async function choose(dialog: Locator, platform: PlatformName, list: string | RegExp, option: string): Promise<void> {
  if (platform === 'teams') {
    await dialog.getByRole('combobox', { name: list }).selectOption({ label: option })
    return
  }
  await dialog.getByRole('combobox', { name: list }).click()
  await dialog.page().getByRole('option', { name: option, exact: true }).click()
}

/** Chooses what a list finds by some letters. */
async function find(dialog: Locator, list: string, letters: string, option: RegExp): Promise<void> {
  const field = dialog.getByRole('combobox', { name: list })
  await field.fill(letters)
  await dialog.page().getByRole('option', { name: option }).click()
  await field.press('Escape')
}

/** Adaptive Cards give a list that one types into no name: it is the field below its words. */
const fieldUnder = (dialog: Locator, words: string): Locator =>
  dialog.getByText(words, { exact: true }).locator('xpath=following::input[1]')

/** Says which words of a file mean something. */
async function mean(dialog: Locator, platform: PlatformName, place: 'first' | 'last', meaning: string, word: string) {
  if (platform === 'teams') {
    await dialog.getByRole('checkbox', { name: word })[place]().check()
    return
  }
  const list = dialog.getByRole('combobox', { name: meaning })
  await list.click()
  await dialog.page().getByRole('option', { name: word, exact: true }).click()
  await list.press('Escape')
}

describe('the first hour on the page', () => {
  const stageFor = browserStage()

  for (const platform of ['slack', 'teams'] as const) {
    const [letters, place] = platform === 'slack' ? (['rev', /revenue/] as const) : (['fin', /finance/] as const)

    test(`a file dropped into ${platform} becomes numbers that agree with the CRM, and a digest that is posted on Monday`, async (context) => {
      const stage = stageFor(context)
      await using acme = await emptyHouse(stage)
      await using opened = await direct(stage, acme, platform, 'nadia')
      const { page, problems } = opened
      page.setDefaultTimeout(60_000)

      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
      await said(page, 'deals.csv: 48 deals')
        .getByRole('button', { name: /^Answer \d questions$/ })
        .click()
      const asked = page.getByRole('dialog', { name: 'What only you know' })
      await choose(asked, platform, 'Closed on', 'Close Date')
      await mean(asked, platform, 'first', '“Won”', 'Done')
      await mean(asked, platform, 'last', '“Lost”', 'Gone')
      await asked.getByRole('button', { name: 'Import' }).click()

      const report = said(page, '48 deals read, 1 refused')
      await report.getByText('Product: AcmeFlow (1 row) looks like Acme Flow.').waitFor()
      await report.getByText('Your data can answer these numbers now').waitFor()
      await report.getByRole('button', { name: 'Show refused rows' }).click()
      await said(page, '“n/a”').waitFor()
      await report.getByRole('button', { name: 'Same' }).click()
      await said(page, '1 changed').getByRole('button', { name: 'Check a total' }).click()

      const check = page.getByRole('dialog', { name: 'Check a total' })
      await type(check, platform, 'Which number', 'Deals won')
      await type(check, platform, 'When', 'Q3 2026')
      await check.getByRole('textbox', { name: 'The figure in your own system' }).fill('7')
      await check.getByRole('button', { name: 'Compare' }).click()
      const compared = said(page, 'You say 7 for Deals won, Q3 2026. I count 6: 1 less.')
      await compared.getByRole('button', { name: 'Show rows' }).waitFor()

      await said(page, '1 changed').getByRole('button', { name: 'Make this a digest' }).click()
      const form = page.getByRole('dialog', { name: 'A new digest' })
      await form.getByRole('textbox', { name: 'Title' }).fill('Our Monday numbers')
      await choose(form, platform, 'Over', 'this quarter')
      await find(form, 'Goes to', letters, place)
      await form.getByRole('button', { name: 'Save' }).click()
      await form.waitFor({ state: 'detached' })

      const draft = said(page, 'Nothing is posted until it is approved')
      await draft.getByRole('button', { name: 'Preview' }).click()
      await said(page, 'Deals won, this quarter: 6 so far').waitFor()
      await draft.getByRole('button', { name: 'Approve' }).click()
      await said(page, 'Our Monday numbers is approved').waitFor()

      await acme.clock('2026-11-23T08:00:00Z')
      const posted = () => acme.town.world.posts().map((post) => post.text)
      await expect
        .poll(() => posted().some((text) => text.includes('Our Monday numbers') && text.includes('6 so far')), {
          timeout: 60_000,
        })
        .toBe(true)
      expect(problems).toEqual([])
    }, 240_000)
  }
})

/** Chooses an option of a long list by its words. */
async function type(dialog: Locator, platform: PlatformName, list: string, option: string): Promise<void> {
  if (platform === 'teams') await fieldUnder(dialog, list).fill(option)
  else await choose(dialog, platform, list, option)
}
