import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { PlaygroundInput } from '../../playground/config.js'
import type { Post } from '../../playground/model.js'
import { applyFolder } from '../../src/start/apply.js'
import { testDatabase } from '../database.js'
import type { Hands } from '../playground.js'
import { samples, thursday } from './acme.js'
import { type House, house } from './house.js'
import { digestsSent, wordsOf } from './ledger.js'

const person = z.looseObject({ key: z.string(), name: z.string() })
const described = z.object({ people: z.array(person) })

/** The people of the sample, and Ada, whom the company does not know. */
function peopleAndStranger(): PlaygroundInput['people'] {
  const file = fileURLToPath(new URL('../../samples/playground.yaml', import.meta.url))
  const { people } = described.parse(parse(readFileSync(file, 'utf8')))
  return [...people, { key: 'ada', name: 'Ada Stranger', zone: 'Europe/Berlin', teams: true }]
}

let acme: House
let maya: Hands
let nadia: Hands
beforeAll(async () => {
  acme = await house({ config: { people: peopleAndStranger() } })
  maya = acme.as('maya', 'slack')
  nadia = acme.as('nadia', 'slack')
})
afterAll(() => acme.stop())

/** What a command brought its asker, and nobody else. */
async function answerTo(who: Hands, text: string, channel = 'direct'): Promise<Post> {
  const { status, toast, posts: said = [] } = await who.command({ channel, text })
  // What the outbox happens to post meanwhile is no answer.
  const posts = said.filter(({ onlyFor }) => onlyFor !== null)
  expect({ status, toast, count: posts.length }).toEqual({ status: 'ok', toast: undefined, count: 1 })
  const [post] = posts
  if (!post?.onlyFor) throw new Error(`The answer to ${text} is not private`)
  return post
}

const saysTo = async (who: Hands, text: string, channel?: string): Promise<string> =>
  wordsOf(await answerTo(who, text, channel))

/** Presses a button under an answer. @returns the words of what came, or of what took the answer's place, once there is any */
async function pressed(who: Hands, on: Post, button: string): Promise<string> {
  const known = new Map(who.sees({ channel: on.channel }).map((post) => [post.id, post]))
  const { status, toast } = await who.press({ channel: on.channel, post: on.id, button })
  expect({ status, toast }).toEqual({ status: 'ok', toast: undefined })
  const news = () => who.sees({ channel: on.channel }).find((post) => post.text !== known.get(post.id)?.text)
  return wordsOf(await acme.town.waitFor(news, `what [${button}] brings`))
}

test('/kpi list shows what can be asked, each with what it says', async () => {
  const words = await saysTo(maya, '/kpi list')
  for (const metric of ['Win rate', 'Deals won', 'Open pipeline', 'ARR']) expect(words).toContain(metric)
  expect(words).toContain('Share of the opportunities closed in the period that were won')
})

test('/kpi about win rate shows formula, owner, version and sources', async () => {
  const words = await saysTo(maya, '/kpi about win rate')
  for (const part of ['won / (won + lost), by close date', 'Owner: Sales', 'Version: 1', 'Acme CRM, read'])
    expect(words.replaceAll(/\s+/g, ' ')).toContain(part)
})

test('/kpi alone is the scorecard of the department of who asks', async () => {
  expect(await saysTo(maya, '/kpi')).toContain('Scorecard: Sales')
})

test('a metric that does not exist brings the nearest ones as buttons, and they answer', async () => {
  const unsure = await answerTo(maya, '/kpi won revnues by plannet')
  expect(wordsOf(unsure)).toContain('plannet')
  const words = await pressed(maya, unsure, 'All metrics')
  expect(words).toContain('What you can ask')

  const unknown = await answerTo(maya, '/kpi gross winning of deals')
  expect(wordsOf(unknown)).toMatch(/Did you mean one of these\?/)
  const [, suggestion = ''] = /"words":"([^"]+)"/.exec(wordsOf(unknown)) ?? []
  expect(suggestion).not.toBe('')
  expect(await pressed(maya, unknown, suggestion)).toMatch(/this quarter|today/)
})

test('a typing error is forgiven, and said', async () => {
  const words = await saysTo(maya, '/kpi wni rate last quarter')
  expect(words).toContain('Read “wni rate” as “Win rate”')
  expect(words).toMatch(/Win rate, last quarter: +\d\d%/)
})

