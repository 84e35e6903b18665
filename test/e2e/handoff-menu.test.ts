import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, house } from './house.js'
import { wordsOf } from './ledger.js'

let acme: House
beforeAll(async () => {
  acme = await house({ schedules: [] })
})
afterAll(() => acme.stop())

test('a message in Slack is handed over from its menu: its words and its address are in the form already', async () => {
  const lena = acme.as('lena', 'slack')
  await lena.message({ channel: '#sales', text: 'Delta needs an invoice <today>\nTheir tax ID is in the CRM' })
  const post = await lena.waitForPost({ channel: '#sales', text: 'Delta needs an invoice' })
  expect(await lena.shortcut({ channel: '#sales', post: post.id, shortcut: 'Hand over' })).toMatchObject({
    status: 'ok',
  })
  await lena.waitForDialog()
  await lena.submit({ values: { To: 'Finance' } })
  const card = wordsOf(await acme.as('omar', 'teams').waitForPost({ channel: 'Finance', text: '#1 Delta needs' }))
  expect(card).toContain('#1 Delta needs an invoice <today> From Lena Vogt (Sales)')
  expect(card).toContain('Why:   Delta needs an invoice <today> Their tax ID is in the CRM')
  expect(card).toContain(`https://acme.slack.com/archives/C0SALES/p${post.id.replace('.', '')}`)
})

test('a message in Teams is handed over from its menu, too', async () => {
  const omar = acme.as('omar', 'teams')
  await omar.message({ channel: 'Finance', text: 'Beta did not pay <b>twice</b>' })
  const post = await omar.waitForPost({ channel: 'Finance', text: 'Beta did not pay' })
  expect(await omar.shortcut({ channel: 'Finance', post: post.id, shortcut: 'Hand over' })).toMatchObject({
    status: 'ok',
  })
  await omar.waitForDialog()
  expect(await omar.submit({ values: { To: 'Sales' } })).toMatchObject({
    toast: 'Handed over to Sales: #2 Beta did not pay <b>twice</b>.',
  })
  const card = wordsOf(await acme.as('lena', 'slack').waitForPost({ channel: '#sales', text: '#2 Beta did not pay' }))
  expect(card).toMatch(/From:\s+Omar Haddad \(Finance\)\s+To:\s+Sales/)
  expect(card).not.toContain('Why:')
})
