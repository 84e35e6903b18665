import { MessageFactory } from 'botbuilder'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../playground/config.js'
import { startPlayground } from '../../playground/server.js'
import { plain } from '../slack-scene.js'
import { type Logic, startTestBot } from '../teams/bot.js'
import { answer, attachment } from '../teams/help.js'
import { acme } from '../teams/stand.js'
import { browserStage, type Stage } from './browser.js'
import { pageScene } from './scene.js'

const points = (...values: readonly number[]) => values.map((y, index) => ({ x: `Q${index + 1}`, y }))
const digest = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', text: 'Win rate **24 %** \\*so far\\* <b>x</b>', wrap: true },
    { type: 'FactSet', facts: [{ title: 'ARR', value: '**€6.42M**' }] },
    { type: 'Chart.Line', title: 'By quarter', data: [{ legend: 'EMEA', values: points(22, 25, 31) }] },
    {
      type: 'Chart.Donut',
      title: 'Lost to',
      data: [
        { legend: 'price', value: 11 },
        { legend: 'other', value: 4 },
      ],
    },
    { type: 'Chart.VerticalBar', title: 'Deals', data: points(3, 4) },
    { type: 'Chart.HorizontalBar', title: 'By owner', data: points(9, 2) },
    {
      type: 'Table',
      columns: [{ width: 1 }],
      rows: [{ type: 'TableRow', cells: [{ type: 'TableCell', items: [{ type: 'TextBlock', text: 'A cell' }] }] }],
    },
  ],
  actions: [
    { type: 'Action.Execute', title: 'Why?', verb: 'why', data: { n: 1 } },
    { type: 'Action.Submit', title: 'Hand over', data: { msteams: { type: 'task/fetch' } } },
  ],
}
const form = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'Input.Text', id: 'po', label: 'PO number', isRequired: true, errorMessage: 'Finance needs it.' }],
  actions: [{ type: 'Action.Submit', title: 'Send', data: { a: 'b' } }],
}

/** Teams with botbuilder's own adapter in it. */
async function teamsScene(stage: Stage, run: Logic) {
  const playground = await startPlayground(parseConfig(acme), { page: stage.page })
  const bot = await startTestBot(playground, { run })
  return {
    playground,
    open: (person: string) => stage.open(`${playground.url}/?person=${person}&show=teams`),
    async [Symbol.asyncDispose]() {
      await bot.stop()
      await playground.stop()
    },
  }
}

