import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Post } from '../../playground/model.js'
import type { Hands } from '../playground.js'
import { type House, house } from './house.js'
import { sentOff, wordsOf } from './ledger.js'

let acme: House
let maya: Hands
let omar: Hands
beforeAll(async () => {
  acme = await house()
  maya = acme.as('maya', 'slack')
  omar = acme.as('omar', 'slack')
})
afterAll(() => acme.stop())

/** The one answer that somebody's command brought. */
async function answerTo(person: Hands, channel: string, text: string): Promise<Post> {
  const { status, posts = [] } = await person.command({ channel, text })
  expect(status).toBe('ok')
  expect(posts).toHaveLength(1)
  const [post] = posts
  if (!post) throw new Error(`Nothing was answered to ${text}`)
  return post
}

/** Somebody says something in a channel that others can answer in a thread. */
async function threadIn(channel: string, text: string): Promise<string> {
  await omar.message({ channel, text })
  return (await omar.waitForPost({ channel, text })).id
}

test('/kpi answers its asker alone, with a native chart and the counts behind every bar', async () => {
  const answer = await answerTo(maya, '#revenue', '/kpi win rate last quarter by region')
  expect(answer.onlyFor).toBe('maya')
  const words = wordsOf(answer)
  const rows = await acme.database.sql`
    select region, count(*) filter (where outcome = 'won') as won, count(*) as closed from opportunities
    where outcome in ('won', 'lost') and closed_on between '2026-07-01' and '2026-09-30' group by region`
  expect(rows.length).toBe(3)
  for (const { region, won, closed } of rows) {
    expect(words).toContain(String(region))
    expect(words).toContain(`${won} of ${closed}`)
  }
  expect(JSON.stringify(answer.body)).toContain('"type":"data_visualization"')
  expect(words).toContain('Acme CRM, read')
  expect(omar.sees({ channel: '#revenue', text: 'Win rate' })).toEqual([])
  expect(await sentOff(acme.database)).toEqual([])
})

test('[Share here] posts the answer where everybody reads it, once, and leaves the asker a card without that button', async () => {
  const answer = await answerTo(maya, '#sales', '/kpi deals won last quarter by team')
  expect(await maya.press({ channel: '#sales', post: answer.id, button: 'Share here' })).toMatchObject({ status: 'ok' })
  const lena = acme.as('lena', 'slack')
  const shared = await lena.waitForPost({ channel: '#sales', text: 'Maya Okafor shared' })
  expect(shared).toMatchObject({ onlyFor: null, thread: null })
  const [won] = await acme.database.sql`
    select count(*) as won from opportunities
    where outcome = 'won' and closed_on between '2026-07-01' and '2026-09-30'`
  expect(wordsOf(shared)).toContain(` ${won?.won} `)
  expect(wordsOf(shared)).toContain('About this number')
  expect(wordsOf(shared)).not.toContain('Share here')
  expect(await maya.press({ channel: '#sales', post: answer.id, button: 'Share here' })).toMatchObject({
    status: 'refused',
  })
  expect(lena.sees({ channel: '#sales' })).toEqual([shared])
})

test('[About this number] under a shared answer tells whoever presses what it means, and nobody else', async () => {
  const answer = await answerTo(maya, '#general', '/kpi win rate last month')
  await maya.press({ channel: '#general', post: answer.id, button: 'Share here' })
  const shared = await omar.waitForPost({ channel: '#general', text: 'Maya Okafor shared' })
  await omar.press({ channel: '#general', post: shared.id, button: 'About this number' })
  const about = await omar.waitForPost({ channel: '#general', text: 'won / (won + lost), by close date' })
  expect(about.onlyFor).toBe('omar')
  expect(maya.sees({ channel: '#general', text: 'won / (won + lost)' })).toEqual([])
})

