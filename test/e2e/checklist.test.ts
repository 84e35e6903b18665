import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Post } from '../../playground/model.js'
import type { Hands } from '../playground.js'
import { type House, house } from './house.js'
import { sentOff, slotsOf, wordsOf } from './ledger.js'

/** The sample's checklist began on Monday; its first two stages were due before this Thursday. */
let acme: House
let lena: Hands
beforeAll(async () => {
  acme = await house({ schedules: ['checklists'] })
  lena = acme.as('lena', 'slack')
})
afterAll(() => acme.stop())

const words = (post: Post | undefined): string => (post ? wordsOf(post).replaceAll(/\s+/g, ' ') : 'nothing')
const idOf = async (key: string): Promise<string> => {
  const [row] = await acme.database.sql`select id from checklist_items where key = ${key}`
  return `#${row?.id}`
}

/** The card of the checklist, as it stands in the channel once everything has gone out. */
async function board(): Promise<Post> {
  await sentOff(acme.database)
  return lena.waitForPost({ channel: '#revenue', text: 'Stage' })
}

test('the channel has the live card and the reminder of the day, each once, however often the clock strikes', async () => {
  await acme.clock('2026-11-19T08:00:00Z')
  await acme.clock('2026-11-19T08:00:30Z')
  await sentOff(acme.database)
  expect(words(await board())).toContain('Stage 1 of 4: Clean the pipeline')
  const overdue = lena.sees({ channel: '#revenue', text: 'is overdue' })
  expect(overdue.map(words)).toEqual([expect.stringContaining('Clean the pipeline is overdue')])
  const states = (await slotsOf(acme.database, 'checklist:1')).map(({ state }) => state)
  expect(states).toEqual(expect.not.arrayContaining(['failed', 'claimed', 'composed']))
})

test('[Done] on one’s list closes the item for all to see, and a second press says kindly that it is done', async () => {
  await lena.command({ channel: '#revenue', text: '/checklist status quarter-close' })
  const list = await lena.waitForPost({ channel: '#revenue', text: 'Commit the forecast' })
  expect(list.onlyFor).toBeNull()
  const { posts = [] } = await lena.command({ channel: '#revenue', text: '/checklist status quarter-close' })
  const [mine] = posts
  expect(mine?.onlyFor).toBe('lena')
  await lena.press({ channel: '#revenue', post: mine?.id ?? '', button: 'Done' })
  await expect.poll(async () => words(await board())).toContain('1 of 6 items done')
  expect(words(await board())).not.toContain('Bring every open deal up to date')

  const { posts: again = [] } = await acme
    .as('maya', 'slack')
    .command({ channel: '#revenue', text: `/checklist done ${await idOf('open-deals')}` })
  expect(words(again[0])).toBe('Lena Vogt had done Bring every open deal up to date already. Nothing left for you.')
})

test('somebody of another department is told whose item it is, in Teams as in Slack', async () => {
  const omar = acme.as('omar', 'teams')
  await omar.message({ channel: 'direct', text: `checklist done ${await idOf('commit')} 4.2 million` })
  const told = await omar.waitForPost({ channel: 'direct', text: 'belongs to' })
  expect(words(told)).toContain(
    'Commit the forecast of the new quarter belongs to Maya Okafor, Sales and Nadia Petrova.',
  )
})

test('an approval is asked of leaders on both platforms; signed in Teams and in Slack, it opens the next stage everywhere', async () => {
  const maya = acme.as('maya', 'slack')
  const omar = acme.as('omar', 'teams')
  await maya.command({ channel: '#revenue', text: `/checklist done ${await idOf('commit')} 4.2 million` })
  await expect.poll(async () => words(await board())).toContain('Stage 2 of 4: Reconcile bookings and billing')
  await omar.message({
    channel: 'direct',
    text: `checklist done ${await idOf('compare')} https://drive.example/compared`,
  })
  const asked = await maya.waitForPost({ channel: 'direct', text: 'needs approval' })
  expect(words(asked)).toContain('0 of 2 signed')
  await maya.press({ channel: 'direct', post: asked.id, button: 'Sign' })
  await omar.message({ channel: 'direct', text: 'checklist sign' })
  await expect.poll(async () => words(await board())).toContain('Stage 3 of 4: Review churn and renewals')
  const approved = await maya.waitForPost({ channel: 'direct', text: 'is approved' })
  expect(approved.id).toBe(asked.id)
  expect(words(approved)).toContain('2 of 2 signed')
  expect(words(approved)).not.toContain('Decline')
})

test('everything in it stands in the thread under its card, and follows what is done, in Slack and in Teams', async () => {
  const card = await board()
  const inThread = () => lena.sees({ channel: '#revenue', thread: card.id }).map(words)
  await expect
    .poll(inThread)
    .toEqual([expect.stringMatching(/1\. Clean the pipeline , done ✓ #\d+ Bring every open deal up to date/)])
  const [details] = inThread()
  expect(details).toContain('3. Review churn and renewals , due')
  expect(details).toContain('Sales: signed by Maya Okafor')

  const omar = acme.as('omar', 'teams')
  await omar.message({ channel: 'direct', text: 'checklist start one-source-of-truth' })
  await omar.press({ channel: 'direct', button: 'Start a checklist' })
  await omar.waitForDialog()
  await omar.submit({ values: { Channel: 'finance' } })
  const there = await omar.waitForPost({ channel: 'Finance', text: 'Stage 1 of' })
  expect(there.thread).toBeNull()
  const below = await omar.waitForPost({ channel: 'Finance', thread: there.id, text: 'opens later' })
  expect(words(below)).toContain('due')
})

test('an export comes as a file into the direct conversation of who asked', async () => {
  const maya = acme.as('maya', 'slack')
  await maya.command({ channel: '#revenue', text: '/checklist export quarter-close' })
  const brought = await maya.waitForPost({ channel: 'direct', text: 'as CSV' })
  expect(brought.files.map(({ name }) => name)).toEqual([expect.stringMatching(/^quarter-close.*\.csv$/)])
})

test('a file dropped with the number of an item beside it is its evidence, in Slack and in Teams', async () => {
  const bytes = Buffer.from('%PDF-1.7').toString('base64')
  for (const [platform, key] of [
    ['slack', 'reasons'],
    ['teams', 'renewals'],
  ] as const) {
    const kenji = acme.as('kenji', platform)
    await kenji.file({ name: `${key}.pdf`, bytes, text: `done ${await idOf(key)}` })
    await kenji.waitForPost({ channel: 'direct', text: 'is done. Thank you.' })
    const [row] = await acme.database.sql`select proof from checklist_items where key = ${key}`
    expect(row?.proof).toContain(key === 'renewals' ? 'renewals.pdf' : '/files/')
  }
})
