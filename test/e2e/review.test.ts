import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Hands } from '../playground.js'
import { type House, house } from './house.js'
import { sentOff, wordsOf } from './ledger.js'

let acme: House
let nadia: Hands
let omar: Hands
let maya: Hands
beforeAll(async () => {
  acme = await house({ schedules: ['reviews', 'one_to_ones', 'mornings'] })
  nadia = acme.as('nadia', 'slack')
  maya = acme.as('maya', 'slack')
  omar = acme.as('omar', 'teams')
})
afterAll(() => acme.stop())

/** The value of the person whom a field that searches offers for these letters. */
async function person(hands: Hands, field: string, text: string): Promise<string> {
  const { options = [] } = await hands.search({ dialog: 'top', field, text })
  const [only, ...others] = options
  if (!only || others.length > 0) throw new Error(`${options.length} people are offered for "${text}"`)
  return only.value
}

test('the review is posted at its hour, with the decisions below it', async () => {
  await nadia.command({ channel: '#revenue', text: '/review resume weekly-review' })
  await nadia.waitForPost({ channel: '#revenue', text: 'Weekly review goes on.' })
  await acme.clock('2026-11-23T09:00:00Z')
  await sentOff(acme.database)
  const review = wordsOf(await maya.waitForPost({ channel: '#revenue', text: 'What moved' }))
  for (const part of ['At a glance', 'By department', 'Finance : ARR', 'Sales : Win rate'])
    expect(review).toContain(part)
  expect(wordsOf(await maya.waitForPost({ channel: '#revenue', text: 'Decisions: Weekly review' }))).toContain(
    'Nothing was open from before.',
  )
  expect(await acme.database.sql`select 1 from slots where state in ('failed', 'composed')`).toHaveLength(0)
})

test('a decision is recorded in Slack by form, and told in Teams to who has it', async () => {
  const card = await maya.waitForPost({ channel: '#revenue', text: 'Decisions: Weekly review' })
  await maya.press({ channel: '#revenue', post: card.id, button: 'Record a decision' })
  await maya.waitForDialog()
  const who = await person(maya, 'Who does it', 'omar')
  await maya.submit({
    values: { 'What was decided': 'Settle which ARR counts', 'Who does it': who, 'By when': '2026-11-24' },
  })
  const told = await omar.waitForPost({ text: 'Settle which ARR counts' })
  expect(wordsOf(told)).toContain('Omar Haddad : Settle which ARR counts, by 24 Nov 2026.')
  await maya.waitForPost({ channel: '#revenue', text: 'Decided now' })
})

test('it is in the morning note, is moved from Teams, and the card in Slack follows', async () => {
  await acme.clock('2026-11-24T08:01:00Z')
  await sentOff(acme.database)
  const note = await omar.waitForPost({ text: 'Good morning, Omar.' })
  expect(wordsOf(note)).toContain('“Settle which ARR counts” is to be done today')
  await omar.press({ channel: note.channel, post: note.id, button: 'Move' })
  await omar.waitForDialog()
  await omar.submit({ values: { 'By when': '2026-11-27', Why: 'waiting for the auditor' } })
  await maya.waitForPost({ channel: '#revenue', text: 'by 27 Nov 2026 (moved once)' })
  const told = await omar.waitForPost({ text: 'Recorded by Maya Okafor' })
  await omar.press({ channel: told.channel, post: told.id, button: 'Done' })
  await maya.waitForPost({ channel: '#revenue', text: 'by 27 Nov 2026 (moved once). Done.' })
})

test('a one-to-one is set up by form, prepared two hours before, and what is agreed reaches who agreed', async () => {
  await nadia.command({ channel: '#revenue', text: '/handoff to finance: Delta: set up invoicing by 2026-11-25' })
  await nadia.command({ channel: '#revenue', text: '/review one-to-one new' })
  const button = await nadia.waitForPost({ channel: '#revenue', text: 'Set up one-to-ones' })
  await nadia.press({ channel: '#revenue', post: button.id, button: 'Set up one-to-ones' })
  await nadia.waitForDialog()
  await nadia.submit({
    values: { 'With the leader of': 'Finance', 'Every week on': 'Thursday', At: '15:00' },
  })
  await nadia.waitForPost({ text: 'Nadia Petrova gets a preparation before every talk: Thursday, 15:00.' })
  await acme.clock('2026-11-26T12:00:00Z')
  await sentOff(acme.database)
  const prepared = await nadia.waitForPost({ text: 'One-to-one with Omar Haddad, Finance' })
  expect(wordsOf(prepared)).toContain('You meet: 26 Nov 2026, 15:00')
  expect(wordsOf(prepared)).toContain('#1 Delta: set up invoicing is overdue since 25 Nov 2026')
  await nadia.press({ channel: prepared.channel, post: prepared.id, button: 'Notes and what we agreed' })
  await nadia.waitForDialog()
  await nadia.submit({
    values: { Notes: 'Invoicing needs a second pair of hands', 'What you agreed': 'Hire for invoicing' },
  })
  const agreed = await omar.waitForPost({ text: 'Hire for invoicing' })
  expect(wordsOf(agreed)).not.toContain('second pair of hands')
})

test('in Teams the same words answer privately; somebody who leads nothing hears whom to ask', async () => {
  await omar.message({ text: 'review show' })
  await omar.waitForPost({ text: 'At a glance' })
  await omar.message({ text: 'review decisions' })
  expect(wordsOf(await omar.waitForPost({ text: 'Decided for you' }))).toContain('Hire for invoicing')
  const lena = acme.as('lena', 'slack')
  await lena.command({ channel: '#revenue', text: '/review show' })
  await lena.waitForPost({
    channel: '#revenue',
    text: 'Reviews are for executives, leaders of departments and RevOps.',
  })
})
