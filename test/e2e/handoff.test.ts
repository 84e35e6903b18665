import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Hands } from '../playground.js'
import { type House, house } from './house.js'
import { sentOff, wordsOf } from './ledger.js'

let acme: House
let lena: Hands
let omar: Hands
const inFinance = { channel: 'Finance', text: '#1 Delta: set up invoicing' }

beforeAll(async () => {
  acme = await house({ schedules: ['handoffs'] })
  lena = acme.as('lena', 'slack')
  omar = acme.as('omar', 'teams')
})
afterAll(() => acme.stop())

test('what is handed over in Slack stands in both departments, on either platform', async () => {
  const reply = await lena.command({ channel: '#sales', text: '/handoff to finance: Delta: set up invoicing' })
  expect(reply).toMatchObject({ status: 'ok' })
  const card = await omar.waitForPost(inFinance)
  expect(wordsOf(card)).toContain('Lena Vogt (Sales)')
  expect(wordsOf(card)).toContain('Waiting for Finance to accept it.')
  expect(wordsOf(await lena.waitForPost({ channel: '#sales', text: 'Waiting for Finance to accept it.' }))).toContain(
    '#1 Delta',
  )
})

test("[Something's missing] on Teams stops the clock and asks the sender on Slack; [Add it] starts it again", async () => {
  const card = await omar.waitForPost(inFinance)
  await omar.press({ channel: 'Finance', post: card.id, button: "Something's missing" })
  await omar.waitForDialog()
  await omar.submit({ values: { 'What is missing': 'tax ID' } })
  const asked = await lena.waitForPost({ text: 'Their clock is stopped until you add it' })
  expect(wordsOf(asked)).toContain('Omar Haddad needs for #1 Delta: set up invoicing: tax ID.')
  await omar.waitForPost({ ...inFinance, text: 'The clock is stopped until Sales adds it' })

  await lena.press({ channel: asked.channel, post: asked.id, button: 'Add it' })
  await lena.waitForDialog()
  await lena.submit({ values: { 'What was missing': 'DE 123 456 789' } })
  expect(wordsOf(await omar.waitForPost({ channel: 'Finance', text: 'Waiting for Finance' }))).toContain(
    'DE 123 456 789',
  )
})

test('[Accept] tells the sender that nothing is left for them, and both cards say who has it', async () => {
  const card = await omar.waitForPost({ channel: 'Finance', text: 'Waiting for Finance' })
  await omar.press({ channel: 'Finance', post: card.id, button: 'Accept' })
  const told = await lena.waitForPost({ text: 'Nothing left for you' })
  expect(wordsOf(told)).toBe('Omar Haddad has it: #1 Delta: set up invoicing. Nothing left for you.')
  await lena.waitForPost({ channel: '#sales', text: 'Omar Haddad has accepted it.' })
  await omar.waitForPost({ channel: 'Finance', text: 'Omar Haddad has accepted it.' })
})

test('the clock speaks in both threads when time is nearly over, and when it is', async () => {
  await acme.clock('2026-11-30T16:00:00Z')
  await sentOff(acme.database)
  const overdue = await lena.waitForPost({ channel: '#sales', text: 'is overdue' })
  expect(overdue.thread).not.toBeNull()
  expect((await omar.waitForPost({ channel: 'Finance', text: 'is overdue' })).thread).not.toBeNull()
  expect(await acme.database.sql`select 1 from slots where state in ('failed', 'composed')`).toHaveLength(0)
})

test('[Done] asks the sender whether it is what they needed, and [Confirm] closes it everywhere', async () => {
  const card = await omar.waitForPost({ channel: 'Finance', text: 'Omar Haddad has accepted it.' })
  await omar.press({ channel: 'Finance', post: card.id, button: 'Done' })
  await omar.waitForDialog()
  await omar.submit({ values: { 'What came of it': 'Invoice 17' } })
  const asked = await lena.waitForPost({ text: 'Is it what you needed?' })
  await lena.press({ channel: asked.channel, post: asked.id, button: 'Confirm' })
  await omar.waitForPost({ channel: 'Finance', text: 'Lena Vogt has confirmed it. It is closed.' })
  await lena.waitForPost({ channel: '#sales', text: 'Lena Vogt has confirmed it. It is closed.' })
})

test('somebody else is told kindly whose it is, and a wrong word what can be typed', async () => {
  await lena.command({ channel: '#sales', text: '/handoff to finance: Epsilon: credit check' })
  const card = await lena.waitForPost({ channel: '#sales', text: 'Waiting for Finance' })
  await lena.press({ channel: '#sales', post: card.id, button: 'Accept' })
  await lena.waitForPost({ channel: '#sales', text: 'This was handed to Finance' })
  await lena.command({ channel: '#sales', text: '/handoff to legal: contract' })
  await lena.waitForPost({ channel: '#sales', text: "I don't know the department" })
  await lena.command({ channel: '#sales', text: '/handoff queue finance' })
  await lena.waitForPost({ channel: '#sales', text: 'Handed to Finance' })
})
