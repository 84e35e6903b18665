import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Hands } from '../playground.js'
import { type House, house } from './house.js'
import { sentOff, wordsOf } from './ledger.js'

let acme: House
let nadia: Hands
let omar: Hands
let won: number

beforeAll(async () => {
  acme = await house({ schedules: ['alerts', 'playbooks'] })
  nadia = acme.as('nadia', 'slack')
  omar = acme.as('omar', 'teams')
  const [row] = await acme.database.sql<{ count: number }[]>`
    select count(*)::int as count from opportunities
    where outcome = 'won' and closed_on between '2026-10-01' and '2026-11-19'`
  won = row?.count ?? 0
})
afterAll(() => acme.stop())

/** The CRM's next export says that an open deal is won: that of Delta, over 60,000. */
async function deltaIsWon(): Promise<void> {
  const { sql } = acme.database
  const [run] = await sql<{ id: number; source: number }[]>`
    insert into imports (source, started_at, finished_at, report)
    select id, '2026-11-19T07:10:00Z', '2026-11-19T07:10:00Z', '{}' from sources where fact = 'opportunities'
    returning id, source`
  if (!run) throw new Error('the sample company has no deals')
  await sql`
    update opportunities set outcome = 'won', closed_on = '2026-11-19', account = 'Delta', amount = 6000000, currency = 'EUR',
      import = ${run.id}
    where (source, id) = (
      select source, id from opportunities where outcome = 'open' and source = ${run.source} order by id limit 1)`
}

test('[Follow] under an answer in Slack, and the words in Teams, begin to follow a number', async () => {
  await nadia.command({ channel: '#revenue', text: '/kpi deals won this quarter' })
  const answer = await nadia.waitForPost({ channel: '#revenue', text: 'Follow' })
  await nadia.press({ channel: '#revenue', post: answer.id, button: 'Follow' })
  await nadia.waitForDialog('Follow a number')
  await nadia.submit({
    values: {
      'Tell me when': 'It goes above a figure',
      'The figure': String(won),
      'How often': 'The first time only',
      'Who hears of it': 'This channel: revenue',
    },
  })
  await expect
    .poll(async () => (await acme.database.sql`select name from follows where name like 'deals-won%'`).length)
    .toBe(1)
  await omar.message({ text: `kpi follow deals won this quarter above ${won}` })
  expect(wordsOf(await omar.waitForPost({ text: "I'll tell you when" }))).toContain(`is above ${won}`)
})

test('how things stand when they begin to be followed is no news', async () => {
  await acme.clock('2026-11-19T07:05:00Z')
  expect(await sentOff(acme.database)).toEqual([])
})

test('a deal that is won is told where it is followed, on both platforms, in one message each', async () => {
  await deltaIsWon()
  await acme.clock('2026-11-19T07:15:00Z')
  const sent = await sentOff(acme.database)
  expect(sent.map(({ platform, state }) => `${platform} ${state}`).toSorted()).toEqual([
    'slack sent',
    'slack sent',
    'teams sent',
  ])
  // Where a word is strong, Slack's blocks have it as a piece of its own.
  const told = new RegExp(`Deals won ?, this quarter: +${won + 1} ?, above ${won}\\.`)
  expect(wordsOf(await nadia.waitForPost({ channel: '#revenue', text: 'Followed here by' }))).toMatch(told)
  expect(wordsOf(await omar.waitForPost({ text: 'You follow this number' }))).toMatch(told)
})

test('the playbook proposes to hand it over; the PO number is added on Slack, and finance has it on Teams', async () => {
  const proposal = await nadia.waitForPost({ text: 'Delta is won' })
  expect(wordsOf(proposal)).toContain('Delta is won, €60k. Finance needs a PO number to start.')
  expect(wordsOf(proposal)).toContain('I would: hand over to Finance: Delta: set up invoicing.')
  await nadia.press({ channel: proposal.channel, post: proposal.id, button: 'Add PO number and do it' })
  await nadia.waitForDialog('Before it is done')
  await nadia.submit({ values: { 'PO number': 'PO 4711' } })
  const card = await omar.waitForPost({ channel: 'Finance', text: '#1 Delta: set up invoicing' })
  expect(wordsOf(card)).toContain('Nadia Petrova (Sales)')
  expect(wordsOf(card)).toContain('PO 4711')
  // The proposal stands as decided from then on, without its buttons.
  const decided = await nadia.waitForPost({ text: 'Nadia Petrova: Handed over: #1 Delta: set up invoicing.' })
  expect(decided.id).toBe(proposal.id)
  expect(wordsOf(decided)).not.toContain('Not now')
})

test('what happened once is told once, and what was followed once is over', async () => {
  await acme.clock('2026-11-19T07:25:00Z')
  const sent = await sentOff(acme.database)
  expect(sent.filter(({ key }) => /^(alerts|playbooks):/.test(key))).toHaveLength(3)
  const posted = await acme.database.sql`
    select (p.result->>'value')::int as value from posted_numbers p join deliveries d on d.key = p.delivery
    where d.key like 'alerts:%' and d.state = 'sent'`
  expect(posted).toEqual([{ value: won + 1 }, { value: won + 1 }])
  await omar.message({ text: 'kpi follows' })
  expect(wordsOf(await omar.waitForPost({ text: 'What you follow' }))).toContain('Last told')
  await nadia.command({ channel: '#revenue', text: '/playbook show deal-won' })
  expect(wordsOf(await nadia.waitForPost({ channel: '#revenue', text: 'spoke once' }))).toContain('1 done')
  const text = await (await fetch(`${acme.bot.url}/metrics`)).text()
  expect(text).toContain('drumbeat_alerts{kind="fired"} 2')
  expect(text).toContain('drumbeat_playbook_firings{state="done"} 1')
})
