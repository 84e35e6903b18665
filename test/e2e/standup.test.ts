import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Hands } from '../playground.js'
import { type House, house } from './house.js'
import { sentOff, wordsOf } from './ledger.js'

let acme: House
let lena: Hands
let omar: Hands

beforeAll(async () => {
  acme = await house({ schedules: ['standups', 'rounds', 'mornings'] })
  lena = acme.as('lena', 'slack')
  omar = acme.as('omar', 'teams')
})
afterAll(() => acme.stop())

test('[Ask now] asks everybody who works, each where they are', async () => {
  await acme.as('nadia', 'slack').command({ channel: '#general', text: '/standup ask now revenue-standup' })
  await acme.as('nadia', 'slack').waitForPost({ channel: '#general', text: /Asking \d+ people now: Revenue standup/ })
  await acme.clock('2026-11-19T08:00:00Z')
  await sentOff(acme.database)
  // For Lena it is not nine yet: her day begins with it. In Tokyo it is the afternoon.
  expect(wordsOf(await lena.waitForPost({ text: 'Good morning, Lena.' }))).toContain('Revenue standup (4 questions)')
  const kenji = acme.as('kenji', 'slack')
  expect(wordsOf(await kenji.waitForPost({ text: '4 questions, one form' }))).toContain('Answer')
})

test('one form takes the answers of somebody on Slack and of somebody on Teams; a wrong one comes back filled', async () => {
  const asked = await lena.waitForPost({ text: 'Good morning, Lena.' })
  await lena.press({ channel: asked.channel, post: asked.id, button: 'Answer' })
  await lena.waitForDialog()
  await lena.submit({
    values: {
      'What went well?': 'Delta signed',
      'What is next?': 'Epsilon',
      'How full is your week?': '4',
      'What blocks you?': 'PO number for Delta',
      'Which department could clear it?': 'Finance',
    },
  })
  await omar.waitForPost({ text: 'Lena Vogt waits for your department: PO number for Delta' })
  await omar.message({ text: 'standup' })
  const buttons = await omar.waitForPost({ text: 'Revenue standup of 19 Nov 2026 (4 questions)' })
  await omar.press({ channel: buttons.channel, post: buttons.id, button: 'Answer' })
  await omar.waitForDialog()
  await omar.submit({
    values: { 'What went well?': 'Invoices are out', 'What is next?': 'The close', 'How full is your week?': '5' },
  })
  const [rows] = await acme.database.sql`select count(*)::int as count from standup_answers`
  expect(rows?.count).toBe(2)
})

test('the summary stands in the channel once at the close, with what both said', async () => {
  await acme.clock('2026-11-19T20:00:00Z')
  await sentOff(acme.database)
  const summary = await lena.waitForPost({ channel: '#revenue', text: 'Revenue standup, 19 Nov 2026' })
  for (const part of ['Delta signed', 'Invoices are out', 'PO number for Delta', '4.5 on average']) {
    expect(wordsOf(summary)).toContain(part)
  }
  expect(lena.sees({ channel: '#revenue', text: 'Revenue standup, 19 Nov 2026' })).toHaveLength(1)
})

test('the leader makes a handoff of the blocker with one press, and both departments see it', async () => {
  const told = await omar.waitForPost({ text: 'waits for your department: PO number for Delta' })
  await omar.press({ channel: told.channel, post: told.id, button: 'Make it a handoff' })
  await omar.waitForPost({ channel: 'Finance', text: '#1 PO number for Delta' })
  await lena.waitForPost({ channel: '#sales', text: '#1 PO number for Delta' })
})
