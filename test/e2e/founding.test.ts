import { expect, test } from 'vitest'
import type { PlatformName } from '../../playground/model.js'
import { testDatabase } from '../database.js'
import { type House, house } from './house.js'
import { wordsOf } from './ledger.js'

const answers = {
  name: 'Acme',
  zone: 'Europe/Bucharest',
  currency: 'EUR',
  year: '1',
  week: '1',
  language: 'en-GB',
}

/** Opens the form, and searches what is searched in it. */
async function beginning(acme: House, person: string, platform: PlatformName) {
  const hands = acme.as(person, platform)
  await hands.message({ text: 'hello' })
  const card = await hands.waitForPost({ text: 'Welcome to Drumbeat' })
  await hands.press({ post: card.id, button: 'Set up the company' })
  await hands.waitForDialog('Set up the company')
  const found = [
    await hands.search({ dialog: 'top', field: 'zone', text: 'buchar' }),
    await hands.search({ dialog: 'top', field: 'currency', text: 'euro' }),
  ]
  expect(found.map(({ options }) => options?.map(({ value }) => value))).toEqual([['Europe/Bucharest'], ['EUR']])
  return hands
}

test.for<PlatformName>(['slack', 'teams'])(
  'a company is set up from chat on %s, without a file and without a shell',
  async (platform) => {
    await using acme = await house({ database: await testDatabase() })
    const nadia = await beginning(acme, 'nadia', platform)
    await nadia.submit({ values: answers })
    const steps = await nadia.waitForPost({ text: 'First steps' })
    expect(wordsOf(steps)).toContain('Drop a CSV or Excel export here')
    expect(wordsOf(steps)).toContain('nobody has said yet that they lead Customer success')
    const { sql } = acme.database
    expect((await sql`select name, zone, currency from companies`).map((row) => ({ ...row }))).toEqual([
      { name: 'Acme', zone: 'Europe/Bucharest', currency: 'EUR' },
    ])
    expect((await sql`select email, role from people`).map((row) => ({ ...row }))).toEqual([
      { email: 'nadia@acme.example', role: 'revops' },
    ])
    expect((await sql`select subject, verb from audit`).map((row) => ({ ...row }))).toEqual([
      { subject: 'company:own', verb: 'set up' },
    ])
    await nadia.press({ post: steps.id, button: 'Add people' })
    await nadia.waitForDialog('Add people')
  },
)

test('a guest sets no company up, and of two who are at it one is first', async () => {
  await using acme = await house({ database: await testDatabase(), schedules: [] })
  const guest = await beginning(acme, 'gus', 'slack')
  await guest.submit({ values: answers })
  await guest.waitForPost({ text: 'only for people of the company' })
  const nadia = await beginning(acme, 'nadia', 'slack')
  const omar = await beginning(acme, 'omar', 'slack')
  await nadia.submit({ values: answers })
  await nadia.waitForPost({ text: 'First steps' })
  await omar.submit({ values: answers })
  await omar.waitForPost({ text: 'know you yet' })
  expect(await acme.database.sql`select 1 from people`).toHaveLength(1)
})