test('a share of nothing is said in words, never as 0', async () => {
  // A Sunday: nothing closes.
  const words = await saysTo(maya, '/kpi win rate 2026-11-15')
  expect(words).toContain('No deals closed on Nov 15, 2026, so there is no win rate.')
  expect(words).not.toMatch(/\b0 ?%/)
  expect(await saysTo(maya, '/kpi average deal 2026-11-15')).toContain('No deals won on Nov 15, 2026')
})

test('a period before the data begins, and one that has not begun, are said to be so', async () => {
  expect(await saysTo(maya, '/kpi win rate 2023')).toContain('Nothing is known of 2023: the data begins on')
  expect(await saysTo(maya, '/kpi win rate next month')).toMatch(/has not begun|next/)
})

test('a metric whose facts nobody has connected says which data is missing', async () => {
  await using bare = await house()
  const { sql } = bare.database
  await sql`delete from subscriptions`
  await sql`delete from imports where source in (select id from sources where fact = 'subscriptions')`
  await sql`delete from sources where fact = 'subscriptions'`
  const who = bare.as('omar', 'slack')
  expect(await saysTo(who, '/kpi mrr')).toContain('There is no MRR yet: subscription data is not connected.')
  expect(await saysTo(who, '/kpi list')).toContain('Not answerable yet:')
})

test('/digest list says when the digest is next due, where it goes, and what became of the last one', async () => {
  const words = (await saysTo(nadia, '/digest list')).replaceAll(/\s+/g, ' ')
  expect(words).toContain('weekly-revenue: next 23 Nov 2026, 09:00')
  expect(words).toContain('Goes to: revenue (Slack) and finance (Teams)')
  expect(words).toContain('Not posted yet')
})

test('/digest preview shows the digest to its asker alone and posts nothing', async () => {
  const preview = await saysTo(nadia, '/digest preview weekly-revenue')
  expect(preview).toMatch(/Weekly revenue beat[\s\S]*Win rate, this quarter: +\d\d%/)
  const listed = await answerTo(nadia, '/digest list')
  expect(await pressed(nadia, listed, 'Preview')).toContain('Win rate, this quarter')
  expect(await digestsSent(acme.database)).toEqual([])
  expect(maya.sees({ channel: '#revenue', text: 'Weekly revenue beat' })).toEqual([])
})

test('/digest send is refused to who does not own it, and posts once to each place for who does', async () => {
  expect(await saysTo(maya, '/digest send')).toContain('Only RevOps, its owner (Nadia Petrova)')
  expect(await digestsSent(acme.database)).toEqual([])

  expect(await saysTo(nadia, '/digest send weekly-revenue')).toContain('is on its way to 2 places')
  await maya.waitForPost({ channel: '#revenue', text: 'Weekly revenue beat' })
  await acme.as('omar', 'teams').waitForPost({ channel: 'Finance/Finance', text: 'Weekly revenue beat' })
  expect(await digestsSent(acme.database)).toHaveLength(2)
})

test('[Post now] under the list asks first', async () => {
  const sent = (await digestsSent(acme.database)).length
  const listed = await answerTo(nadia, '/digest list')
  const unasked = await nadia.press({ post: listed.id, button: 'Post now' })
  expect(unasked).toMatchObject({ status: 'refused', confirm: { text: 'It goes to 2 places at once.' } })
  expect(await nadia.press({ post: listed.id, button: 'Post now', confirm: true })).toMatchObject({ status: 'ok' })
  await expect.poll(async () => (await digestsSent(acme.database)).length).toBe(sent + 2)
})

test('a digest and a verb that do not exist are told with what there is', async () => {
  expect(await saysTo(nadia, '/digest preview monthly')).toContain(
    'There is no digest monthly. There is: weekly-revenue.',
  )
  expect(await saysTo(nadia, '/digest destroy')).toContain('/digest list')
})

test('a misspelt command brings the right one as a button, which runs it', async () => {
  await nadia.mention({ channel: '#revenue', text: 'dijest list' })
  const post = await nadia.waitForPost({ channel: '#revenue', text: 'Did you mean' })
  expect(post.onlyFor).toBe('nadia')
  expect(await pressed(nadia, post, '/digest list')).toContain('weekly-revenue')

  const inTeams = acme.as('nadia', 'teams')
  await inTeams.message({ text: '/dijest list' })
  await inTeams.waitForPost({ text: 'Did you mean' })
  await inTeams.press({ button: '/digest list' })
  await inTeams.waitForPost({ channel: 'direct', text: 'weekly-revenue' })
})