describe('cards and charts on the page', () => {
  const stageFor = browserStage()

  test('a card is drawn with its charts; its button reaches the bot, and the answer takes its place', async (context) => {
    await using scene = await teamsScene(stageFor(context), async (turn) => {
      const { type, name, value } = turn.activity
      if (type === 'message') await turn.sendActivity(MessageFactory.attachment(attachment(digest)))
      if (name === 'adaptiveCard/action')
        await answer(turn, {
          statusCode: 200,
          type: 'application/vnd.microsoft.card.adaptive',
          value: {
            ...digest,
            body: [{ type: 'TextBlock', text: `Settled by ${Object(value).action.verb}` }],
            actions: [],
          },
        })
    })
    await using opened = await scene.open('nadia')
    const { page, problems } = opened
    const composer = page.getByRole('combobox', { name: 'Message General' })
    await composer.fill('@Drumbeat digest')
    await composer.press('Enter')
    const card = page.locator('.ac-adaptiveCard')
    await card.getByText('*so far* <b>x</b>').waitFor()
    expect(await card.locator('strong').allTextContents()).toEqual(['24 %', '€6.42M'])
    for (const name of ['Line chart: By quarter', 'Donut chart: Lost to', 'Bar chart: Deals', 'Bar chart: By owner'])
      await card.getByRole('figure', { name }).waitFor()
    await card
      .getByRole('figure', { name: 'Donut chart: Lost to' })
      .getByRole('button', { name: 'Show the numbers' })
      .click()
    await card.getByRole('rowheader', { name: 'price' }).waitFor()
    await card.getByText('A cell').waitFor()
    await card.getByRole('button', { name: 'Why?' }).click()
    await page.getByText('Settled by why').waitFor()
    expect(problems).toEqual([])
  })

  test('a dialog opens from a card, keeps a missing field from being sent, and sends what is filled in', async (context) => {
    const submitted: unknown[] = []
    await using scene = await teamsScene(stageFor(context), async (turn) => {
      const { type, name, value } = turn.activity
      if (type === 'message') await turn.sendActivity(MessageFactory.attachment(attachment(digest)))
      if (name === 'task/fetch')
        await answer(turn, { task: { type: 'continue', value: { title: 'Delta', card: attachment(form) } } })
      if (name === 'task/submit') {
        submitted.push(Object(value).data)
        await answer(turn, { task: { type: 'message', value: 'Omar has it.' } })
      }
    })
    await using opened = await scene.open('nadia')
    const { page } = opened
    await page.getByRole('combobox').first().fill('@Drumbeat hand over')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Hand over' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delta' })
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.getByText('Finance needs it.').waitFor()
    expect(submitted).toEqual([])
    await dialog.getByRole('textbox').fill('PO-7')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await page.locator('.toast', { hasText: 'Omar has it.' }).waitFor()
    expect(submitted).toEqual([{ a: 'b', po: 'PO-7' }])
    await dialog.waitFor({ state: 'detached' })
  })

  test('charts and tables of Slack are drawn, and their numbers can be read', async (context) => {
    await using scene = await pageScene(stageFor(context))
    const chart = (type: string) => ({
      type: 'data_visualization',
      title: `A ${type}`,
      chart:
        type === 'pie'
          ? {
              type,
              segments: [
                { label: 'price', value: 11 },
                { label: 'other', value: 4 },
              ],
            }
          : {
              type,
              series: [
                {
                  name: 'Won',
                  data: [
                    { label: 'Q1', value: 12 },
                    { label: 'Q2', value: 15 },
                  ],
                },
              ],
              axis_config: { categories: ['Q1', 'Q2'] },
            },
    })
    const cell = (text: string) => ({ type: 'raw_text', text })
    const number = (value: number) => ({ type: 'raw_number', value, text: String(value) })
    const rows = ['EMEA', 'APAC', 'Nordics', 'Iberia', 'Benelux', 'Americas'].map((name, index) => [
      cell(name),
      number(index),
    ])
    const table = { type: 'data_table', caption: 'By region', rows: [[cell('Region'), cell('Won')], ...rows] }
    for (const type of ['line', 'bar', 'area', 'pie'])
      await scene.post('revenue', { text: type, blocks: [chart(type)] })
    await scene.post('revenue', { text: 'Table', blocks: [{ type: 'header', text: plain('Regions') }, table] })
    const { page, problems } = await scene.as('maya', '&show=slack')
    await page.locator('.channel-link', { hasText: 'revenue' }).click()
    for (const name of ['Line chart: A line', 'Bar chart: A bar', 'Area chart: A area', 'Pie chart: A pie'])
      await page.getByRole('figure', { name }).locator('svg').waitFor()
    const spoken = page.getByRole('img', { name: 'Line chart: A line. Won: Q1 12, Q2 15.' })
    await spoken.waitFor()
    const grid = page.getByRole('table', { name: 'By region' })
    expect(await grid.getByRole('rowheader').allTextContents()).toEqual([
      'EMEA',
      'APAC',
      'Nordics',
      'Iberia',
      'Benelux',
    ])
    await grid.getByRole('button', { name: 'Won' }).click()
    await grid.getByRole('button', { name: 'Won' }).click()
    expect((await grid.getByRole('rowheader').allTextContents())[0]).toBe('Americas')
    await page.getByRole('button', { name: 'Next page' }).click()
    expect(await grid.getByRole('rowheader').allTextContents()).toEqual(['EMEA'])
    expect(problems).toEqual([])
  })
})
