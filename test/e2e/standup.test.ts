import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { companyOf } from '../../src/company/store.js'
import { standupsFile } from '../../src/standups/model.js'
import { applyStandups } from '../../src/standups/save.js'
import { context } from '../context.js'
import type { Hands } from '../playground.js'
import { clientOf, userId } from '../slack-client.js'
import { acmeDatabase, samples, thursday } from './acme.js'
import { type House, house } from './house.js'
import { sentOff, wordsOf } from './ledger.js'

let acme: House
let lena: Hands
let omar: Hands

const check = (place: string, more: object) => ({
  name: `${place}-check`,
  title: `Check of ${place}`,
  owner: 'nadia@acme.example',
  days: ['sunday'],
  at: '12:00',
  summary: { place },
  questions: [{ kind: 'text', label: 'All well?' }],
  ...more,
})

/** Two more, of those who are in a channel: each on one platform. And one of two people, on Friday. */
const checks = standupsFile.parse({
  standups: [
    ...['revenue', 'finance'].map((place) => check(place, { ask: { place } })),
    check('marketing', {
      ask: { people: ['sara@acme.example', 'ioana@acme.example'] },
      days: ['friday'],
      at: '10:00',
      window: '8h',
    }),
  ],
})

/** The people of the sample company; Sara has set one of Slack's own statuses until early on Friday. */
function peopleWithStatus() {
  const described = z.object({ people: z.array(z.looseObject({ key: z.string(), name: z.string() })) })
  const status = { emoji: ':face_with_thermometer:', text: 'Out sick', until: '2026-11-20T05:00:00Z' }
  const { people } = described.parse(parse(readFileSync(join(samples, 'playground.yaml'), 'utf8')))
  return people.map((one) => (one.key === 'sara' ? { ...one, status } : one))
}

/** Sara's status, as Slack tells it to bots. */
async function statusOfSara() {
  const { user } = await clientOf(acme.town, acme.town.config.slack.botToken).users.info({
    user: userId(acme.town, 'sara'),
  })
  return { emoji: user?.profile?.status_emoji, ends: user?.profile?.status_expiration }
}

beforeAll(async () => {
  const database = await acmeDatabase()
  const company = await companyOf(database.db)
  if (company) await applyStandups(context(database.db, { now: thursday, company }), checks)
  acme = await house({
    database,
    config: { people: peopleWithStatus() },
    schedules: ['standups', 'rounds', 'mornings'],
  })
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

test('whoever is away by their status on Slack is not asked, and counts as away', async () => {
  const turn = await acme.database.sql`
    select p.state, p.reason from round_people p join rounds r on r.id = p.round join people who on who.id = p.person
    where r.subject = 'standup:revenue-standup' and who.email = 'sara@acme.example'`
  expect(await statusOfSara()).toEqual({ emoji: ':face_with_thermometer:', ends: 1_795_150_800 })
  expect(turn).toEqual([{ state: 'away', reason: 'away status' }])
  expect(acme.as('sara', 'slack').sees({ text: /standup/ })).toEqual([])
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

test('a standup of a channel asks who is in it, on either platform, and who joins it', async () => {
  const nadia = acme.as('nadia', 'slack')
  const askNow = async (name: string, said: string): Promise<void> => {
    await nadia.command({ channel: '#general', text: `/standup ask now ${name}` })
    await nadia.waitForPost({ channel: '#general', text: said })
  }
  const members = (channel: string) => acme.database.sql`select "user" from place_members where channel = ${channel}`
  await acme.clock('2026-11-20T07:00:00Z')
  // Of the ten for whom #revenue is declared seven are in it; of the five in Finance, Parisa has Fridays off.
  await askNow('revenue-check', 'Asking 7 people now: Check of revenue')
  await askNow('finance-check', 'Asking 4 people now: Check of finance')
  const before = (await members('C0REVENUE')).length
  await acme.as('sara', 'slack').channel({ channel: '#revenue', change: 'join' })
  await expect.poll(async () => (await members('C0REVENUE')).length, { timeout: 20_000 }).toBe(before + 1)
  expect(acme.as('sara', 'slack').sees({ text: 'Check of marketing' })).toEqual([])
  await acme.clock('2026-11-20T15:00:00Z')
  await sentOff(acme.database)
  // Her status ran out overnight: she is asked again.
  expect(await statusOfSara()).toEqual({ emoji: '', ends: 0 })
  await acme.as('sara', 'slack').waitForPost({ text: 'Check of marketing' })
  await askNow('revenue-check', 'Asking one person now: Check of revenue')
  await acme.as('tom', 'slack').channel({ channel: '#revenue', change: 'leave' })
  await expect.poll(async () => (await members('C0REVENUE')).length, { timeout: 20_000 }).toBe(before)
})