test('a mention in a thread, without the word kpi, is answered in that thread to its asker alone; shared, it stands in the thread', async () => {
  const thread = await threadIn('#revenue', 'How is EMEA doing?')
  await maya.mention({ channel: '#revenue', thread, text: 'win rate emea this qtr' })
  const answer = await maya.waitForPost({ channel: '#revenue', thread, text: 'Share here' })
  expect(answer.onlyFor).toBe('maya')
  const [row] = await acme.database.sql`
    select count(*) filter (where outcome = 'won') as won, count(*) as closed from opportunities
    where region = 'EMEA' and outcome in ('won', 'lost') and closed_on between '2026-10-01' and '2026-11-19'`
  expect(wordsOf(answer)).toContain(`(${row?.won} of ${row?.closed})`)
  expect(omar.sees({ channel: '#revenue', thread, text: 'Win rate' })).toEqual([])

  await maya.press({ channel: '#revenue', post: answer.id, button: 'Share here' })
  const shared = await omar.waitForPost({ channel: '#revenue', text: 'Maya Okafor shared' })
  expect(shared).toMatchObject({ thread, onlyFor: null })
  expect(wordsOf(shared)).toContain(`(${row?.won} of ${row?.closed})`)
})

test('a mention in a channel and a direct message are answered where they were made', async () => {
  await omar.mention({ channel: '#revenue', text: 'kpi arr' })
  const here = await omar.waitForPost({ channel: '#revenue', text: /ARR, today/ })
  expect(here.onlyFor).toBe('omar')
  await omar.message({ text: 'won revenue last month' })
  const direct = await omar.waitForPost({ channel: 'direct', text: 'Won revenue' })
  expect(wordsOf(direct)).toContain('last month')
  // There is nobody to share it with.
  expect(wordsOf(direct)).not.toContain('Share here')
})

test('[CSV] under the rows brings the file into the direct message of who presses, and to nobody else', async () => {
  const answer = await answerTo(maya, '#revenue', '/kpi deals won last quarter')
  await maya.press({ channel: '#revenue', post: answer.id, button: 'Show deals' })
  const rows = await maya.waitForPost({ channel: '#revenue', text: 'Report as wrong' })
  await maya.press({ channel: '#revenue', post: rows.id, button: 'CSV' })
  const told = await maya.waitForPost({ channel: '#revenue', text: 'The file is in our direct message.' })
  expect(told.onlyFor).toBe('maya')
  const brought = await maya.waitForPost({ channel: 'direct', text: 'Deals won, last quarter' })
  const [file] = brought.files
  const [won] = await acme.database.sql`
    select count(*)::int as won from opportunities
    where outcome = 'won' and closed_on between '2026-07-01' and '2026-09-30'`
  expect(wordsOf(brought)).toContain(`${won?.won} deals`)
  const address = `${acme.town.url}/slack/files/${file?.id}/${file?.name}`
  const fetched = await fetch(address, { headers: { authorization: `Bearer ${acme.town.config.slack.botToken}` } })
  const lines = (await fetched.text()).trimEnd().split('\r\n')
  expect(lines[0]).toMatch(/^\uFEFF?id,account,/)
  expect(lines).toHaveLength(won?.won + 1)
  expect(omar.sees({ channel: '#revenue' }).flatMap((post) => post.files)).toEqual([])
  const audit = await acme.database.sql`
    select p.name, a.after->'rows' as rows from audit a join people p on p.id = a.person where a.verb = 'export rows'`
  expect(audit).toEqual([{ name: 'Maya Okafor', rows: won?.won }])
})

test('over a socket that the bot opens, everything is the same', async () => {
  await using remote = await house({ socket: true })
  const lena = remote.as('lena', 'slack')
  const answer = await answerTo(lena, '#sales', '/kpi win rate last quarter')
  await lena.press({ channel: '#sales', post: answer.id, button: 'Share here' })
  await remote.as('tom', 'slack').waitForPost({ channel: '#sales', text: 'Lena Vogt shared' })
  await lena.mention({ channel: '#sales', text: 'deals won last quarter' })
  expect((await lena.waitForPost({ channel: '#sales', text: 'Deals won, last quarter' })).onlyFor).toBe('lena')
  expect(remote.town.world.exchanges().map(({ what }) => what)).toContain('apps.connections.open')
  // Nothing listens where requests over HTTP would come in.
  expect((await fetch(`${remote.bot.url}/slack/events`, { method: 'POST', body: '{}' })).status).toBe(404)
})
