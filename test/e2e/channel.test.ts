import { expect, test } from 'vitest'
import type { PlatformName } from '../../playground/model.js'
import { testDatabase } from '../database.js'
import { type House, house } from './house.js'
import { wordsOf } from './ledger.js'

const company = { name: 'Acme', zone: 'Europe/Berlin', currency: 'EUR', year: '1', week: '1', language: 'en-GB' }

/** A company that somebody has just set up from chat: it knows no channel. */
async function founded(acme: House, platform: PlatformName) {
  const nadia = acme.as('nadia', platform)
  await nadia.message({ text: 'hello' })
  const card = await nadia.waitForPost({ text: 'Welcome to Drumbeat' })
  await nadia.press({ post: card.id, button: 'Set up the company' })
  await nadia.waitForDialog('Set up the company')
  await nadia.search({ dialog: 'top', field: 'zone', text: 'berlin' })
  await nadia.search({ dialog: 'top', field: 'currency', text: 'euro' })
  await nadia.submit({ values: company })
  const steps = await nadia.waitForPost({ text: 'First steps' })
  expect(wordsOf(steps)).toMatch(/add me to a channel and type\s+.drumbeat here\s+in it/)
  return nadia
}

const placesIn = async ({ database }: House) => (await database.sql`select name from places`).map((row) => row.name)

test.for<[PlatformName, string, string]>([
  ['slack', '#revenue', 'revenue'],
  ['teams', 'Finance/Finance', 'finance'],
])('a channel is made known from chat on %s, and a digest goes there', async ([platform, channel, name]) => {
  await using acme = await house({ database: await testDatabase(), schedules: [] })
  const nadia = await founded(acme, platform)
  if (platform === 'slack') await nadia.command({ channel, text: '/drumbeat here' })
  else {
    await nadia.mention({ channel, text: 'here' })
    await nadia.press({ channel, button: 'A channel for digests' })
  }
  await nadia.waitForDialog('A channel for digests')
  const said = await nadia.submit({ values: { name: ` ${name} `, readers: ['company'], outsiders: 'no' } })
  expect(said).toMatchObject({ status: 'ok' })
  await expect.poll(() => placesIn(acme)).toEqual([name])

  if (platform === 'slack') await nadia.command({ text: '/digest new' })
  else {
    await nadia.message({ text: 'digest new' })
    await nadia.press({ button: 'A new digest' })
  }
  await nadia.waitForDialog('A new digest')
  await nadia.search({ dialog: 'top', field: 'metrics', text: 'win' })
  const places = await nadia.search({ dialog: 'top', field: 'to', text: name })
  expect(places.options?.map(({ value }) => value)).toEqual([`place:${name}`])
  await nadia.submit({ values: { title: 'Monday numbers', metrics: ['win_rate'], to: [`place:${name}`] } })
  const draft = await nadia.waitForPost({ text: 'is saved as a draft' })
  await nadia.press({ post: draft.id, button: 'Approve' })
  await nadia.waitForPost({ text: 'Monday numbers is approved' })
  await nadia.message({ text: 'digest send' })
  await nadia.waitForPost({ channel, text: 'Monday numbers' })
})

test('whoever adds the bot to a channel that nobody has declared is asked who reads there, with its name filled in', async () => {
  await using acme = await house({ database: await testDatabase(), schedules: [] })
  const nadia = await founded(acme, 'slack')
  await nadia.channel({ change: 'create', channel: 'pipeline' })
  await nadia.channel({ change: 'add bot', channel: '#pipeline' })
  const asked = await nadia.waitForPost({ text: 'I was added to' })
  await nadia.press({ post: asked.id, button: 'Say who reads there' })
  await nadia.waitForDialog('A channel for digests')
  await nadia.submit({ values: { name: 'pipeline', readers: ['company'], outsiders: 'no' } })
  await nadia.waitForPost({ text: 'I know this channel as pipeline now' })
  const { sql } = acme.database
  expect((await sql`select name, audience from places`).map((row) => ({ ...row }))).toEqual([
    { name: 'pipeline', audience: { outsiders: false, readers: { kind: 'company' } } },
  ])
  expect((await sql`select verb from audit where subject like 'place:%'`).map(({ verb }) => verb)).toEqual(['declare'])
})
