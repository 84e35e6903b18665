import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Hands } from '../playground.js'
import { type House, house } from './house.js'
import { wordsOf } from './ledger.js'

const finance = 'Finance/Finance'

let acme: House
let omar: Hands
let nadia: Hands
beforeAll(async () => {
  acme = await house()
  omar = acme.as('omar', 'teams')
  nadia = acme.as('nadia', 'teams')
})
afterAll(() => acme.stop())

test('kpi in a channel answers its asker alone, in the thread of the question, with a native chart and the counts', async () => {
  expect(await omar.command({ channel: finance, text: '/kpi win rate last quarter by region' })).toMatchObject({
    status: 'ok',
  })
  const [question] = omar.sees({ channel: finance, text: 'kpi win rate last quarter' })
  const answer = await omar.waitForPost({ channel: finance, text: 'Share here' })
  expect(answer).toMatchObject({ onlyFor: 'omar', thread: question?.id })
  const rows = await acme.database.sql`
    select region, count(*) filter (where outcome = 'won') as won, count(*) as closed from opportunities
    where outcome in ('won', 'lost') and closed_on between '2026-07-01' and '2026-09-30' group by region`
  expect(rows.length).toBe(3)
  for (const { won, closed } of rows) expect(wordsOf(answer)).toContain(`${won} of ${closed}`)
  expect(JSON.stringify(answer.body)).toContain('Chart.VerticalBar')
  expect(nadia.sees({ channel: finance, text: 'Share here' })).toEqual([])
})

test('[Share here] posts in the thread for all to see, once', async () => {
  await omar.mention({ channel: finance, text: 'won revenue last quarter' })
  const answer = await omar.waitForPost({ channel: finance, text: /Won revenue[\s\S]*Share here/ })
  expect(await omar.press({ channel: finance, post: answer.id, button: 'Share here' })).toMatchObject({ status: 'ok' })
  const shared = await nadia.waitForPost({ channel: finance, text: 'Omar Haddad shared' })
  expect(shared).toMatchObject({ onlyFor: null, thread: answer.thread })
  expect(wordsOf(shared)).toContain('Won revenue, last quarter')
  expect(await omar.press({ channel: finance, post: answer.id, button: 'Share here' })).toMatchObject({
    status: 'refused',
  })
  expect(nadia.sees({ channel: finance, text: 'Omar Haddad shared' })).toHaveLength(1)
})

test('a mention in a thread of others, without the word kpi, is answered in that thread to its asker alone', async () => {
  await nadia.message({ channel: finance, text: 'EMEA worries me' })
  const [root] = nadia.sees({ channel: finance, text: 'EMEA worries me' })
  const thread = root?.id ?? ''
  await omar.mention({ channel: finance, thread, text: 'win rate emea this qtr' })
  const answer = await omar.waitForPost({ channel: finance, thread, text: 'Share here' })
  expect(answer.onlyFor).toBe('omar')
  expect(wordsOf(answer)).toContain('Win rate, EMEA, this quarter')
  expect(nadia.sees({ channel: finance, thread, text: 'Share here' })).toEqual([])
})

test('a direct message is answered there, and the answer in Slack has the same numbers', async () => {
  await nadia.message({ text: 'kpi won revenue last quarter by product' })
  const inTeams = wordsOf(await nadia.waitForPost({ channel: 'direct', text: 'Won revenue, last quarter' }))
  const slack = acme.as('nadia', 'slack')
  await slack.message({ text: 'kpi won revenue last quarter by product' })
  const inSlack = wordsOf(await slack.waitForPost({ channel: 'direct', text: 'Won revenue, last quarter' }))
  const [sentence] = /Won revenue, last quarter:.*?\)/.exec(inSlack) ?? []
  expect(sentence).toMatch(/€\d/)
  expect(inTeams).toContain(sentence)
})

const closedLastQuarter = async ({ database }: House): Promise<number> => {
  const [row] = await database.sql`
    select count(*)::int as closed from opportunities
    where outcome in ('won', 'lost') and closed_on between '2026-07-01' and '2026-09-30'`
  return Number(row?.closed)
}

test('[CSV] under the rows in a channel asks in the personal chat, and brings the file once it may', async () => {
  // A house of its own: the others have used up what Teams lets a bot post within a second.
  await using quiet = await house()
  const omar = quiet.as('omar', 'teams')
  const nadia = quiet.as('nadia', 'teams')
  await omar.mention({ channel: finance, text: 'win rate last quarter by team' })
  const answer = await omar.waitForPost({ channel: finance, text: /by team[\s\S]*Show deals/ })
  await omar.press({ channel: finance, post: answer.id, button: 'Show deals' })
  const rows = await omar.waitForPost({ channel: finance, text: 'Report as wrong' })
  expect(await omar.press({ channel: finance, post: rows.id, button: 'CSV' })).toMatchObject({ status: 'ok' })
  const asked = await omar.waitForPost({ channel: 'direct', text: 'win_rate-2026-07-01-opportunities.csv' })
  expect(JSON.stringify(asked.body)).toContain(`${await closedLastQuarter(quiet)} deals`)
  expect(asked.files).toEqual([])

  await omar.press({ channel: 'direct', post: asked.id, button: 'Allow' })
  const brought = await omar.waitForPost({ channel: 'direct', text: /file\.info/ })
  const [file] = brought.files
  expect(file?.name).toBe('win_rate-2026-07-01-opportunities.csv')
  const text = await (await fetch(`${quiet.town.url}/teams/files/${file?.id}`)).text()
  expect(text.trimEnd().split('\r\n')).toHaveLength((await closedLastQuarter(quiet)) + 1)
  expect(nadia.sees({ channel: finance }).flatMap((post) => post.files)).toEqual([])
})

test('words in a channel without a mention are left alone', async () => {
  await nadia.message({ channel: finance, text: 'kpi win rate would be nice to know' })
  await nadia.mention({ channel: finance, text: 'help' })
  await nadia.waitForPost({ channel: finance, text: 'What I can do' })
  const [silent] = nadia.sees({ channel: finance, text: 'would be nice to know' })
  expect(nadia.sees({ channel: finance, thread: silent?.id ?? 'none' })).toEqual([])
})