test('/drumbeat help says what can be typed; every command also works behind /drumbeat', async () => {
  for (const text of ['/drumbeat help', '/drumbeat']) {
    const words = await saysTo(maya, text)
    for (const command of ['/kpi list', '/digest', '/checklist', '/drumbeat help']) expect(words).toContain(command)
  }
  expect(await saysTo(maya, '/drumbeat kpi win rate last quarter')).toMatch(/Win rate, last quarter: +\d\d%/)
  expect(await saysTo(maya, '/drumbeat digest list')).toContain('weekly-revenue')
  expect(await saysTo(maya, '/drumbeat checklist')).toContain('Quarter close')
})

test('the Home tab says what can be typed', async () => {
  await maya.openHome()
  const home = await acme.town.waitFor(() => acme.town.world.home('slack', 'maya'), "the bot's home")
  expect(JSON.stringify(home)).toContain('/kpi list')
})

test('a guest gets no number, no digest, no checklist', async () => {
  const gus = acme.as('gus', 'slack')
  for (const text of [
    '/kpi win rate',
    '/kpi list',
    '/kpi about arr',
    '/kpi',
    '/digest list',
    '/digest preview',
    '/checklist',
  ]) {
    const words = await saysTo(gus, text, '#marketing')
    expect(words, text).toContain('only for people of the company')
    expect(words, text).not.toMatch(/Win rate|revenue|Quarter close|\d/)
  }
})

test('a stranger is told whom to ask, on both platforms', async () => {
  const ada = acme.as('ada', 'slack')
  expect(await saysTo(ada, '/kpi win rate', '#general')).toContain("I don't know you yet")
  const inTeams = acme.as('ada', 'teams')
  await inTeams.message({ text: 'kpi win rate' })
  const post = await inTeams.waitForPost({ channel: 'direct', text: "I don't know you yet" })
  expect(wordsOf(post)).not.toContain('%')
})

test('a bot that was started before its company was set up says so, and knows everybody as soon as it is', async () => {
  await using bare = await house({ database: await testDatabase() })
  const who = bare.as('maya', 'slack')
  const inTeams = bare.as('omar', 'teams')
  expect(await saysTo(who, '/kpi win rate')).toContain('Nobody has told me about your company yet')
  await inTeams.message({ text: 'kpi win rate' })
  await inTeams.waitForPost({ channel: 'direct', text: 'Nobody has told me about your company yet' })

  await applyFolder(bare.database.db, samples, thursday)
  expect(await saysTo(who, '/kpi win rate')).toContain('There is no win rate yet: opportunity data is not connected.')
  expect(await saysTo(who, '/digest list')).toContain('weekly-revenue')
  await inTeams.message({ text: 'kpi win rate' })
  await inTeams.waitForPost({ channel: 'direct', text: 'opportunity data is not connected' })
})

test('somebody who reads a language without texts yet gets sentences of one language, numbers and all', async () => {
  const words = await saysTo(acme.as('parisa', 'slack'), '/kpi win rate last quarter by region')
  expect(words).toMatch(/Win rate, last quarter:\s+\d+%\s+\(\d+ of \d+\)/)
  expect(words).not.toMatch(/[۰-۹٪]/)
  const inTeams = acme.as('parisa', 'teams')
  await inTeams.message({ text: 'kpi won revenue last quarter' })
  expect(wordsOf(await inTeams.waitForPost({ channel: 'direct', text: 'Won revenue' }))).toMatch(/€\d/)
})

test('what a person types never becomes markup', async () => {
  const attack = '<!channel> <@U0ACME> [x](http://evil.example) <at>all</at> *bold*'
  const inSlack = await answerTo(maya, `/digest preview ${attack}`, '#revenue')
  // In the blocks it is a run of text, which Slack shows as it is; in the notification its control characters are entities.
  expect(JSON.stringify(inSlack.body.blocks)).not.toMatch(/"type":"(broadcast|user|link|mrkdwn)"/)
  expect(inSlack.body.text).toContain('&lt;!channel&gt; &lt;@U0ACME&gt;')
  const inTeams = acme.as('omar', 'teams')
  await inTeams.message({ text: `digest preview ${attack}` })
  const post = await inTeams.waitForPost({ channel: 'direct', text: 'There is no digest' })
  // A text run, unlike a text block, is never read as Markdown.
  expect(JSON.stringify(post.body)).not.toMatch(/<at>|"entities"|"TextBlock"|"selectAction"/)
})
