import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { PlatformName } from '../../playground/model.js'
import { secrecyOf } from '../../src/feedback/secrecy.js'
import { answeredRound, wordsOfAnswer } from '../../src/feedback/testing/answered.js'
import { vault } from '../../src/start/secrets.js'
import { environmentOf, type House, house } from '../e2e/house.js'
import { browserStage, type Opened, type Stage } from './browser.js'

const words = 'Our credit notes take three weeks, and nobody says why.'
const question = 'Which customers were told?'
const back = 'Delta and Beta, twice each.'

/** The page of somebody who looks at their own conversation with the bot. */
async function direct(stage: Stage, { town }: House, platform: PlatformName, person: string): Promise<Opened> {
  const channel = town.world.direct(platform, person)?.id ?? ''
  return stage.open(`${town.url}/?person=${person}&show=${platform}&${platform}=${encodeURIComponent(channel)}`)
}

/** The last message that says something. */
const said = (page: Page, text: string | RegExp): Locator => page.locator('.message', { hasText: text }).last()

async function type(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox').first().fill(text)
  await page.keyboard.press('Enter')
}

/** Presses a button of a message, and waits for the form that it opens. */
async function open(message: Locator, label: string): Promise<Locator> {
  await message.getByRole('button', { name: label, exact: true }).click()
  const dialog = message.page().getByRole('dialog')
  await dialog.getByRole('textbox').first().waitFor()
  return dialog
}

async function choose(dialog: Locator, platform: PlatformName, list: RegExp, option: string): Promise<void> {
  if (platform === 'teams') {
    await dialog.getByRole('combobox', { name: list }).selectOption({ label: option })
    return
  }
  await dialog.getByRole('combobox', { name: list }).click()
  await dialog.page().getByRole('option', { name: option, exact: true }).click()
}

async function send(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

const conversations = [
  { from: 'slack', writer: 'lena', to: 'teams', reader: 'omar', department: 'Finance' },
  { from: 'teams', writer: 'parisa', to: 'slack', reader: 'ioana', department: 'Marketing' },
] as const

describe('a conversation with somebody who gave no name', () => {
  const stageFor = browserStage()

  /** The tables of the database in which a word stands. */
  async function tablesWith({ database: { sql } }: House, word: string): Promise<readonly string[]> {
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
    const found = await Promise.all(
      tables.map(async ({ name }) => {
        const rows = await sql`select 1 from ${sql(name)} r where strpos(to_jsonb(r)::text, ${word}) > 0 limit 1`
        return rows.length > 0 ? [name] : []
      }),
    )
    return found.flat().toSorted()
  }

  for (const { from, writer, to, reader, department } of conversations) {
    test(`goes from ${from} to ${to} and back, and nothing that is stored names them`, async (context) => {
      const stage = stageFor(context)
      await using acme = await house({ page: stage.page, schedules: ['feedback_pool'] })
      await using writing = await direct(stage, acme, from, writer)
      await type(writing.page, from === 'slack' ? '/feedback anonymously' : 'feedback anonymously')
      const form = await open(said(writing.page, 'Without your name: only in the form'), 'Without my name')
      await form.getByText('Nothing that is stored says who wrote it').waitFor()
      await choose(form, from, /For which department/, department)
      await choose(form, from, /What kind/, 'A word about the work')
      await form.getByRole('textbox', { name: /What is it about/ }).fill('credit notes')
      await form.getByRole('textbox', { name: /What do you want to say/ }).fill(words)
      await send(form)
      await said(writing.page, 'Taken, and sealed').waitFor()
      expect(await tablesWith(acme, 'credit notes take three weeks')).toEqual([])

      await using reading = await direct(stage, acme, to, reader)
      await acme.clock('2026-11-20T05:15:00Z')
      const card = said(reading.page, words)
      await card.getByText('Without a name').waitFor()
      const asking = await open(card, 'Answer')
      await asking.getByRole('textbox').fill(question)
      await send(asking)

      await type(writing.page, from === 'slack' ? '/feedback mail' : 'feedback mail')
      const mail = said(writing.page, question)
      const answering = await open(mail, 'Answer back')
      await answering.getByText('Sent without your name').waitFor()
      await answering.getByRole('textbox').fill(back)
      await send(answering)
      await writing.page
        .locator('.message, .toast', { hasText: 'Sealed. It reaches them the next morning' })
        .last()
        .waitFor()

      await acme.clock('2026-11-21T05:15:00Z')
      await said(reading.page, back).waitFor()
      const named = acme.database.sql<{ words: string }[]>`
        select words from feedback_letters where author is null union all select words from feedback_items where giver is not null`
      expect((await named).map((one) => one.words)).toContain(back)
      expect((await named).map((one) => one.words)).not.toContain(words)
      expect([...writing.problems, ...reading.problems]).toEqual([])
    })
  }

  test('begins with what they answered to a prompt, from the page of its answers', async (context) => {
    const stage = stageFor(context)
    await using acme = await house({ page: stage.page, schedules: ['feedback_pool'] })
    const key = Buffer.from(environmentOf(acme.town, acme.database).DRUMBEAT_KEY ?? '', 'hex')
    await answeredRound(acme.database, secrecyOf(vault(key), key), 'anonymous')
    await using owning = await direct(stage, acme, 'slack', 'nadia')
    await type(owning.page, '/feedback results Tool audit')
    await said(owning.page, 'Tool audit').getByRole('button', { name: 'Read the answers' }).click()
    const answers = said(owning.page, wordsOfAnswer('omar'))
    await answers.waitFor()
    // In the order of their random ids, in which they stand on the page.
    const given = await acme.database.sql<
      { text: string }[]
    >`select answers->0->>'text' as text from prompt_answers order by id`
    const nth = given.findIndex(({ text }) => text === wordsOfAnswer('omar')) + 1
    const asking = await open(answers, `Answer ${nth}`)
    await asking.getByRole('textbox').fill('What would you use instead?')
    await send(asking)

    await using writing = await direct(stage, acme, 'teams', 'omar')
    await type(writing.page, 'feedback mail')
    const mail = said(writing.page, 'What would you use instead?')
    await mail.getByText(wordsOfAnswer('omar')).waitFor()
    const answering = await open(mail, 'Answer back')
    await answering.getByRole('textbox').fill('A list that we all keep.')
    await send(answering)
    await writing.page.locator('.message, .toast', { hasText: 'Sealed. It reaches them' }).last().waitFor()
    await acme.clock('2026-11-20T05:15:00Z')
    await said(owning.page, 'Somebody who gave no name answered on Tool audit: A list that we all keep.').waitFor()
    expect(await tablesWith(acme, 'A list that we all keep')).toEqual(['deliveries', 'feedback_letters'])
    expect([...writing.problems, ...owning.problems]).toEqual([])
  })
})
